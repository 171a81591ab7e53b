"""A published table, whoever made it, as a release for the ledger."""

from __future__ import annotations

from fanlight.audit.cells.request import AuditRequest, check_request, required
from fanlight.errors import BadInput, option
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.ledger.description import Described
from fanlight.ledger.entries import Release
from fanlight.protection.ledger.cells import ledger_cells


def release_of_public(request: AuditRequest, described: Described) -> Release:
    """The published table as described. Without its true cells, what is withheld is of unknown count. Raises `BadInput`."""
    check_request(request)
    public, own = request.public, required(request)
    if not isinstance(public.names, ProductNames):
        raise BadInput(
            "A JJ file says nothing of what its cells count.",
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
            where=option("describe"),
            next_step="Declare it under marks: [from, to]; a mark that tells nothing is [0, null].",
        )
    return release
