"""From the files and options of `fanlight protect` and `fanlight audit` to what the two are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from fanlight.audit.cells import AuditRequest, Source
from fanlight.errors import BadInput, option
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.equations import Ints
from fanlight.protection import Known, Perturbing, ProtectionRequest, RecordKeys, WithLedger
from fanlight.protection.methods.perturbation import NEW_SEED
from fanlight.protection.request.options import beside_levels
from fanlight.readers.cells import read_cells
from fanlight.readers.jj.file import read_jj
from fanlight.readers.keys import read_costs, read_keys
from fanlight.readers.known import read_elsewhere, read_known
from fanlight.readers.known_words import bases, is_words, ranges, read_words
from fanlight.readers.pools import read_pools
from fanlight.readers.public.reading import read_public, read_public_jj
from fanlight.readers.record_keys import read_record_keys

if TYPE_CHECKING:
    from fanlight.ledger import Ledger

OF_JJ = {
    "hierarchies": "says itself what adds up",
    "record_key": "has no columns",
    "count": "has one count a cell, and no columns",
}
"""Options about files that a JJ file answers itself, and how."""


def is_jj(path: Path) -> bool:
    return path.suffix.lower() == ".jj"


@dataclass(frozen=True)
class CellFiles:
    """Where a table is: a CSV of inner cells, its column of counts, its trees and, for cell keys, that of record keys; or a
    JJ file."""

    cells: Path
    count: str = "count"
    hierarchies: Mapping[str, Sequence[Path]] = field(default_factory=dict)
    record_key: str = ""

    def table(self) -> CellTable:
        """Raises `BadInput`, `TooLarge`."""
        if is_jj(self.cells):
            others = {"hierarchies": self.hierarchies, "record_key": self.record_key, "count": self.count != "count"}
            for name, given in others.items():
                if given:
                    raise beside_levels(name, "a JJ file", OF_JJ[name])
            return read_jj(self.cells)
        beside = (self.record_key,) if self.record_key else ()
        return read_cells(self.cells, count=self.count, hierarchies=self.hierarchies, beside=beside, to_publish=True)

    def keys(self, table: CellTable) -> RecordKeys | None:
        if not self.record_key:
            return None
        return RecordKeys(*read_record_keys(self.cells, self.record_key, table, count=self.count))


def protection_request(
    files: CellFiles,
    *,
    threshold: int = 0,
    publish: Path | None = None,
    withhold: Path | None = None,
    costs: str | None = None,
    known: Path | None = None,
    pools: Path | None = None,
    base: int | None = None,
    seed: Path | None = None,
    noise: int | None = None,
    variance: float | None = None,
    ledger: WithLedger | None = None,
    **options: Any,
) -> ProtectionRequest:
    """Reads the files; `options` are fields of the request as they stand. Raises `BadInput`, `TooLarge`."""
    table = files.table()
    changing = Perturbing(base, None if seed is None else _seed(seed), files.keys(table), noise, variance)
    return ProtectionRequest(
        table,
        threshold=threshold or None,
        publish=None if publish is None else read_keys(publish, table),
        withhold=None if withhold is None else read_keys(withhold, table),
        costs=_costs(costs, table),
        known=None if known is None else _known(known, table),
        pools=None if pools is None else given_pools(pools, to_publish=True),
        perturbing=changing,
        ledger=ledger,
        **options,
    )


def _known(path: Path, table: CellTable) -> Known:
    if not is_words(path):
        return Known(path.name, read_known(path, table), np.zeros(0, dtype=np.int64))
    worded = read_words(path, table.names)

    def count(cell: int) -> int:
        return int(table.values[cell])

    return Known(path.name, ranges(worded, count, count), bases(worded))


def _known_of(path: Path, request: AuditRequest) -> Mapping[int, tuple[int, int | None]]:
    """The same for an audit, which knows what is given alone."""
    public = request.public
    if not is_words(path):
        return read_known(path, public)
    return ranges(
        read_words(path, public.names), lambda cell: int(public.values[cell]) if bool(public.given[cell]) else None
    )


def given_pools(path: Path, *, to_publish: bool = False) -> tuple[Pool, ...]:
    """Raises `BadInput` where there is no such file."""
    if not path.exists():
        raise BadInput(
            "The file of pools does not exist.",
            where=str(path),
            next_step=f"Give one that does, or have pools chosen with {option('choose_pools')}."
            if to_publish
            else "Give the file of pools that the table was made with.",
        )
    return read_pools(path, to_publish=to_publish)


def _costs(costs: str | None, table: CellTable) -> Ints | Literal["count", "cells"]:
    if costs in (None, "count"):
        return "count"
    return "cells" if costs == "cells" else read_costs(Path(costs), table)


def _seed(path: Path) -> str:
    try:
        seed = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadInput("The seed could not be read.", where=str(path), next_step=NEW_SEED) from None
    if not seed:
        raise BadInput("The seed is empty.", where=path.name, next_step=NEW_SEED)
    return seed


def with_ledger(
    ledger: Ledger, describe: Path | None, revisions: str | None = None, leave_out: Sequence[str] = ()
) -> WithLedger:
    """Raises `BadInput`, `SpecError`."""
    from fanlight.ledger.description import read_description
    from fanlight.ledger.linked.linking import Revisions
    from fanlight.ledger.weigh import Memory

    if describe is None:
        raise BadInput(
            "The ledger needs to know what the table counts.", next_step=f"Give {option('describe')} DESCRIPTION.yaml."
        )
    memory = Memory(ledger, Revisions.read(revisions or "same", where=option("revisions")), tuple(leave_out))
    return WithLedger(memory, read_description(describe))


def refuse_without_ledger(**given: object) -> None:
    """Raises `BadInput` for an option that says how a ledger is used, where there is none."""
    for name, value in given.items():
        if value:
            raise BadInput(
                f"{option(name)} says how a ledger is used, and there is none.", next_step=f"Give {option('ledger')}."
            )


def audit_request(
    first: Path,
    second: Path | None = None,
    *,
    threshold: int = 0,
    hierarchies: Mapping[str, Sequence[Path]] | None = None,
    pools: Path | None = None,
    cells: Path | None = None,
    count: str = "count",
    known: Path | None = None,
    also: Sequence[str] = (),
    **options: Any,
) -> AuditRequest:
    """`first` and `second` are INSTANCE.jj and PUBLIC.csv, or PUBLIC.csv alone; `also`: other published tables about the
    same records, as PATH or PATH@DIM=CODE,…; `options` are fields of the request as they stand. Raises `BadInput`."""
    if count != "count" and cells is None:
        raise BadInput(
            "The column of counts is that of the true cells, and there are none.",
            where=option("count"),
            next_step=f"Give {option('cells')}, or leave {option('count')} out.",
        )
    trees = hierarchies or {}
    if second is None:
        request = _of_public(first, threshold, trees, pools, cells, count, options)
    else:
        if trees or pools or cells:
            raise BadInput(
                "A JJ file brings its own cells and sums.",
                where=first.name,
                next_step=f"Leave out {option('hierarchies')}, {option('pools')} and {option('cells')}, or give PUBLIC.csv "
                "alone.",
            )
        request = _of_instance(first, second, threshold, options)
    sources = [] if known is None else [Source(known.name, dict(_known_of(known, request)))]
    for text in also:
        path, fixed = also_of(text)
        found = read_elsewhere(path, request.public, trees, fixed)
        sources.append(Source(path.name, found, release=True))
    return _with_sources(request, tuple(sources))


def also_of(text: str) -> tuple[Path, dict[str, str]]:
    """The file and the fixed codes of PATH or PATH@DIM=CODE,…"""
    path, _, fixed = text.partition("@")
    return Path(path), dict(part.partition("=")[::2] for part in fixed.split(",") if part)


def _with_sources(request: AuditRequest, sources: tuple[Source, ...]) -> AuditRequest:
    return replace(request, sources=sources) if sources else request


def _of_instance(first: Path, second: Path, threshold: int, options: Mapping[str, Any]) -> AuditRequest:
    table = read_jj(first)
    if options.get("zeros_shown"):
        table = table.with_zeros_shown()
    return AuditRequest(read_public_jj(table, second), threshold or None, table, **options)


def _of_public(
    first: Path,
    threshold: int,
    trees: Mapping[str, Sequence[Path]],
    pools: Path | None,
    cells: Path | None,
    count: str,
    options: Mapping[str, Any],
) -> AuditRequest:
    if is_jj(first):
        raise BadInput("A JJ file is audited with what is published of it.", next_step="Give INSTANCE.jj PUBLIC.csv.")
    if threshold < 2:
        raise BadInput(
            "The threshold must be at least 2.",
            where=option("threshold"),
            next_step=f"For example {option('threshold')} 5.",
        )
    applied = () if pools is None else given_pools(pools)
    public = read_public(first, trees, applied)
    table = None if cells is None else read_cells(cells, count=count, hierarchies=trees)
    return AuditRequest(public, threshold, table, applied, **options)
