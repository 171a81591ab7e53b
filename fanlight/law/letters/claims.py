"""Provisions that cannot be claimed as they are: repealed, not open to the body, or without what they need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fanlight.law import confirm_or_deny, exemptions
from fanlight.law.citations import Citation, within
from fanlight.law.findings import Finding, finding
from fanlight.law.letters.reading import Reading


def exclusive(reading: Reading) -> Iterator[Finding]:
    """Sections 30 and 31 for the same information. 30(3) and 31(3) may both be relied on (Commissioner's guidance on 31)."""
    both = [
        [c for c in reading.claimed(section) if not c.ncnd and not _beside_neither(reading, c)]
        for section in ("30", "31")
    ]
    if all(both) and not reading.says(
        r"not exempt (?:under|by virtue of) section 30|alternative|separate|different|remaining|respectively|\bother (?:parts?|information|documents)|\brest of\b"
    ):
        first = both[1][0]
        yield finding("exclusive-exemptions", where=reading.where(first.start, first.printed))
    if reading.claimed("23") and reading.claimed("24") and not reading.says(r"alternative|neither confirm"):
        first = reading.claimed("24")[0]
        yield finding("not-in-the-alternative", where=reading.where(first.start, first.printed))


def _beside_neither(reading: Reading, cited: Citation) -> bool:
    """The limb is named for what a subsection on confirming or denying of the same section is about."""
    sentence = reading.sentence_of(cited)
    end = sentence.start + len(sentence.text)
    return any(c.ncnd and c.section == cited.section and sentence.start <= c.start < end for c in reading.citations)


def unavailable(reading: Reading) -> Iterator[Finding]:
    body = reading.body
    if body is None or not reading.is_refusal:
        return
    for name, held in exemptions.register(reading.on).items():
        cited = next((c for c in reading.citations if name in c.ids), None)
        if cited and body.id in held.unavailable_to:
            yield finding(
                "exemption-unavailable",
                where=reading.where(cited.start, cited.printed),
                provision=held.section,
                authority=body.what,
                available_to=held.available_to,
            )


_OWN = r"\byour own\b|\babout you(?:rself)?\b|\brelat\w+ to you\b|\bconcern\w+ you\b|\byou are the (?:data )?subject|\byour personal (?:data|information)\b|subject access|article 15"
_OTHERS = (
    r"third[- ]part|another (?:person|individual)|other (?:people|persons?|individuals?)|person (?:whom |that )?you name|who is not you|someone else|somebody else|"
    r"named (?:person|individual|officer|member)|about a person|an identifiable|data protection principles?|5\s*\(1\)\s*\(a\)|legitimate interest|individuals?\b|living person"
)


def own_data_for_others(reading: Reading) -> Iterator[Finding]:
    """40(5A) is for the applicant's own data alone."""
    cited = next((c for c in reading.claimed("40") if any(within(p, "40(5A)") for p in c.provisions)), None)
    others = any(within(p, each) for c in reading.claimed("40") for p in c.provisions for each in ("40(5B)", "40(1)"))
    if cited and not others and not reading.says(_OWN) and reading.says(_OTHERS):
        yield finding("own-data-subsection-for-others", where=reading.where(cited.start, cited.printed))


def purpose_of_31_1_g(reading: Reading) -> Iterator[Finding]:
    """31(1)(g), and (h), need a purpose of 31(2)."""
    cited = reading.claimed("31")
    of_purpose = [c for c in cited if any(within(p, f"31(1)({x})") for p in c.provisions for x in "gh")]
    named = any(within(p, "31(2)") and p != "31(2)" for c in cited for p in c.provisions) or reading.says(
        r"(?:31\s*)?\(2\)\s*\([a-j]\)|purposes? (?:at|in|of|under) (?:sub)?(?:section|paragraph)? ?\(?[a-j]\)"
    )
    if of_purpose and not named:
        first = of_purpose[0]
        yield finding("purpose-not-named", where=reading.where(first.start, first.printed), provision=first.normal)


def opinion_of_section_36(reading: Reading) -> Iterator[Finding]:
    """Section 36 needs the qualified person's reasonable opinion, save for statistical information (36(4))."""
    cited = reading.claimed("36")
    if not cited or not reading.is_refusal:
        return
    said = r"qualified person|36\s*\(5\)|reasonable opinion of|in the (?:reasonable )?opinion of (?:the|our) (?:chief|monitoring|minister|vice|head|director|principal)"
    statistical = r"36\s*\(4\)|\bstatistical information\b|\bstatistics\b"
    if not reading.says(said) and not reading.says(statistical):
        yield finding("qualified-person-missing", where=reading.where(cited[0].start, cited[0].printed))


_OLD_ACT = re.compile(r"Data Protection Act(?: \(|,? (?:of )?)1998|\bDPA ?1998|\b1998 Act\b", re.I)
_OF_ITS_TIME = re.compile(
    r"\bat (?:the|that) time\b|\bthen in force\b|\bin force (?:then|at)\b|\bwas in force\b|\bbefore (?:25 )?May 2018|\bevents? (?:of|in)\b|\breplaced\b|\brepealed\b|\bformerly\b|\bpreviously\b"
    r"|\b(?:19[89]\d|200\d|201[0-8])\b(?<!1998)|\bhad been\b|\bconvicted\b|\bprosecut\w+\b|\boffences? under\b",
    re.I,
)


def repealed_act(reading: Reading) -> Iterator[Finding]:
    """The Data Protection Act 1998 as the law of a decision after 25 May 2018; for events of its time it is rightly named."""
    if reading.on < exemptions.CHANGE_OF_SECTION_40 or not reading.is_refusal:
        return
    for sentence in reading.sentences:
        hit = _OLD_ACT.search(sentence.text)
        if hit and not _OF_ITS_TIME.search(_OLD_ACT.sub(" ", sentence.text)):
            yield finding("repealed-act", where=reading.where(sentence.start, sentence.text))
            return


def text_of_the_day(reading: Reading) -> Iterator[Finding]:
    register = exemptions.register(reading.on)
    seen: set[str] = set()
    for cited in reading.citations:
        for name in cited.ids:
            if name in register and not register[name].text_held and name not in seen and cited.kind == "exemption":
                seen.add(name)
                where = reading.where(cited.start, cited.printed)
                yield finding("text-of-the-day-not-held", where=where, provision=f"section {register[name].section}")
    for excluded in confirm_or_deny.exclusions(reading.on):
        cited_here = next((c for c in reading.citations if excluded.provision in c.provisions), None)
        if cited_here and not excluded.text_held and excluded.provision not in seen:
            seen.add(excluded.provision)
            where = reading.where(cited_here.start, cited_here.printed)
            yield finding("text-of-the-day-not-held", where=where, provision=f"section {excluded.provision}")


CHECKS: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
    exclusive,
    unavailable,
    own_data_for_others,
    purpose_of_31_1_g,
    opinion_of_section_36,
    repealed_act,
    text_of_the_day,
)
