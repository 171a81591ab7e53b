"""An approved page put out later, taken back, and put out again: acts of a named person, each on the trail."""

from __future__ import annotations

import logging
import os
import shutil
from datetime import date
from pathlib import Path

from fanlight.answering.approve import copy_exactly, own_files, write_trail
from fanlight.answering.output import manifest as manifests
from fanlight.answering.output.trail import Trail
from fanlight.errors import BadInput, NotReady

log = logging.getLogger(__name__)

PAGE, WITHDRAWN = "publish", "withdrawn"


def publish(out: Path, *, by: str, on: date) -> Path:
    """Puts the approved page of `out` into its release, and returns the folder. Raises `NotReady` where nothing is approved, there
    is no page, it is out already, or a file has changed since the approval."""
    manifest, trail = _approved(out, by)
    files = {path: digest for path, digest in manifest.files.items() if path.startswith(f"{PAGE}/")}
    if not files:
        raise NotReady(
            "This response was approved without a page.",
            where=str(out),
            next_step="Write publication in case.yaml with publish: yes, answer into a new folder, and approve that.",
        )
    place = out / "release" / PAGE
    if place.exists():
        raise NotReady("The page is published already.", where=str(place))
    aside = out / ".publish-unfinished"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        copy_exactly(out / "draft", aside, files)
        trail.add("published", by=by.strip(), on=on.isoformat(), files=_digest(files))
        write_trail(out, trail)
        os.replace(aside / PAGE, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    log.info("Case %s: the page is published.", manifest.reference)
    return place


def withdraw(out: Path, *, by: str, on: date, reason: str) -> None:
    """Takes the page out of the release and keeps it in `out`/withdrawn; the trail says who took it back and why. What was
    published stays known: the ledger keeps it. Raises `NotReady` where no page is out."""
    manifest, trail = _approved(out, by)
    if not reason.strip():
        raise BadInput("A withdrawal needs its reason.", where="--withdraw", next_step="Say why in a few words.")
    place = out / "release" / PAGE
    if not place.exists():
        raise NotReady("No page is published here.", where=str(out))
    trail.add("withdrawn", by=by.strip(), on=on.isoformat(), reason=reason.strip())
    write_trail(out, trail)
    shutil.rmtree(out / WITHDRAWN, ignore_errors=True)
    os.replace(place, out / WITHDRAWN)
    log.info("Case %s: the page is withdrawn.", manifest.reference)


def _approved(out: Path, by: str) -> tuple[manifests.Manifest, Trail]:
    own_files(out)
    manifest = manifests.read(out / manifests.NAME)
    if not by.strip():
        raise BadInput("A person must be named.", where="--as", next_step="Name who decides it.")
    if manifest.approval is None or not (out / "release").is_dir():
        raise NotReady("Nothing is approved here.", where=str(out), next_step="Approve the draft first.")
    trail = Trail.read(out / "internal" / "trail.json")
    approved = [entry["files"] for entry in trail.entries if entry["event"] == "approved"]
    if approved != [_digest(manifest.files)]:
        raise NotReady(f"{manifests.NAME} does not name the files that were approved.", where=str(out))
    return manifest, trail


def _digest(files: dict[str, str]) -> str:
    return manifests.sha256(manifests.bound(files))
