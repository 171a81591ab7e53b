"""An internal review: a fresh decision by somebody else, at one stage. It links to the first and offers no second."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from fanlight.law.calendar import Calendar
from fanlight.law.clock import review_due, review_window_ends
from fanlight.law.data import law_file, value
from fanlight.law.findings import Finding, finding
from fanlight.law.procedure.records import Date, Record, clause, listed, long_day, sentence

Result = Literal["upheld", "varied", "overturned", "new_exemption", "delay_only"]


class QuestionReview(Record):
    """What the `first` response said to a question, what became of it, and the reviewer's reasons."""

    first: str = ""
    result: Result | None = None
    reasons: str = ""


class InternalReview(Record):
    """The review that a letter decides: of the response `of` (its reference) dated `responded`, by `due`, `asked` for on a
    day, with the `complaint` in the applicant's words or in short. `reviewer` decides; `first_decided_by` did before.
    `declined`: asked for too late, and not carried out. `late`: why the decision comes late, as the letter says it."""

    of: str = ""
    responded: Date | None = None
    due: Date | None = None
    asked: Date | None = None
    complaint: str = ""
    reviewer: str = ""
    first_decided_by: tuple[str, ...] = ()
    found_at: str = ""
    declined: bool = False
    late: str = ""


def check_review(
    record: InternalReview,
    questions: Mapping[str, QuestionReview | None],
    *,
    decided: Date,
    calendar: Calendar | None = None,
) -> tuple[Finding, ...]:
    """What a review lacks or says wrongly. `questions`: what became of each. Raises `BadInput` for a date outside the list."""
    return tuple(_check(record, questions, decided, calendar))


def _check(
    record: InternalReview, questions: Mapping[str, QuestionReview | None], decided: Date, calendar: Calendar | None
) -> Iterator[Finding]:
    at = "internal_review"
    needs = {
        "of": (record.of.strip(), "the reference of the first response"),
        "responded": (record.responded, "its date"),
        "asked": (record.asked, "the day on which the review was asked for"),
        "reviewer": (record.reviewer.strip(), "who decides the review"),
        "first_decided_by": (record.first_decided_by, "who decided the first time"),
    }
    for name, (given, lacks) in needs.items():
        if not given:
            yield finding("review-incomplete", where=f"{at}.{name}", lacks=lacks)
    if any(same_person(record.reviewer, each) for each in record.first_decided_by):
        yield finding("review-by-the-same-person", where=f"{at}.reviewer")
    if record.responded is None or record.asked is None:
        return
    if not record.responded <= record.asked <= decided:
        yield finding(
            "review-dates", where=f"{at}.asked", asked=long_day(record.asked), responded=long_day(record.responded)
        )
        return
    ends = review_window_ends(record.responded, calendar=calendar)
    if record.declined and record.asked <= ends:
        yield finding(
            "review-declined-in-time", where=f"{at}.declined", asked=long_day(record.asked), ends=long_day(ends)
        )
    target = review_due(record.asked, calendar=calendar).target
    if decided > target and not record.late.strip():
        yield finding("review-late", where=f"{at}.late", decided=long_day(decided), target=long_day(target))
    if record.declined:
        return
    yield from _of_results(record, questions)


def _of_results(record: InternalReview, questions: Mapping[str, QuestionReview | None]) -> Iterator[Finding]:
    assert record.responded is not None
    for number, each in questions.items():
        if each is None or each.result is None or not each.first.strip():
            yield finding("review-result-missing", where=f"questions.{number}.review", question=number)
    late = record.due is not None and record.responded > record.due
    found_delay = any(each is not None and each.result == "delay_only" for each in questions.values())
    if record.due is not None and found_delay and not late:
        yield finding(
            "review-was-in-time",
            where="internal_review.due",
            responded=long_day(record.responded),
            due=long_day(record.due),
        )
    if record.due is None and found_delay:
        yield finding("review-incomplete", where="internal_review.due", lacks="the last day for the first response")
    if late and not found_delay:
        assert record.due is not None
        yield finding(
            "review-delay-not-said",
            where="internal_review",
            responded=long_day(record.responded),
            due=long_day(record.due),
        )


_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev"})


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: the words of the shorter are those of the longer, or their initials, in any
    order. Ranks and titles tell nobody apart, and nobody without a name is anybody."""
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    if not set(shorter) & set(longer):
        return False
    left = [word for word in longer if word not in shorter]
    for word in (word for word in shorter if word not in longer):
        match = next((each for each in left if each[0] == word[0] and 1 in (len(each), len(word))), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name.casefold()) if word not in _TITLES]


def review_words(
    record: InternalReview,
    questions: Mapping[str, QuestionReview | None],
    *,
    decided: Date,
    calendar: Calendar | None = None,
) -> tuple[str, ...]:
    """What comes before the decision: of which response, who looked at it, what became of it as a whole, and delays."""
    assert record.responded is not None
    assert record.asked is not None
    ends = review_window_ends(record.responded, calendar=calendar)
    first = f"our response {record.of} of {long_day(record.responded)}"
    asked = f"On {long_day(record.asked)} you asked us for an internal review of {first}."
    if record.complaint.strip():
        asked += f" Your complaint: {sentence(record.complaint)}"
    if record.found_at.strip():
        asked += f" That response is published at {record.found_at.strip()}"
    if record.declined:
        return (
            asked,
            f"A review can be asked for within {value('review', 'window_days')} working days of the response, which was until {long_day(ends)}. Your request "
            "for one came later, and we do not carry it out. The first response stands.",
        )
    told = [
        asked,
        f"{record.reviewer.strip()} carried out the review. The reviewer took no part in the first decision and decided "
        "afresh, on what we held when your request came.",
        f"The result: {summary(questions)}",
    ]
    if record.due is not None and record.responded > record.due:
        told.append(
            f"Our first response came after its last day, {long_day(record.due)}, so we did not comply with section 10(1) of the "
            "Act. We are sorry."
        )
    target = review_due(record.asked, calendar=calendar).target
    if decided > target:
        reason = f" {sentence(record.late)}" if record.late.strip() else ""
        told.append(
            f"We aim to decide a review within {value('review', 'target_days')} working days, here by {long_day(target)}. We are sorry for the delay.{reason}"
        )
    return tuple(told)


def summary(questions: Mapping[str, QuestionReview | None]) -> str:
    """What became of the first decision as a whole, in a sentence."""
    results = [each.result for each in questions.values() if each is not None and each.result is not None]
    kinds = dict.fromkeys(results)
    if len(kinds) == 1:
        return sentence(law_file("review")["decision"]["results"][results[0]])
    by_result: dict[Result, list[str]] = {}
    for number, each in questions.items():
        if each is not None and each.result is not None:
            by_result.setdefault(each.result, []).append(number)
    told = [f"at question{'s' if len(n) > 1 else ''} {listed(n)} {_said(result)}" for result, n in by_result.items()]
    return f"{'; '.join(told)}."


def _said(result: Result) -> str:
    return str(law_file("review")["decision"]["results"][result])


def question_words(review: QuestionReview) -> tuple[str, ...]:
    """What a letter says before the fresh answer to a question."""
    assert review.result is not None
    reasons = f" {sentence(review.reasons)}" if review.reasons.strip() else ""
    return (f"Our first response: {sentence(clause(review.first))} On review {_said(review.result)}.{reasons}",)
