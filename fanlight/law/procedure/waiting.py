"""Answers that wait: for further information (section 1(3)), for a fee (section 9), or for work that is not finished."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pydantic import Field

from fanlight.law.clock import fee_lapses
from fanlight.law.data import law_file, value
from fanlight.law.findings import Finding, finding
from fanlight.law.procedure.records import Date, Record, clause, long_day, sentence, words_of

ACT = "Freedom of Information Act 2000"


class ClarificationRecord(Record):
    """What is `asks`-ed of the applicant, and `why` it is needed to identify and locate the information. `closes_on`: the
    day after which an unanswered request is taken as given up; none if left out."""

    asks: tuple[str, ...] = ()
    why: str = ""
    closes_on: Date | None = None


class FeeItem(Record):
    """What is charged for, and how many pounds it costs."""

    what: str
    pounds: float = Field(gt=0)


class FeeRecord(Record):
    """A fees notice: what is charged, and how it can be paid."""

    items: tuple[FeeItem, ...] = ()
    pay: str = ""

    def pounds(self) -> Fraction:
        return sum((Fraction(str(item.pounds)) for item in self.items), Fraction(0))


class LaterRecord(Record):
    """A part that is answered later: by when it is `expected`, and the `reason`. `information`: what is to follow, where it
    is not all of the question."""

    expected: Date | None = None
    reason: str = ""
    information: str = ""


def check_clarification(record: ClarificationRecord, *, at: str) -> Iterator[Finding]:
    """Something is asked, and it is asked to identify and locate: advice to ask for less is no clarification."""
    if not any(each.strip() for each in record.asks):
        yield finding("clarification-empty", where=f"{at}.asks")
    patterns = {"narrowing": law_file("requests")["clarification"]["not_narrowing"]["words"]}
    texts = [(f"{at}.asks.{position}", each) for position, each in enumerate(record.asks)]
    for where, text in (*texts, (f"{at}.why", record.why)):
        for _, words in words_of(patterns, text):
            yield finding("clarification-is-narrowing", where=where, words=words)


def clarification_words(record: ClarificationRecord) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(what comes before, what is asked, what follows from it)."""
    before = ["We need further information from you to identify and locate what you ask for."]
    if record.why.strip():
        before.append(sentence(record.why))
    before.append("Please tell us:")
    days = int(value("clock", "response_days"))
    after = [
        f"Section 1(3) of the {ACT} does not oblige us to comply until we have this. The {days} working days that we have "
        "for an answer run from the day on which your reply reaches us (section 10(6))."
    ]
    if record.closes_on:
        after.append(
            f"If we have not heard from you by {long_day(record.closes_on)}, we shall take it that you no longer want an "
            "answer. You can ask again at any time."
        )
    asked = tuple(sentence(each) for each in record.asks if each.strip())
    return (" ".join(before),), asked, (" ".join(after),)


def check_fee(record: FeeRecord, *, decided: Date, due: Date | None, at: str) -> Iterator[Finding]:
    """An amount, how to pay it, no time of staff, and within the time for complying."""
    if not record.items:
        yield finding("fee-missing", where=f"{at}.items", lacks="what it is for, with its amount")
    if not record.pay.strip():
        yield finding("fee-missing", where=f"{at}.pay", lacks="how to pay")
    patterns = {"staff": law_file("requests")["fees"]["not_charged"]}
    for position, item in enumerate(record.items):
        for _, words in words_of(patterns, item.what):
            yield finding("fee-for-staff-time", where=f"{at}.items.{position}", words=words)
    if due is not None and decided > due:
        yield finding("fees-notice-late", where="decided", decided=long_day(decided), due=long_day(due))


def fee_words(
    record: FeeRecord, *, decided: Date, what: str = "request"
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """(the notice, what the fee is made of, what follows from it)."""
    lapses = fee_lapses(decided)
    before = (
        f"This letter is a fees notice under section 9 of the {ACT}. We charge a fee of £{float(record.pounds()):,.2f} for "
        f"complying with this {what}. It is made of:"
    )
    items = tuple(f"{clause(item.what)}: £{item.pounds:,.2f}" for item in record.items)
    after = (
        f"{sentence(record.pay)} The fee has to reach us by {long_day(lapses)}, which is three months beginning with the "
        "day of this notice; otherwise the Act does not oblige us to comply. The working days from the day of this notice "
        "to the day on which we receive the fee do not count towards our time for answering (section 10(2))."
    )
    return (before,), items, (after,)


def check_later(record: LaterRecord, *, decided: Date, due: Date | None, at: str) -> Iterator[Finding]:
    """A day for what follows; one past the last day is said, and does not stop the letter."""
    if record.expected is None:
        yield finding("later-date-missing", where=f"{at}.expected")
    elif record.expected <= decided:
        yield finding(
            "later-not-later", where=f"{at}.expected", expected=long_day(record.expected), decided=long_day(decided)
        )
    elif due is not None and record.expected > due:
        yield finding(
            "later-after-the-time", where=f"{at}.expected", expected=long_day(record.expected), due=long_day(due)
        )


def later_words(record: LaterRecord, *, decided: Date, due: Date | None) -> tuple[str, ...]:
    """What a letter says of a part that is to follow: an apology where it is, or will be, late."""
    what = clause(record.information) or "our answer to this"
    assert record.expected is not None
    told = [f"We shall send you {what} in a further letter, and expect to do so by {long_day(record.expected)}."]
    if due is not None and decided > due:
        told.append(f"You should have had it by {long_day(due)}. We are sorry for the delay.")
    elif due is not None and record.expected > due:
        told.append(f"That is later than {long_day(due)}, the last day that the Act gives us. We are sorry.")
    if record.reason.strip():
        told.append(sentence(record.reason))
    return (" ".join(told),)
