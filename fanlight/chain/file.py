"""A chain in a file: one line an entry, each naming the hash of the one before; lines are added and nothing else.

What survives a stop at any byte: every line that ends with its newline, or that is whole without it. A torn last line
is set aside in a file of its own by the next writer, and named.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fanlight.chain.link import canonical, link, sound
from fanlight.chain.lock import locked
from fanlight.chain.private import new_private
from fanlight.errors import StoreBusy

WAIT = 60.0
"""Seconds that a writer waits for another one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry and where its line stands. `text` is the line without its newline."""

    number: int
    offset: int
    text: str

    @property
    def entry(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def length(self) -> int:
        return len(self.text.encode())


def line_of(entry: Mapping[str, Any], number: int, previous: str) -> str:
    return canonical(link({"n": number, **entry}, previous))


class FileStore:
    """The file NAME.jsonl in its folder, and NAME.lock beside it. Reading takes no lock: a reader sees whole lines only."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.path = folder / f"{name}.jsonl"
        self._lock = folder / f"{name}.lock"

    @contextmanager
    def writing(self, wait: float = WAIT) -> Iterator[None]:
        """One writer at a time, over processes; the system frees the lock when a process dies.

        Raises `StoreBusy` where another writer does not finish in time.
        """
        busy = StoreBusy(
            f"Somebody else has been adding to this {self.path.stem} for a long time.",
            where=str(self.folder),
            next_step=f"Try again, or see which process holds the file {self._lock.name}.",
        )
        with locked(self._lock, wait=wait, busy=busy):
            yield

    def size(self) -> int:
        return self.path.stat().st_size

    def lines(self, offset: int = 0, number: int = 1) -> Iterator[Line]:
        """Lines from a place on, the first one having this number; the torn end, if any, is left out."""
        with self.path.open("rb") as file:
            file.seek(offset)
            for raw in file:
                if not raw.endswith(b"\n"):
                    return
                text = raw[:-1].decode("utf-8", errors="replace")
                yield Line(number, offset, text)
                offset += len(raw)
                number += 1

    def line(self, number: int, offset: int, length: int) -> Line:
        with self.path.open("rb") as file:
            file.seek(offset)
            return Line(number, offset, file.read(length).decode("utf-8", errors="replace"))

    def torn(self, offset: int) -> bytes:
        """What stands after the last newline, looked for from `offset` on."""
        with self.path.open("rb") as file:
            file.seek(offset)
            return file.read().rpartition(b"\n")[2]

    def mend_end(self, offset: int, number: int, previous: str) -> str:
        """Under the lock, with the end of the last whole line: completes or sets aside what a stopped writer left.

        Returns what was done, in words, or "". A line that lacks its newline alone is whole, and kept.
        """
        rest = self.torn(offset)
        if not rest:
            return ""
        end = self.size() - len(rest)
        text = rest.decode("utf-8", errors="replace")
        if sound(text, previous, n=number) is not None:
            with self.path.open("ab") as file:
                file.write(b"\n")
                _to_disk(file)
            return f"Entry {number} lacked its last byte, and was completed."
        place = self._free(f"unfinished-{number}")
        with new_private(place) as kept:
            kept.write(rest)
        with self.path.open("r+b") as file:
            file.truncate(end)
            _to_disk(file)
        return f"An entry that was never finished was set aside in {place.name}."

    def add(self, text: str) -> int:
        """Under the lock: writes one line to disk and returns the offset at which it stands."""
        with self.path.open("ab") as file:
            offset = file.tell()
            file.write(text.encode() + b"\n")
            _to_disk(file)
        return offset

    def _free(self, name: str) -> Path:
        place = self.folder / f"{name}.txt"
        count = 1
        while os.path.lexists(place):
            count += 1
            place = self.folder / f"{name}-{count}.txt"
        return place


def _to_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def new_file(path: Path) -> None:
    """An empty file, for its owner alone, whose name is on disk too. Raises `FileExistsError`."""
    with new_private(path) as file:
        _to_disk(file)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
