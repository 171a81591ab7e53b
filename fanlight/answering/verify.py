"""A release looked at again: its bytes are those that were approved, its trail is whole, and who approved it might."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from fanlight.answering.approver import Approver, day_obstacles
from fanlight.answering.output import manifest as manifests
from fanlight.answering.output.manifest import Manifest
from fanlight.answering.output.trail import Trail
from fanlight.answering.publishing import files_out
from fanlight.chain.private import no_links_in
from fanlight.errors import NotReady


def verified(out: Path) -> tuple[str, ...]:
    """What holds of the release in `out`, in words. Raises `NotReady` with all that does not, `BadInput` where there is no draft,
    or its trail has been changed."""
    no_links_in(out)
    manifest = manifests.read(out / manifests.NAME)
    trail = Trail.read(out / "internal" / "trail.json")
    if manifest.approval is None:
        raise NotReady("There is no release here: the draft has not been approved.", where=str(out))
    wrong = [*_files(out, files_out(manifest, trail)), *_trail(manifest, trail), *_approval(manifest, trail)]
    if wrong:
        raise NotReady("The release does not hold:\n" + "\n".join(f"  - {item}" for item in wrong))
    approval = manifest.approval
    said = [
        f"{manifest.reference}: {len(manifest.files)} files, as approved by {approval['by']} ({approval['id']}) on {approval['on']}.",
        f"The trail is whole: {len(trail.entries)} entries.",
    ]
    if override := approval.get("override"):
        said.append(f"Approved by somebody who took a decision in the case: {override}")
    return tuple(said)


def _files(out: Path, approved: Mapping[str, str]) -> Iterator[str]:
    """`approved`: what is out, by its hash: all that was approved, but for a page that waits or was taken back."""
    found = manifests.of_folder(out / "release")
    for path in sorted({*found, *approved}):
        if path not in found:
            yield f"release/{path} is gone."
        elif path not in approved:
            yield f"release/{path} was not approved."
        elif found[path] != approved[path]:
            yield f"release/{path} has been changed since it was approved."


def _trail(manifest: Manifest, trail: Trail) -> Iterator[str]:
    drafted: dict[str, Any] = next((one for one in reversed(trail.entries) if one["event"] == "drafted"), {})
    if drafted.get("manifest") != manifests.sha256(manifest.unapproved().to_json().encode()):
        yield f"{manifests.NAME} is not that of the draft in the trail."
    approved = [one for one in trail.entries if one["event"] == "approved"]
    if len(approved) != 1 or {name: approved[0].get(name) for name in manifest.approval or {}} != manifest.approval:
        yield "The trail does not tell of this approval."


def _approval(manifest: Manifest, trail: Trail) -> Iterator[str]:
    approval = manifest.approval or {}
    approver = Approver.of(manifest, approval.get("key", approval.get("by", "")), approval.get("override", ""))
    yield from manifest.missing
    yield from approver.obstacles()
    if len(approver.found) == 1 and (approver.found[0].name, approver.found[0].id) != (
        approval["by"],
        approval.get("id"),
    ):
        yield f"The approval is by {approval['by']}, and the case's people have another of that key."
    if approval.get("files") != manifests.sha256(manifests.bound(manifest.files)):
        yield "The approval stands for other files."
    try:
        yield from day_obstacles(trail, date.fromisoformat(approval["on"]))
    except ValueError:
        yield f"“{approval['on']}” is no day of an approval."
