"""What the trail tells of a draft: the request, each person's decisions, what was counted, audited and drafted."""

from __future__ import annotations

from datetime import date

from fanlight import __version__
from fanlight.answering.case.model import CaseFile
from fanlight.answering.counting.protecting import Protected
from fanlight.answering.output.manifest import Manifest, sha256
from fanlight.answering.output.trail import PROGRAM, Trail

_DRAFTER = f"{PROGRAM} {__version__}"


def story(case: CaseFile, request: str, counted: str, protected: Protected, manifest: Manifest) -> Trail:
    """`counted` says in words what was counted. Dates are the case's own."""
    trail = Trail()
    _asked(trail, case, request)
    trail.add("records counted", by=PROGRAM, on=case.decided.isoformat(), source=counted)
    _assessed(trail, case)
    _sent(trail, case)
    _made(trail, case.decided, protected, manifest)
    return trail


def _asked(trail: Trail, case: CaseFile, request: str) -> None:
    received = case.received.isoformat()
    trail.add("request received", by="requester", on=received, sha256=sha256(request.encode()))
    for number, question in case.questions.items():
        if question.decided_by:
            when = (question.decided_on or case.decided).isoformat()
            trail.add("question decided", by=question.decided_by, on=when, question=number, kind=question.kind)


def _sent(trail: Trail, case: CaseFile) -> None:
    """Whether the response is published, and what somebody accepted in a file that goes out as it is."""
    for one in case.attachments:
        for entry in one.accepted:
            if entry.decided_by:
                when = (entry.decided_on or case.decided).isoformat()
                trail.add(
                    "finding accepted", by=entry.decided_by, on=when, attachment=one.name, finding=entry.finding,
                    where=entry.where, sha256=entry.sha256, reason=entry.reason,
                )  # fmt: skip
    publication = case.publication
    if publication is not None and publication.decided_by:
        when = (publication.decided_on or case.decided).isoformat()
        publish = publication.publish if publication.publish == "later" else "yes" if publication.publish else "no"
        trail.add("publication decided", by=publication.decided_by, on=when, publish=publish, reason=publication.reason)


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
