"""What the trail tells of a draft: the request, each person's decisions, what was counted, audited and drafted."""

from __future__ import annotations

from datetime import date
from typing import Any

from fanlight import __version__
from fanlight.answering.case.counted import NotCounted, Zeros
from fanlight.answering.case.model import CaseFile
from fanlight.answering.counting.protecting import Protected
from fanlight.answering.intake.intake import Intake
from fanlight.answering.output.manifest import Manifest, sha256
from fanlight.answering.output.trail import PROGRAM, Trail

_DRAFTER = f"{PROGRAM} {__version__}"


def story(
    case: CaseFile, request: str, counted: str, intake: Intake, protected: Protected, manifest: Manifest
) -> Trail:
    """`counted` says in words what was counted. Dates are the case's own."""
    trail = Trail()
    _asked(trail, case, request)
    _counted(trail, case, counted, intake, manifest)
    _assessed(trail, case)
    _made(trail, case.decided, protected, manifest)
    return trail


def _asked(trail: Trail, case: CaseFile, request: str) -> None:
    received = case.received.isoformat()
    trail.add("request received", by="requester", on=received, sha256=sha256(request.encode()))
    for number, question in case.questions.items():
        if question.decided_by:
            when = (question.decided_on or case.decided).isoformat()
            trail.add("question decided", by=question.decided_by, on=when, question=number, kind=question.kind)


def _counted(trail: Trail, case: CaseFile, counted: str, intake: Intake, manifest: Manifest) -> None:
    more: dict[str, Any] = {"extract": intake.extract, "files": intake.files_json()} if intake.extract else {}
    if manifest.not_counted:
        more["not_counted"] = list(manifest.not_counted)
    trail.add("records counted", by=PROGRAM, on=case.decided.isoformat(), source=counted, **more)
    words: list[NotCounted | Zeros] = [*case.not_counted, *case.zeros]
    for entry in words:
        if entry.decided_by:
            when = (entry.decided_on or case.decided).isoformat()
            said = entry.model_dump(mode="json", exclude={"decided_by", "decided_on"})
            trail.add("records accepted", by=entry.decided_by, on=when, **said)


def _assessed(trail: Trail, case: CaseFile) -> None:
    for number, entry in enumerate(case.identifiability, start=1):
        if entry.decided_by:
            when = (entry.decided_on or case.decided).isoformat()
            trail.add(
                "identifiability assessed", by=entry.decided_by, on=when, assessment=number, table=entry.table,
                identifiable=entry.identifiable,
            )  # fmt: skip


def _made(trail: Trail, decided: date, protected: Protected, manifest: Manifest) -> None:
    on = decided.isoformat()
    for raw in protected.raws:
        name = raw.spec.id
        trail.add(
            "table flagged", by=PROGRAM, on=on, table=name, flagged=len(protected.flags[name]),
            undecided=len(protected.assessed[name].undecided),
        )  # fmt: skip
    trail.add("audited", by=_DRAFTER, on=on, audit=protected.sha256, verdict=protected.verdict)
    trail.add(
        "drafted", by=_DRAFTER, on=on, files=dict(manifest.files), manifest=sha256(manifest.to_json().encode())
    )  # fmt: skip
