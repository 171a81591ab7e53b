"""A table of cells protected together with everything in the ledger that touches it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells import CellAudit, Requirements, State, audit_cells
from fanlight.audit.cells.requirement import NONE_DOWN, NONE_UP
from fanlight.errors import BadInput
from fanlight.figures.cells import NO_BOUND, CellTable, Status
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.grouped import with_helpers
from fanlight.figures.cells.public import PublicTable
from fanlight.ledger.description import Described
from fanlight.ledger.incidents.lost import not_low
from fanlight.ledger.linked.joint import Joint, NewTable, completed, join, joined
from fanlight.ledger.linked.linking import linked
from fanlight.ledger.linked.touching import Touched, refuse_unlinked, touching
from fanlight.ledger.weigh import Memory, under_incident
from fanlight.protection.ledger.cells import asked_of
from fanlight.tables.earlier import Earlier
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.predicate.predicate import Predicate

Mask = NDArray[np.bool_]
WHOLE_PART = 6_000
"""Sums over the finest counts are long: up to this many cells, one programme finds more than many small ones."""
ALL_CELLS = 20_000
"""Up to this many cells, totals are linked with earlier figures directly as well, not by their parts alone."""


@dataclass(frozen=True, eq=False)
class Against:
    """A table's system with what touches it. `requirements` are those of all its cells; `gone` maps cells that are out
    already and may not be, by earlier releases alone, to (low, high or None). `public_low`: low new cells that are
    published already and may be pointed to, with where; `shut`: new cells to withhold although they are out. `unsettled`:
    cells of which it was not found out in time whether earlier releases give them away by themselves, or how far.
    """

    joint: Joint
    earlier: Earlier
    touched: Touched
    values: Ints | None
    requirements: Requirements
    gone: Mapping[int, tuple[int, int | None]]
    pointers: Mapping[int, tuple[str, str]]
    shut: Mask
    cells: Sequence[tuple[int, Predicate]]
    unsettled: frozenset[int] = frozenset()
    told: tuple[str, ...] = ()


def rules_of(threshold: int, zeros_shown: bool, zeros_protected: bool) -> DisclosureRules:
    knowledge = Knowledge.K1 if zeros_shown else Knowledge.K0
    return DisclosureRules(threshold, flag_zeros=zeros_protected, knowledge=knowledge)


def against(
    memory: Memory,
    described: Described,
    public: PublicTable,
    own: Requirements,
    rules: DisclosureRules,
    *,
    true: Ints | None,
    seconds: float,
) -> Against:
    """Finds what touches, and what is out already. `public`: the new table (which of its cells are given does not
    matter); `own`: its requirements; `true`: its counts, where they are known."""
    names = public.names
    if not isinstance(names, ProductNames):
        raise BadInput("A JJ file says nothing of what its cells count.", next_step="Give a CSV with a description.")
    if not described.file.table.additive:
        raise BadInput(
            f"The description says that {described.unit.value} can be in several categories of this table at once "
            "(additive: false), so its categories do not sum to its totals, and a table of cells is made of these sums.",
            next_step="Answer it as a case (fanlight answer), where such units are followed; or leave additive out, if each "
            "of them is in one category.",
        )
    cells = described.cells(names, inner_only=len(names) > ALL_CELLS)
    asked = [(described.unit, predicate) for _, predicate in cells]
    touched = touching(memory.ledger, asked, leave_out=memory.leave_out)
    refuse_unlinked(touched)
    earlier = linked(
        memory.ledger,
        touched,
        extract=described.file.release.extract,
        rules=rules,
        revisions=memory.revisions,
        more=[predicate for _, predicate in cells],
    )
    new = NewTable(names, described.unit, cells, asked_of(own, cells), described.nothing_else(names), true)
    joint, values = joined(new, public.equations, earlier, seconds)
    requirements, gone = _requirements(joint, own, None, rules)
    pointers, shut = _public_already(memory, described, joint, own, touched)
    if values is not None:
        requirements = replace(requirements, values=values)
    gone |= _given_before(joint, rules)
    return Against(joint, joint.earlier, touched, values, requirements, gone, pointers, shut, cells)


def settled(
    found: Against, described: Described, public: PublicTable, own: Requirements, rules: DisclosureRules, seconds: float
) -> Against:
    """The same, once it is known what earlier releases give away by themselves: that is no fault of the new table, and
    only must not become worse. Worked out where not everything can be protected, in about so many seconds: what is not
    settled by then keeps its requirement, and is named."""
    until = time.monotonic() + seconds
    true = None if found.values is None else found.values[: found.joint.new]
    before = _audited(described, public, own, found, rules, true, seconds)
    ran_out = time.monotonic() >= until
    requirements, gone = _requirements(found.joint, own, before, rules)
    gone |= _given_before(found.joint, rules)
    places, audited = _places(before[0], found.joint), before[1]
    # What one that is given away still has to keep follows from its ends.
    loose = (audited.lower < audited.low_seen) | (audited.upper > audited.high_seen)
    late = (audited.states == State.NOT_PROVED) | (ran_out & loose & (audited.states == State.FAILED))
    unsettled = frozenset(places[cell] for cell in audited.cells[late].tolist() if cell in places)
    told: tuple[str, ...] = ()
    if own.groups is not None and audited.grouped is not None and before[0].exact:
        out = audited.grouped.failed
        told = tuple(public.name(cell) for cell in own.groups.sums[out].tolist())
        requirements = replace(requirements, groups=own.groups.only(~out))
    values = replace(requirements, values=found.values)
    return replace(found, requirements=values, gone=gone, unsettled=unsettled, told=told)


def without_pointers_to(found: Against, references: Iterable[str]) -> Against:
    """What is only out in these releases stays withheld, and is not pointed to."""
    named, shut = set(references), found.shut.copy()
    kept = {cell: place for cell, place in found.pointers.items() if place[0] not in named}
    shut[[cell for cell in found.pointers if cell not in kept]] = True
    return replace(found, pointers=kept, shut=shut)


def own_left(found: Against, own: Requirements) -> Requirements:
    """What the new table must keep of its own from now on: what is out already has nothing to keep."""
    new = found.joint.new
    up, down, width = own.up.copy(), own.down.copy(), own.width.copy()
    for cell in (cell for cell in found.gone if cell < new):
        up[cell], down[cell], width[cell] = (
            getattr(found.requirements, name)[cell] for name in ("up", "down", "width")
        )
    out = found.joint.given[:new]
    up[out], down[out], width[out] = NONE_UP, NONE_DOWN, 0
    return replace(own, up=up, down=down, width=width)


def _given_before(joint: Joint, rules: DisclosureRules) -> dict[int, tuple[int, int | None]]:
    """Figures that one earlier release withheld and another one gives outright."""
    found: dict[int, tuple[int, int | None]] = {}
    for cell, figure in joint.hidden:
        value = int(joint.values[cell])
        kinds = [one.rule for one in figure.requirements]
        if joint.given[cell] and not not_low(kinds, value, value, rules.threshold):
            found[cell] = (value, value)
    return found


def _audited(
    described: Described,
    public: PublicTable,
    own: Requirements,
    found: Against,
    rules: DisclosureRules,
    true: Ints | None,
    seconds: float,
) -> tuple[Joint, CellAudit]:
    """What is out by earlier releases alone: the new table's cells are figures like others, and its sums are not used. The
    earlier figures are read as they are together with the new table."""
    from fanlight.figures.cells import Equations

    until = time.monotonic() + seconds
    new = NewTable(public.names, described.unit, found.cells, asked_of(own, found.cells), (), true)
    joint = join(new, Equations.of(()), found.earlier, found.joint.repeated)
    # What withholding will tell (that a count is no zero) is not out yet.
    blank = replace(public, lower=np.zeros(joint.new, dtype=np.int64))
    everything = joint.public(blank, own=np.zeros(joint.new, dtype=np.bool_))
    required, _ = _requirements(joint, own, None, rules)
    values = None if true is None else completed(joint, true, max(until - time.monotonic(), 0.0))
    required = replace(required, values=values)
    left = max(until - time.monotonic(), 0.0)
    return joint, audit_cells(everything, required, time_limit=left, ends="needed", whole_part=WHOLE_PART)


def _requirements(
    joint: Joint, own: Requirements, before: tuple[Joint, CellAudit] | None, rules: DisclosureRules
) -> tuple[Requirements, dict[int, tuple[int, int | None]]]:
    """Of all cells. A requirement that earlier releases break by themselves gives way to what is left of it."""
    more = len(joint) - joint.new
    up = np.concatenate([own.up, np.full(more, NONE_UP)])
    down = np.concatenate([own.down, np.full(more, NONE_DOWN)])
    width = np.concatenate([own.width, np.zeros(more, dtype=np.int64)])
    flagged = np.concatenate([own.flagged, np.zeros(more, dtype=np.bool_)])
    for cell, figure in joint.hidden:
        for one in figure.requirements:
            if one.reach_up_to is not None:
                up[cell] = max(up[cell], one.reach_up_to)
            if one.reach_down_to is not None:
                down[cell] = min(down[cell], one.reach_down_to)
            width[cell] = max(width[cell], one.width or 0)
        flagged[cell] = True
    gone: dict[int, tuple[int, int | None]] = {}
    if before is not None and before[0].exact:
        places = _places(before[0], joint)
        audited = before[1]
        # What could not be settled in time keeps its requirement: the careful side.
        for column in np.flatnonzero((audited.states == State.FAILED) | audited.spared).tolist():
            old = int(audited.cells[column])
            spot = places.get(old)
            if spot is None:
                continue
            low, high = int(audited.lower[column]), int(audited.upper[column])
            kinds = [one.rule for at, figure in before[0].hidden if at == old for one in figure.requirements]
            if audited.spared[column] or not_low(kinds or ["own"], low, high, rules.threshold):
                up[spot], down[spot], width[spot] = NONE_UP, NONE_DOWN, 0
                continue
            up[spot] = min(up[spot], high)
            down[spot] = max(down[spot], low) if down[spot] != NONE_DOWN else NONE_DOWN
            width[spot] = min(width[spot], high - low)
            gone[spot] = (low, None if high >= NO_BOUND else high)
    # What is given in the joint system cannot be withheld any more: it has no requirement there.
    up[joint.given], down[joint.given], width[joint.given], flagged[joint.given] = NONE_UP, NONE_DOWN, 0, False
    required = Requirements(up, down, width, flagged, None, own.threshold, own.unless_above, groups=own.groups)
    return required, gone


def _places(old: Joint, new: Joint) -> dict[int, int]:
    """The new system's cell for each cell of the old one that stands for a figure."""
    found = {cell: cell for cell in range(old.new)}
    for (one, _), (other, _) in zip(old.hidden, new.hidden, strict=True):
        found.setdefault(one, other)
    return found


def _public_already(
    memory: Memory, described: Described, joint: Joint, own: Requirements, touched: Touched
) -> tuple[dict[int, tuple[str, str]], Mask]:
    """Low new cells that are out: those that may be pointed to, and those that stay withheld here."""
    closed = under_incident(memory.ledger)
    extract = described.file.release.extract
    free = {
        part.release.reference: part.release.where
        for part in touched.parts
        if part.release.accessible
        and part.release.where
        and part.release.extract == extract
        and part.release.reference not in closed
    }
    pointers: dict[int, tuple[str, str]] = {}
    shut = np.zeros(joint.new, dtype=np.bool_)
    for cell in np.flatnonzero(joint.given[: joint.new] & own.flagged).tolist():
        reference = joint.sources[cell].rpartition(" of ")[2]
        if reference in free:
            pointers[cell] = (reference, free[reference])
        else:
            shut[cell] = True
    return pointers, shut


def joint_table(found: Against, base: CellTable, given: Ints, *, zeros_free: bool) -> CellTable:
    """The joint system for a protector, with a helper for each group of the new table. `given`: cells that somebody asks to
    have given. `zeros_free`: the new table's zeros may be withheld too, at a small cost."""
    assert found.values is not None
    joint, r = found.joint, found.requirements
    table = joint.table(base, found.values)
    if zeros_free:
        loose = np.zeros(len(table), dtype=np.bool_)
        loose[: joint.new] = (base.values == 0) & ~joint.given[: joint.new]
        status, cost = table.status.copy(), table.cost.copy()
        status[loose & (status == Status.PUBLISH)] = Status.FREE
        cost[loose] = 1
        table = replace(table, status=status, cost=cost)
    x = table.values
    upl = np.where(r.up == NONE_UP, 0, np.maximum(r.up - x, 0))
    lpl = np.where(r.down == NONE_DOWN, 0, np.maximum(x - r.down, 0))
    primary = (upl > 0) | (lpl > 0) | (r.width > 0)
    # Also where nothing is left to keep: what an earlier release withheld is not given here.
    primary[: joint.new] |= base.primary | r.flagged[: joint.new]
    table = replace(table, primary=primary & ~joint.given, upl=upl, lpl=lpl, spl=r.width, groups=r.groups)
    return with_helpers(table, np.union1d(given, np.flatnonzero(joint.given)))
