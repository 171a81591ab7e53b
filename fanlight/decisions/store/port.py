"""The port to wherever decisions are kept. Each kind of store stands in a file of its own: `in_folder` (SQLite beside
the records), `in_memory`, and `in_duckdb`, which reads what the first version wrote."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from fanlight.decisions.store import journal
from fanlight.decisions.store.journal import Entry, Kept
from fanlight.errors import BadInput
from fanlight.records.database.outbox import Intended


class Chain(ABC):
    """What can be read of the chain; every entry that is given was checked against its hash and links."""

    def of_case(self, case_id: str) -> list[Entry]:
        """The case's entries in order. Raises `BadInput` where there is no such case, `Broken`."""
        found = journal.case_of(self.kept(case_id))
        if not found:
            raise BadInput(
                f"There is no case {case_id} in this store.", next_step="See them: fanlight resolution list --store DIR"
            )
        return found

    def everything(self) -> list[Entry]:
        """Every entry in order, the whole chain checked. Raises `Broken`."""
        return journal.whole(self.kept())

    @abstractmethod
    def kept(self, case_id: str = "") -> Sequence[Kept]:
        """As stored, in order: of one case, or all."""

    @abstractmethod
    def about(self, subject: str, disposal_id: str) -> list[str]:
        """Ids of cases with this subject, or with this id for their disposal; "" is nobody's."""

    @abstractmethod
    def rows(self) -> Mapping[str, Intended] | None:
        """What the records are to hold, by disposal. None: this store wrote the records in one transaction with its
        entries, and keeps nothing of the kind."""


class GrowingChain(Chain):
    """A chain inside a writer's transaction: what is read stays so until the end, and all that is added is in, or none."""

    @abstractmethod
    def next_number(self, year: int) -> int:
        """The number for the next case of a year, from 1."""

    @abstractmethod
    def append(self, body: Mapping[str, Any]) -> Entry:
        """Links an entry to the chain's end, and to the end of its case, and stores it."""

    @abstractmethod
    def put_row(self, disposal_id: str, intended: Intended) -> None:
        """Says what the records are to hold of a disposal from now on."""


@dataclass(frozen=True)
class Settled:
    """What putting rows into the records did. `notes`: what was set aside, by disposal; `waits`: why rows wait, or ""."""

    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    waits: str = ""


class Decisions(Protocol):
    """A store of decisions, and the records that statistics count. Writers take turns; nobody who counts stops one."""

    def reading(self) -> AbstractContextManager[Chain]:
        """Raises `StoreError` where there is no store, it is damaged, or it is newer."""
        ...

    def writing(self) -> AbstractContextManager[GrowingChain]:
        """One transaction, undone by any error. A store is made where there is none. Raises `StoreBusy` where others
        write for too long, `StoreError` as `reading`."""
        ...

    def settle(self) -> Settled:
        """Puts rows that the chain intends into the records; what cannot be put in now waits, and is no error."""
        ...

    def records(self) -> AbstractContextManager[Any]:
        """A DuckDB connection to the records, every row decided so far in them."""
        ...
