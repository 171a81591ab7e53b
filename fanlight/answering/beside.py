"""The authority's one ledger, by setting; and filled ledgers beside an empty one, or beside none, that a response would miss."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from fanlight.chain.database import is_postgres
from fanlight.errors import BadInput
from fanlight.ledger import Ledger, is_ledger
from fanlight.ledger.store import NAME

SETTING = "FANLIGHT_LEDGER"
"""The environment variable that names the authority's ledger: a folder, or postgres://…"""
FOLDER = "ledger"
"""In a record store, where nothing else is said."""


def by_setting() -> str | None:
    """Raises `BadInput` for a place in a record store: another store's responses would not see it."""
    from fanlight.records import is_store

    place = os.environ.get(SETTING, "").strip()
    if not place or is_postgres(place):
        return place or None
    folder = Path(place).resolve()
    if any(is_store(parent) for parent in folder.parents):
        raise BadInput(
            "The authority's ledger lies in a record store, where responses from other records would not see it.",
            where=SETTING,
            next_step="Name a folder outside of every store (fanlight ledger init makes one), and import what the other holds.",
        )
    return str(folder)


def warnings(place: str | None, records: Sequence[Path], folder: Path, named: str) -> tuple[str, ...]:
    """What whoever answers, and whoever approves, must know of the ledger that is used (None: none). `folder`: the case's;
    `named`: the ledger that the case names."""
    if place is not None and not _is_empty(place):
        return ()
    filled = sorted({_name(other) for other in _others(place, records, folder, named) if not _is_empty(other)})
    if not filled:
        return ()
    used = "No ledger is used" if place is None else f"THE LEDGER IN USE IS EMPTY ({_name(place)})"
    return (
        f"{used}, and there is one that is not: {', '.join(filled)}. What was published before is NOT taken into account: a "
        f"figure that was withheld may be worked out. Name the right one with --ledger, or for good in {SETTING}.",
    )


def _name(place: str) -> str:
    return "the database" if is_postgres(place) else f"{Path(place).resolve().parent.name}/{Path(place).resolve().name}"


def _is_empty(place: str) -> bool:
    if is_postgres(place):
        with Ledger.open(place) as ledger:
            return ledger.head()[0] == 0
    file = Path(place) / f"{NAME}.jsonl"
    return not file.is_file() or file.stat().st_size == 0


def _others(place: str | None, records: Sequence[Path], folder: Path, named: str) -> Iterator[str]:
    """The setting's, the case's, those of the records' stores; and of the folders that lie beside any of these, or in them."""
    known = [os.environ.get(SETTING, "").strip(), str(folder / named) if named and not is_postgres(named) else named]
    yield from (one for one in known if one and one != place)
    around = {
        folder.resolve().parent,
        *(path.resolve() for path in records),
        *(path.resolve().parent for path in records),
    }
    around |= {
        parent for one in (place,) if one and not is_postgres(one) for parent in list(Path(one).resolve().parents)[:2]
    }
    for parent in sorted(around):
        for near in _folders(parent):
            for own in (near, near / FOLDER):
                if is_ledger(own) and (place is None or is_postgres(place) or own != Path(place).resolve()):
                    yield str(own)


def _folders(parent: Path) -> list[Path]:
    """A folder's folders, as far as it may be read; of a large one the first."""
    try:
        return sorted(own for own in parent.iterdir() if own.is_dir() and not own.is_symlink())[:200]
    except OSError:
        return []
