"""Section 12: the estimate, what may be counted in it, requests counted together, and the advice that goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pydantic import Field, field_validator

from fanlight.law.calendar import Calendar
from fanlight.law.clock import working_days_after
from fanlight.law.data import law_file, value
from fanlight.law.findings import Finding, finding
from fanlight.law.procedure.records import Date, Record, clause, long_day, words_of


class Work(Record):
    """A part of the estimate: `records` at `minutes` each, or `hours` in all, of one of the four activities. `unit`: what the
    records are, in the plural."""

    activity: Literal["determine", "locate", "retrieve", "extract"]
    what: str
    records: int | None = Field(None, ge=0)
    unit: str = "records"
    minutes: float | None = Field(None, gt=0)
    hours: float | None = Field(None, gt=0)

    @field_validator("activity", mode="before")
    @classmethod
    def _counted(cls, given: object) -> object:
        """Regulation 4(3) is exhaustive, so nothing else can be written down."""
        data = law_file("cost_limit")
        if not isinstance(given, str) or given in data["counted"]["activities"]:
            return given
        name = given.strip().lower().replace(" ", "_").replace("-", "_")
        aliases = {"redact": "redaction", "redacting": "redaction", "exemptions": "considering_exemptions"}
        told = data["not_counted"]["activities"].get(aliases.get(name, name), f"'{given}'")
        allowed = ", ".join(data["counted"]["activities"])
        raise ValueError(f"time for {told} may not be counted (regulation 4(3)): only {allowed}")

    def exact_hours(self) -> Fraction:
        """0 where neither records and minutes nor hours are given."""
        if self.records is not None and self.minutes is not None:
            return self.records * Fraction(str(self.minutes)) / 60
        return Fraction(str(self.hours)) if self.hours is not None else Fraction(0)


class Narrowed(Record):
    """A narrower request that fits: in words, and by its own estimate where one was made."""

    what: str
    records: int | None = Field(None, ge=0)
    minutes: float | None = Field(None, gt=0)
    hours: float | None = Field(None, gt=0)

    def exact_hours(self) -> Fraction | None:
        if self.records is not None and self.minutes is not None:
            return self.records * Fraction(str(self.minutes)) / 60
        return Fraction(str(self.hours)) if self.hours is not None else None


class OtherRequest(Record):
    """A request of another letter that is counted together with this one, and the hours that it would take."""

    reference: str
    received: Date
    hours: float = Field(0, ge=0)


class Together(Record):
    """Requests that regulation 5 lets be counted as one: other `questions` of this letter, `requests` of others.

    `related` says why they relate to the same or similar information; `by` whose they are.
    """

    questions: tuple[str, ...] = ()
    requests: tuple[OtherRequest, ...] = ()
    by: Literal["one_person", "in_concert"] = "one_person"
    related: str = ""
    in_concert: str = ""

    @field_validator("questions", mode="before")
    @classmethod
    def _as_text(cls, given: object) -> object:
        return [str(each) for each in given] if isinstance(given, list | tuple) else given


class CostRecord(Record):
    """An estimate under section 12. A question that is counted with another names it in `part_of` and needs no more.

    `pounds` are costs of the four activities other than time of staff (regulation 4(3)). `outside_the_act`: what is
    given although nothing obliges to, in words.
    """

    limb: Literal["12(1)", "12(2)"] = "12(1)"
    work: tuple[Work, ...] = ()
    pounds: float = Field(0, ge=0)
    sampled: str = ""
    why: str = ""
    part_of: str = ""
    together: Together | None = None
    narrowed: tuple[Narrowed, ...] = ()
    advice: str = ""
    nothing_fits: str = ""
    outside_the_act: str = ""

    @field_validator("part_of", mode="before")
    @classmethod
    def _as_text(cls, given: object) -> object:
        return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


@dataclass(frozen=True, slots=True)
class Limit:
    """The appropriate limit of an authority: in pounds, and in hours of one person."""

    pounds: int
    hours: Fraction

    @property
    def words(self) -> str:
        return f"£{self.pounds}, which is {hours_in_words(self.hours)} of work at £{_rate()} an hour"


def limit_of(*, central: bool = False) -> Limit:
    """Regulation 3: £600 for a body in Part I of Schedule 1 to the Act (`central`), £450 for any other."""
    pounds = int(value("cost_limit", "limit_pounds_central" if central else "limit_pounds"))
    return Limit(pounds, Fraction(pounds, _rate()))


def _rate() -> int:
    return int(value("cost_limit", "pounds_per_person_hour"))


def estimate(records: Sequence[CostRecord]) -> Fraction:
    """Hours of all records, counted as one; costs in pounds as the hours that they would buy, so that one number is
    compared with the limit."""
    return sum(
        (
            sum((work.exact_hours() for work in record.work), Fraction(0))
            + Fraction(str(record.pounds)) / _rate()
            + sum((Fraction(str(r.hours)) for r in (record.together.requests if record.together else ())), Fraction(0))
            for record in records
        ),
        Fraction(0),
    )


def hours_in_words(hours: Fraction) -> str:
    """“18 hours”, “15 hours and 30 minutes”; from 100 hours on “about 874 hours”."""
    if hours >= 100:
        return f"about {round(hours):,} hours"
    minutes = round(hours * 60)
    whole, rest = divmod(minutes, 60)
    told = [f"{whole} hour{'s' if whole != 1 else ''}"] if whole or not rest else []
    told += [f"{rest} minute{'s' if rest != 1 else ''}"] if rest else []
    just = "just over " if Fraction(minutes, 60) < hours else "just under " if Fraction(minutes, 60) > hours else ""
    return just + " and ".join(told)


def check_cost(
    questions: Mapping[str, CostRecord], *, limit: Limit, received: Date, calendar: Calendar | None = None
) -> tuple[Finding, ...]:
    """What the section 12 records of a letter lack or say wrongly, by question. `received`: the day of the request.

    Raises `BadInput` for dates outside the bank-holiday list.
    """
    found: list[Finding] = []
    for number, record in questions.items():
        at = f"questions.{number}.cost"
        found += _not_counted(record, at)
        if record.part_of:
            head = questions.get(record.part_of)
            if head is None or head.together is None or number not in head.together.questions:
                found.append(_no_refusal(number, record.part_of, f"{at}.part_of"))
            continue
        found += _of_estimate(number, record, questions, limit, at)
        found += _of_together(number, record, questions, received, calendar, at)
        found += _of_advice(record, limit, at)
    return tuple(found)


def _no_refusal(other: str, question: str, where: str) -> Finding:
    return finding("cost-counted-with-no-refusal", where=where, other=other, question=question)


def counted_with(record: CostRecord, questions: Mapping[str, CostRecord]) -> list[CostRecord]:
    """The record, and those of the questions that are counted together with it."""
    others = record.together.questions if record.together else ()
    return [record, *(questions[number] for number in dict.fromkeys(others) if number in questions)]


def _not_counted(record: CostRecord, at: str) -> Iterator[Finding]:
    data = law_file("cost_limit")["not_counted"]
    for position, work in enumerate(record.work):
        for name, words in words_of(data["words"], work.what):
            where, activity = f"{at}.work.{position}", data["activities"][name]
            yield finding("cost-activity-not-counted", where=where, words=words, activity=activity)


def _of_estimate(
    number: str, record: CostRecord, questions: Mapping[str, CostRecord], limit: Limit, at: str
) -> Iterator[Finding]:
    counted = counted_with(record, questions)
    hours = estimate(counted)
    if not hours:
        yield finding("cost-estimate-missing", where=f"{at}.work")
    elif hours <= limit.hours:
        yield finding("cost-within-limit", where=f"{at}.work", hours=hours_in_words(hours), limit=limit.words)
    allowed = law_file("cost_limit")["counted_to_confirm"]["activities"]
    if record.limb == "12(2)" and any(work.activity not in allowed for each in counted for work in each.work):
        yield finding("cost-extraction-to-confirm", where=f"{at}.work")
    if hours and not record.sampled.strip():
        yield finding("cost-not-sampled", where=f"{at}.sampled")


def _of_together(
    number: str,
    record: CostRecord,
    questions: Mapping[str, CostRecord],
    received: Date,
    calendar: Calendar | None,
    at: str,
) -> Iterator[Finding]:
    together = record.together
    if together is None:
        return
    where = f"{at}.together"
    if not together.questions and not together.requests:
        yield finding("cost-aggregates-nothing", where=where)
    for other in together.questions:
        if other not in questions or questions[other].part_of != number:
            yield _no_refusal(other, number, f"{where}.questions")
    if not together.related.strip() or (together.by == "in_concert" and not together.in_concert.strip()):
        yield finding("cost-reasons-to-aggregate-missing", where=f"{where}.related")
    first = min([received, *(each.received for each in together.requests)])
    last = max([received, *(each.received for each in together.requests)])
    days = int(value("cost_limit", "aggregation_days"))
    # The period of so many working days begins on the day of the first request, or where that is none, before it.
    ends = working_days_after(first, days - 1, calendar=calendar)[-1].date
    if last > ends:
        yield finding(
            "cost-outside-the-window",
            where=f"{where}.requests",
            first=long_day(first),
            last=long_day(last),
            days=str(days),
        )


def _of_advice(record: CostRecord, limit: Limit, at: str) -> Iterator[Finding]:
    if not (record.narrowed or record.advice.strip() or record.nothing_fits.strip()):
        yield finding("cost-advice-missing", where=f"{at}.narrowed")
    for position, narrowed in enumerate(record.narrowed):
        hours = narrowed.exact_hours()
        if hours is not None and hours > limit.hours:
            yield finding(
                "cost-advice-does-not-fit",
                where=f"{at}.narrowed.{position}",
                what=clause(narrowed.what),
                hours=hours_in_words(hours),
                limit=limit.words,
            )
