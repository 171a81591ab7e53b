"""The whole ledger checked: every hash derived again, every link followed, file and index compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fanlight.chain import START, sound
from fanlight.ledger.store import Verified

if TYPE_CHECKING:
    from fanlight.ledger.store import Ledger


def verified(ledger: Ledger) -> Verified:
    faults = [*ledger.notes, *_file_faults(ledger), *_copy_faults(ledger)]
    number, digest = ledger.head()
    return Verified(number, digest, tuple(dict.fromkeys(faults)), tuple(contradictions(ledger)))


def _file_faults(ledger: Ledger) -> Iterator[str]:
    if ledger.file is None:
        return
    previous, last = START, 0
    for line in ledger.file.lines():
        digest = sound(line.text, previous, n=line.number)
        if digest is None:
            yield f"Entry {line.number} of the file has been changed, or an entry before it is missing."
            digest = ledger.index.place(line.number)[2] if line.number <= ledger.head()[0] else ""
        previous, last = digest, line.number
    held = ledger.head()[0]
    if last < held:
        yield f"The file ends after entry {last}; the index knows {held}."


def _copy_faults(ledger: Ledger) -> Iterator[str]:
    previous = START
    for number in range(1, ledger.head()[0] + 1):
        _, _, digest, before = ledger.index.place(number)
        text = ledger.index.text(number)
        if before != previous or text is None or sound(text, before, n=number) != digest:
            yield f"The index's copy of entry {number} does not hold."
        previous = digest


def contradictions(ledger: Ledger) -> Iterator[str]:
    """Figures over the same records that differ, by release and figure: never their values."""
    references = {one.number: one.reference for one in ledger.index.summaries()}
    for key in ledger.index.contradictions():
        named = []
        for twin in ledger.same(key):
            if twin.value is not None:
                named.append(f"{references[twin.entry]} ({twin.figure})")
        yield "These count the same records and differ: " + "; ".join(dict.fromkeys(named)) + "."
