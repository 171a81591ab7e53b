"""The words of a refusal under section 12: the notice, the estimate line by line, and the advice that goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fanlight.law.data import value
from fanlight.law.procedure.cost import CostRecord, Limit, Together, Work, counted_with, estimate, hours_in_words
from fanlight.law.procedure.records import clause, listed, long_day, sentence

ACT = "Freedom of Information Act 2000"
REGULATIONS = "Freedom of Information and Data Protection (Appropriate Limit and Fees) Regulations 2004"


@dataclass(frozen=True, slots=True)
class CostWords:
    """The words of a refusal: the `notice`, the lines of its estimate and what follows them, and section 16's advice
    with what would fit."""

    notice: tuple[str, ...]
    lines: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


_VERBS = {
    "determine": "finding out whether it is held",
    "locate": "locating",
    "retrieve": "retrieving",
    "extract": "extracting",
}


def cost_words(number: str, questions: Mapping[str, CostRecord], limit: Limit) -> CostWords:
    """What a letter says of the question `number`, refused under section 12. Pass it records that have been checked."""
    record = questions[number]
    given = _outside(record)
    if record.part_of:
        return CostWords(
            (_notice(record, f"It is counted together with question {record.part_of}, where we explain this."),),
            given=given,
        )
    counted = counted_with(record, questions)
    lines = tuple(_line(work) for each in counted for work in each.work)
    other = sum(Fraction(str(each.pounds)) for each in counted)
    lines += (f"Other costs of this work: £{_money(Fraction(other))}.",) if other else ()
    lines += tuple(
        f"The request {each.reference}, received on {long_day(each.received)}: {hours_in_words(Fraction(str(each.hours)))}."
        for each in (record.together.requests if record.together else ())
        if each.hours
    )
    notice = [_notice(record), f"The limit for this authority is {limit.words} ({REGULATIONS}, regulations 3 and 4)."]
    if record.why.strip():
        notice.append(sentence(record.why))
    if record.together:
        notice.append(_together(number, record.together))
    notice.append("Our estimate:")
    return CostWords(tuple(notice), lines, _total(record, counted), _advice(record), _fits(record), given)


def _notice(record: CostRecord, after: str = "") -> str:
    if record.limb == "12(2)":
        told = (
            f"Section 12(2) of the {ACT} applies: we estimate that it would cost more than the appropriate limit only to "
            "find out whether we hold the information, so we need not say whether we hold it."
        )
    else:
        told = (
            f"We hold information of the kind that you ask for. Section 12(1) of the {ACT} applies: we estimate that "
            "the cost of complying would exceed the appropriate limit, and above it the Act does not oblige us to comply."
        )
    return f"{told} This letter is our notice of that under section 17(5). {after}".rstrip()


def _line(work: Work) -> str:
    """One line of the estimate, in the officer's words where they say what is done."""
    what = clause(work.what)
    if work.records is not None and work.minutes is not None:
        many = "1 record" if work.records == 1 and work.unit == "records" else f"{work.records:,} {work.unit}"
        minutes = f"{work.minutes:g} minute{'s' if work.minutes != 1 else ''}"
        each = " each" if work.records != 1 else ""
        told = f"{many} at {minutes}{each}, {hours_in_words(work.exact_hours())}"
    else:
        told = hours_in_words(work.exact_hours())
    return f"{_VERBS[work.activity].capitalize()}: {what}: {told}."


def _total(record: CostRecord, counted: Sequence[CostRecord]) -> tuple[str, ...]:
    hours = estimate(counted)
    pounds = _money(hours * int(value("cost_limit", "pounds_per_person_hour")))
    told = [f"That comes to {hours_in_words(hours)}, or £{pounds}, which exceeds the limit."]
    if record.sampled.strip():
        told.append(f"How we measured it: {sentence(clause(record.sampled))}")
    told.append(
        "The estimate counts nothing but the work that regulation 4(3) names; time for redaction or for exemptions is not in it."
    )
    return (" ".join(told),)


def _money(pounds: Fraction) -> str:
    whole = round(pounds)
    return f"{whole:,}" if whole == pounds or pounds >= 1000 else f"{float(pounds):,.2f}"


def _together(number: str, together: Together) -> str:
    named = []
    if together.questions:
        named.append(f"questions {listed([number, *together.questions])}")
    else:
        named.append("this request")
    named += [f"the request {each.reference} (received on {long_day(each.received)})" for each in together.requests]
    whose = (
        f"They appear to be made in concert or in pursuance of a campaign: {clause(together.in_concert)}. "
        if together.by == "in_concert"
        else ""
    )
    return (
        f"Regulation 5 lets us count related requests together, and we count {listed(named)} together. They relate to the "
        f"same or similar information: {sentence(clause(together.related))} {whose}"
        "As all of them together exceed the limit, we are not obliged to comply with any."
    ).replace("..", ".")


def _advice(record: CostRecord) -> tuple[str, ...]:
    told = []
    if record.advice.strip():
        told.append(sentence(record.advice))
    if record.nothing_fits.strip():
        told.append(
            f"We looked at whether a narrower request would stay within the limit. {sentence(record.nothing_fits)}"
        )
    if record.narrowed:
        told.append("You may like to ask for less. Each of these would stay within the limit:")
    if told:
        told[0] = f"Advice and assistance (section 16 of the Act): {told[0]}"
    return tuple(told)


def _fits(record: CostRecord) -> tuple[str, ...]:
    """Without their hours, from which a number of records could be worked out."""
    return tuple(clause(narrowed.what) for narrowed in record.narrowed)


def _outside(record: CostRecord) -> tuple[str, ...]:
    if not record.outside_the_act.strip():
        return ()
    told = "Although section 12 means that the Act does not oblige us to, we give you the following, outside the Act:"
    return (f"{told} {sentence(record.outside_the_act)}",)
