"""What the trail tells of a draft: the request, each person's decisions, what was counted, audited and drafted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from fanlight import __version__
from fanlight.answering.case.counted import NotCounted, Zeros
from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.people import Person, named
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
    received = case.received.isoformat()
    trail.add("request received", by="requester", on=received, sha256=sha256(request.encode()))
    for event, by, on, details in _decided(case):
        when = (on or case.decided).isoformat()
        trail.add(event, **who(manifest.people, by), on=when, **details)
    _counted(trail, case, counted, intake, manifest)
    _made(trail, case.decided, protected, manifest)
    return trail


def who(people: Sequence[Person], reference: str) -> dict[str, str]:
    """Somebody as the trail names them: by name and identity; words that name nobody stand as they are."""
    found = named(people, reference)
    return {"by": found[0].name, "id": found[0].id} if len(found) == 1 else {"by": reference}


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
            trail.add("records accepted", **who(manifest.people, entry.decided_by), on=when, **said)


_Event = tuple[str, str, date | None, dict[str, Any]]


def _decided(case: CaseFile) -> Iterator[_Event]:
    """Each decision on record that somebody stands for: what, by whom, when, and about what."""
    events: list[_Event] = [
        ("question decided", one.decided_by, one.decided_on, {"question": number, "kind": one.kind})
        for number, one in case.questions.items()
    ]
    for number, entry in enumerate(case.identifiability, start=1):
        about = {"assessment": number, "table": entry.table, "identifiable": entry.identifiable}
        events.append(("identifiability assessed", entry.decided_by, entry.decided_on, about))
    for number, exemption in enumerate(case.exemptions, start=1):
        by, on = str(exemption.get("decided_by") or ""), _day(exemption.get("decided_on"))
        events.append(("exemption decided", by, on, {"exemption": number}))
    events += [
        ("words declared", one.decided_by, None, {"said": number}) for number, one in enumerate(case.said, start=1)
    ]
    if case.publication:
        events.append(("publication copy confirmed", case.publication.confirmed_by, case.publication.confirmed_on, {}))
        stay = enumerate(case.publication.may_stay, start=1)
        events += [("name may stay", one.decided_by, None, {"may_stay": number}) for number, one in stay]
    events += _sent(case)
    return (event for event in events if event[1].strip())


def _sent(case: CaseFile) -> Iterator[_Event]:
    """What somebody accepted in a file that goes out as it is, and whether the response is published."""
    for one in case.attachments:
        for entry in one.accepted:
            about = {"attachment": one.name, "finding": entry.finding, "where": entry.where}
            details = {**about, "sha256": entry.sha256, "reason": entry.reason}
            yield "finding accepted", entry.decided_by, entry.decided_on, details
    publication = case.publication
    if publication is not None:
        publish = publication.publish if publication.publish == "later" else "yes" if publication.publish else "no"
        details = {"publish": publish, "reason": publication.reason}
        yield "publication decided", publication.decided_by, publication.decided_on, details


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


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
