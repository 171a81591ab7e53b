"""What a table gives and what it does not, in words: one description, used wherever the response speaks of it.

The words follow from the published table alone. They never say which figure was the reason, how low it is, or how
the way of publishing was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from fanlight.answering.words import listed
from fanlight.tables.spec.table import TOTAL
from fanlight.tables.stages import CONFIDENTIAL, Pool, ReleasableTable


def is_full(table: ReleasableTable) -> bool:
    return not table.pools and all(cell.value is not None for cell in table.cells.values())


def is_withheld_whole(table: ReleasableTable) -> bool:
    return all(cell.value is None for cell in table.cells.values())


def given_sentences(table: ReleasableTable) -> tuple[str, ...]:
    """How the table departs from what was asked, one sentence a pool or mark; none for a full table."""
    if is_withheld_whole(table):
        return (f"The figures of table {table.number} are withheld.",)
    sentences = [_pool_sentence(table, pool) for pool in table.pools]
    if any(cell.mark == CONFIDENTIAL for cell in table.cells.values()):
        sentences.append(f"In table {table.number}, a figure that is withheld is marked {CONFIDENTIAL}.")
    return tuple(sentences)


def withheld_text(tables: Sequence[ReleasableTable]) -> str:
    """What is withheld, as a noun phrase for the reasons: "the separate figures for … in table 2"."""
    parts = []
    for table in tables:
        if is_full(table):
            continue
        if is_withheld_whole(table):
            parts.append(f"the figures of table {table.number}")
            continue
        for pool in table.pools:
            within = _within(pool, table)
            if period := _periods(pool, table):
                parts.append(f"the separate figures for {period} in table {table.number}{within}")
            else:
                parts.append(f"the separate figures for {_members(pool)} in table {table.number}{within}")
        if any(cell.mark == CONFIDENTIAL for cell in table.cells.values()):
            parts.append(f"the figures marked {CONFIDENTIAL} in table {table.number}")
    return listed(list(dict.fromkeys(parts)))


def _pool_sentence(table: ReleasableTable, pool: Pool) -> str:
    if period := _periods(pool, table):
        return (
            f"In table {table.number}, the figures for {period} are given as one combined figure{_within(pool, table)}."
        )
    each = "" if pool.within else _each_period(pool, table)
    return f"In table {table.number}, {_members(pool)} are given as one combined figure{each}{_within(pool, table)}."


def _each_period(pool: Pool, table: ReleasableTable) -> str:
    """ "for each calendar year"; "" where no year of the pool is given, but only all of them together."""
    for place, dimension in enumerate(table.dimensions):
        if dimension.is_period and any(
            pool.code in key and key[place] != TOTAL and cell.value is not None for key, cell in table.cells.items()
        ):
            return f" for each {dimension.title.lower()}"
    return ""


def _periods(pool: Pool, table: ReleasableTable) -> str:
    """The periods that a pool over periods takes together ("2024 to 2025"); "" for a pool of categories."""
    if not any(dimension.is_period and dimension.name == pool.dimension for dimension in table.dimensions):
        return ""
    return pool.label.removesuffix(" combined")


def _members(pool: Pool) -> str:
    """The pooled categories as the pool's label lists them."""
    return _quoted(pool.label)


def _quoted(label: str) -> str:
    return listed([f"“{part}”" for part in label.removeprefix("Combined: ").split("; ")])


def _within(pool: Pool, table: ReleasableTable) -> str:
    said = []
    for name, codes in sorted(pool.within.items()):
        dimension = next((d for d in table.dimensions if d.name == name), None)
        if dimension is not None:
            labels = [dimension.label(code) for code in dimension.codes if code in codes]
            single = [f"“{label}”" for label in labels if not label.startswith("Combined: ")]
            together = [f"{_quoted(label)} together" for label in labels if label.startswith("Combined: ")]
            said.append(", and for ".join([*([listed(single)] if single else []), *together]))
    return f" for {listed(said)}" if said else ""
