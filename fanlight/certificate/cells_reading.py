"""Reads a published table for the second checker, on its own: PUBLIC.csv with trees and pools, or a JJ file with it.

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


@dataclass
class Seen:
    """`given`: counts by cell; `marks`: the mark of each withheld cell, "merged" for parts of pools. `sums`: by name, the
    terms (cell, factor) and the right side. `inner`: withheld cells of the finest breakdown. `lower`, `upper`: what a
    JJ file says that everybody knows; `below_zero`: it lets some count be. `levels`: of a JJ file's primary cells (value,
    lpl, upl, spl). `values`: its true counts."""

    given: dict[Key, int] = field(default_factory=dict)
    marks: dict[Key, str] = field(default_factory=dict)
    sums: dict[Any, tuple[list[tuple[Key, int]], int]] = field(default_factory=dict)
    inner: set[Key] = field(default_factory=set)
    lower: dict[Key, int] = field(default_factory=dict)
    upper: dict[Key, int | None] = field(default_factory=dict)
    below_zero: bool = False
    levels: dict[Key, tuple[int, int, int, int]] | None = None
    values: dict[Key, int] | None = None


def _table(path: Path) -> tuple[list[str], list[list[str]]]:
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
    return rows[0], rows[1:]


def read_csv(path: Path, trees: Mapping[str, Sequence[Path]], pools_path: Path | None) -> Seen:
    """A published table over a product of codes. Raises `BadInput`."""
    heads, rows = _table(path)
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
    result = Seen()
    for row in rows:
        key, count, status = tuple(row[:-2]), row[-2], row[-1]
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
        if not count.isascii() or not count.lstrip("-").isdigit():
            raise BadInput("A count that is given is not whole.", where=f"{where}, {', '.join(key)}")
        result.given[key] = int(count)
    elif count or status in ("r", "merged"):
        raise BadInput("A figure is neither given nor withheld.", where=f"{where}, {', '.join(key)}")
    else:
        result.marks[key] = status


def _breakdown(
    seen: Sequence[str], own: Mapping[str, list[str]], merged: Sequence[str], trees: Sequence[Path]
) -> dict[str, list[list[str]]]:
    """Of each whole its breakdowns, each a list of parts."""
    if not trees:
        plain = [code for code in seen if code not in own and code != TOTAL]
        return {TOTAL: [list(dict.fromkeys([*plain, *merged]))]}
    found: dict[str, list[list[str]]] = {}
    for tree in trees:
        heads, rows = _table(tree)
        if not {"code", "parent"} <= set(heads):
            raise BadInput("A tree needs the columns code and parent.", where=tree.name)
        children: dict[str, list[str]] = {}
        for row in rows:
            children.setdefault(row[heads.index("parent")] or TOTAL, []).append(row[heads.index("code")])
        for whole, parts in children.items():
            if len(set(parts)) != len(parts) or whole in parts:
                raise BadInput("A tree names a code twice.", where=tree.name)
            lists = found.setdefault(whole, [])
            if set(parts) not in [set(one) for one in lists]:
                lists.append(parts)
    return found


def _pools(path: Path | None) -> dict[tuple[str, str], list[str]]:
    if path is None:
        return {}
    heads, rows = _table(path)
    if not {"dimension", "pool", "code"} <= set(heads):
        raise BadInput("A file of pools needs the columns dimension, pool and code.", where=path.name)
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        dimension, pool, code = (row[heads.index(name)] for name in ("dimension", "pool", "code"))
        found.setdefault((dimension, pool), []).append(code)
    return found


def read_jj(path: Path, public: Path) -> Seen:
    """A JJ file with what is published of it. Raises `BadInput`."""
    heads, rows = _table(public)
    if heads not in (["cell", "status"], ["cell", "count", "status"]):
        raise BadInput("The columns must be cell and status.", where=public.name)
    status = {row[0]: row[-1] for row in rows}
    if len(status) != len(rows):
        raise BadInput("A cell stands twice.", where=public.name)
    try:
        lines = [
            line.replace("(", " ").replace(")", " ").replace(":", " ").split()
            for line in path.open(encoding="utf-8-sig")
        ]
        lines = [line for line in lines if line]
        n = int(lines[1][0])
        result = Seen(levels={}, values={})
        assert result.levels is not None
        assert result.values is not None
        for words in lines[2 : 2 + n]:
            key = (str(_whole(words[0])),)
            value, low, high, lpl, upl, spl = (_whole(words[at]) for at in (1, 4, 5, 6, 7, 8))
            if key in result.values:
                raise ValueError(key)
            result.values[key] = value
            if words[3] == "u" or (words[3] == "m" and (lpl, upl, spl) != (0, 0, 0)):
                result.levels[key] = (value, lpl, upl, spl)
            result.below_zero |= low < 0
            mark = status.pop(key[0])
            if mark in ("r", "merged"):
                raise ValueError(mark)
            if mark == "":
                result.given[key] = value
            else:
                result.marks[key] = mark
                result.lower[key], result.upper[key] = low, high
                result.inner.add(key)
        for number, words in enumerate(lines[3 + n : 3 + n + int(lines[2 + n][0])], start=1):
            numbers = [_whole(word) for word in words]
            pairs = zip(numbers[2::2], numbers[3::2], strict=True)
            result.sums[number] = ([((str(cell),), factor) for cell, factor in pairs], numbers[0])
    except (OSError, UnicodeDecodeError, ValueError, IndexError, KeyError):
        raise BadInput("The JJ file does not fit what is published of it, or is not one.", where=path.name) from None
    if status:
        raise BadInput("The published file has cells that the instance has not.", where=public.name)
    return result


def _whole(word: str) -> int:
    try:
        return int(word)
    except ValueError:
        real = float(word)
        if real != int(real):
            raise
        return int(real)


def read_values(
    cells: Path, count: str, public: Path, trees: Mapping[str, Sequence[Path]], pools: Path | None
) -> dict[Key, int]:
    """The true counts of all cells: inner ones from a file, the others by the published table's sums. Raises
    `BadInput`."""
    seen = read_csv(public, trees, pools)
    heads, rows = _table(cells)
    order = list(_table(public)[0][:-2])
    if count not in heads or set(heads) - {count} != set(order):
        raise BadInput("The true cells have other columns than the published table.", where=cells.name)
    values: dict[Key, int] = {}
    for row in rows:
        text = row[heads.index(count)].removesuffix(".0")
        key = tuple(row[heads.index(name)] for name in order)
        if not text.isascii() or not text.isdigit() or key in values:
            raise BadInput("A true count is not whole, or stands twice.", where=f"{cells.name}, {', '.join(key)}")
        values[key] = int(text)
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
            (whole, _), *parts = terms
            if all(part in values for part, _ in parts):
                total = sum(values[part] for part, _ in parts)
                if values.setdefault(whole, total) != total:
                    raise BadInput("The true cells do not add up.", where=cells.name)
            else:
                later.append(terms)
        if len(later) == len(waiting):
            raise BadInput("The true cells do not make up the published table.", where=cells.name)
        waiting = later
    return values
