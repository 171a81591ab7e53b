"""What must be true of every version, proved over all facts: a counter-example is a facts file."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput
from fanlight.policy.community_resolution import held as holding
from fanlight.policy.community_resolution.cases import failing
from fanlight.policy.community_resolution.crosscheck import disagreements
from fanlight.policy.community_resolution.diagram import Choice, Formula, among, any_of, beyond
from fanlight.policy.community_resolution.ease import easings
from fanlight.policy.community_resolution.expression import Fixed
from fanlight.policy.community_resolution.policy import SUFFICIENT, Effect, Policy, Status, content, read_policy
from fanlight.policy.community_resolution.space import (
    CLOSED,
    Line,
    apart,
    as_facts,
    at_least,
    claims,
    contradiction,
    formula_of,
    lines_of,
    marks,
    reader_of,
    slots_for,
    solver_for,
    space_for,
)
from fanlight.policy.community_resolution.vocabulary import UNKNOWN, vocabulary


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind`: unreadable, pin, dates, clause, setting, case, hole, unknown, overlap, unreachable,
    dead, eases, loses, disagreement.
    `facts` is the counter-example, `apart` how it differs from the clean case."""

    kind: str
    version: str
    what: str
    mend: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        said = {"kind": self.kind, "version": self.version, "what": self.what, "mend": self.mend}
        return {**said, "facts": dict(self.facts), "differs_from_clean": dict(self.apart)}


@dataclass(frozen=True, slots=True)
class Proved:
    """One version: how many inputs there are, how many have each status, and how many were tried one by one."""

    version: str
    sha256: str
    inputs: int
    statuses: Mapping[str, int]
    readings: int
    tried: int


@dataclass(frozen=True, slots=True)
class Report:
    findings: tuple[Finding, ...]
    proved: tuple[Proved, ...]

    @property
    def ok(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        proved = [
            {
                "version": each.version,
                "sha256": each.sha256,
                "inputs": each.inputs,
                "statuses": dict(each.statuses),
                "readings": each.readings,
                "tried_one_by_one": each.tried,
            }
            for each in self.proved
        ]
        return {"ok": self.ok, "findings": [finding.as_json() for finding in self.findings], "proved": proved}


def check_policies(path: Path | None = None, *, tries: int = 500, seed: int = 1, others: bool = True) -> Report:
    """Every version of the timeline. `tries` inputs drawn with `seed` are advised one by one and compared with the
    diagram. Nothing stops at the first finding, so that all are named at once. `others`: prove every other reading of
    the ambiguous points too."""
    findings: list[Finding] = []
    proved: list[Proved] = []
    try:
        held = holding.versions(path)
    except BadInput as error:
        return Report((Finding("unreadable", "", str(error), error.next_step),), ())
    findings += _dates(held)
    for each in held:
        try:
            raw = holding.resolved(each.version, path)
            policy = read_policy(raw, where=f"{each.version}.yaml")
        except (BadInput, KeyError, TypeError, AttributeError, ValueError) as error:
            what = str(error) if isinstance(error, BadInput) else f"This cannot be read as a policy: {error!r}."
            findings.append(Finding("unreadable", each.version, what, "Mend the file; nothing else of it was checked."))
            continue
        found = content(raw, {})
        if found != each.sha256:
            mend = f"Put the change into a new version, or before first use pin sha256: {found}"
            findings.append(Finding("pin", each.version, "The content is not the one pinned in timeline.yaml.", mend))
        findings += _of_version(policy)
        readings, more = _readings(raw, policy, others=others)
        findings += more
        tried, differing = disagreements(policy, tries=tries, seed=seed)
        findings += [
            Finding("disagreement", each.version, what, "The proof does not hold.", facts) for what, facts in differing
        ]
        proved.append(_proved(policy, readings, tried))
    return Report(tuple(findings), tuple(proved))


def _proved(policy: Policy, readings: int, tried: int) -> Proved:
    reader = reader_of(policy)
    counts = space_for(reader, policy).counts(reader.start, reader.outcome)
    possible = {str(key[0]): number for key, number in counts.items() if isinstance(key, tuple)}
    return Proved(
        policy.version, policy.sha256, sum(possible.values()), dict(sorted(possible.items())), readings, tried
    )


def _of_version(policy: Policy) -> Iterator[Finding]:
    yield from _clauses(policy)
    for what in failing(policy):
        yield Finding("case", policy.version, what, "Correct the rule, or the case if the rule is right.")
    yield from _one_status(policy)
    yield from _nothing_unasked(policy)
    yield from _nothing_supported_unknown(policy)
    yield from _no_easing(policy)
    yield from _no_rule_lost(policy)


def _clauses(policy: Policy) -> Iterator[Finding]:
    words, ids = vocabulary(), {rule.id for rule in policy.rules}
    for clause in words.clauses:
        if clause not in ids:
            yield Finding(
                "clause",
                policy.version,
                f"There is no rule for clause {clause}.",
                "Add the rule, or keep the one of the version before.",
            )
    points = {setting.point for setting in policy.settings.values()}
    for point in range(1, words.points + 1):
        if point not in points:
            yield Finding(
                "setting",
                policy.version,
                f"Ambiguous point {point} has no setting.",
                "Say how it is read, why, and how else it could be.",
            )


def _one_status(policy: Policy) -> Iterator[Finding]:
    """No facts for which one line of the order gives two statuses."""
    effects = {effect.key: effect for effect in policy.effects()}
    for line in policy.precedence:
        for one, other in itertools.combinations(line, 2):
            if effects[one].status == effects[other].status:
                continue
            found = _find(policy, [formula_of(effects[one].when), formula_of(effects[other].when)])
            if found is not None:
                yield Finding(
                    "overlap",
                    policy.version,
                    f"{one} and {other} stand on one line of the order and give {effects[one].status} and "
                    f"{effects[other].status} to the same facts.",
                    "Put one on a line before the other, or make their conditions exclude each other.",
                    as_facts(found),
                    apart(slots_for([policy]), found),
                )


def _find(policy: Policy, true: Sequence[Formula], false: Sequence[Formula] = ()) -> dict[str, Choice] | None:
    """Possible facts of which all of `true` hold and none of `false`, as near to the clean case as can be."""
    return solver_for(slots_for([policy])).nearest(true, [contradiction(), *false])


def _nothing_unasked(policy: Policy) -> Iterator[Finding]:
    """Every fact can make a difference: one that cannot is a hole, since a case would be supported whatever it is."""
    names = {fact.name: fact.worse for fact in vocabulary().ruled() if not fact.part}
    names[SUFFICIENT] = (("yes", "no"),)
    harder = _Steps(policy).harder
    for name, pairs in names.items():
        steps = dict.fromkeys(((better, worse) for better, _ in pairs for worse in (*(w for _, w in pairs), UNKNOWN)))
        if not any(harder({name: worse}, {name: better}) for better, worse in steps):
            yield Finding(
                "hole",
                policy.version,
                f"Nothing depends on “{name}”: whatever it is, the status is the same.",
                "A rule that should ask for it is missing, or its condition can no longer be met.",
                {},
                {name: pairs[0][1]},
            )


def _nothing_supported_unknown(policy: Policy) -> Iterator[Finding]:
    """While a fact that must be known is unknown, nothing is supportable, whatever else is known."""
    slots = slots_for([policy])
    formula = claims(lines_of(policy), policy.otherwise).get(Status.SUPPORTABLE, False)
    for fact in vocabulary().ruled():
        unknown = among(fact.name, frozenset([UNKNOWN]))
        found = _find(policy, [formula, unknown]) if fact.always_known else None
        if found is not None:
            yield Finding(
                "unknown",
                policy.version,
                f"These facts are SUPPORTABLE although “{fact.name}” is unknown.",
                "Have a rule hold where it is unknown.",
                as_facts(found),
                apart(slots, found),
            )


class _Steps:
    """Searches one version for facts that a single step makes harder or easier."""

    def __init__(self, policy: Policy) -> None:
        self._solver = solver_for(slots_for([policy]))
        lines = lines_of(policy)
        self._levels = [at_least(lines, policy.otherwise, level) for level in (CLOSED, CLOSED - 1)]

    def harder(self, one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, Choice] | None:
        """Facts that are possible both ways and whose status is harder the first way than the second."""
        fix = self._solver.fix
        for formula in self._levels:
            second = fix(formula, other)
            first = beyond(fix(formula, one), second)
            if first is False:
                continue
            impossible = [fix(contradiction(), given) for given in (one, other)]
            found = self._solver.nearest([first], [second, *impossible])
            if found is not None:
                return found
        return None


def _no_easing(policy: Policy) -> Iterator[Finding]:
    slots, harder = slots_for([policy]), _Steps(policy).harder
    for change in easings(policy):
        found = harder(dict(change.before), dict(change.after))
        if found is not None:
            found[change.slot] = Choice(change.after, 1, change.sample)
            yield Finding(
                "eases",
                policy.version,
                f"{change.words} makes these facts easier.",
                "A further risk, or an unknown, must never ease a case: turn the condition round.",
                as_facts(found),
                apart(slots, found),
            )


def _no_rule_lost(policy: Policy) -> Iterator[Finding]:
    """A further risk, or an unknown, never makes a rule with a status hold no longer: the list of reasons only grows.
    Facts that route a case are left out, but not where they become unknown."""
    slots, facts = slots_for([policy]), vocabulary().facts
    solver = solver_for(slots)
    for change in easings(policy):
        if change.slot in facts and facts[change.slot].routes and dict(change.after)[change.slot] != UNKNOWN:
            continue
        given = dict(change.before), dict(change.after)
        for effect in policy.effects():
            formula = formula_of(effect.when)
            before, after = (solver.fix(formula, each) for each in given)
            if effect.status is None or before is False or after is True or before is after:
                continue
            found = solver.nearest([before], [after, *(solver.fix(contradiction(), each) for each in given)])
            if found is not None:
                found[change.slot] = Choice(change.after, 1, change.sample)
                yield Finding(
                    "loses",
                    policy.version,
                    f"{change.words} makes rule {effect.key} hold no longer.",
                    "A further risk, or an unknown, must leave every reason standing: rules do not depend on one another.",
                    as_facts(found),
                    apart(slots, found),
                )


def _readings(raw: Mapping[str, Any], policy: Policy, *, others: bool) -> tuple[int, list[Finding]]:
    """Each interpretation read otherwise, one at a time: it must change some outcome, keep to one status, and never
    ease a case; and every effect of every rule must be reachable and must count under one reading at least."""
    waiting = {effect.key: "unreachable" for effect in policy.effects()}
    findings: list[Finding] = []
    number = 0
    ways = [
        (setting.name, value)
        for setting in policy.settings.values()
        for value in setting.alternatives
        if value != setting.value and others
    ]
    _reach(policy, waiting)
    for name, value in ways:
        read = read_policy(raw, settings={name: value}, where=f"{policy.version}.yaml")
        number += 1
        if not policy.settings[name].moot and not _differ(policy, read):
            findings.append(
                Finding(
                    "setting",
                    policy.version,
                    f"Reading {name} as “{value}” changes nothing.",
                    "Make a rule ask for it, or remove the alternative.",
                )
            )
        for finding in itertools.chain(_one_status(read), _no_easing(read)):
            findings.append(
                Finding(
                    finding.kind,
                    policy.version,
                    f"With {name} read as {value}: {finding.what}",
                    finding.mend,
                    finding.facts,
                    finding.apart,
                )
            )
        if waiting:
            _reach(read, waiting)
    switched_off = {effect.key for effect in policy.effects() if isinstance(effect.when, Fixed) and not others}
    for key, problem in waiting.items():
        if key in switched_off:
            continue
        what = (
            f"No facts can make rule {key} hold."
            if problem == "unreachable"
            else f"Rule {key} never makes a difference: every case it covers has its status without it."
        )
        findings.append(
            Finding(problem, policy.version, what, "Correct its condition or its place in the order, or remove it.")
        )
    return number + 1, findings


def _reach(policy: Policy, waiting: dict[str, str]) -> None:
    """Strikes out the effects that can hold and, where they give a status, decide one."""
    for effect in policy.effects():
        if effect.key not in waiting or _find(policy, [formula_of(effect.when, surely=True)]) is None:
            continue
        waiting[effect.key] = "dead"
        if effect.status is None or _decides(policy, effect):
            del waiting[effect.key]


def _decides(policy: Policy, effect: Effect) -> bool:
    """Whether some facts have another status without this effect: it holds or may hold, nothing before it or beside it
    does, and what comes after gives another status."""
    effects = {each.key: each for each in policy.effects()}
    at = next(number for number, line in enumerate(policy.precedence) if effect.key in line)
    before = [effects[key] for line in policy.precedence[:at] for key in line]
    beside = [effects[key] for key in policy.precedence[at] if key != effect.key]
    after: list[Line] = []
    for line in policy.precedence[at + 1 :]:
        for status in dict.fromkeys(effects[key].status for key in line):
            assert status is not None
            parts = [formula_of(effects[key].when) for key in line if effects[key].status is status]
            after.append(Line(status, any_of(parts)))
    assert effect.status is not None
    same = claims(after, policy.otherwise).get(effect.status, False)
    others = [formula_of(each.when) for each in (*before, *beside)]
    return _find(policy, [formula_of(effect.when)], [*others, same]) is not None


def _differ(one: Policy, other: Policy) -> bool:
    """Whether some facts have different statuses under two readings."""
    slots = slots_for([one, other])
    first, second = (
        claims(lines_of(policy, mark=mark), policy.otherwise)
        for policy, mark in zip((one, other), marks(2), strict=True)
    )
    for status, formula in first.items():
        if solver_for(slots).nearest([formula], [second.get(status, False), contradiction()]) is not None:
            return True
    return False


def _dates(held: tuple[holding.Held, ...]) -> Iterator[Finding]:
    """On every day from the first version on there is one version that is certain, or several possible ones."""
    placed = [each for each in held if each.possible]
    if len({each.version for each in held}) != len(held):
        yield Finding("dates", "", "Two entries of the timeline have one version.", "Rename one.")
    for each in placed:
        assert each.possible is not None
        if each.certain and not (
            _starts(each.possible) <= _starts(each.certain) and _ends(each.certain) <= _ends(each.possible)
        ):
            yield Finding(
                "dates",
                each.version,
                "It is certain on days on which it is not possible.",
                "Widen `possible` or narrow `certain`.",
            )
    edges = sorted(
        {
            edge
            for each in placed
            for period in (each.possible, each.certain)
            if period
            for edge in (_starts(period), _ends(period))
        }
    )
    for since, until in itertools.pairwise(edges):
        possible = [each.version for each in placed if _over(each.possible, since)]
        certain = [each.version for each in placed if _over(each.certain, since)]
        days = (
            f"from {since.isoformat()} to before {until.isoformat()}"
            if until < date.max
            else f"from {since.isoformat()} on"
        )
        if not possible:
            yield Finding(
                "dates",
                "",
                f"There is a gap {days}: no version is possible.",
                "Extend one, with its source.",
                {},
                {"on": since.isoformat()},
            )
        elif len(certain) > 1 or (certain and len(possible) > 1):
            yield Finding(
                "dates",
                certain[0],
                f"There is an overlap {days}: {', '.join(possible)} are held, {', '.join(certain)} for certain.",
                "Versions are half-open: end one where the next begins.",
                {},
                {"on": since.isoformat()},
            )
    if placed and edges and edges[-1] < date.max:
        after = edges[-1] - timedelta(days=0)
        yield Finding(
            "dates",
            "",
            f"From {after.isoformat()} on there is no version.",
            "Leave the last version open (until: null).",
            {},
            {"on": after.isoformat()},
        )


def _starts(period: tuple[date, date | None]) -> date:
    return period[0]


def _ends(period: tuple[date, date | None]) -> date:
    return period[1] or date.max


def _over(period: tuple[date, date | None] | None, on: date) -> bool:
    return period is not None and period[0] <= on < _ends(period)
