"""Crimes (offenders) in several groups, and their disposals: each disposal is of a crime, and each crime has at least one
disposal in every group that it is in.

So there are, of each of the finest groups, its disposals, and of each set of groups the crimes that are in just these. The
disposals of one crime agree in the fields that figures of crimes speak of, but for those in which crimes are seen to be in
several groups; in every other field they may differ.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Ints
from fanlight.figures.kinds import MAX_KINDS, Groups, Kind, Kinds
from fanlight.figures.sums import MOST_OF_ONE
from fanlight.figures.system import Stated
from fanlight.tables.earlier import FIRST, IN_EXTRACT, counted_as
from fanlight.tables.predicate.partition import Record, refine
from fanlight.tables.predicate.predicate import fields_of
from fanlight.tables.spec.table import Unit

Chosen = Callable[[Stated, Groups], Sequence[Kind]]
Row = list[tuple[int, int]]


def linked(stated: Stated, chosen: Chosen) -> Kinds:
    """The counts that figures of linked units sum: first the disposals of each of the finest groups, then each other unit's
    kinds. `chosen`: kinds of one unit where there are more than `MAX_KINDS`, from its own figures and groups.

    Raises `TooLarge`.
    """
    apart = [counted_as(one) for one in stated.predicates]
    frame = refine([predicate for predicate, _ in apart])
    counted = np.zeros((frame.atoms, len(apart)), dtype=np.bool_)
    for figure, atoms in enumerate(frame.cover):
        counted[list(atoms), figure] = True
    own = np.array([unit is None for _, unit in apart])
    cover = [np.flatnonzero(counted[:, at] & own[at]) for at in range(len(apart))]
    members: list[tuple[Record, ...]] = [(record,) for record in frame.records]
    rows: list[Row] = []
    complete = True
    for unit, repeated in zip(stated.units, stated.repeated, strict=True):
        if unit not in FIRST:
            continue
        figures = [at for at, (_, other) in enumerate(apart) if other is unit]
        fields = frozenset[str]().union(*(fields_of(apart[at][0]) for at in figures))
        side = _side(stated, unit, figures, frame.records, counted, fields, repeated)
        every = side.every()
        kinds = every or list(dict.fromkeys([*side.single, *chosen(side.stated, side.groups)]))
        complete = complete and every is not None
        (mark,) = fields_of(FIRST[unit])
        start = len(members)
        members += [tuple((*side.groups.records[at], (mark, "yes")) for at in kind) for kind in kinds]
        for figure in figures:
            touched = [start + at for at, kind in enumerate(kinds) if side.counted[list(kind), figure].any()]
            cover[figure] = np.array(touched, dtype=np.int64)
        rows += side.rows(kinds, start)
    return Kinds(len(members), tuple(cover), tuple(members), complete, above_zero=tuple(rows))


@dataclass(frozen=True, eq=False)
class _Side:
    """A unit that has disposals. `groups`: as far as its own figures see; `counted`: by which of all figures (every one of the
    finest groups in it); `of_group`: of each of the finest groups the one here; `near`: of each here the same number for
    those that differ in extracts alone. `single`: those in which there can be any. `stated`: the unit's own figures, and, figure
    by figure, that it is no more than the disposals."""

    stated: Stated
    groups: Groups
    counted: NDArray[np.bool_]
    of_group: Ints
    near: Ints
    single: tuple[Kind, ...]

    def every(self) -> list[Kind] | None:
        """Every set of groups that one unit can be in; None where there are more than `MAX_KINDS`."""
        alike: dict[int, list[int]] = {}
        for (group,) in self.single:
            alike.setdefault(int(self.groups.alike[group]), []).append(group)
        if sum(2 ** min(len(own), 60) for own in alike.values()) > MAX_KINDS:
            return None
        return [
            kind
            for own in alike.values()
            for size in range(1, len(own) + 1)
            for kind in itertools.combinations(own, size)
        ]

    def rows(self, kinds: Sequence[Kind], start: int) -> Iterator[Row]:
        """Sums of counts that are not below zero: a group's disposals less the units in it, and the most that these can have
        less the disposals."""
        within: dict[int, list[int]] = {}
        around: dict[int, set[int]] = {}
        for at, kind in enumerate(kinds, start=start):
            for group in kind:
                within.setdefault(group, []).append(at)
                around.setdefault(int(self.near[group]), set()).add(at)
        for group, units in within.items():
            yield [*((int(one), 1) for one in np.flatnonzero(self.of_group == group)), *((one, -1) for one in units)]
        for near in np.unique(self.near).tolist():
            disposals = np.flatnonzero(self.near[self.of_group] == near).tolist()
            yield [*((one, -1) for one in disposals), *((one, MOST_OF_ONE) for one in sorted(around.get(near, ())))]


def _side(
    stated: Stated,
    unit: Unit,
    figures: Sequence[int],
    records: Sequence[Record],
    counted: NDArray[np.bool_],
    fields: frozenset[str],
    repeated: frozenset[str],
) -> _Side:
    seen = [tuple(pair for pair in record if pair[0] in fields) for record in records]
    number = {record: at for at, record in enumerate(dict.fromkeys(seen))}
    of_group = np.array([number[record] for record in seen], dtype=np.int64)
    all_of = np.array([counted[of_group == at].all(axis=0) for at in range(len(number))])
    own = set(figures)
    given, bounds = list[int](), list[int]()
    for at, one in enumerate(stated.given):
        if at in own:
            given.append(at)
        elif one.relation != ">=" and counted_as(one.predicate)[1] is None:
            bounds.append(at)
    withheld = [at for at in range(len(stated.withheld)) if len(stated.given) + at in own]
    start = len(stated.given) + len(stated.withheld)
    true = [at for at in range(len(stated.true)) if start + at in own]
    alone = replace(
        stated,
        units=(unit,),
        given=(*(stated.given[at] for at in given), *(replace(stated.given[at], relation="<=") for at in bounds)),
        withheld=tuple(stated.withheld[at] for at in withheld),
        true=tuple(stated.true[at] for at in true),
        lines=(),
        repeated=(repeated,),
        may_repeat=(frozenset(),),
    )
    columns = [*given, *bounds, *(len(stated.given) + at for at in withheld), *(start + at for at in true)]
    none = [at for at in (*given, *bounds) if stated.given[at].value == 0 and stated.given[at].relation != ">="]
    possible = np.flatnonzero(~all_of[:, none].any(axis=1)).tolist()
    return _Side(
        alone,
        Groups(tuple(number), all_of[:, columns], _numbered(tuple(number), lambda name: name not in repeated)),
        all_of,
        of_group,
        _numbered(tuple(number), lambda name: not name.startswith(IN_EXTRACT)),
        tuple((at,) for at in possible),
    )


def _numbered(records: Sequence[Record], kept: Callable[[str], bool]) -> Ints:
    """Of each record a number, the same for those that agree in the fields that are kept."""
    seen = [tuple(pair for pair in record if kept(pair[0])) for record in records]
    number = {record: at for at, record in enumerate(dict.fromkeys(seen))}
    return np.array([number[record] for record in seen], dtype=np.int64)
