"""`fanlight protect --ledger`: what is out is fixed, what was withheld stays protected, and the rest is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fanlight.audit.cells import CellKnowledge, State
from fanlight.errors import BadInput, NotProvedSafe
from fanlight.ledger import Ledger
from fanlight.ledger.description import read_description
from fanlight.ledger.entries import release_json
from fanlight.ledger.incident import incident_entry, incident_html, incident_json, releases_in
from fanlight.ledger.linking import Revisions
from fanlight.ledger.weigh import Memory, unreported
from fanlight.protection.asked import Asked
from fanlight.protection.gone import lost_of
from fanlight.protection.joined import (
    Against,
    against,
    audit_against,
    hidden_table,
    joint_table,
    ledger_cells,
    own_left,
    own_requirements,
    rules_of,
    settled,
    without_pointers_to,
)
from fanlight.protection.methods import Progress, Protected, by_suppression
from fanlight.protection.prepared import Prepared
from fanlight.protection.refusals import cannot
from fanlight.protection.reporting import report_of
from fanlight.protection.run import Done
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.product import ProductNames
from fanlight.tables.cells.public import public_of, write_public


def protect_remembering(
    asked: Asked,
    ready: Prepared,
    *,
    progress: Progress | None,
    step: Callable[[str], None],
    started: float,
) -> Done:
    """Raises as `protect` does, and `UnknownVersion`, `StoreError` for what cannot be linked or read."""
    if asked.describe is None:
        raise BadInput("The ledger needs to know what the table counts.", next_step="Give --describe DESCRIPTION.yaml.")
    table = ready.table
    described = read_description(asked.describe)
    rules = rules_of(asked.threshold, asked.zeros_shown, asked.zeros_protected)
    own = own_requirements(table)
    if not isinstance(table.names, ProductNames):
        raise BadInput("A JJ file says nothing of what its cells count.", next_step="Give a CSV with a description.")
    step("Weighing it against everything published before")
    with Ledger.open(asked.ledger) as ledger:
        memory = Memory(ledger, Revisions.read(asked.revisions or "same", where="--revisions"), asked.leave_out)
        after = ledger.head()[0]
        found = against(memory, described, hidden_table(table), own, rules, true=table.values, seconds=asked.seconds)
        notes = list(ledger.notes)
    step("Looking for the safest and least loss")

    def settle() -> Against:
        step("Finding what earlier releases give away by themselves")
        return settled(found, described, hidden_table(table), own, rules, asked.seconds)

    found, protected, joint, zeros_free = _protected(found, table, asked, progress, settle)
    if protected.unprotectable:
        raise cannot(joint, protected.unprotectable, ready.given, ready.withheld)
    with Ledger.open(asked.ledger) as ledger:
        lost = unreported(ledger, lost_of(found))
    case = described.file.release.reference
    found = without_pointers_to(found, releases_in(lost))
    step("Auditing what would be given out")
    withheld = protected.withheld[: len(table)] | found.shut
    public = public_of(table, withheld)
    knowledge = CellKnowledge(zeros_shown=asked.zeros_shown)
    audited = audit_against(found, public, knowledge, asked.seconds)
    report = report_of(ready, replace(protected, table=table, withheld=withheld), None, time.monotonic() - started)
    safe = audited.verdict == "safe"
    if audited.verdict == "exposed":
        raise NotProvedSafe(
            "The audit does not find safe what the protection found.", next_step="Nothing was written. Report this."
        )
    unproved = audited.cells[audited.states == State.NOT_PROVED]
    report |= {
        "cost": protected.cost,
        "proved_safe": safe,
        "assumptions": list(audited.assumptions),
        "unproved": [list(audited.public.key(int(cell))) for cell in unproved],
        "exact": [list(audited.public.key(int(cell))) for cell in audited.cells[audited.exact]],
        "ledger": _ledger_report(found, zeros_free, lost, case, notes),
    }
    on = described.file.release.released
    incident = incident_html(lost, found=on, case=case) if lost else ""
    entries: list[dict[str, Any]] = []
    if lost:
        report["ledger"]["incident"] = incident_json(lost, found=on, case=case)
        entries.append(incident_entry(lost, found=on, case=case))
    release = described.release(table.names, ledger_cells(public, own_left(found, own), table.values), origin="own")
    return Done(
        write_public(public), None, report, 0 if safe else 2, incident, (release_json(release), *entries), after
    )


def _protected(
    found: Against, table: CellTable, asked: Asked, progress: Progress | None, settle: Callable[[], Against]
) -> tuple[Against, Protected, CellTable, bool]:
    """Zeros are given where that can be; where they give too much away, they may be withheld like other figures. Where
    that does not do either, what is lost already is taken out of what must be protected."""
    for settling in (False, True):
        if settling:
            found = settle()
        for zeros_free in (False, True):
            joint = joint_table(found, table, zeros_free=zeros_free)
            last = settling and zeros_free
            try:
                protected = by_suppression(joint, asked, progress)
            except NotProvedSafe:
                if last:
                    raise
                continue
            if not protected.unprotectable or last:
                return found, protected, joint, zeros_free
    raise AssertionError


def _ledger_report(found: Against, zeros_free: bool, lost: Any, case: str, notes: list[str]) -> dict[str, Any]:
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
        "notes": notes,
        "incident": None,
    }
