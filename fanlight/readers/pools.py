"""Pools from rows of dimension, pool and code, and their text again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from fanlight.errors import BadInput
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.dimensions.spelling import refuse_lookalikes
from fanlight.figures.cells.dimensions.trees import is_total
from fanlight.readers.columns import need_columns
from fanlight.readers.sheet import Source, need_code, read_sheet
from fanlight.tables.text.formulas import refuse_formulas


def read_pools(source: Source, *, to_publish: bool = False) -> tuple[Pool, ...]:
    """Pools in the order in which they begin. `to_publish`: as for `read_tree`.

    Raises `BadInput` naming file and line for missing columns, blank fields, a code in two pools of
    one dimension, a pool of a single code, a pool with the name of a code that it or another pool merges, and the reserved
    code `Total`."""
    sheet = read_sheet(source, "The pools", "")
    heads = sheet.heads
    need_columns(heads, ("dimension", "pool", "code"), sheet.name)
    at = [heads.index(name) for name in ("dimension", "pool", "code")]
    found: dict[tuple[str, str], list[str]] = {}
    begins: dict[tuple[str, str], int] = {}
    merged: dict[tuple[str, str], int] = {}
    for row, line in zip(sheet.rows, sheet.numbers, strict=True):
        where = sheet.place(line)
        dimension, pool, code = (row[place] for place in at)
        for what, text in (("The dimension", dimension), ("The pool", pool), ("The code", code)):
            need_code(text, what, where, "Fill it in, or remove the line.")
        if to_publish:
            refuse_formulas((("The pool", pool), ("The code", code)), where)
        for text in (pool, code):
            if is_total(text):
                raise BadInput(
                    f"“{text}” is the name of the top; it may neither be nor join a pool.",
                    where=where,
                    next_step="Give the pool another name, and merge codes below the top.",
                )
        if (dimension, code) in merged:
            raise BadInput(
                f"The code “{code}” is merged twice, first in {sheet.beside(merged[dimension, code])}.",
                where=where,
                next_step="Leave each code in one pool.",
            )
        merged[dimension, code] = line
        begins.setdefault((dimension, pool), line)
        found.setdefault((dimension, pool), []).append(code)
    for dimension in dict.fromkeys(dimension for dimension, _ in found):
        names = [text for (own, pool), codes in found.items() if own == dimension for text in (pool, *codes)]
        lines = [*begins.items(), *merged.items()]
        places = {code: sheet.place(line) for (own, code), line in lines if own == dimension}
        refuse_lookalikes(dict.fromkeys(names), f"The code or pool of {dimension}", sheet.name, places)
    for (dimension, pool), codes in found.items():
        where = sheet.place(begins[dimension, pool])
        if len(codes) < 2:
            raise BadInput(
                f"The pool “{pool}” of {dimension} has a single code.",
                where=where,
                next_step="Add the codes that are merged with it, or remove the line.",
            )
        if (dimension, pool) in merged:
            raise BadInput(
                f"The pool “{pool}” of {dimension} is a code of its own already, merged in {sheet.beside(merged[dimension, pool])}.",
                where=where,
                next_step="Give the pool a name that is no code.",
            )
    return tuple(
        Pool(dimension, pool, tuple(codes), tuple(sheet.place(merged[dimension, code]) for code in codes))
        for (dimension, pool), codes in found.items()
    )


def write_pools(pools: Sequence[Pool]) -> str:
    """The text of POOLS.csv, as `read_pools` reads it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["dimension", "pool", "code"])
    for pool in pools:
        writer.writerows([pool.dimension, pool.code, code] for code in pool.parts)
    return out.getvalue()
