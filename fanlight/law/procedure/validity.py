"""What is no valid request (section 8), what was withdrawn, and what another authority may hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from fanlight.law.data import law_file
from fanlight.law.findings import Finding, finding
from fanlight.law.procedure.records import Date, Record, clause, listed, long_day, sentence

ACT = "Freedom of Information Act 2000"


class InvalidRecord(Record):
    """What the request `lacks` of section 8(1), and `why` that is thought (of a name, say)."""

    lacks: tuple[Literal["writing", "name", "real_name", "address", "description"], ...] = ()
    why: str = ""


class WithdrawnRecord(Record):
    """On which `day`, and `how`, the applicant withdrew the request."""

    day: Date | None = None
    how: str = ""


class ElsewhereRecord(Record):
    """Which `body` may hold the information, `why`, and its `contact`. `passed_on`: the day on which the request was passed
    on with the applicant's details, which needs the day on which they agreed."""

    body: str = ""
    contact: str = ""
    why: str = ""
    agreed_on: Date | None = None
    passed_on: Date | None = None


def check_invalid(record: InvalidRecord, *, at: str) -> Iterator[Finding]:
    """Something is lacking; a name that is none is no duty to refuse."""
    if not record.lacks:
        yield finding("invalid-lacks-nothing", where=f"{at}.lacks")
    elif record.lacks == ("real_name",):
        yield finding("invalid-but-answered", where=f"{at}.lacks")


def invalid_words(record: InvalidRecord) -> tuple[str, ...]:
    """What is lacking, and how to mend it: no refusal notice, as there is no request yet."""
    data = law_file("requests")["valid"]
    lacking = listed([data["lacks"][each] for each in record.lacks])
    mends = listed([data["mends"][each] for each in record.lacks])
    told = [
        f"Section 8 of the {ACT} says what a request needs. What you sent is not yet a valid request, because {lacking}."
    ]
    if record.why.strip():
        told.append(sentence(record.why))
    mend = f"Please {mends}. We shall then treat your request as received on that day."
    return " ".join(told), mend


def check_withdrawn(record: WithdrawnRecord, *, at: str) -> Iterator[Finding]:
    if record.day is None or not record.how.strip():
        yield finding("withdrawn-not-said", where=at)


def withdrawn_words(record: WithdrawnRecord, *, what: str = "request") -> tuple[str, ...]:
    """A confirmation that the request, or a question of it, was withdrawn."""
    assert record.day is not None
    return (
        f"You withdrew this {what} on {long_day(record.day)}, {clause(record.how)}. We have therefore stopped work on it, and "
        "do not answer it. You can ask again at any time.",
    )


def check_elsewhere(record: ElsewhereRecord, *, at: str) -> Iterator[Finding]:
    if not record.body.strip() or not record.contact.strip():
        yield finding("elsewhere-not-named", where=f"{at}.body")
    if record.passed_on is not None and (record.agreed_on is None or record.agreed_on > record.passed_on):
        yield finding("passed-on-without-agreement", where=f"{at}.passed_on")


def elsewhere_words(record: ElsewhereRecord, *, searches: str) -> tuple[str, ...]:
    """Not held here, who may hold it, and how to ask them."""
    told = [f"We do not hold this information. {sentence(searches)}".rstrip()]
    why = f" {sentence(record.why)}" if record.why.strip() else ""
    pointer = f"{sentence(record.body.strip() + ' may hold it')}{why}"
    if record.passed_on is not None:
        pointer += f" As you agreed, we passed your request on to them on {long_day(record.passed_on)}."
        pointer += f" You can reach them at {record.contact.strip()}"
    else:
        pointer += f" You can ask them at {record.contact.strip()}"
    return (*told, pointer if pointer.endswith((".", "/")) or "://" in pointer.split()[-1] else f"{pointer}.")
