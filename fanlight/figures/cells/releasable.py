"""A table of cells as it may be published, by stage: only the audit makes either of these, and writers take nothing else."""

from __future__ import annotations

from dataclasses import InitVar, dataclass

from fanlight.figures.cells.public import PublicTable

_AUDITED = object()


def _check(seal: object, what: str) -> None:
    if seal is not _AUDITED:
        raise TypeError(f"Only fanlight.audit makes {what}.")


@dataclass(frozen=True, eq=False)
class ProvedTable:
    """What may be given out of a table: an audit proved it safe, under the assumptions that the audit lists."""

    public: PublicTable
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        _check(seal, "a ProvedTable, from a table that it found safe")


@dataclass(frozen=True, eq=False)
class UnprovedTable:
    """A table of which the audit found neither that it is safe nor that it is not. `unproved`: the codes of the figures that
    this hangs on. Responses, releases and the ledger do not take it."""

    public: PublicTable
    unproved: tuple[tuple[str, ...], ...]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        _check(seal, "an UnprovedTable")
