"""Every single step that must never ease a case: a fact gets worse, or is no longer known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from fanlight.policy import ranks
from fanlight.policy.community_resolution.rules.policy import Policy, RankReading
from fanlight.policy.community_resolution.rules.vocabulary import UNKNOWN, vocabulary
from fanlight.policy.community_resolution.space.formulas import (
    AUTHORITY,
    AUTHORITY_PARTS,
    Raw,
    raw_authorities,
    seen_of,
    slots_for,
)


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `after` are what rules see of slot number `at`; `sample` the changed facts as in a file."""

    slot: str
    at: int
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]
    sample: tuple[tuple[str, str], ...]
    words: str


def easings(policy: Policy) -> Iterator[Change]:
    """The two partial orders: the vocabulary's better and worse values, and every known value before unknown. For ranks:
    a lower own rank, acting or temporary instead of substantive, and each part no longer known."""
    for at, slot in enumerate(slots_for([policy])):
        if slot.name == AUTHORITY:
            yield from _authority(RankReading.of(policy), at)
            continue
        fact = vocabulary().fact(slot.name)
        known = [(value, UNKNOWN) for value in fact.values if value != UNKNOWN]
        for better, worse in (*fact.worse, *known):
            words = f"“{fact.name}” {worse} instead of {better}"
            yield Change(slot.name, at, ((fact.name, better),), ((fact.name, worse),), ((fact.name, worse),), words)


@cache
def _authority(reading: RankReading, at: int) -> tuple[Change, ...]:
    """One change for every pair of what rules see, however many ranks lead from the one to the other."""
    held, found = set(raw_authorities()), []
    done = set()
    for raw in raw_authorities():
        before = seen_of(raw, [reading])
        for worse in _worse(raw):
            if worse not in held:
                continue
            after = seen_of(worse, [reading])
            if before == after or (before, after) in done:
                continue
            done.add((before, after))
            sample = tuple(zip(AUTHORITY_PARTS, worse, strict=True))
            words = f"Authority of {_said(worse)} instead of {_said(raw)}"
            found.append(Change(AUTHORITY, at, before, after, sample, words))
    return tuple(found)


def _worse(raw: Raw) -> Iterator[Raw]:
    person, rank, status, own = raw
    if person == "yes":
        yield "no", "", "", ""
    if person != UNKNOWN:
        yield UNKNOWN, rank, status, own
    yield from ((person, "", status, own), (person, rank, "", own), (person, rank, status, ""))
    levels = ranks.levels()
    for lower, level in levels.items():
        if own and level < levels[own]:
            yield person, rank, status, lower
            for doing in ("temporary", "acting"):
                yield person, rank, doing, lower
            if status == "substantive":
                yield person, lower, status, lower


def _said(raw: Raw) -> str:
    person, rank, status, own = raw
    if person == "no":
        return "nobody"
    parts = [part for part in (status, rank) if part]
    own_rank = f"substantively {own}" if own else "substantive rank unknown"
    return f"{' '.join(parts) or 'somebody of unknown rank'}, {own_rank}" + (
        "" if person == "yes" else ", person unknown"
    )
