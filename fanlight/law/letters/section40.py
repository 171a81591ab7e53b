"""What goes wrong with section 40 in letters: one function a fault, each gives its findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fanlight.law import exemptions
from fanlight.law.citations import within
from fanlight.law.findings import Finding, finding
from fanlight.law.letters.reading import Reading, Sentence

_NOT_RELIED_ON = (
    r"\b(?:not|nor|neither|never|no|cannot)\b\W+(?:\w+\W+){0,5}(?:relevant|available|gateways?|in point|rel(?:y|ies|ied)|weigh\w*|"
    r"lawful bas[ie]s for|considered|applicable|needed)|rather than|instead of|\bas (?:that|this|it) is not the gateway"
)
_WEIGHED = r"consider|look(?:ed|ing) at|due regard|assess|weighed|examined|whether"


def repealed(reading: Reading) -> Iterator[Finding]:
    seen: set[str] = set()
    for cited in reading.claimed("40"):
        for provision in cited.provisions:
            new = exemptions.replaced(provision, reading.on)
            if new and provision not in seen:
                seen.add(provision)
                yield finding(
                    "repealed-subsection",
                    where=reading.where(cited.start, cited.printed),
                    provision=provision,
                    replacement=" or ".join(new),
                )


def inconsistent(reading: Reading) -> Iterator[Finding]:
    forms: dict[frozenset[str], str] = {}
    printed: dict[str, str] = {}
    for cited in reading.claimed("40"):
        if not any(within(p, "40(2)") for p in cited.provisions):
            continue
        limb = frozenset(p for p in cited.provisions if not within(p, "40(2)"))
        if limb and not any(within(p, "40(1)") or within(p, "40(5B)") for p in limb):
            forms.setdefault(limb, cited.printed)
            printed.setdefault(cited.normal, cited.printed)
    if len(forms) > 1 and not _separate_limbs(forms):
        start = reading.citations[0].start
        yield finding(
            "limb-cited-inconsistently",
            where=reading.where(start, "; ".join(printed.values())),
            count=str(len(printed)),
            forms="; ".join(printed.values()),
        )


def _separate_limbs(forms: dict[frozenset[str], str]) -> bool:
    """Two limbs of today's law can each be claimed; a repealed or halved form beside another cannot."""
    today = ("40(3A)(a)", "40(3A)(b)", "40(3B)", "40(4A)")
    if not all(all(any(within(p, t) for t in today) for p in limb) for limb in forms):
        return False
    named = [p for limb in forms for p in limb]
    return len(named) == len(set(named))


_CONSENT_OR_TASK = (
    r"6\s*\(\s*1\s*\)\s*\(\s*[ae]\s*\)|\bpublic task\b|\btask (?:\w+ ){0,2}in the public interest"
    r"|\b(?:exercise of|carry(?:ing)? out|perform(?:ing)?|part of)\b[^.]{0,20}\b(?:official|public|statutory) (?:authority|functions?|duties)\b"
    r"|\b(?:agreed|agreement|consent(?:ed)?|permission)\b[^.?]{0,40}\b(?:disclos|releas|publi)\w*[^.]{0,80}\b(?:task|functions?|article 6|basis|bases)\b"
    r"|(?:article 6|lawful bas[ie]s|gateway|conditions?)\b[^.]{0,80}\bconsent\b"
    r"|\bconsent\b[^.]{0,60}(?:article 6|lawful bas[ie]s|gateway|condition)"
    r"|\(a\)[^.]{0,12}\(e\)[^.]{0,40}article 6|article 6\b[^.]{0,60}\(a\)[^.]{0,12}\(e\)"
)
_OTHER_CONDITION = r"schedule 1|criminal[- ](?:offence|conviction)|special[- ]category|article (?:9|10)\b|manifestly"


def wrong_gateway(reading: Reading) -> Iterator[Finding]:
    for sentence in reading.sentences:
        hit = re.search(_CONSENT_OR_TASK, sentence.text, re.I)
        if not hit or re.search(_OTHER_CONDITION, sentence.text, re.I):
            continue
        if _set_aside(sentence.text):
            continue
        yield finding("wrong-gateway", where=reading.where(sentence.start, sentence.text))
        return


def _set_aside(text: str) -> bool:
    """Consent or public task is named only to say that it is not the gateway."""
    if re.search(_NOT_RELIED_ON, text, re.I):
        return True
    denied = re.search(r"\b(?:not|neither)\b\W+(?:\w+\W+){0,3}appl", text, re.I)
    return bool(denied) and not re.search(_WEIGHED, text, re.I)


def section_34_alone(reading: Reading) -> Iterator[Finding]:
    cited = re.compile(
        r"(?:section|s\.?)\s*34\b[^.\n]{0,40}(?:Data Protection Act|DPA|2018 Act)"
        r"|(?:Data Protection Act 2018|\bDPA(?: 2018)?|2018 Act)\b[,:]?[^.\n]{0,25}\b(?:section|s\.?)\s*34\b"
        r"|\bpart (?:3|three)\b[^.\n]{0,20}(?:Data Protection Act|DPA|2018 Act)[^.]{0,60}\bprinciples?\b"
        r"|\bprinciples?\b[^.]{0,60}\bpart (?:3|three)\b[^.\n]{0,20}(?:Data Protection Act|DPA|2018 Act)"
        r"|\bfirst (?:data protection )?principle\b[^.]{0,60}\bs(?:ection|\.)?\s*35\b",
        re.I,
    )
    if reading.says(r"article\s*5\b|art\.?\s*5\b"):
        return
    for sentence in reading.sentences:
        if cited.search(sentence.text):
            yield finding("dpa-34-without-article-5", where=reading.where(sentence.start, sentence.text))
            return


_NO_NEED = (
    r"(?:no|not|never|without|n't)\b[^.]{0,40}\b(?:requir\w*|need\w*|necess\w*|oblig\w*|have to|hav(?:e|ing) to|must)\b[^.]{0,80}"
    r"\b(?:harm|prejudice|reasons?|evidence|damage|detriment)|\bneed not\b[^.]{0,60}\b(?:harm|prejudice|reasons?|evidence)"
    r"|\b(?:harm|prejudice|damage)\b[^.]{0,40}\b(?:is|are) (?:accepted|assumed|presumed|taken (?:for granted|as read)|implied|inherent|a given)"
    r"|\bneeds? no (?:\w+ ){0,3}(?:harm|prejudice|reasons?|damage)"
    r"|\b(?:no|not under any|without a) (?:duty|call|obligation|onus|requirement)\b[^.]{0,40}\b(?:harm|prejudice|reasons?|damage|detriment)"
    r"|\b(?:parliament|law|act|legislation)\b[^.]{0,20}\b(?:accepted|assumed|assumes|presumes|presumed|decided)\b[^.]{0,20}\b(?:harm|prejudice|damage)"
    r"|\bneither\b[^.]{0,20}\b(?:harm|prejudice|reasons?)\b[^.]{0,60}\b(?:articulat|shown|show|demonstrat|evidenc|set out|prove|explain|requir|need)"
    r"|accepted that (?:harm|prejudice)|without (?:having to|the need to|any need to)[^.]{0,40}(?:harm|prejudice|reasons?)"
)


_TESTS_OF_LAW = re.compile(
    r"\bno (?:need|requirement|duty) (?:for us )?to (?:consider|conduct|carry out|apply|undertake|provide)[^.]{0,25}\b(?:the |a )?(?:harm|prejudice)(?: test)? (?:or|and|nor)(?: a| the)? public interest(?: test)?",
    re.I,
)


def reasons_skipped(reading: Reading) -> Iterator[Finding]:
    if not reading.claims_third_party_data:
        return
    for sentence in reading.sentences:
        hit = re.search(_NO_NEED, _TESTS_OF_LAW.sub(" ", sentence.text), re.I)
        if hit and _about(reading, sentence) == "40" and not _only_public_interest(hit.group()):
            yield finding("reasons-skipped-class-based", where=reading.where(sentence.start, sentence.text))
            return


def _only_public_interest(text: str) -> bool:
    return "public interest" in text.lower() and not re.search(r"harm|prejudice", text, re.I)


def _about(reading: Reading, sentence: Sentence) -> str:
    """The section that was named last before the end of a sentence."""
    end = sentence.start + len(sentence.text)
    named = [cited.section for cited in reading.citations if cited.kind == "exemption" and cited.start < end]
    return named[-1] if named else ""


_HOW = (
    r"motivated intruder|jigsaw|\bhow (?:\w+ ){1,4}could be identified: *\w+(?:[,;]? \w+){3}"
    r"|\b(?:combin|link|match|piec|cross-?refer|put|read|taken?|set|compar|add|join|us)\w*\b[^.]{0,60}"
    r"\b(?:with|together|to|against|alongside|beside|from|using|local|by)\b[^.]{0,50}\b(?:other information|else|already|local|"
    r"press|media|known|social|knowledge|news\w*|reports?|records|published)\b"
    r"|\b(?:local|personal|inside|special|prior|own) knowledge\b"
    r"|\b(?:who|already|people|person|somebody|someone|anyone|anybody)\b[^.]{0,60}"
    r"\b(?:knows?|knew|familiar|acquainted|aware|witnessed|lives?|works?)\b"
    r"|\b(?:neighbours?|acquaintances?|colleagues?|relatives?|residents?|famil(?:y|ies))\b[^.]{0,60}"
    r"\b(?:could|would|might|may|can|able)\b[^.]{0,60}\b(?:recogni\w+|identif\w+|work out|tell|deduce|infer|realise)"
    r"|\b(?:full |their |individuals' )?names? of (?:\w+ )?(?:officers?|staff|individuals?|people|persons?|victims?|witnesses)\b"
    r"|\b(?:anyone|someone|anybody|somebody|people|persons?|those)\b (?:from|in|at|near|within|close to|who)\b[^.]{0,60}"
    r"\b(?:could|would|might|may|can|able to)\b (?!be )[^.]{0,40}\b(?:recogni\w+|identify|work out|tell|deduce)"
    r"|\bnamed (?:individuals?|officers?|people|persons?|staff)\b|\bdirectly identif\w+"
)
_WHOM = r"identif|recogni|work out|deduce|infer|single out|realise|tell who|know who|who (?:was|were|it)|intruder|names? of|named"


def how_not_explained(reading: Reading) -> Iterator[Finding]:
    if not reading.claims_third_party_data:
        return
    for at, sentence in enumerate(reading.sentences):
        before = reading.sentences[at - 1].text if at else ""
        if re.search(_HOW, sentence.text, re.I) and re.search(_WHOM, f"{before} {sentence.text}", re.I):
            return
    if _names_people(reading):
        return
    hit = next((s for s in reading.sentences if re.search(r"identif", s.text, re.I)), None)
    where = reading.where(hit.start, hit.text) if hit else "the whole text"
    yield finding("identifiability-not-explained", where=where)


_NAMING = (
    r"\b(?:names?|signatures?|telephone|phone|e-?mail|contact details?|photographs?|images?|dates? of birth|home address\w*|addresses|cvs?|curricul\w+|personnel|footage"
    r"|recordings?|statements?|medical|interview|initials|job titles?|salar(?:y|ies)|witness|file|report|correspondence|complaint)\b"
)
_FIGURES = r"\b(?:numbers?|figures?|statistic\w*|breakdown|broken down|table|totals?|counts?|percentages?|rates?|data ?sets?|fewer than|less than)\b"


def _names_people(reading: Reading) -> bool:
    """What is withheld names its people by itself, such as signatures, and no figures: how is plain. Figures name nobody."""
    if not re.search(_FIGURES, _plain_numbers(reading.answer), re.I):
        return True
    withheld = " ".join(s.text for s in reading.refusing) or reading.answer
    return bool(re.search(_NAMING, withheld, re.I)) and not re.search(_FIGURES, _plain_numbers(withheld), re.I)


def _plain_numbers(text: str) -> str:
    """A text without the words “telephone number”, “a number of” and such, which are no figures."""
    return re.sub(
        r"\b(?:telephone|phone|mobile|direct(?: dial)?|reference|contact|collar|badge)(?: and \w+)? numbers?|a (?:small )?number of",
        " ",
        text,
        flags=re.I,
    )


_SIZE = r"(?:so |too |very |extremely |quite |particularly )?(?:low|small|tiny|minimal|limited|negligible|few)"
_AMOUNT = (
    r"(?:numbers?|figures?|counts?|values?|volumes?|cells?|totals?|amounts?|quantit(?:y|ies)|sums?|frequenc(?:y|ies))"
)
_HIDING = r"(?:suppress|with(?:h[eo]ld)|mask|redact|hid(?:e|den)|remov|replac|not (?:been )?(?:shown|released|given|published|disclosed)|(?:cannot|can't|unable to|not) (?:\w+ )?(?:give|release|publish|disclose|provide|share|separate))"
_LOW = (
    r"\b(?:low|small|tiny|minimal|single[- ]figure|single[- ]digit)\s+(?:\w+\s+)?(?:numbers?|figures?|counts?|values?|volumes?|cells?|totals?)\b"
    r"|\b(?:numbers?|figures?|counts?|values?|volumes?)\b[^.]{0,25}\b(?:(?:is|are|was|were|being)\s+(?:so|too|very|extremely)?\s*(?:low|small))\b"
    r"|\b(?:fewer|less|lower) than (?:five|ten|three|six|\d{1,2})\b(?! ?(?:%|per|hours?|days?|weeks?|months?|years?|pounds?|miles?|working))"
    r"|(?<![\w=])<\s?=?\s?\d{1,2}\b|\b(?:five|ten|three|\d{1,2}) or (?:fewer|less)\b|(?<!offenders )(?<!aged )(?<!people )(?<!those )(?<!children )(?<!anyone )(?<!persons )\b(?:below|under) (?:five|ten|three|\d{1,2})\b(?! ?(?:hours?|days?|years?|months?))"
    r"|\b(?:below|under|beneath|less than|lower than) (?:the|our|a|its|this) (?:\w+ ){0,2}threshold\b"
    r"|\b(?:counts?|figures?|values?|cells?|numbers?)\b[^.]{0,30}\b(?:[0-9]|one|two) (?:and|to|-|–) (?:\d|four|five|nine)\b[^.]{0,60}\b"
    + _HIDING
    + rf"|\b{_AMOUNT}\b[^.]{{0,50}}\b(?:is|are|was|were|being)\s+{_SIZE}\b[^.]{{0,60}}\b{_HIDING}"
    rf"|\b{_SIZE} {_AMOUNT}\b[^.]{{0,80}}\b{_HIDING}"
    r"|\bsingle figures\b|\b(?:only )?a (?:mere )?(?:handful|few)\b[^.]{0,40}\b(?:cases?|people|records?|offences?|resolutions?|instances?|individuals?)\b"
)
_NOT_THE_REASON = (
    r"\b(?:not|never|nor)\b[^.]{0,60}\b(?:because|reason|itself|themselves|simply|merely|only|alone|of itself|enough|make)\b"
    r"|irrespective|regardless|whatever|whether or not|no threshold|not personal data"
    r"|\bno (?:figure|number|count)s?\b[^.]{0,60}\bbecause"
)


_NO_FIGURE = (
    r"\b(?:small|limited|low|minimal) number of (?:our |junior |relevant )?(?:staff|redactions?|names?|documents?|e-?mails?|pages?|paragraphs?|words|exemptions?|exceptions?|colleagues|signatures|details"
    r"|requests?|responses?|questions|members of staff|employees)\b|\bredacted a (?:small|limited)"
)


def low_figure(reading: Reading) -> Iterator[Finding]:
    if not reading.is_refusal or not reading.claimed("40"):
        return
    for sentence in reading.sentences:
        if re.search(_NO_FIGURE, sentence.text, re.I):
            continue
        if re.search(_LOW, sentence.text, re.I) and not re.search(_NOT_THE_REASON, sentence.text, re.I):
            yield finding("low-figure-as-reason", where=reading.where(sentence.start, sentence.text))
            return


CHECKS: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
    repealed,
    inconsistent,
    wrong_gateway,
    section_34_alone,
    reasons_skipped,
    how_not_explained,
    low_figure,
)


def low_words(text: str) -> bool:
    """True where a text gives a low figure or a threshold as its reason."""
    return bool(re.search(_LOW, text, re.I)) and not re.search(_NOT_THE_REASON, text, re.I)


def no_reasons_words(text: str) -> bool:
    """True where a text says that reasons or harm need not be shown."""
    return bool(re.search(_NO_NEED, text, re.I) or re.search(r"class[- ]based", text, re.I))
