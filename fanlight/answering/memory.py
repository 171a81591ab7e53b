"""The ledger of a case folder: where it is, what stands between a draft and it, and how a release goes into it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fanlight.answering.beside import FOLDER, by_setting
from fanlight.answering.case.model import Case
from fanlight.answering.output.entry import ENTRY
from fanlight.chain.database import is_postgres
from fanlight.chain.private import no_links
from fanlight.errors import BadInput, FanlightError, NotReady
from fanlight.ledger import Ledger, is_ledger
from fanlight.ledger.entries import Release, read_release, release_json
from fanlight.ledger.linked.linking import Revisions
from fanlight.ledger.linked.touching import touching
from fanlight.ledger.store import Added, Overtaken
from fanlight.ledger.weigh import Memory

log = logging.getLogger(__name__)


def place_of(folder: Path, case: Case, records: Sequence[Path], given: str | None) -> str | None:
    """The ledger's place: as given, as case.yaml says, the authority's by setting, or in the record store. None: nowhere
    (records from files)."""
    from fanlight.records import is_store

    if given:
        return given
    if case.file.ledger:
        named = case.file.ledger
        return named if is_postgres(named) else str((folder / named).resolve())
    if setting := by_setting():
        return setting
    if len(records) == 1 and is_store(records[0]):
        place = records[0] / FOLDER
        no_links(records[0], [FOLDER])
        if not is_ledger(place):
            Ledger.create(place)
        return str(place)
    return None


@contextmanager
def memory_of(case: Case, place: str | None) -> Iterator[Memory | None]:
    """Raises `StoreError` for a ledger that is not there or cannot be used."""
    if place is None:
        yield None
        return
    revisions = Revisions.read(case.file.revisions, where=case.place("revisions"))
    with Ledger.open(place) as ledger:
        log.debug("The ledger has %d entries.", ledger.head()[0])
        yield Memory(ledger, revisions, tuple(case.file.leave_out))


def seen_from(out: Path, place: str) -> str:
    """How the manifest of `out` names the ledger: the way to it from there, so that the same case gives the same bytes
    wherever the two lie; "" for a database, which a setting names."""
    return "" if is_postgres(place) else Path(os.path.relpath(Path(place).resolve(), out.resolve())).as_posix()


def _place(out: Path, manifest_ledger: dict[str, Any], given: str | None) -> str:
    """Where the ledger is: as given, or as the manifest says, seen from `out`; "" where only a setting can say."""
    return given or (os.path.normpath(out.resolve() / manifest_ledger["place"]) if manifest_ledger["place"] else "")


def obstacles(out: Path, manifest_ledger: dict[str, Any] | None, given: str | None) -> list[str]:
    """What stands between a draft and the ledger: it is not there, or others have released what touches this one."""
    if manifest_ledger is None:
        return []
    place = _place(out, manifest_ledger, given)
    if not place:
        return ["The draft was audited with a ledger in a database: name it with --ledger."]
    try:
        release = read_release(_content(out)["release"])
        with Ledger.open(place) as ledger:
            number, digest = ledger.head()
            before = int(manifest_ledger["entries"])
            if number < before or (before and ledger.entry(before)["hash"] != manifest_ledger["head"]):
                return ["The ledger is not the one that this draft was audited with."]
            del digest
            return _released_since(ledger, release, before, number)
    except FanlightError as error:
        return [f"Ledger: {error}"]


def _released_since(ledger: Ledger, release: Release, before: int, number: int) -> list[str]:
    if number == before:
        return []
    asked = [(figure.unit, figure.predicate) for figure in release.figures()]
    new = [p for p in touching(ledger, asked).parts if p.number > before and not _is_same(p.release, release)]
    return [
        f"{part.release.reference} was released since this draft was audited, and touches it: answer again."
        for part in new
    ]


def _is_same(one: Any, other: Any) -> bool:
    return release_json(one) == release_json(other)


def put_in_ledger(out: Path, manifest_ledger: dict[str, Any] | None, given: str | None) -> dict[str, Any] | None:
    """Adds the release (and its incident) to the ledger; once only, also if an approval was stopped in between."""
    if manifest_ledger is None:
        return None
    content = _content(out)
    with Ledger.open(_place(out, manifest_ledger, given)) as ledger:
        if (there := ledger.held(content["release"])) is not None:
            return {"ledger_entry": there.number, "ledger_hash": there.hash}
        added = _added(ledger, content["release"], int(manifest_ledger["entries"]))
        if content["incident"] is not None:
            ledger.add(content["incident"])
    log.info("The release is entry %d of the ledger.", added.number)
    return {"ledger_entry": added.number, "ledger_hash": added.hash}


def _added(ledger: Ledger, content: dict[str, Any], before: int) -> Added:
    """Adds the release where nothing that touches it came in between; somebody else may approve at the same moment.

    Raises `NotReady`.
    """
    release = read_release(content)
    while True:
        number, _ = ledger.head()
        if since := _released_since(ledger, release, before, number):
            raise NotReady("Nothing was released.\n" + "\n".join(f"  - {item}" for item in since))
        try:
            return ledger.add(content, after=number)
        except Overtaken:
            continue


def _content(out: Path) -> dict[str, Any]:
    path = out / "internal" / ENTRY
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {"release": found["release"], "incident": found["incident"]}
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"What goes into the ledger cannot be read: {error}.", where=path.name) from None
