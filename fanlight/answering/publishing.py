"""An approved page put out later, taken back, and put out again: acts of a named person, each on the trail."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from fanlight.answering.approve import copy_exactly, own_files, write_trail
from fanlight.answering.case.people import named
from fanlight.answering.output import manifest as manifests
from fanlight.answering.output.trail import Trail
from fanlight.answering.words import listed
from fanlight.errors import BadInput, NotReady

log = logging.getLogger(__name__)

PAGE, WITHDRAWN = "publish", "withdrawn"


def publish(out: Path, *, by: str, on: date) -> Path:
    """Puts the approved page of `out` into its release, and returns the folder. Raises `NotReady` where nothing is approved, there
    is no page, it is out already, or a file has changed since the approval."""
    manifest, trail, person = _approved(out, by)
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
        trail.add("published", **person, on=on.isoformat(), files=_digest(files))
        write_trail(out, trail)
        os.replace(aside / PAGE, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    log.info("Case %s: the page is published.", manifest.reference)
    return place


def withdraw(out: Path, *, by: str, on: date, reason: str) -> None:
    """Takes the page out of the release and keeps it in `out`/withdrawn; the trail says who took it back and why. What was
    published stays known: the ledger keeps it. Raises `NotReady` where no page is out."""
    manifest, trail, person = _approved(out, by)
    if not reason.strip():
        raise BadInput("A withdrawal needs its reason.", where="--withdraw", next_step="Say why in a few words.")
    place = out / "release" / PAGE
    if not place.exists():
        raise NotReady("No page is published here.", where=str(out))
    trail.add("withdrawn", **person, on=on.isoformat(), reason=reason.strip())
    write_trail(out, trail)
    shutil.rmtree(out / WITHDRAWN, ignore_errors=True)
    os.replace(place, out / WITHDRAWN)
    log.info("Case %s: the page is withdrawn.", manifest.reference)


def files_out(manifest: manifests.Manifest, trail: Trail) -> Mapping[str, str]:
    """What of an approved response is out, by its hash: all but a page that waits, or was taken back."""
    acts = {"published": True, "withdrawn": False}
    page = [acts[entry["event"]] for entry in trail.entries if entry["event"] in acts] or [manifest.publish != "later"]
    return {path: digest for path, digest in manifest.files.items() if page[-1] or not path.startswith(f"{PAGE}/")}


def _approved(out: Path, by: str) -> tuple[manifests.Manifest, Trail, dict[str, str]]:
    own_files(out)
    manifest = manifests.read(out / manifests.NAME)
    if manifest.approval is None or not (out / "release").is_dir():
        raise NotReady("Nothing is approved here.", where=str(out), next_step="Approve the draft first.")
    trail = Trail.read(out / "internal" / "trail.json")
    approved = [entry["files"] for entry in trail.entries if entry["event"] == "approved"]
    if approved != [_digest(manifest.files)]:
        raise NotReady(f"{manifests.NAME} does not name the files that were approved.", where=str(out))
    found = named(manifest.people, by)
    if len(found) != 1:
        raise BadInput(
            f"“{by.strip()}” is nobody whom the case enters under people.",
            where="--as",
            next_step=f"Name one of them by key: {listed([one.key for one in manifest.people], 'or')}.",
        )
    return manifest, trail, {"by": found[0].name, "id": found[0].id}


def _digest(files: dict[str, str]) -> str:
    return manifests.sha256(manifests.bound(files))
