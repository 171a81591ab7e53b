"""The ledger: opened, added to, read, checked. Embedded in a folder, or in PostgreSQL by its URL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fanlight.chain import START, sound
from fanlight.chain.database import Postgres, Sqlite, is_postgres, understood
from fanlight.chain.file import FileStore, line_of, new_file
from fanlight.chain.private import no_links, private_folder
from fanlight.errors import BadInput, StoreError
from fanlight.ledger.entries import Release, read_release
from fanlight.ledger.extents import Extent
from fanlight.ledger.index import Index, Summary, Twin
from fanlight.ledger.verify import Verified, verified
from fanlight.tables.spec.table import Unit

NAME = "ledger"
INDEX = "index.sqlite"
FILES = (f"{NAME}.jsonl", f"{NAME}.lock", INDEX, f"{INDEX}-wal", f"{INDEX}-shm")
"""What a ledger's folder is made of."""


@dataclass(frozen=True, slots=True)
class Added:
    """An entry that stands in the ledger. `contradictions`: figures that differ from earlier ones over the same
    records, named and not counted; `mended`: what a stopped writer had left, and what became of it."""

    number: int
    hash: str
    contradictions: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    held: bool = False
    """Whether it stood there already, and nothing was added."""


class Overtaken(StoreError):
    """Others have added to the ledger since it was looked at."""


def _only_after(after: int | None, number: int) -> None:
    if after is not None and after != number:
        raise Overtaken(
            f"The ledger has grown from {after} to {number} entries meanwhile.",
            next_step="Nothing was added. Do it again, so that what is new is taken into account.",
        )


def is_ledger(place: str | Path) -> bool:
    return is_postgres(str(place)) or FileStore(Path(place), NAME).path.is_file()


class Ledger:
    """`notes`: faults met on the way that did not stop the work, each in a sentence."""

    def __init__(self, index: Index, file: FileStore | None) -> None:
        self.index = index
        self.file = file
        self.notes: list[str] = []

    @classmethod
    def create(cls, place: str | Path) -> None:
        """An empty ledger. Raises `BadInput` where there is one already."""
        if is_postgres(str(place)):
            Index(Postgres(str(place))).db.close()
            return
        folder = Path(place)
        private_folder(folder)
        no_links(folder, FILES)
        try:
            new_file(FileStore(folder, NAME).path)
        except FileExistsError:
            raise BadInput("There is a ledger here already.", where=str(folder)) from None
        with cls.open(folder):
            pass

    @classmethod
    @contextmanager
    def open(cls, place: str | Path) -> Iterator[Ledger]:
        """Raises `StoreError` where there is no ledger, or it comes from a newer version."""
        if is_postgres(str(place)):
            ledger = cls(Index(Postgres(str(place))), None)
        else:
            folder = Path(place)
            no_links(folder, FILES)
            if not is_ledger(folder):
                raise StoreError(
                    "There is no ledger here.",
                    where=str(folder),
                    next_step="Name the folder of one, or make it with fanlight ledger init.",
                )
            ledger = cls(*_embedded(folder))
            ledger._follow()
        try:
            yield ledger
        finally:
            ledger.index.db.close()

    def add(self, entry: Mapping[str, Any], *, after: int | None = None) -> Added:
        """Adds one entry: on disk when this returns. `after`: only where that is the last entry.

        Raises `BadInput` for a release that cannot be read again, `Overtaken` where others have added since `after`.
        """
        if entry.get("kind") == "release":
            # What the ledger takes in must be readable for good.
            read_release(json.loads(json.dumps(entry)))
        if self.file is None:
            with self.index.db.transaction(alone=True):
                number, previous, end = self.index.head()
                _only_after(after, number)
                text = line_of(entry, number + 1, previous)
                said = self.index.add(number + 1, end, text)
            return Added(number + 1, json.loads(text)["hash"], tuple(said))
        with self.file.writing():
            mended = self._mend()
            number, previous, _ = self.index.head()
            _only_after(after, number)
            text = line_of(entry, number + 1, previous)
            place = self.file.add(text)
            with self.index.db.transaction():
                said = self.index.add(number + 1, place, text)
        return Added(number + 1, json.loads(text)["hash"], tuple(said), tuple(mended))

    def held(self, entry: Mapping[str, Any]) -> Added | None:
        """The entry that says the same already, but for its place in the chain; None where there is none."""
        content = json.loads(json.dumps(entry))
        for number in self.index.said(str(content.get("kind", "")), str(content.get("reference", ""))):
            there = self.entry(number)
            if {name: there.get(name) for name in content} == content:
                return Added(number, there["hash"], held=True)
        return None

    def add_once(self, entry: Mapping[str, Any]) -> Added:
        """Adds an entry unless one says the same already. Raises as `add`."""
        while True:
            number, _ = self.head()
            if (there := self.held(entry)) is not None:
                return there
            try:
                return self.add(entry, after=number)
            except Overtaken:
                continue

    def _follow(self) -> None:
        """Lets the index catch up with the file; a file that is shorter than the index knows is named."""
        assert self.file is not None
        _, _, end = self.index.head()
        size = self.file.size()
        if size > end:
            with self.file.writing():
                self._index_from_file()
                number, previous, end = self.index.head()
                if rest := self.file.torn(end):
                    whole = sound(rest.decode("utf-8", errors="replace"), previous, n=number + 1)
                    state = "lacks its last byte; the next writer completes it" if whole else "was never finished"
                    self.notes.append(f"The last entry in the file {state}.")
        elif size < end:
            self.notes.append(
                "The ledger's file is shorter than it was: entries are missing at its end. Their copies in the index "
                "are used, and the next entry added puts them back."
            )

    def _index_from_file(self) -> None:
        assert self.file is not None
        number, previous, end = self.index.head()
        with self.index.db.transaction():
            for line in self.file.lines(end, number + 1):
                digest = sound(line.text, previous, n=line.number)
                own = digest or _own_hash(line.text)
                self.index.add(line.number, line.offset, line.text, damaged=digest is None and own is None)
                if digest is None:
                    self.notes.append(f"Entry {line.number} has been changed, or an entry before it is missing.")
                previous = self.index.head()[1]

    def _mend(self) -> list[str]:
        """Under the lock: the file as the index knows it, whole at its end."""
        assert self.file is not None
        said = []
        number, previous, end = self.index.head()
        if self.file.size() < end:
            said.append(self._put_back())
        self._index_from_file()
        number, previous, end = self.index.head()
        if done := self.file.mend_end(end, number + 1, previous):
            said.append(done)
            self._index_from_file()
        self.notes += said
        return said

    def _put_back(self) -> str:
        """Adds again, from the index's copies, the entries that the file has lost at its end."""
        assert self.file is not None
        kept = 0
        for line in self.file.lines():
            if line.text != self.index.text(line.number):
                raise StoreError(
                    f"The ledger's file is shorter than it was, and entry {line.number} is not the one that was added.",
                    where=str(self.file.folder),
                    next_step="Nothing was added. Run fanlight ledger verify, and restore the file from a copy.",
                )
            kept = line.number
        whole = sum(self.index.place(n)[1] + 1 for n in range(1, kept + 1))
        done = self.file.mend_end(whole, kept + 1, self.index.place(kept)[2] if kept else START)
        kept = sum(1 for _ in self.file.lines())
        lost = range(kept + 1, self.index.head()[0] + 1)
        for number in lost:
            if (text := self.index.text(number)) is None:
                raise StoreError(f"Entry {number} is lost.", next_step="Restore the ledger from a copy.")
            self.file.add(text)
        if not lost:
            return done
        back = f"The file had lost its entries {lost.start} to {lost.stop - 1}; they were put back from the index."
        return f"{done} {back}".strip()

    def entry(self, number: int) -> dict[str, Any]:
        """One entry, its hash checked. A line that was changed is named, and the index's copy used if that is sound.

        Raises `StoreError` where neither holds.
        """
        place, size, digest, previous = self.index.place(number)
        if self.file is not None:
            line = self.file.line(number, place, size)
            if sound(line.text, previous, n=number) == digest:
                return line.entry
        text = self.index.text(number)
        if text is not None and sound(text, previous, n=number) == digest:
            if self.file is not None:
                note = f"Entry {number} of the ledger's file is not as it was added; the copy in the index was used."
                if note not in self.notes:
                    self.notes.append(note)
            return dict(json.loads(text))
        raise StoreError(
            f"Entry {number} of the ledger has been changed and has no sound copy.",
            next_step="Restore the ledger from a copy; fanlight ledger verify names every entry concerned.",
        )

    def release(self, number: int) -> Release:
        return read_release(self.entry(number))

    def near(self, units: Sequence[Unit], box: Extent) -> list[int]:
        """Releases that could touch figures of these units in the box. Raises `StoreError` where an entry is unreadable:
        what it gave out is not known."""
        damaged = self.index.numbers("damaged")
        if damaged:
            raise StoreError(
                f"Entry {damaged[0]} of the ledger cannot be read, so that what it gave out is not known.",
                next_step="Restore the ledger from a copy; until then nothing can be proved against it.",
            )
        return self.index.near(units, box)

    def same(self, key: str) -> list[Twin]:
        return self.index.same(key)

    def list(self) -> list[Summary]:
        return list(self.index.summaries())

    def head(self) -> tuple[int, str]:
        number, digest, _ = self.index.head()
        return number, digest

    def verify(self) -> Verified:
        """Derives every hash again, follows the chain, and compares file and index."""
        return verified(self.index, self.file, self.notes)


def _own_hash(text: str) -> str | None:
    """The entry's hash where it fits its own content, whatever came before."""
    try:
        entry = json.loads(text)
        return sound(text, entry["previous"], n=entry["n"])
    except (ValueError, KeyError, TypeError):
        return None


def _embedded(folder: Path) -> tuple[Index, FileStore]:
    """The folder's index, set aside and made again where it is damaged; in memory where the folder is read-only."""
    file = FileStore(folder, NAME)
    path = folder / INDEX
    try:
        index = Index(Sqlite(path))
        index.db.rows("SELECT count(*) FROM fanlight_entries")
        return index, file
    except sqlite3.OperationalError as error:
        if "readonly" in str(error) or "unable to open" in str(error):
            return Index(Sqlite(None)), file
        raise understood(error, str(folder)) from None
    except sqlite3.DatabaseError:
        count = 1
        while (aside := folder / f"index-damaged-{count}.sqlite").exists():
            count += 1
        path.rename(aside)
        for rest in ("-wal", "-shm"):
            (folder / f"{INDEX}{rest}").unlink(missing_ok=True)
        return Index(Sqlite(path)), file
