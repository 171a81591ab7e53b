"""Approval: a named person, other than those who decided, stands for exactly these bytes; they become the release."""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fanlight.answering import memory
from fanlight.answering.approver import Approver, day_obstacles
from fanlight.answering.counting import searched
from fanlight.answering.output import manifest as manifests
from fanlight.answering.output.outputs import put_back
from fanlight.answering.output.trail import Trail
from fanlight.answering.words import INTERNAL
from fanlight.chain.private import new_private, no_links_in
from fanlight.errors import BadInput, NotReady

log = logging.getLogger(__name__)

OVERRIDE = "override.txt"
"""An internal file of a release that was approved by somebody who took a decision in the case."""


def approve(
    out: Path, *, by: str, on: date, ledger: str | None = None, override: str = "", today: date | None = None
) -> Path:
    """Makes `out`/release from the approved draft, puts its figures into the ledger, and returns it. `by` names one of the
    case's people; `override`: why somebody who took a decision must approve it, where nobody else exists. `ledger`: where
    that is, for one in a database. `today`: by default as the clock says.

    Raises `NotReady` with the whole list of what stands in the way: a decision still missing, a file that was
    changed, added or removed since the draft was made, an approver who took one of its decisions, a day on which nobody can
    have approved it. The draft stays.
    """
    own_files(out)
    manifest = manifests.read(out / manifests.NAME)
    trail = Trail.read(out / "internal" / "trail.json")
    if not manifest.people:
        raise BadInput(
            f"The case enters nobody under people, so that nobody knows who “{' '.join(by.split())}” is.",
            where=str(out),
            next_step="Enter each person who decides or approves under people in case.yaml, answer again, then approve.",
        )
    approver = Approver.of(manifest, by, override)
    obstacles = [
        *_obstacles(out, manifest),
        *approver.obstacles(),
        *day_obstacles(trail, on, today or datetime.now().astimezone().date()),
        *memory.obstacles(out, manifest.ledger, ledger),
    ]
    drafted: dict[str, Any] = next((entry for entry in reversed(trail.entries) if entry["event"] == "drafted"), {})
    if drafted.get("manifest") != manifests.sha256((out / manifests.NAME).read_bytes()) and not manifest.approval:
        obstacles.append(f"{manifests.NAME} has been changed since the draft was made.")
    release = out / "release"
    if release.exists():
        obstacles.append("There is a release here already. Answer the case into a new folder to release it again.")
    if obstacles:
        log.info("Case %s not approved: %d things in the way.", manifest.reference, len(obstacles))
        raise NotReady(
            "Nothing was released. Still in the way:\n" + "\n".join(f"  - {item}" for item in obstacles),
            next_step="\nMend these, run fanlight answer again, then approve.",
        )
    approval = {**approver.as_json(), "on": on.isoformat(), "files": manifests.sha256(manifests.bound(manifest.files))}
    aside = out / ".release-unfinished"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        copy_exactly(out / "draft", aside, released_at_once(manifest))
        # Into the ledger first: a stop in between leaves a figure that is known and not yet out, never the reverse.
        kept = memory.put_in_ledger(out, manifest.ledger, ledger) or {}
        trail.add("approved", **approval, **kept)
        if approver.override:
            _replace_text(out / "internal" / OVERRIDE, approver.told(on, INTERNAL))
        approved = replace(manifest, approval=approval).to_json()
        write_trail(out, trail)
        _replace_text(out / manifests.NAME, approved)
        os.replace(aside, release)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    log.info("Case %s approved and released: %d files.", manifest.reference, len(manifest.files))
    return release


def advice(out: Path) -> tuple[str, ...]:
    """What whoever approves the draft in `out` should know; nothing of it stands in the way. Raises `BadInput` without a draft."""
    own_files(out)
    manifest = manifests.read(out / manifests.NAME)
    return (
        *manifest.ledger_notes,
        *(f"Not counted, or zero: {line}" for line in manifest.not_counted),
        *searched.advice(manifest.ended),
    )


def own_files(out: Path) -> None:
    """Before anything is read: the draft that a killed process had moved is put back, and a link in it is refused."""
    put_back(out)
    no_links_in(out)


def _obstacles(out: Path, manifest: manifests.Manifest) -> list[str]:
    obstacles = list(manifest.missing)
    found = manifests.of_folder(out / "draft")
    obstacles += [f"{path} has been changed since it was drafted." for path, h in manifest.files.items() if path in found and found[path] != h]  # fmt: skip
    obstacles += [f"{path} is gone." for path in manifest.files if path not in found]
    obstacles += [f"{path} was not made by Fanlight." for path in found if path not in manifest.files]
    return obstacles


def released_at_once(manifest: manifests.Manifest) -> dict[str, str]:
    """The files that an approval releases: all, or those for the requester alone where the page comes later."""
    if manifest.publish != "later":
        return manifest.files
    return {path: digest for path, digest in manifest.files.items() if not path.startswith("publish/")}


def copy_exactly(draft: Path, target: Path, files: dict[str, str]) -> None:
    """Copies the approved bytes, and checks each again as it is written. A decision of which nothing is sent has none."""
    target.mkdir(parents=True)
    for path, digest in files.items():
        data = (draft / path).read_bytes()
        if manifests.sha256(data) != digest:
            raise NotReady(f"{path} changed while it was being released. Nothing was released.")
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def write_trail(out: Path, trail: Trail) -> None:
    _replace_text(out / "internal" / "trail.json", trail.to_json(INTERNAL))


def _replace_text(path: Path, text: str) -> None:
    aside = path.with_suffix(".unfinished")
    aside.unlink(missing_ok=True)
    with new_private(aside) as file:
        file.write(text.encode())
    os.replace(aside, path)
