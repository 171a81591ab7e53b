"""What a draft leaves for the ledger: the release as the ledger will keep it, and an incident report where one is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fanlight.answering.case.model import CaseFile
from fanlight.answering.counting.protecting import Protected
from fanlight.answering.output.trail import internal_json
from fanlight.answering.words import INTERNAL
from fanlight.ledger.entries import release_json
from fanlight.ledger.incidents.report import incident_entry, incident_html, incident_json
from fanlight.ledger.recording import About, release_of
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import PublicFigure

ENTRY = "ledger-entry.json"


def entry_files(
    case: CaseFile, protected: Protected, rules: DisclosureRules, said: Sequence[PublicFigure]
) -> dict[str, bytes]:
    """Internal files by name: the entry, and `incident.html` and `incident.json` where a figure is lost already."""
    release = release_of(_about(case, protected), protected.inside, rules=rules, said=said)
    content: dict[str, Any] = {"release": release_json(release), "incident": None}
    texts = {}
    lost = protected.weighed.lost if protected.weighed is not None else ()
    if lost:
        found, reference = case.decided, case.reference
        content["incident"] = incident_entry(lost, found=found, case=reference)
        texts["incident.html"] = incident_html(lost, found=found, case=reference)
        texts["incident.json"] = internal_json(INTERNAL, incident_json(lost, found=found, case=reference))
    texts[ENTRY] = internal_json(INTERNAL, content)
    return {name: text.encode() for name, text in texts.items()}


def _about(case: CaseFile, protected: Protected) -> About:
    publication = case.publication if case.publication is not None and case.publication.has_page else None
    where = publication.found_at if publication else ""
    return About(
        case.reference,
        case.decided,
        case.title,
        where or (f"{case.authority.website}, disclosure log, {case.reference}" if publication else ""),
        publication is not None and publication.publish is True,
        protected.raws[0].extracted if protected.raws else "",
    )


def ledger_used(protected: Protected, name: str) -> dict[str, Any] | None:
    """What the manifest says of the ledger that the draft was audited with; None where none was used."""
    if protected.weighed is None:
        return None
    number, digest = protected.weighed.head
    return {"place": name, "entries": number, "head": digest}


def ledger_lines(protected: Protected) -> list[str]:
    """What the ledger had to say, for the officer."""
    weighed = protected.weighed
    if weighed is None:
        return ["No ledger was used: nothing published before was taken into account."]
    lines = [f"Earlier releases that touch this one, and were audited with it: {len(weighed.touched)}."]
    for one in weighed.accessible:
        spec = next(raw.spec for raw in protected.raws if raw.spec.id == one.table)
        lines.append(
            f"Table {one.table}, {' / '.join(spec.labels(one.key))}: already published in {one.reference} ({one.where}). "
            "It is given again; section 21 lets you point there instead."
        )
    if weighed.lost:
        lines.append(
            f"{len(weighed.lost)} withheld figures can be worked out from earlier releases alone: internal/incident.html "
            "goes to the data-protection officer now (72 hours)."
        )
    return lines
