"""What section 17 requires of a letter that refuses: one function a requirement, each gives its findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fanlight.law import exemptions
from fanlight.law.citations import Citation
from fanlight.law.findings import Finding, finding
from fanlight.law.letters.reading import Reading, Sentence
from fanlight.law.letters.reasons import reasoned

_COMMISSIONER = r"information commission|\bICO\b|ico\.org\.uk"
_COMPLAIN = r"\bcomplain|\bappl(?:y|ication)\b|\bappeal|\brefer\b|\bdissatisfied|\bunhappy|\bnot (?:satisfied|content|happy)|\bsection 50\b|\bfor a decision\b"
_REVIEW = (
    r"internal review|\brepresentations?\b|\breconsider|complaints? (?:procedure|process|policy)|review (?:of|the|this|our) (?:\w+ )?(?:decision|handling|response)"
    r"|(?:ask|request|write|apply)[^.]{0,60}\breview(?:ed)?\b|decision (?:looked at again|reconsidered)|no complaints procedure"
    r"|\breview (?:of )?(?:its|our|the|their|this|your) (?:\w+ )?(?:decision|response|handling)|\bright (?:to|of) (?:an? |internal )?(?:review|complain)|\b(?:make|raise|lodge) a (?:formal )?complaint\b|\bappeal (?:to|procedure|process|against|this|the|our)"
)
_SHEET = (
    r"\b(?:enclosed|attached|accompanying|separate|overleaf|annex|appendix|leaflet|sheet|attachment)\b[^.]{0,100}"
    r"\b(?:complain\w*|appeal\w*|review|rights?)\b|\b(?:complain\w*|appeal\w*|review|your rights?)\b[^.]{0,100}"
    r"\b(?:enclosed|attached|overleaf|annex|appendix|leaflet|sheet|attachment)\b"
)


def rights(reading: Reading) -> Iterator[Finding]:
    """Section 17(7): the complaints procedure, and the right to apply to the Commissioner."""
    if not reading.is_refusal:
        return
    missing = []
    if not reading.says(_REVIEW) or (reading.says(_SHEET) and not reading.says(r"internal review")):
        missing.append("complaints-procedure-missing")
    if not _may_complain(reading):
        missing.append("commissioner-right-missing")
    if missing and (sheet := _first(reading, _SHEET)):
        yield finding("rights-on-another-sheet", where=reading.where(sheet.start, sheet.text))
        return
    for name in missing:
        yield finding(name, where="the whole text")


def _may_complain(reading: Reading) -> bool:
    """A link or guidance of the Commissioner alone is no word of the right."""
    for at, sentence in enumerate(reading.sentences):
        if not re.search(_COMMISSIONER, sentence.text, re.I):
            continue
        if re.search(_COMPLAIN, sentence.text, re.I):
            return True
        before = " ".join(each.text for each in reading.sentences[max(0, at - 4) : at])
        guidance = re.search(r"guid(?:ance|e|elines?)\b|decision notice|for-organisations", sentence.text, re.I)
        if not guidance and re.search(_COMPLAIN, before, re.I):
            return True
    return False


def ground(reading: Reading) -> Iterator[Finding]:
    cited = [c for c in reading.citations if c.kind != "other"]
    if reading.refusing and not cited and not reading.says(r"\bregulation 1[23]\s*\("):
        hit = reading.refusing[0]
        yield finding("exemption-not-stated", where=reading.where(hit.start, hit.text))


_EXAMPLES = {
    "35": "section 35(1)(a)",
    "40": "section 40(2) with 40(3A)(a)",
    "30": "section 30(1)(a)(i)",
    "31": "section 31(1)(a)",
}


def limb(reading: Reading) -> Iterator[Finding]:
    """A section of several limbs that is cited nowhere with its limb."""
    if not reading.is_refusal:
        return
    for section in ("27", "30", "31", "35", "36", "37", "38", "40", "43", "44"):
        cited = reading.claimed(section)
        named = any(_names_limb(c) for c in cited) or any(
            exemptions.replaced(p, reading.on) for c in cited for p in c.provisions
        )
        if cited and not named:
            example = _EXAMPLES.get(section, f"section {section} with its subsection and letter")
            if section == "40" and reading.on < exemptions.CHANGE_OF_SECTION_40:
                example = "section 40(2) with 40(3)(a)(i)"
            longest = max(cited, key=lambda c: len(c.normal))
            where = reading.where(cited[0].start, cited[0].printed)
            yield finding("limb-not-named", where=where, provision=longest.normal, example=example)


def _names_limb(cited: Citation) -> bool:
    if cited.ncnd:
        return True
    if cited.section == "40" and any(p.startswith(("40(3)", "40(4)")) for p in cited.provisions):
        return True
    letter = any(re.search(r"\([a-z]", p) for p in cited.provisions)
    return bool(cited.ids) and (letter or cited.section not in {"30", "31", "35", "36", "38", "44"})


def reasons(reading: Reading) -> Iterator[Finding]:
    """Section 17(1)(c), for each section relied on; not for 12 and 14 (section 17(5)), nor where 17(4) is claimed."""
    if not reading.is_refusal or reading.says(
        r"17\s*\(4\)|(?:explain|reasons?)[^.]{0,60}\bwould (?:itself|in itself)\b"
    ):
        return
    if reading.says(r"\breview\b") and reading.says(r"\buph(?:o|e)ld|\b(?:first|original) (?:decision|response)"):
        return  # A review that upholds rests on the reasons of the first response, which is the notice.
    seen: set[str] = set()
    for cited in reading.citations:
        if cited.kind != "exemption" or cited.section in seen or _not_open(reading, cited):
            continue
        seen.add(cited.section)
        if not reasoned(reading, cited.section):
            where = reading.where(cited.start, cited.printed)
            yield finding("reasons-missing", where=where, provision=f"section {cited.normal}")


def _not_open(reading: Reading, cited: Citation) -> bool:
    """It is closed to this body and to be taken out: reasons would not mend it."""
    register = exemptions.register(reading.on)
    return reading.body is not None and any(
        reading.body.id in register[n].unavailable_to for n in cited.ids if n in register
    )


_WEIGHED = (
    r"public interest[^.]{0,120}(?:outweigh|balance|weigh|favour|against|test|maintain|lies|disclos|undecided|consider|served|not confirming|withh|greater|stronger)"
    r"|\bweigh\w*[^.]{0,80}public interest|(?:considered|consider|balance|benefit|assess\w*|argument)[^.]{0,60}public interest|balance of the public interest|outweigh"
    r"|\bfactors? (?:favouring|in favour|against|for|considered|supporting)\b|\bbalanc(?:e|ing) test\b"
    r"|\bconsiderations? (?:favouring|in favour|against|for)\b|\bpublic interest (?:test|factors|considerations|arguments)\b"
)
_NO_TEST = r"\b(?:no|not|nor|without|neither)\b[^.]{0,60}\bpublic interest\b|\bpublic interest\b[^.]{0,60}\b(?:not (?:required|needed|necessary|apply|applicable|considered)|does not apply)"
_NO_TEST_OF = r"\babsolute\b"


def public_interest(reading: Reading) -> Iterator[Finding]:
    if not reading.is_refusal:
        return
    if any(
        _UNDECIDED.search(s.text) or (re.search(_WEIGHED, s.text, re.I) and not _denies_test(s.text))
        for s in reading.sentences
    ):
        return
    seen: set[str] = set()
    for cited in _qualified(reading):
        if cited.section not in seen:
            seen.add(cited.section)
            where = reading.where(cited.start, cited.printed)
            yield finding("public-interest-missing", where=where, provision=cited.normal)


def _denies_test(text: str) -> bool:
    """“Section 42 is absolute, so no public interest test is needed”; but “no weight of public interest” is a test."""
    denied = re.search(_NO_TEST, text, re.I)
    return bool(denied) and bool(
        re.search(rf"{_NO_TEST_OF}|\b(?:required|needed|necessary|need|requirement|apply|applicable)\b", text, re.I)
    )


def _qualified(reading: Reading) -> list[Citation]:
    register = exemptions.register(reading.on)
    found = []
    for cited in reading.citations:
        limbs = cited.ids or (_limbs_of(cited.section) if cited.ncnd or cited.kind == "exemption" else ())
        held = [register[name] for name in limbs if name in register and name != "s39"]
        if held and all(each.public_interest_test for each in held):
            found.append(cited)
    return found


def _limbs_of(section: str) -> tuple[str, ...]:
    """The limbs of a section whose subsection on confirming, or none, is cited; 40 is treated as absolute."""
    names = exemptions.versions()
    return tuple(n for n in names if n == f"s{section}" or n.startswith(f"s{section}_")) if section != "40" else ()


_UNDECIDED = re.compile(
    r"(?:\b(?:not (?:yet )?(?:decided|reached|concluded|completed|determined|come to)|yet to|need(?:s)? (?:more|further|extra|additional|until|to extend)"
    r"|require (?:more|further|additional)|still (?:considering|weighing|deciding|assessing)|more time|further time|additional time|extend(?:ed|ing)?|extension|undecided|until)\b"
    r"[^.]{0,160}\bpublic interest\b|\bpublic interest\b[^.]{0,120}\b(?:not (?:yet )?(?:been )?(?:decided|reached|concluded|completed)|undecided|more time|further time|additional time|extend(?:ed|ing)?|extension|until)\b)",
    re.I,
)
_BY = re.compile(
    r"\b(?:by|until|before|on|than|later than|around|is|of|to|:)\s+(?:(?:the )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)?\s+"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|\b\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d\b|\b20\d\d-\d\d-\d\d\b"
    r"|\bwithin (?:a further |the next |another )?\w+ (?:working |more )?(?:days|weeks)\b|\b(?:by the end of|in) (?:January|February|March|April|May|June|July|August|September|October|November|December)",
    re.I,
)


_EXPECTED = re.compile(
    r"\b(?:expect|anticipat|estimat|hope|aim|intend|decide|reply|respon|write to you|further answer|decision)\w*\b[^.]{0,60}\b(?:by|on|before|until|than)\b",
    re.I,
)


def time_for_public_interest(reading: Reading) -> Iterator[Finding]:
    """Section 17(2): more time, only for a qualified exemption, and with a day by which the decision is expected."""
    for at, sentence in enumerate(reading.sentences):
        if not _UNDECIDED.search(sentence.text) or re.search(
            r"\bnot (?:outweigh|lie)|\bextend(?:s|ed)? to\b", sentence.text, re.I
        ):
            continue
        cited = [c for c in reading.citations if c.kind == "exemption"]
        qualified = _qualified(reading)
        where = reading.where(sentence.start, sentence.text)
        if cited and not qualified:
            yield finding("extension-not-allowed", where=where, provision=f"section {cited[0].normal}")
            return
        ours = [s for s in reading.sentences if not re.search(rf"{_COMMISSIONER}|review|complain", s.text, re.I)]
        near = [s for s in ours if s in reading.sentences[max(0, at - 1) : at + 4] or _EXPECTED.search(s.text)]
        around = " ".join(each.text for each in near)
        if qualified and not _BY.search(around):
            yield finding("public-interest-date-missing", where=where, provision=f"section {qualified[0].normal}")
        return


_PLACE = (
    r"https?://|www\.|\b[\w-]+\.(?:gov|police|org|co|nhs|ac|sch)\.uk|\bcan be found|\bis published (?:at|on|in)|\bavailable (?:at|on|from|in|via|through|by)"
    r"|\bfollowing link|\blink below|\bwebsite|\bpublication scheme|\bhere:|\bpage \d|\blibrar(?:y|ies)\b|\bcan be (?:obtained|bought|viewed|inspected|accessed)"
)


def source_of_section_21(reading: Reading) -> Iterator[Finding]:
    cited = reading.claimed("21")
    if not cited or not reading.is_refusal:
        return
    for sentence in reading.sentences:
        words = re.sub(r"\S+@\S+|\bother means\b", " ", sentence.text)
        if re.search(_PLACE, words, re.I) and not re.search(rf"{_COMMISSIONER}|internal review|complain", words, re.I):
            return
    yield finding("source-not-named", where=reading.where(cited[0].start, cited[0].printed))


_NUMBERS = re.compile(r"^\s*(?:Q(?:uestion)?\s*)?\(?(\d{1,2})[.):]\s+\S", re.I | re.M)
_REFERS = r"\b(?:q(?:uestions?|s)?|points?|parts?|items?|requests?|numbers?|nos?\.?|bullets?)\s*\(?\d|\b(?:first|second|third|fourth|last|both|each|every|all|whole|entire|remaining) (?:of )?(?:your |the )?(?:\w+ )?(?:question|part|point|request|item)"


def question_of_exemption(reading: Reading) -> Iterator[Finding]:
    """Some of several numbered questions is withheld, and nothing says which."""
    numbered = {int(hit.group(1)) for hit in _NUMBERS.finditer(reading.request)}
    if len(numbered) < 2 or not reading.is_refusal:
        return
    some = r"\b(?:some|part|parts|certain|elements?) of (?:the |your )?(?:requested |other )?(?:information|data|request|questions?|material)\b|\bin part\b"
    if not reading.says(some) or reading.says(_REFERS) or _NUMBERS.search(reading.answer):
        return
    cited = next((c for c in reading.citations if c.kind == "exemption"), None)
    if cited is not None:
        where = reading.where(cited.start, cited.printed)
        yield finding("question-not-covered", where=where, provision=f"section {cited.normal}")


def _first(reading: Reading, pattern: str) -> Sentence | None:
    return next((s for s in reading.sentences if re.search(pattern, s.text, re.I)), None)


CHECKS: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
    rights,
    ground,
    limb,
    reasons,
    public_interest,
    time_for_public_interest,
    source_of_section_21,
    question_of_exemption,
)
