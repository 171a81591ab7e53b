"""What must be true of every version, proved over all facts: a counter-example is a facts file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fanlight.errors import BadInput
from fanlight.policy.community_resolution.proof.cases import failing
from fanlight.policy.community_resolution.proof.crosscheck import disagreements
from fanlight.policy.community_resolution.proof.finding import Finding
from fanlight.policy.community_resolution.proof.readings import readings
from fanlight.policy.community_resolution.proof.safety import (
    harder_first,
    no_easing,
    no_rule_lost,
    nothing_supported_unknown,
    nothing_unasked,
    one_status,
)
from fanlight.policy.community_resolution.proof.timeline import dates
from fanlight.policy.community_resolution.rules import versions as holding
from fanlight.policy.community_resolution.rules.policy import Policy, content, read_policy
from fanlight.policy.community_resolution.rules.vocabulary import vocabulary
from fanlight.policy.community_resolution.space.formulas import reader_of, space_for


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
        vocabulary()
        held = holding.versions(path)
    except UNREADABLE as error:
        return Report((Finding("unreadable", "", _said(error), "Mend the file; nothing was checked."),), ())
    findings += _shared_files(path)
    findings += dates(held)
    for each in held:
        try:
            raw = holding.resolved(each.version, path)
            policy = read_policy(raw, where=f"{each.version}.yaml")
        except UNREADABLE as error:
            findings.append(
                Finding("unreadable", each.version, _said(error), "Mend the file; nothing else of it was checked.")
            )
            continue
        found = content(raw, {})
        if found != each.sha256:
            mend = f"Put the change into a new version, or before first use pin sha256: {found}"
            findings.append(Finding("pin", each.version, "The content is not the one pinned in timeline.yaml.", mend))
        findings += _of_version(policy)
        number, more = readings(raw, policy, others=others)
        findings += more
        tried, differing = disagreements(policy, tries=tries, seed=seed)
        findings += [
            Finding("disagreement", each.version, what, "The proof does not hold.", facts) for what, facts in differing
        ]
        proved.append(_proved(policy, number, tried))
    return Report(tuple(findings), tuple(proved))


UNREADABLE = (BadInput, yaml.YAMLError, KeyError, IndexError, TypeError, AttributeError, ValueError)
"""What reading a file raises that is no policy: all of it is a finding, none of it a crash."""


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, BadInput) else f"This cannot be read as a policy: {error!r}."


def _shared_files(path: Path | None) -> Iterator[Finding]:
    """Facts and ranks belong to the program: a folder's own copy of them is not read, and must not seem to be."""
    for name in ("vocabulary.yaml", "ranks.yaml") if path else ():
        assert path is not None
        own = path / name
        if own.exists() and own.read_bytes() != (holding.folder() / name).read_bytes():
            what = f"{name} of this folder differs from the one that is used, and is not read."
            yield Finding("unreadable", "", what, "Remove it; facts and ranks belong to the program.")


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
    yield from one_status(policy)
    wrong_order = list(harder_first(policy))
    yield from wrong_order
    if wrong_order:
        return
    yield from nothing_unasked(policy)
    yield from nothing_supported_unknown(policy)
    yield from no_easing(policy)
    yield from no_rule_lost(policy)


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
