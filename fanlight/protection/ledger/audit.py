"""A published table of cells audited with everything in the ledger that touches it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fanlight.audit.cells import CellAudit, CellKnowledge, State
from fanlight.audit.cells.request import AuditRequest, check_request, required
from fanlight.audit.cells.requirement import NONE_DOWN
from fanlight.errors import BadInput, option
from fanlight.ledger.incidents.lost import Lost
from fanlight.progress import Progress, quiet
from fanlight.protection.ledger.disclosed import lost_of
from fanlight.protection.ledger.joint import Against, against, rules_of, settled
from fanlight.protection.ledger.joint_audit import audit_against, witnesses_of
from fanlight.protection.request.request import WithLedger
from fanlight.protection.request.time_limit import LEAST_AUDIT
from fanlight.tables.text.counted import counted

FIRST, CHAINS = 0.6, 0.2
"""The part of what is left for the first audit, and then for settling what earlier releases give away; for chains each time."""


@dataclass(frozen=True)
class Remembered:
    """`audit` is of the joint system; the first `new` cells are the table's. `lost`: given away by earlier releases
    alone. `exposed`: figures of the joint system that this table gives away, with their chains."""

    audit: CellAudit
    against: Against
    lost: tuple[Lost, ...]
    exposed: tuple[Lost, ...]

    @property
    def exit_code(self) -> int:
        return self.audit.exit_code

    def to_json(self) -> dict[str, Any]:
        """The audit of the table as without a ledger, and `earlier`: the same for what earlier releases withheld."""
        audit, new = self.audit, self.against.joint.new
        whole = audit.to_json()
        mine = audit.cells < new
        hidden = dict(self.against.joint.hidden)
        old = np.array([int(cell) in hidden for cell in audit.cells], dtype=np.bool_)

        def keys(mask: Any) -> list[list[str]]:
            return [list(audit.public.key(int(cell))) for cell in audit.cells[mask & mine]]

        def names(mask: Any) -> list[str]:
            return [hidden[int(cell)].name for cell in audit.cells[mask & old]]

        given_low = [int(cell) for cell in audit.given_low if cell < new]

        def hides(cell: int) -> bool:
            """Not low in itself, but withheld by an earlier release over the same records."""
            return cell in hidden and int(audit.public.values[cell]) >= self.against.requirements.threshold

        failed, unproved = audit.states == State.FAILED, audit.states == State.NOT_PROVED
        marks = audit.public.marks[audit.cells]
        return whole | {
            "format": "fanlight-cell-audit-with-ledger",
            "withheld": int((mine & (marks != 3)).sum()),
            "merged": int((mine & (marks == 3)).sum()),
            "protected": int((mine & (audit.states != State.NONE)).sum()),
            "exact": keys(audit.exact),
            "proved_low": keys(audit.proved_low),
            "too_narrow": keys(failed) if whole["too_narrow"] is not None else None,
            "failed": keys(failed),
            "unproved": keys(unproved),
            "given_low": [list(audit.public.key(cell)) for cell in given_low if not hides(cell)],
            "intervals": [audit.interval(int(column)) for column in np.flatnonzero(mine)],
            "earlier": {
                "touched": [part.release.reference for part in self.against.touched.parts],
                "checked": len(hidden),
                "given_here": [hidden[cell].name for cell in given_low if cell in hidden],
                "exact": names(audit.exact),
                "failed": names(failed),
                "unproved": names(unproved),
                "intervals": [
                    {**audit.interval(int(column)), "name": hidden[int(audit.cells[column])].name}
                    for column in np.flatnonzero(old)
                ],
            },
            "already_public": [
                {"cell": list(self.against.joint.names[cell]), "reference": reference, "where": where}
                for cell, (reference, where) in self.against.pointers.items()
            ],
            "groups_given_away_before": list(self.against.told),
            "given_away_before": [_said(one) for one in self.lost],
            "explained": [_said(one) for one in self.exposed],
        }

    def lines(self) -> list[str]:
        """A summary that names figures and no count."""
        found = self.to_json()
        earlier = found["earlier"]
        words = {"safe": "Proved safe", "exposed": "Not safe", "not_proved": "Not proved safe"}[self.audit.verdict]
        lines = [
            f"{words}, together with {counted(len(earlier['touched']), 'earlier release')}. Knowledge {self.audit.knowledge}."
        ]
        for key, text in (("failed", "short of what is required"), ("unproved", "proved neither way")):
            for where, listed in (("of this table", found[key]), ("of earlier releases", earlier[key])):
                if listed:
                    named = [one if isinstance(one, str) else ", ".join(one) for one in listed[:3]]
                    lines.append(
                        f"{counted(len(listed), 'figure')} {where} {text}: {'; '.join(named)}{' …' * (len(listed) > 3)}"
                    )
        if low := found["given_low"]:
            words_of = "; ".join(", ".join(one) for one in low[:3])
            lines.append(
                f"{counted(len(low), 'figure')} of this table, low and given: {words_of}{' …' * (len(low) > 3)}"
            )
        if out := earlier["given_here"]:
            lines.append(
                f"{counted(len(out), 'figure')} withheld by earlier releases, and given here: {'; '.join(out[:3])}"
                f"{' …' * (len(out) > 3)}"
            )
        for one in self.exposed[:3]:
            # The chain comes to a count: its figures are named here, and what they come to stands in the JSON.
            for chain in one.chains:
                sources = " and ".join(step.given.source for step in chain.steps)
                lines.append(f"{one.name} follows from {sources} (the JSON says how).")
        if self.audit.grouped is not None:
            lines += self.audit.grouped.lines(self.audit.public.name)
        if told := self.against.told:
            lines.append(
                f"{counted(len(told), 'sum')} known to fall in one part by earlier releases alone: {'; '.join(told[:3])}"
                f"{' …' * (len(told) > 3)}"
            )
        if self.lost:
            lines.append(
                f"{counted(len(self.lost), 'figure')} given away by earlier releases alone: an incident to report."
            )
        return lines + [f"Assumed: {sentence}" for sentence in self.audit.assumptions]


def _said(one: Lost) -> dict[str, Any]:
    return {
        "name": one.name,
        "earlier": one.earlier,
        "lo": one.lo,
        "hi": one.hi,
        "chain": [chain.words() for chain in one.chains],
    }


def audited_with_ledger(request: AuditRequest, use: WithLedger, progress: Progress = quiet) -> Remembered:
    """Raises as `audit_table` does, and `UnknownVersion`, `StoreError`."""
    check_request(request)
    until = time.monotonic() + request.time_limit

    def left() -> float:
        return max(until - time.monotonic(), 0.0)

    apart = {
        "known": request.sources,
        "marks": request.marks != "plain",
        "protect_zeros": request.protect_zeros,
    }
    for name, given in apart.items():
        if given:
            raise BadInput(
                f"{option(name)} does not go with {option('ledger')}.",
                where=option(name),
                next_step="Put what readers have into the ledger, or audit the table without it as well.",
            )
    progress(0, 0, "Auditing it together with what was published before")
    public, own, described = request.public, required(request), use.described
    rules = rules_of(request.threshold or 0, request.zeros_shown, False)
    found = against(use.memory, described, public, own, rules, true=own.values, seconds=left())
    knowledge = CellKnowledge(zeros_shown=request.zeros_shown)
    ends = request.intervals
    # Where it is exposed there is more to do: what of that is the work of earlier releases.
    seconds = FIRST * left()
    audit = audit_against(found, public, knowledge, seconds, ends, progress=progress)
    if audit.verdict != "exposed" and audit.seconds >= seconds and left():
        audit = audit_against(found, public, knowledge, left(), ends, witnesses_of(audit), progress)
    lost: list[Lost] = []
    if audit.verdict == "exposed":
        asked = found.requirements
        found = settled(found, described, public, own, rules, max(FIRST * left(), LEAST_AUDIT))
        lost = lost_of(found, max(CHAINS * left(), LEAST_AUDIT))
        if found.told or not found.requirements.same_levels(asked):
            audit = audit_against(
                found, public, knowledge, max((1 - CHAINS) * left(), LEAST_AUDIT), ends, witnesses_of(audit), progress
            )
    return Remembered(audit, found, tuple(lost), tuple(_exposed(found, audit, max(left(), LEAST_AUDIT))))


def _exposed(found: Against, audit: CellAudit, seconds: float) -> list[Lost]:
    """What the new table gives away, with the shortest chain through everything that is published, in so many seconds."""
    ends = {
        int(audit.cells[column]): (int(audit.lower[column]), int(audit.upper[column]))
        for column in np.flatnonzero(audit.states == State.FAILED).tolist()
    }
    seen = replace(found.joint, given=audit.public.given, values=audit.public.values)
    return lost_of(
        replace(found, joint=seen, gone={cell: span for cell, span in ends.items() if span[0] != NONE_DOWN}), seconds
    )
