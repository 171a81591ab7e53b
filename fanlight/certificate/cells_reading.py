"""Reads a published table for the second checker, on its own: PUBLIC.csv with trees and pools (JJ files: `jj_reading`).

Slow and plain on purpose: dictionaries by codes, no arrays, nothing shared with the rest of Fanlight but its errors.
"""

from __future__ import annotations

import csv
import itertools
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput

Key = tuple[str, ...]
TOTAL = "Total"
MOST_DIGITS = 60


@dataclass
class Seen:
    """`given`: counts by cell; `marks`: the mark of each withheld cell, "merged" for parts of pools. `sums`: by name, the
    terms (cell, factor) and the right side. `inner`: withheld cells of the finest breakdown. `pooled`: those
    of a pool of such codes. `lower`, `upper`: what a
    JJ file says that everybody knows; `below_zero`: it lets some count be. `levels`: of a JJ file's primary cells (value,
    lpl, upl, spl). `values`: its true counts. `amounts`: of each cell who contributes how much, by name. `places`: of a JJ file with decimals, all of it counts units of 10^-places. `dimensions`, and `pools` by (dimension, pool): of a published table over a
    product of codes."""

    given: dict[Key, int] = field(default_factory=dict)
    marks: dict[Key, str] = field(default_factory=dict)
    sums: dict[Any, tuple[list[tuple[Key, int]], int]] = field(default_factory=dict)
    inner: set[Key] = field(default_factory=set)
    pooled: set[Key] = field(default_factory=set)
    lower: dict[Key, int] = field(default_factory=dict)
    upper: dict[Key, int | None] = field(default_factory=dict)
    below_zero: bool = False
    levels: dict[Key, tuple[int, int, int, int]] | None = None
    values: dict[Key, int] | None = None
    places: int = 0
    amounts: Mapping[Key, Mapping[str, int]] | None = None
    dimensions: Sequence[str] = ()
    pools: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    @property
    def unit(self) -> str:
        return f"0.{'1'.zfill(self.places)}" if self.places else "1"


@dataclass(frozen=True)
class Rows:
    """A file's rows at hand, its header first; `name`: what messages call it."""

    name: str
    rows: Sequence[Sequence[str]]


File = Path | Rows


def table(path: File) -> tuple[list[str], list[list[str]]]:
    if isinstance(path, Rows):
        rows = [[part.strip() for part in row] for row in path.rows]
    else:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = [[part.strip() for part in row] for row in csv.reader(file, strict=True)]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise BadInput(f"The file could not be read: {error}.", where=path.name) from None
    rows = [row for row in rows if any(row)]
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise BadInput("The file is empty, or its lines differ in length.", where=path.name)
    if any(unicodedata.category(letter) == "Cc" for row in rows for letter in "".join(row)):
        raise BadInput("A name or code holds a control character.", where=path.name)
    if len(set(rows[0])) != len(rows[0]) or "" in rows[0]:
        raise BadInput("A column has no name, or two have the same.", where=path.name)
    return rows[0], rows[1:]


def whole(text: str) -> int | None:
    """The number that digits 0 to 9 write; None for anything else, and for more digits than a count has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def read_csv(path: File, trees: Mapping[str, Sequence[File]], pools_path: File | None) -> Seen:
    """A published table over a product of codes. Raises `BadInput`."""
    heads, rows = table(path)
    if len(heads) < 3 or heads[-2:] != ["count", "status"]:
        raise BadInput("The columns must be the dimensions, then count and status.", where=path.name)
    dimensions = heads[:-2]
    pools = _pools(pools_path)
    if {name for name, _ in pools} - set(dimensions) or set(trees) - set(dimensions):
        raise BadInput("A pool or a tree belongs to no dimension of the file.", where=path.name)
    breakdowns: list[dict[str, list[list[str]]]] = []
    codes: list[list[str]] = []
    leaves: list[set[str]] = []
    gone: list[set[str]] = []
    finest: list[set[str]] = []
    for at, name in enumerate(dimensions):
        own = {pool: parts for (dimension, pool), parts in pools.items() if dimension == name}
        merged = [code for parts in own.values() for code in parts]
        seen = list(dict.fromkeys(row[at] for row in rows))
        found = _breakdown(seen, own, merged, trees.get(name, ()))
        for pool, parts in own.items():
            if pool in found:
                raise BadInput(f"The pool “{pool}” is a code already.", where=path.name)
            found[pool] = [parts]
        wholes = set(found)
        everything = list(dict.fromkeys([*found, *(part for lists in found.values() for one in lists for part in one)]))
        if set(seen) != set(everything) - set(merged):
            odd = sorted(set(seen) ^ (set(everything) - set(merged)))[0]
            raise BadInput(f"The codes of {name} do not fit its tree and pools: “{odd}”.", where=path.name)
        breakdowns.append(found)
        codes.append(everything)
        leaves.append(set(everything) - wholes)
        gone.append(set(merged))
        # A pool may be all parts of a sum: that sum's rows are of the finest breakdown then.
        of_leaves = {whole for whole, lists in found.items() for one in lists if set(one) <= leaves[-1] & gone[-1]}
        finest.append((leaves[-1] - gone[-1]) | of_leaves)
    result = Seen(dimensions=dimensions, pools=pools)
    for row in rows:
        key, count, status = tuple(row[:-2]), row[-2], row[-1]
        if "" in key:
            raise BadInput("A code is blank.", where=f"{path.name}, {', '.join(key)}")
        if key in result.given or key in result.marks:
            raise BadInput("A row stands twice.", where=f"{path.name}, {', '.join(key)}")
        _take(result, key, count, status, path.name)
    for key in itertools.product(*codes):
        if any(code in missing for code, missing in zip(key, gone, strict=True)):
            result.marks[key] = "merged"
        elif key not in result.given and key not in result.marks:
            raise BadInput("A row is missing.", where=f"{path.name}, {', '.join(key)}")
        if key in result.marks:
            result.lower[key], result.upper[key] = 0, None
            if all(code in known for code, known in zip(key, leaves, strict=True)):
                result.inner.add(key)
            elif all(code in known for code, known in zip(key, finest, strict=True)):
                result.pooled.add(key)
    for at, name in enumerate(dimensions):
        rest = [codes[other] for other in range(len(dimensions)) if other != at]
        for whole, lists in breakdowns[at].items():
            for number, parts in enumerate(lists):
                for others in itertools.product(*rest):
                    top = (*others[:at], whole, *others[at:])
                    terms = [(top, -1), *(((*others[:at], part, *others[at:]), 1) for part in parts)]
                    result.sums[name, top, number] = (terms, 0)
    return result


def _take(result: Seen, key: Key, count: str, status: str, where: str) -> None:
    if status == "":
        number = whole(count)
        if number is None:
            raise BadInput("A count that is given is not a whole number from 0.", where=f"{where}, {', '.join(key)}")
        result.given[key] = number
    elif count or status in ("r", "merged"):
        raise BadInput("A figure is neither given nor withheld.", where=f"{where}, {', '.join(key)}")
    else:
        result.marks[key] = status


def _breakdown(
    seen: Sequence[str], own: Mapping[str, list[str]], merged: Sequence[str], trees: Sequence[File]
) -> dict[str, list[list[str]]]:
    """Of each whole its breakdowns, each a list of parts."""
    if not trees:
        plain = [code for code in seen if code not in own and code != TOTAL]
        return {TOTAL: [list(dict.fromkeys([*plain, *merged]))]}
    found: dict[str, list[list[str]]] = {}
    for tree in trees:
        heads, rows = table(tree)
        if not {"code", "parent"} <= set(heads):
            raise BadInput("A tree needs the columns code and parent.", where=tree.name)
        parents: dict[str, str] = {}
        for row in rows:
            code, parent = row[heads.index("code")], row[heads.index("parent")]
            if code in parents:
                raise BadInput("A tree names a code twice.", where=f"{tree.name}, {code}")
            if code in ("", TOTAL) or parent == TOTAL:
                raise BadInput("A tree's code is blank, or is the top.", where=tree.name)
            parents[code] = parent or TOTAL
        _check_tops(parents, tree.name)
        children: dict[str, list[str]] = {}
        for code, parent in parents.items():
            children.setdefault(parent, []).append(code)
        for top, parts in children.items():
            lists = found.setdefault(top, [])
            if set(parts) not in [set(one) for one in lists]:
                lists.append(parts)
    return found


def _check_tops(parents: Mapping[str, str], where: str) -> None:
    """Every code must stand below the top."""
    below = {TOTAL}
    for code in parents:
        climbed: list[str] = []
        while code not in below:
            if code not in parents or code in climbed:
                raise BadInput("A code of the tree does not stand below its top.", where=f"{where}, {code}")
            climbed.append(code)
            code = parents[code]
        below.update(climbed)


def _pools(path: File | None) -> dict[tuple[str, str], list[str]]:
    if path is None:
        return {}
    heads, rows = table(path)
    if not {"dimension", "pool", "code"} <= set(heads):
        raise BadInput("A file of pools needs the columns dimension, pool and code.", where=path.name)
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        dimension, pool, code = (row[heads.index(name)] for name in ("dimension", "pool", "code"))
        if "" in (dimension, pool, code) or TOTAL in (pool, code):
            raise BadInput("A pool is blank or merges a blank code, or one of them is the top.", where=path.name)
        if any(code in parts for (name, _), parts in found.items() if name == dimension):
            raise BadInput("A code is merged twice.", where=f"{path.name}, {code}")
        found.setdefault((dimension, pool), []).append(code)
    return found


def read_values(
    cells: File, count: str, public: File, trees: Mapping[str, Sequence[File]], pools: File | None
) -> dict[Key, int]:
    """The true counts of all cells: inner ones from a file, the others by the published table's sums. Raises
    `BadInput`."""
    seen = read_csv(public, trees, pools)
    heads, rows = table(cells)
    order = list(table(public)[0][:-2])
    if count not in heads or set(heads) - {count} != set(order):
        raise BadInput("The true cells have other columns than the published table.", where=cells.name)
    values: dict[Key, int] = {}
    for row in rows:
        number = whole(row[heads.index(count)].removesuffix(".0"))
        key = tuple(row[heads.index(name)] for name in order)
        if number is None or key in values:
            raise BadInput("A true count is not whole, or stands twice.", where=f"{cells.name}, {', '.join(key)}")
        values[key] = number
    every = set(seen.given) | set(seen.marks)
    if set(values) - every:
        raise BadInput("A true cell is none of the published table's.", where=cells.name)
    wholes = {terms[0][0] for terms, _ in seen.sums.values()}
    for key in every - wholes:
        values.setdefault(key, 0)
    waiting = [terms for terms, _ in seen.sums.values()]
    while waiting:
        later = []
        for terms in waiting:
            (top, _), *parts = terms
            if all(part in values for part, _ in parts):
                total = sum(values[part] for part, _ in parts)
                if values.setdefault(top, total) != total:
                    raise BadInput("The true cells do not add up.", where=cells.name)
            else:
                later.append(terms)
        if len(later) == len(waiting):
            raise BadInput("The true cells do not make up the published table.", where=cells.name)
        waiting = later
    return values
