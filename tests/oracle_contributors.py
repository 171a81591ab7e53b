"""Every whole-number table that a contributor to a table of amounts thinks possible, by going through all of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

Cell = tuple[int, int]
Parts = Mapping[Cell, Mapping[int, int]]
"""Of each cell of a table of two dimensions, the last row and column its totals, who contributes how much."""


def parts_of(records: Sequence[tuple[int, int, int, int]], rows: int, columns: int) -> dict[Cell, dict[int, int]]:
    """`records`: row, column, contributor, amount."""
    found: dict[Cell, dict[int, int]] = {cell: {} for cell in itertools.product(range(rows + 1), range(columns + 1))}
    for row, column, holder, amount in records:
        for cell in itertools.product((row, rows), (column, columns)):
            found[cell][holder] = found[cell].get(holder, 0) + amount
    return found


def level(parts: Mapping[int, int], p: Fraction, minimum: int, knowing: int | None = None) -> int:
    """How near nobody may come to a cell's total: p per cent of the largest less what neither it nor the second largest
    contributes, or 1 where there are few. `knowing`: the reader's own number where it is the largest: its target is the second."""
    order = sorted(parts, key=lambda holder: -parts[holder])
    if not order:
        return 0
    some = [holder for holder in order if parts[holder] > 0]
    few = 1 if len(some or order) < minimum else 0
    amounts = [*(parts[holder] for holder in order), 0]
    target = amounts[1] if knowing is not None else amounts[0]
    short = p / 100 * target - (sum(amounts) - amounts[0] - amounts[1])
    return max(few, -(-short.numerator // short.denominator))


def tables(parts: Parts, shape: tuple[int, int], given: set[Cell], reader: int | None) -> Iterator[dict[Cell, int]]:
    """All tables that agree with what is given, and with what the reader knows of its own part."""
    rows, columns = shape
    true = {cell: sum(own.values()) for cell, own in parts.items()}
    least = {cell: own.get(reader, 0) if reader is not None else 0 for cell, own in parts.items()}
    fixed = given | {cell for cell, own in parts.items() if set(own) == {reader}}
    inner = list(itertools.product(range(rows), range(columns)))

    def put(at: int, now: dict[Cell, int]) -> Iterator[dict[Cell, int]]:
        if at == len(inner):
            full = dict(now)
            for row in range(rows):
                full[row, columns] = sum(now[row, column] for column in range(columns))
            for column in range(columns):
                full[rows, column] = sum(now[row, column] for row in range(rows))
            full[rows, columns] = sum(now.values())
            if all(full[cell] == true[cell] for cell in fixed) and all(full[cell] >= least[cell] for cell in full):
                yield full
            return
        cell = inner[at]
        most = true[rows, columns] - sum(now.values()) if (rows, columns) in fixed else 2 * true[rows, columns]
        if (cell[0], columns) in fixed:
            most = min(most, true[cell[0], columns] - sum(now.get((cell[0], c), 0) for c in range(columns)))
        choices = [true[cell]] if cell in fixed else range(least[cell], most + 1)
        for count in choices:
            if count <= most:
                yield from put(at + 1, {**now, cell: count})

    yield from put(0, {})


def broken(
    parts: Parts, shape: tuple[int, int], withheld: set[Cell], levels: Mapping[Cell, int], first: Mapping[Cell, int]
) -> list[tuple[int | None, tuple[Cell, ...], int]]:
    """(reader, cells, sign) of what some reader knows too nearly. `levels`: of each protected cell; `first`: the same for its
    largest contributor."""
    true = {cell: sum(own.values()) for cell, own in parts.items()}
    protected = [cell for cell in sorted(withheld) if levels[cell] > 0]
    top = {cell: max(parts[cell], key=lambda holder: (parts[cell][holder], -holder)) for cell in protected}
    groups = [tuple(cell for cell in protected if top[cell] == holder) for holder in sorted(set(top.values()))]
    holders = sorted({holder for own in parts.values() for holder in own})
    given = set(parts) - withheld
    found: list[tuple[int | None, tuple[Cell, ...], int]] = []
    for reader in [None, *holders]:
        possible = list(tables(parts, shape, given, reader))
        for group in groups:
            singles = top[group[0]] == reader
            for cells in [(cell,) for cell in group] if singles else [group]:
                for sign in (1, -1):
                    wanted = {}
                    for cell in cells:
                        own = parts[cell].get(reader, 0) if reader is not None else 0
                        asked = first[cell] if singles else levels[cell]
                        wanted[cell] = asked if sign > 0 else min(asked, true[cell] - own)
                    if not any(all(sign * (one[c] - true[c]) >= wanted[c] for c in cells) for one in possible):
                        found.append((reader, cells, sign))
    return found
