"""The whole ledger checked: every hash derived again, every link followed, file and index compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fanlight.chain import START, sound
from fanlight.chain.file import FileStore
from fanlight.ledger.index import Index


@dataclass(frozen=True)
class Verified:
    """`faults` is empty where every hash, link and copy holds. `entries` and `head`: to be noted elsewhere."""

    entries: int
    head: str
    faults: tuple[str, ...]
    contradictions: tuple[str, ...]


def verified(index: Index, file: FileStore | None, notes: Sequence[str]) -> Verified:
    """`file`: the ledger's file, or nothing where the index is all there is. `notes`: faults that are known already."""
    faults = [*notes, *_file_faults(index, file), *_copy_faults(index)]
    number, digest, _ = index.head()
    return Verified(number, digest, tuple(dict.fromkeys(faults)), tuple(contradictions(index)))


def _file_faults(index: Index, file: FileStore | None) -> Iterator[str]:
    if file is None:
        return
    previous, last = START, 0
    for line in file.lines():
        digest = sound(line.text, previous, n=line.number)
        if digest is None:
            yield f"Entry {line.number} of the file has been changed, or an entry before it is missing."
            digest = index.place(line.number)[2] if line.number <= index.head()[0] else ""
        previous, last = digest, line.number
    held = index.head()[0]
    if last < held:
        yield f"The file ends after entry {last}; the index knows {held}."


def _copy_faults(index: Index) -> Iterator[str]:
    previous = START
    for number in range(1, index.head()[0] + 1):
        _, _, digest, before = index.place(number)
        text = index.text(number)
        if before != previous or text is None or sound(text, before, n=number) != digest:
            yield f"The index's copy of entry {number} does not hold."
        previous = digest


def contradictions(index: Index) -> Iterator[str]:
    """Figures over the same records that differ, by release and figure: never their values."""
    references = {one.number: one.reference for one in index.summaries()}
    for key in index.contradictions():
        named = []
        for twin in index.same(key):
            if twin.value is not None:
                named.append(f"{references[twin.entry]} ({twin.figure})")
        yield "These count the same records and differ: " + "; ".join(dict.fromkeys(named)) + "."
