"""What section 17 requires of any letter that refuses, and what else goes wrong: one function a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fanlight.law import exemptions
from fanlight.law.citations import Citation
from fanlight.law.findings import Finding, finding
from fanlight.law.reading import Reading, Sentence

_COMBINED = (
    r"\b(?:combin(?:ed|ing)|pooled|pooling|aggregat(?:ed|ing|e)|merged|grouped together|added (?:together|up)|amalgamated"
    r"|summed|(?:as|in) (?:a|one) sum|(?:one|single|overall|joint|collective) (?:sum|figure|total|number))\b"
)
_EACH_YEAR = r"\b(?:by|per|for each|in each|each|for every|every|broken down by) (?:calendar |financial )?year\b|\byear by year\b|\bannual"
_ALL_YEARS = (
    r"\b(?:across|over|for|covering|of) (?:both|all|the two|the three|the whole|all the|the entire|these two) (?:[\w-]+ )?(?:years|period)\b"
    r"|\bnot (?:broken down |split )?by year\b|\b(?:both|two|three|all) years (?:together|combined)\b"
    r"|\bfor (?:19|20)\d\d ?(?:-|–|to|/) ?(?:19|20)?\d\d\b"
)


def handling(reading: Reading) -> Iterator[Finding]:
    said = [s for s in reading.sentences if re.search(_COMBINED, s.text, re.I)]
    kinds = [(_period(s.text), s) for s in said]
    by_year = [s for kind, s in kinds if kind == "year"]
    other = [s for kind, s in kinds if kind == "all"] or [s for s in said if _blames_years(reading, s)]
    if by_year and other and by_year[0] is not other[0]:
        first, second = sorted((by_year[0], other[0]), key=lambda s: s.start)
        yield finding("handling-described-differently", where=_both(reading, first, second))
        return
    counts = {(c, s) for s in said if (c := _how_many(s.text))}
    if len({c for c, _ in counts}) > 1:
        ordered = sorted((s for _, s in counts), key=lambda s: s.start)
        yield finding("handling-described-differently", where=_both(reading, ordered[0], ordered[-1]))


def _period(text: str) -> str:
    if re.search(_ALL_YEARS, text, re.I):
        return "all"
    return "year" if re.search(_EACH_YEAR, text, re.I) else ""


def _blames_years(reading: Reading, sentence: Sentence) -> bool:
    """The remedy is a combined figure with no period, right after the breakdown by year was called the danger."""
    if _period(sentence.text):
        return False
    at = reading.sentences.index(sentence)
    before = reading.sentences[at - 1].text if at else ""
    return bool(re.search(r"broken down by year[^.]{0,60}\b(?:could|would|may|might)\b", before, re.I))


def _how_many(text: str) -> str:
    hit = re.search(
        r"\b(two|three|four|five|six|[2-9])\b (?:of the (?:\w+ )?|remaining |other |offence |\w+ )?(?:categories|offences|offence types|types|kinds|rows)",
        text,
        re.I,
    )
    words = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
    return words.get(hit.group(1).lower(), hit.group(1)) if hit else ""


def _both(reading: Reading, first: Sentence, second: Sentence) -> str:
    return f"{reading.where(first.start, first.text)}; {reading.where(second.start, second.text)}"


_GENERIC = {
    "types",
    "type",
    "categories",
    "category",
    "number",
    "numbers",
    "copy",
    "copies",
    "details",
    "figures",
    "information",
    "documents",
    "records",
    "policy",
    "policies",
    "data",
    "dates",
    "whether",
    "where",
    "person",
    "persons",
    "people",
    "individuals",
    "other",
    "others",
    "either",
    "crime",
    "crimes",
    "offence",
    "offences",
    "total",
    "held",
    "recorded",
    "reported",
    "year",
    "years",
    "month",
    "months",
    "refuse",
    "refused",
    "grant",
    "granted",
    "used",
    "more",
    "less",
}
_PAIR = re.compile(r"^\W*(?:\(?[\dA-Za-z]{1,3}[.)]\s*)?([A-Za-z]{5,})\s*(?:\bor\b|\band\b|/)\s*([A-Za-z]{5,})\b", re.I)


_PAIR_OF_OFFENCES = re.compile(
    r"\b([A-Za-z]{5,})(?: or | and |/)([A-Za-z]{5,}) (?:offences|crimes|incidents|cases|allegations)\b", re.I
)

_OFFENCES_OF_PAIR = re.compile(
    r"\b(?:offences|crimes|incidents|cases|allegations|counts|charges) of ([A-Za-z]{5,})(?: or | and |/)([A-Za-z]{5,})\b",
    re.I,
)
_KIND = (
    r"(?:stalking|harassment|burglar(?:y|ies)|robber(?:y|ies)|thefts?|frauds?|assaults?|murders?|manslaughters?|arsons?|rapes?|"
    r"kidnap(?:ping)?s?|blackmail|brib(?:ery|es)|handling|woundings?|trespass|affrays?|riots?|stabbings?|shootings?|forger(?:y|ies)|"
    r"perjury|voyeurism|exposure|vandalism|threats?|slavery|trafficking|possession|supply)"
)
_PAIR_OF_KINDS = re.compile(rf"\b({_KIND})(?: or | and | ?/ ?)({_KIND})\b", re.I)


def unaccounted(reading: Reading) -> Iterator[Finding]:
    answer = reading.answer.lower()
    if re.search(r"\b(?:all|each|every) (?:of )?(?:the )?(?:categor|offences? you|rows|questions)", answer):
        return
    seen: set[tuple[str, str]] = set()
    for line, pair in _pairs(reading.request):
        words = (pair.group(1).lower(), pair.group(2).lower())
        if words in seen or set(words) & _GENERIC:
            continue
        seen.add(words)
        one, two = pair.group(1), pair.group(2)
        has = [_stem(word) in answer for word in (one, two)]
        if has[0] != has[1]:
            left, kept = (two, one) if has[0] else (one, two)
            where = f'the request: "{line.strip()[:120]}"'
            asked = f"{one} or {two}"
            yield finding(
                "part-of-request-unaccounted", where=where, asked=asked, answered=kept.lower(), left=left.lower()
            )


def _pairs(request: str) -> Iterator[tuple[str, re.Match[str]]]:
    for line in request.splitlines():
        if at_start := _PAIR.match(line):
            yield line, at_start
        yield from ((line, pair) for pair in _PAIR_OF_KINDS.finditer(line))
        yield from ((line, pair) for pair in _OFFENCES_OF_PAIR.finditer(line))
        yield from ((line, pair) for pair in _PAIR_OF_OFFENCES.finditer(line))


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ment|ed|es|s)$", "", word.lower())


def complaints(reading: Reading) -> Iterator[Finding]:
    if not reading.is_refusal:
        return
    review = (
        r"internal review|complaints? (?:procedure|process|policy)|review (?:of|the|this|our) (?:\w+ )?(?:decision|handling|response)"
        r"|(?:ask|request|write|apply)[^.]{0,60}\breview(?:ed)?\b|decision (?:looked at again|reconsidered)|no complaints procedure"
    )
    if not reading.says(review):
        yield finding("complaints-procedure-missing", where="the whole text")
    if not reading.says(r"information commissioner|\bICO\b|ico\.org\.uk"):
        yield finding("commissioner-right-missing", where="the whole text")


def ground(reading: Reading) -> Iterator[Finding]:
    cited = [c for c in reading.citations if c.kind != "other"]
    if reading.is_refusal and not cited and not reading.says(r"\bregulation 1[23]\s*\("):
        hit = next(s for s in reading.sentences if re.search(r"with(?:held|hold)|refus|exempt", s.text, re.I))
        yield finding("exemption-not-stated", where=reading.where(hit.start, hit.text))


_EXAMPLES = {"40": "section 40(2) with 40(3A)(a)", "30": "section 30(1)(a)(i)", "31": "section 31(1)(a)"}


def limb(reading: Reading) -> Iterator[Finding]:
    """A section of several limbs that is cited nowhere with its limb."""
    for section in ("27", "30", "31", "36", "37", "38", "40", "43", "44"):
        cited = reading.claimed(section)
        named = any(_names_limb(c) for c in cited) or any(
            exemptions.replaced(p, reading.on) for c in cited for p in c.provisions
        )
        if cited and not named:
            example = _EXAMPLES.get(section, f"section {section} with its subsection and letter")
            longest = max(cited, key=lambda c: len(c.normal))
            where = reading.where(cited[0].start, cited[0].printed)
            yield finding("limb-not-named", where=where, provision=longest.normal, example=example)


def _names_limb(cited: Citation) -> bool:
    if not cited.ids:
        return cited.ncnd
    return cited.section not in {"31", "36", "38", "44"} or any(re.search(r"\([a-z]", p) for p in cited.provisions)


def public_interest(reading: Reading) -> Iterator[Finding]:
    weighed = r"public interest[^.]{0,120}(?:outweigh|balance|weigh|favour|against|test|maintain|lies|disclos|undecided|consider)|weigh(?:ed|ing)? (?:up )?the public interest|balance of the public interest|outweigh"
    if reading.says(weighed):
        return
    register = exemptions.register(reading.on)
    seen: set[str] = set()
    for cited in reading.citations:
        limbs = cited.ids or (_limbs_of(cited.section) if cited.ncnd else ())
        qualified = [name for name in limbs if register[name].public_interest_test and name != "s39"]
        if qualified and cited.section not in seen:
            seen.add(cited.section)
            where = reading.where(cited.start, cited.printed)
            yield finding("public-interest-missing", where=where, provision=cited.normal)


def _limbs_of(section: str) -> tuple[str, ...]:
    """The limbs of a section whose confirm-or-deny subsection is cited; 40(5B) is treated as absolute."""
    names = exemptions.versions()
    return tuple(n for n in names if n == f"s{section}" or n.startswith(f"s{section}_")) if section != "40" else ()


def exclusive(reading: Reading) -> Iterator[Finding]:
    both = [[cited for cited in reading.claimed(section) if not cited.ncnd or cited.ids] for section in ("30", "31")]
    if all(both) and not reading.says(
        r"not exempt (?:under|by virtue of) section 30|alternative|separate|different|remaining|respectively"
    ):
        first = both[1][0]
        yield finding("exclusive-exemptions", where=reading.where(first.start, first.printed))
    if reading.claimed("23") and reading.claimed("24") and not reading.says(r"alternative|neither confirm"):
        first = reading.claimed("24")[0]
        yield finding("not-in-the-alternative", where=reading.where(first.start, first.printed))


def unavailable(reading: Reading) -> Iterator[Finding]:
    if not reading.police:
        return
    for name, held in exemptions.register(reading.on).items():
        cited = next((c for c in reading.citations if name in c.ids), None)
        if cited and "police" in held.unavailable_to:
            yield finding(
                "exemption-unavailable",
                where=reading.where(cited.start, cited.printed),
                provision=held.section,
                authority="a police force",
                available_to=held.available_to,
            )


def source_of_section_21(reading: Reading) -> Iterator[Finding]:
    cited = reading.claimed("21")
    place = r"https?://|www\.|\b\w+\.(?:gov|police|org|co|nhs|ac)\.uk|can be found|is published (?:at|on|in)|available (?:at|on|from|in)|following link|website"
    if cited and not reading.says(place):
        yield finding("source-not-named", where=reading.where(cited[0].start, cited[0].printed))


CHECKS: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
    handling,
    unaccounted,
    complaints,
    ground,
    limb,
    public_interest,
    exclusive,
    unavailable,
    source_of_section_21,
)
