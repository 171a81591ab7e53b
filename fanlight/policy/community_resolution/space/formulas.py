"""A policy as formulas over the space of facts: what the proofs, the comparison of versions and the questions work on."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fanlight.dated import content_hash
from fanlight.errors import BadInput
from fanlight.policy import ranks
from fanlight.policy.community_resolution.advice import values_of
from fanlight.policy.community_resolution.facts.contradictions import conditions
from fanlight.policy.community_resolution.facts.reading import facts_from
from fanlight.policy.community_resolution.rules.expression import And, Expression, Is, Not, Or
from fanlight.policy.community_resolution.rules.policy import SUFFICIENT, Policy, RankReading, Status
from fanlight.policy.community_resolution.rules.vocabulary import TRI, UNKNOWN, vocabulary
from fanlight.policy.community_resolution.space.diagram import (
    Choice,
    Formula,
    Slot,
    Space,
    State,
    all_of,
    any_of,
    may_hold,
    negated,
    surely_holds,
)
from fanlight.policy.community_resolution.space.solver import Solver

IMPOSSIBLE = "impossible"
"""The outcome of facts that contradict one another: `facts_from` refuses them."""

AUTHORITY = "authority"
AUTHORITY_PARTS = ("authority.person", "authority.rank", "authority.rank_status", "authority.substantive_rank")

CLOSED = 2
LEVEL = {Status.SUPPORTABLE: 0, Status.NEEDS_ACTION: 1, Status.REFER_DPS: CLOSED, Status.NOT_AVAILABLE: CLOSED}
"""How hard a status is. The two that take the case out of the officer's hands are equally hard: neither eases the other."""


@dataclass(frozen=True, slots=True)
class Line:
    """Facts for which `formula` is true have this status, unless an earlier line has claimed them."""

    status: Status
    formula: Formula


@cache
def domains() -> dict[str, frozenset[str]]:
    found = {fact.name: frozenset(fact.values) for fact in vocabulary().ruled()}
    return {**found, SUFFICIENT: frozenset(TRI)}


def lines_of(policy: Policy, *, without: str = "", mark: str = "") -> list[Line]:
    """The order of statuses as formulas, neighbouring lines of one status taken together. `without` leaves one rule
    out; `mark` keeps this version's reading of ranks apart from another's."""
    effects = {effect.key: effect for effect in policy.effects() if effect.key != without}
    found: list[Line] = []
    for keys in policy.precedence:
        for status in dict.fromkeys(effects[key].status for key in keys if key in effects):
            assert status is not None
            parts = [effects[key].when for key in keys if key in effects and effects[key].status is status]
            formula = any_of([formula_of(part, mark) for part in parts])
            if found and found[-1].status is status:
                formula = any_of([found.pop().formula, formula])
            found.append(Line(status, formula))
    return found


@cache
def formula_of(expression: Expression, mark: str = "", *, surely: bool = False) -> Formula:
    marked = _marked(expression, mark) if mark else expression
    known = dict(domains())
    if mark:
        known[SUFFICIENT + mark] = known[SUFFICIENT]
    return surely_holds(marked, known) if surely else may_hold(marked, known)


def _marked(expression: Expression, mark: str) -> Expression:
    match expression:
        case Is(name, values):
            return Is(name + mark, values) if name == SUFFICIENT else expression
        case Not(inner):
            return Not(_marked(inner, mark))
        case And(parts) | Or(parts):
            return type(expression)(tuple(_marked(part, mark) for part in parts))
        case _:
            return expression


@cache
def contradiction() -> Formula:
    """True of facts that cannot be."""
    return any_of([surely_holds(condition, domains()) for condition, each in conditions() if not each.recorded])


def slots_for(policies: Sequence[Policy]) -> tuple[Slot, ...]:
    """Every input; the first choice of each is that of the first policy's clean case, so that an example differs from
    a plain case in nothing but what it shows. With several policies each sees ranks by its own threshold, under its own
    mark (see `marks`)."""
    return _slots(_clean(content_hash(policies[0].held["clean"]), policies[0]), tuple(map(RankReading.of, policies)))


_cleans: dict[str, tuple[tuple[str, str], ...]] = {}


def _clean(key: str, policy: Policy) -> tuple[tuple[str, str], ...]:
    """What rules see of the clean case's facts, ranks apart: the same for every reading of a version."""
    if key not in _cleans:
        facts = facts_from(policy.held["clean"], f"policy {policy.version}, clean case")
        _cleans[key] = tuple((name, value) for name, value in values_of(facts, policy).items() if name != SUFFICIENT)
    return _cleans[key]


@cache
def _slots(clean: tuple[tuple[str, str], ...], readings: tuple[RankReading, ...]) -> tuple[Slot, ...]:
    base, found = dict(clean), []
    for fact in vocabulary().ruled():
        if fact.name == "authority.person":
            found.append(Slot(AUTHORITY, _authority(readings)))
            continue
        values = sorted(fact.values, key=lambda value: value != base[fact.name])
        choices = [Choice(((fact.name, value),), 1, ((fact.name, value),)) for value in values]
        found.append(Slot(fact.name, tuple(choices)))
    return tuple(found)


@cache
def solver_for(slots: tuple[Slot, ...]) -> Solver:
    return Solver(slots)


def marks(number: int) -> tuple[str, ...]:
    return ("",) if number == 1 else tuple(f"#{at}" for at in range(number))


Raw = tuple[str, str, str, str]
"""person (yes, no, unknown), rank, rank status, substantive rank; "" where not known."""
NOTHING_KNOWN: Raw = (UNKNOWN, "", "", "")


@cache
def raw_authorities() -> tuple[Raw, ...]:
    """Every way in which an authority can be recorded: nothing known first, then the plainest ones. Left out are those
    that reading refuses, and those that it completes (a substantive rank is its own substantive rank)."""
    levels = ranks.levels()
    order = [*sorted(levels, key=lambda name: (levels[name] < levels[ranks.INSPECTOR], levels[name])), ""]
    found = [NOTHING_KNOWN]
    for person in ("yes", "no", UNKNOWN):
        for status in (*ranks.STATUSES, ""):
            for rank in order:
                for own in order:
                    if person == "no" and (rank or status or own):
                        continue
                    if status == "substantive" and bool(rank) != bool(own):
                        continue
                    if _possible(rank, status, own) and (person, rank, status, own) != NOTHING_KNOWN:
                        found.append((person, rank, status, own))
    return tuple(found)


def _possible(rank: str, status: str, own: str) -> bool:
    try:
        if rank:
            ranks.check_status(ranks.parse(rank), status, ranks.parse(own) if own else None)
    except BadInput:
        return False
    return True


def seen_of(raw: Raw, readings: Sequence[RankReading]) -> tuple[tuple[str, str], ...]:
    person, rank, status, own = raw
    held, substantive = ranks.parse(rank) if rank else None, ranks.parse(own) if own else None
    seen = [
        (SUFFICIENT + mark, str(reading.sufficient(held, status, substantive)))
        for mark, reading in zip(marks(len(readings)), readings, strict=True)
    ]
    return (("authority.person", person), *seen)


def _authority(readings: Sequence[RankReading]) -> tuple[Choice, ...]:
    classes: dict[tuple[tuple[str, str], ...], tuple[int, Raw]] = {}
    for raw in raw_authorities():
        seen = seen_of(raw, readings)
        number, first = classes.get(seen, (0, raw))
        classes[seen] = number + 1, first
    return tuple(
        Choice(seen, number, tuple(zip(AUTHORITY_PARTS, raw, strict=True))) for seen, (number, raw) in classes.items()
    )


def status_in(formulas: Sequence[Formula], statuses: Sequence[Status]) -> Status | None:
    """The status once it is settled; None while a fact can still change it."""
    for formula, status in zip(formulas, statuses, strict=False):
        if formula is True:
            return status
        if formula is not False:
            return None
    return statuses[-1]


def at_least(lines: Sequence[Line], otherwise: Status, level: int) -> Formula:
    """The facts whose status is at least so hard."""
    found: list[Formula] = []
    softer: list[Formula] = []
    for line in (*lines, Line(otherwise, True)):
        if LEVEL[line.status] >= level:
            found.append(all_of([line.formula, *softer]))
        else:
            softer.append(negated(line.formula, _every_domain()))
    return any_of(found)


def claims(lines: Sequence[Line], otherwise: Status) -> dict[Status, Formula]:
    """For each status, the facts that have it."""
    found: dict[Status, list[Formula]] = {}
    before: list[Formula] = []
    for line in (*lines, Line(otherwise, True)):
        found.setdefault(line.status, []).append(all_of([line.formula, *before]))
        before.append(negated(line.formula, _every_domain()))
    return {status: any_of(formulas) for status, formulas in found.items()}


def _every_domain() -> dict[str, frozenset[str]]:
    known = domains()
    return {**known, **{SUFFICIENT + mark: known[SUFFICIENT] for mark in marks(2)}}


class Reader:
    """Lays out one or more policies as one state: whether the facts contradict, then each policy's lines."""

    def __init__(self, policies: Sequence[Sequence[Line]], otherwise: Sequence[Status]) -> None:
        self.statuses = [
            [*(line.status for line in lines), last] for lines, last in zip(policies, otherwise, strict=True)
        ]
        self.start: State = (contradiction(), *(line.formula for lines in policies for line in lines))

    def tidy(self, state: State) -> State:
        """What stands after a line that is settled can no longer matter, nor anything where facts contradict."""
        if state[0] is True:
            return (True, *(False for _ in state[1:]))
        found: list[Formula] = [state[0]]
        at = 1
        for statuses in self.statuses:
            claimed = False
            for formula in state[at : at + len(statuses) - 1]:
                found.append(False if claimed else formula)
                claimed = claimed or formula is True
            at += len(statuses) - 1
        return tuple(found)

    def outcome(self, state: State) -> Hashable | None:
        """The policies' statuses as a tuple, IMPOSSIBLE, or None before it is settled."""
        if state[0] is True:
            return IMPOSSIBLE
        found, at = [], 1
        for statuses in self.statuses:
            status = status_in(state[at : at + len(statuses) - 1], statuses)
            if status is None:
                return None
            found.append(status)
            at += len(statuses) - 1
        return None if state[0] is not False else tuple(found)


def reader_of(*policies: Policy) -> Reader:
    return Reader(
        [lines_of(policy, mark=mark) for policy, mark in zip(policies, marks(len(policies)), strict=True)],
        [policy.otherwise for policy in policies],
    )


def space_for(reader: Reader, *policies: Policy) -> Space:
    return Space(slots_for(policies), reader.tidy)


def apart(slots: Sequence[Slot], chosen: Mapping[str, Choice]) -> dict[str, str]:
    """In what an input differs from the clean case: names with values, unknown among them."""
    found = {}
    for slot in slots:
        choice = chosen[slot.name]
        if choice != slot.choices[0]:
            found.update({name: value or UNKNOWN for name, value in choice.sample})
    return found


def as_facts(chosen: Mapping[str, Choice]) -> dict[str, Any]:
    """A choice for every slot as a facts file holds it, without what is unknown."""
    found: dict[str, Any] = {}
    kinds = vocabulary().facts
    for choice in chosen.values():
        for name, value in choice.sample:
            if value in ("", UNKNOWN):
                continue
            if kinds[name].kind == "text" and value == "yes":
                value = "(recorded)"
            *groups, last = name.split(".")
            holder = found
            for group in groups:
                holder = holder.setdefault(group, {})
            holder[last] = value
    return found
