"""Protection with a ledger: what is out is fixed, what was withheld stays protected, and the rest is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fanlight.audit.cells import CellAudit, CellKnowledge, State, sealed
from fanlight.errors import BadInput, NotProvedSafe, NotSafe, option
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.public import public_of
from fanlight.figures.cells.releasable import ProvedTable
from fanlight.ledger.entries import release_json
from fanlight.ledger.incidents.lost import Lost
from fanlight.ledger.incidents.report import incident_entry, incident_html, incident_json, releases_in
from fanlight.ledger.weigh import unreported
from fanlight.progress import Progress
from fanlight.protection.ledger.cells import hidden_table, hiding_cells, ledger_cells, own_requirements
from fanlight.protection.ledger.disclosed import lost_of
from fanlight.protection.ledger.joint import (
    Against,
    against,
    joint_table,
    own_left,
    rules_of,
    settled,
    without_pointers_to,
)
from fanlight.protection.ledger.joint_audit import audit_against
from fanlight.protection.methods.protected import Protected, note_of, of_own_cells
from fanlight.protection.methods.registry import by_large_suppression, by_size, by_suppression
from fanlight.protection.report.refusals import cannot, exposed
from fanlight.protection.report.report import Key, report_of
from fanlight.protection.report.result import ProtectionResult, releasable
from fanlight.protection.request.prepared import Prepared, named
from fanlight.protection.request.request import ProtectionRequest
from fanlight.protection.request.time_limit import LEAST_AUDIT, LEAST_PART, audit_time, fewest_withheld
from fanlight.sdc.exact.suppress import NoPatternInTime
from fanlight.sdc.suppression_problem import Mask
from fanlight.tables.text.counted import counted

FIRST, SETTLING = 0.4, 0.4
"""The part of what is left in which a way to protect must have a safe pattern, if there is another way to try, and the part in
which it is settled what earlier releases give away."""


def protect_remembering(
    request: ProtectionRequest, ready: Prepared, *, progress: Progress, started: float
) -> ProtectionResult:
    """Raises as `protect_table` does, and `UnknownVersion`, `StoreError` for what cannot be linked or read."""
    assert request.ledger is not None
    table, memory, described = ready.table, request.ledger.memory, request.ledger.described
    rules = rules_of(request.threshold or 0, request.zeros_shown, request.protect_zeros)
    own = own_requirements(table)
    if not isinstance(table.names, ProductNames):
        raise BadInput("A JJ file says nothing of what its cells count.", next_step="Give a CSV with a description.")
    until = started + request.time_limit

    def left(kept: float = 0.0) -> float:
        return max(until - kept - time.monotonic(), 0.0)

    progress(0, 0, "Weighing it against everything published before")
    after = memory.ledger.head()[0]
    found = against(memory, described, hidden_table(table), own, rules, true=table.values, seconds=left())
    notes = list(memory.ledger.notes)
    knowledge = CellKnowledge(zeros_shown=request.zeros_shown)
    reserve = audit_time(
        lambda: audit_against(found, public_of(table, fewest_withheld(table)), knowledge, 0), request.time_limit
    )
    progress(0, 0, "Looking for the safest and least loss")

    def settle(seconds: float) -> Against:
        progress(0, 0, "Finding what earlier releases give away by themselves")
        return settled(found, described, hidden_table(table), own, rules, seconds)

    explaining = LEAST_PART * request.time_limit
    found, protected, joint, zeros_free = _protected(
        found, table, ready.given, request, progress, settle, lambda: left(reserve + explaining)
    )
    if protected.unprotectable:
        raise _cannot(found, joint, protected.unprotectable, ready, max(left(), LEAST_AUDIT))
    protected = of_own_cells(protected)
    case = described.file.release.reference
    lost, found = _lost(request, found, max(left(reserve), LEAST_AUDIT))
    progress(0, 0, "Auditing what would be given out")
    withheld = protected.withheld[: len(table)] | found.shut
    public = public_of(table, withheld)
    audited = audit_against(
        found, public, knowledge, max(left(), LEAST_AUDIT), claimed=protected.witnesses, progress=progress
    )
    if audited.verdict == "exposed":
        refused = exposed(audited, protected.short, late=protected.late)
        if isinstance(refused, NotProvedSafe):
            raise refused
        raise NotProvedSafe(
            "The audit does not find safe what the protection found.", next_step="Nothing was written. Report this."
        )
    on = described.file.release.released
    incident = incident_html(lost, found=on, case=case) if lost else ""
    exact, old_exact = _told(found, audited, audited.exact)
    unproved, old_unproved = _told(found, audited, audited.states == State.NOT_PROVED)
    said = _ledger_report(found, zeros_free, lost, notes) | {"exact": old_exact, "unproved": old_unproved}
    entries: list[dict[str, Any]] = []
    if lost:
        said["incident"] = incident_json(lost, found=on, case=case)
        entries.append(incident_entry(lost, found=on, case=case))
    sealed_table = sealed(audited, public)
    if isinstance(sealed_table, ProvedTable):
        given = ledger_cells(releasable(sealed_table).public, own_left(found, own), table.values, hiding_cells(audited))
        entries.insert(0, release_json(described.release(table.names, given, origin="own")))
    grouped = (note_of(request.groups),) if request.groups else ()
    pattern = replace(protected, table=table, withheld=withheld, notes=(*protected.notes, *grouped), assumptions=())
    report = report_of(ready, pattern, audited, time.monotonic() - started, said)
    report = replace(report, exact=exact, unproved=unproved)
    return ProtectionResult(sealed_table, report, audited, incident=incident, entries=tuple(entries), after=after)


def _protected(
    found: Against,
    table: CellTable,
    given: Ints,
    request: ProtectionRequest,
    progress: Progress,
    settle: Callable[[float], Against],
    left: Callable[[], float],
) -> tuple[Against, Protected, CellTable, bool]:
    """Zeros are given where that can be; where they give too much away, they may be withheld like other figures. Where
    that does not do either, what is lost already is taken out of what must be protected. All of it ends when no time is
    `left`: a way that has no safe pattern after a part of it makes room for the next one, and one that cannot do is left at
    the first cell that shows it.

    Raises `NotProvedSafe` where no safe pattern was found in time.
    """
    for settling in (False, True):
        if settling:
            found = settle(SETTLING * left())
        for zeros_free in (False, True):
            joint = joint_table(found, table, given, zeros_free=zeros_free)
            last = settling and zeros_free
            if not left():
                raise NoPatternInTime(0)
            try:
                protected = _one_way(joint, request, progress, left, last=last)
            except NotProvedSafe:
                if last:
                    raise
                continue
            if not protected.unprotectable or last:
                return found, protected, joint, zeros_free
    raise AssertionError


def _one_way(
    joint: CellTable, request: ProtectionRequest, progress: Progress, left: Callable[[], float], *, last: bool
) -> Protected:
    """`last`: there is no other way to try, so that it may take all the time. Raises `NotProvedSafe` where it has no safe
    pattern in time."""
    if last and request.method == "auto":
        return by_size(joint, replace(request, time_limit=left()), progress)
    try:
        return by_suppression(
            joint, replace(request, time_limit=left()), progress, first=1.0 if last else FIRST, name_all=last
        )
    except NotProvedSafe:
        if request.method != "auto" or not left():
            raise
        large = by_large_suppression(joint, replace(request, time_limit=FIRST * left()), progress)
        if large.short:
            raise
        return large


def _cannot(
    found: Against, joint: CellTable, cells: tuple[int, ...], ready: Prepared, seconds: float
) -> NotSafe | NotProvedSafe:
    """What cannot be protected, whatever is withheld: but where earlier releases may have given a figure away, less of it
    would have to be, and that was not found out in time."""
    sure = tuple(cell for cell in cells if cell not in found.unsettled)
    if not found.joint.exact:
        return NotProvedSafe(
            f"{counted(len(cells), 'cell')} could not be shown to be protected: {named(joint, cells)}. Earlier releases count "
            "units that are in too many categories at once for every possibility to be gone through.",
            next_step="Nothing was written. Give a table with fewer codes, or answer it as a case (fanlight answer).",
        )
    if sure:
        return cannot(joint, sure, ready.given, ready.withheld, seconds=seconds)
    return NotProvedSafe(
        f"{counted(len(cells), 'cell')} cannot be protected as they must, unless earlier releases give them away by themselves,"
        f" and the time ran out before that was known: {named(joint, cells)}.",
        next_step=f"Nothing was written. Raise {option('time_limit')}.",
    )


def _told(found: Against, audited: CellAudit, mask: Mask) -> tuple[tuple[Key, ...], list[str]]:
    """The keys of the new table's cells of a mask, and the names of earlier withheld figures. Counts that only tie figures
    together are none of either."""
    hidden, cells = dict(found.joint.hidden), audited.cells[mask].tolist()
    new = tuple(audited.public.key(cell) for cell in cells if cell < found.joint.new)
    return new, [hidden[cell].name for cell in cells if cell >= found.joint.new and cell in hidden]


def _lost(request: ProtectionRequest, found: Against, seconds: float) -> tuple[tuple[Lost, ...], Against]:
    """What earlier releases give away and no incident names yet, and the system without pointers to these releases. Where
    the time ran out before it was known which they are, nothing is pointed to."""
    until = time.monotonic() + seconds
    every = lost_of(found, seconds)
    late = bool(every) and time.monotonic() >= until
    assert request.ledger is not None
    lost = unreported(request.ledger.memory.ledger, every)
    shut = [reference for reference, _ in found.pointers.values()] if late else releases_in(lost)
    return lost, without_pointers_to(found, shut)


def _ledger_report(found: Against, zeros_free: bool, lost: Any, notes: list[str]) -> dict[str, Any]:
    joint = found.joint
    return {
        "touched": [part.release.reference for part in found.touched.parts],
        "earlier_withheld": len(joint.hidden),
        "zeros_withheld": zeros_free,
        "already_public": [
            {"cell": list(joint.names[cell]), "reference": reference, "where": where, "law": "FOIA 2000, section 21"}
            for cell, (reference, where) in found.pointers.items()
        ],
        "already_given_away": [one.name for one in lost],
        "groups_given_away": list(found.told),
        "notes": notes,
        "incident": None,
    }
