"""PUBLIC.csv of `fanlight protect`, or of anybody who writes it, as a release for the ledger."""

from __future__ import annotations

from pathlib import Path

from fanlight.audit.cells.asked import Asked, published
from fanlight.errors import BadInput
from fanlight.ledger.description import read_description
from fanlight.ledger.entries import Release
from fanlight.protection.joined import ledger_cells
from fanlight.tables.cells.product import ProductNames


def release_of_public(asked: Asked, describe: Path) -> Release:
    """The published table as described. Without its true cells, what is withheld is of unknown count."""
    public, own = published(asked)
    described = read_description(describe)
    if not isinstance(public.names, ProductNames):
        raise BadInput(
            "A JJ file says nothing of what its cells count.",
            where=asked.first.name,
            next_step="Give the table as CSV.",
        )
    release = described.release(public.names, ledger_cells(public, own, own.values))
    undeclared = sorted(
        text
        for number, text in enumerate(public.mark_texts)
        if number > 3 and (public.marks == number).any() and text not in described.marks
    )
    if undeclared:
        raise BadInput(
            f"The description does not say what the mark “{undeclared[0]}” tells.",
            where=describe.name,
            next_step="Declare it under marks: [from, to]; a mark that tells nothing is [0, null].",
        )
    return release
