"""Section 14: vexatious and repeated requests, and when section 17(6) means that no notice is given."""

from __future__ import annotations

from collections.abc import Iterator

from fanlight.law.findings import Finding, finding
from fanlight.law.procedure.records import Date, Record, clause, long_day, sentence, words_of

ACT = "Freedom of Information Act 2000"
_PERSON = {
    "person": r"\b(?:you are|you're|(?:the )?(?:applicant|requester|he|she|they) (?:is|are)|as a) (?:being )?(?:a )?(?:vexatious|obsessive|unreasonable|persistent complainer)\b"
    r"|\bvexatious (?:person|applicant|requester|individual|complainant)\b"
}


class NoNotice(Record):
    """Section 17(6): the `earlier` request whose notice of `noticed_on` relied on section 14, `why` it is unreasonable to
    expect another now (decided afresh each time), and how the applicant was `warned`. Kept inside."""

    earlier: str = ""
    noticed_on: Date | None = None
    why: str = ""
    warned: str = ""


class VexatiousRecord(Record):
    """`reasons` stand in the notice; `history` is kept inside, as what the decision rests on."""

    reasons: str = ""
    history: str = ""
    no_notice: NoNotice | None = None


class RepeatedRecord(Record):
    """The `earlier` request by reference, complied with on `complied_on`, from the same person; how this one is `similar`,
    and why no reasonable `interval` has passed. `found_at` is where the earlier answer is published, if it is."""

    earlier: str = ""
    complied_on: Date | None = None
    same_person: bool | None = None
    similar: str = ""
    interval: str = ""
    found_at: str = ""
    history: str = ""
    no_notice: NoNotice | None = None


def check_vexatious(record: VexatiousRecord, *, received: Date, at: str) -> Iterator[Finding]:
    """What the record lacks or says wrongly. Missing reasons are advice: section 17(5) asks for the fact alone."""
    for _, words in words_of(_PERSON, record.reasons):
        yield finding("vexatious-person", where=f"{at}.reasons", words=words)
    if record.no_notice is not None:
        yield from _no_notice(record.no_notice, received, at)
    elif not record.reasons.strip():
        yield finding("section-14-reasons-not-given", where=f"{at}.reasons")


def check_repeated(record: RepeatedRecord, *, received: Date, at: str) -> Iterator[Finding]:
    """The four conditions of section 14(2), each recorded."""
    if not record.earlier.strip() or record.complied_on is None:
        yield finding("repeated-earlier-missing", where=f"{at}.earlier")
    elif record.complied_on > received:
        yield finding(
            "repeated-before-answer",
            where=f"{at}.complied_on",
            complied=long_day(record.complied_on),
            received=long_day(received),
        )
    if not record.same_person:
        yield finding("repeated-person-not-same", where=f"{at}.same_person")
    if not record.interval.strip():
        yield finding("repeated-interval-missing", where=f"{at}.interval")
    if record.no_notice is not None:
        yield from _no_notice(record.no_notice, received, at)


def _no_notice(record: NoNotice, received: Date, at: str) -> Iterator[Finding]:
    where = f"{at}.no_notice"
    if not record.earlier.strip() or record.noticed_on is None:
        yield finding("no-notice-earlier-missing", where=f"{where}.earlier")
    elif record.noticed_on >= received:
        yield finding(
            "no-notice-not-earlier",
            where=f"{where}.noticed_on",
            noticed=long_day(record.noticed_on),
            received=long_day(received),
        )
    if not record.why.strip():
        yield finding("no-notice-why-missing", where=f"{where}.why")
    if not record.warned.strip():
        yield finding("no-notice-not-warned", where=f"{where}.warned")


def vexatious_words(record: VexatiousRecord, *, what: str = "request") -> tuple[str, ...]:
    """The notice of section 17(5), and the reasons that the record gives for it. `what`: the request, or a question."""
    told = (
        f"Section 14(1) of the {ACT} applies: the Act does not oblige us to comply with a request that is vexatious, and we "
        f"have decided that this {what} is. That is said of the {what} and not of you. This letter is our notice of it under "
        "section 17(5)."
    )
    return (told, f"Our reasons: {sentence(clause(record.reasons))}") if record.reasons.strip() else (told,)


def repeated_words(record: RepeatedRecord, *, what: str = "request") -> tuple[str, ...]:
    """The notice of section 17(5) for a repeated request, with the earlier one that it repeats."""
    assert record.complied_on is not None
    told = (
        f"Section 14(2) of the {ACT} applies. On {long_day(record.complied_on)} we complied with your request "
        f"{record.earlier}. This {what} is identical or substantially similar to it, and no reasonable interval has passed "
        "since, so the Act does not oblige us to comply again. This letter is our notice of that under section 17(5)."
    )
    reasons = " ".join(sentence(text) for text in (record.similar, record.interval) if text.strip())
    where = (f"Our earlier answer is published at {record.found_at.strip()}",) if record.found_at.strip() else ()
    return (told, reasons, *where) if reasons else (told, *where)
