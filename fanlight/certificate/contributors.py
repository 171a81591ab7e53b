"""What contributors to a table of amounts can work out, for the second checker: levels, targets and readers from the records
themselves, and each table and sum of the certificate against them. No solver, no arrays."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from fanlight.certificate.cells_reading import Key, Seen, read_csv, table, whole
from fanlight.certificate.form import listed, parts
from fanlight.certificate.form import whole as number
from fanlight.certificate.steps import Steps
from fanlight.errors import BadInput, NotProvedSafe

Parts = Mapping[str, int]
"""Of one cell who contributes how much."""
STATES = ("served", "failed", "unproved")


def read_amounts(
    records: Path, amount: str, holder: str, public: Path, trees: Mapping[str, Sequence[Path]]
) -> dict[Key, dict[str, int]]:
    """Of every cell of a published table who contributes how much, from a CSV of records. `holder` "": every record is a
    contributor of its own. Raises `BadInput`."""
    seen = read_csv(public, trees, None)
    heads, rows = table(records)
    wanted = [*table(public)[0][:-2], amount, *([holder] if holder else [])]
    if missing := [name for name in wanted if name not in heads]:
        raise BadInput(f"There is no column “{missing[0]}”.", where=records.name)
    found: dict[Key, dict[str, int]] = {}
    at = [heads.index(name) for name in wanted]
    for line, row in enumerate(rows, start=1):
        key, text = tuple(row[place] for place in at[: len(at) - 1 - bool(holder)]), row[heads.index(amount)]
        units, name = whole(text.removesuffix(".0")), row[at[-1]] if holder else f"{line:012}"
        if units is None or not name:
            raise BadInput(
                "An amount is no whole number, or a record is nobody's.", where=f"{records.name}, row {line}"
            )
        _add(found.setdefault(key, {}), {name: units})
    every = set(seen.given) | set(seen.marks)
    if set(found) - every:
        raise BadInput("A record belongs to no cell of the published table.", where=records.name)
    sums = [terms for terms, _ in seen.sums.values()]
    for key in every - {terms[0][0] for terms in sums}:
        found.setdefault(key, {})
    while sums:
        ready = [terms for terms in sums if all(part in found for part, _ in terms[1:])]
        if not ready:
            raise BadInput("The records do not make up the published table.", where=records.name)
        for (top, _), *under in ready:
            if top not in found:
                found[top] = {}
                for part, _ in under:
                    _add(found[top], found[part])
        sums = [terms for terms in sums if terms not in ready]
    return found


def _add(to: dict[str, int], more: Parts) -> None:
    for name, amount in more.items():
        to[name] = to.get(name, 0) + amount


class Rules:
    """The rules of a certificate: how near nobody may come to a cell's total. Raises `BadInput` for what is none."""

    def __init__(self, written: Any) -> None:
        names = ("dominance", "p_percent", "pq", "coalition", "minimum_contributors")
        parts(written, names, "rules")
        self.dominance = None
        if written["dominance"] is not None:
            n, k = listed(written["dominance"], "rules", 2)
            self.dominance = (number(n, "rules"), _share(k))
        percents = [written["p_percent"]] if written["p_percent"] is not None else []
        self.shares = [_share(one) / 100 for one in percents]
        if written["pq"] is not None:
            p, q = listed(written["pq"], "rules", 2)
            self.shares.append(_share(p) / _share(q))
        self.coalition = number(written["coalition"], "rules")
        self.minimum = number(written["minimum_contributors"], "rules")
        if min(self.coalition, self.minimum, self.dominance[0] if self.dominance else 1) < 1:
            raise BadInput("A number of the rules is below 1.", where="rules")

    def level(self, held: Parts) -> int:
        """0: the cell is safe."""
        order = sorted(held.values(), reverse=True)
        total = sum(order)
        behind = sum(amount > 0 for amount in order) or len(order)
        asked = [Fraction(int(1 <= behind < self.minimum))]
        if order:
            asked += [share * order[0] - total + sum(order[: 1 + self.coalition]) for share in self.shares]
        if self.dominance is not None:
            asked.append(100 / self.dominance[1] * sum(order[: self.dominance[0]]) - total)
        return max(0, *(math.ceil(one) for one in asked))

    def first(self, held: Parts) -> int:
        """The same for the largest contributor, who knows its own part and wants the second's; 0 where there is none."""
        level, order = self.level(held), sorted(held.values(), reverse=True)
        if len(order) < 2 or not level:
            return 0
        rest = sum(order[1:])
        asked = [share * order[1] - rest + sum(order[1 : 1 + self.coalition]) for share in self.shares]
        if self.dominance is not None:
            places = max(1, self.dominance[0] - 1)
            asked.append(100 / self.dominance[1] * sum(order[1 : 1 + places]) - rest)
        return min(level, max(1, *(math.ceil(one) for one in asked)) if asked else 1)


def _share(text: Any) -> Fraction:
    try:
        found = Fraction(text) if isinstance(text, str) else Fraction(0)
    except (ValueError, ZeroDivisionError):
        found = Fraction(0)
    if found <= 0:
        raise BadInput("A share of the rules is no number above 0.", where="rules")
    return found


def take_amounts(seen: Seen, amounts: Mapping[Key, Parts], rules: Rules) -> None:
    """Puts values and levels of a table of amounts to what is seen of it. Raises `BadInput` where an amount that is given is
    not the true one."""
    seen.amounts = amounts
    seen.values = {cell: sum(held.values()) for cell, held in amounts.items()}
    wrong = next((cell for cell, count in seen.given.items() if seen.values[cell] != count), None)
    if wrong is not None:
        raise BadInput("An amount that is given is not that of the records.", where=", ".join(wrong))
    levels = {cell: rules.level(held) for cell, held in amounts.items()}
    seen.levels = {
        cell: (seen.values[cell], min(level, seen.values[cell]), level, 0) for cell, level in levels.items() if level
    }


@dataclass(frozen=True)
class _Target:
    """Cells (their numbers) that must be able to move together by their amounts; `apart`: the reader whom that is not asked
    for; `own`: for that reader alone."""

    amounts: Mapping[int, int]
    sign: int
    reader: str
    own: bool

    @property
    def name(self) -> tuple[tuple[int, ...], int, bool]:
        return tuple(sorted(self.amounts)), self.sign, self.own


class Internal:
    """`cells`: the withheld ones; `base`: their true amounts."""

    def __init__(self, amounts: Mapping[Key, Parts], rules: Rules, cells: Sequence[Key], base: Sequence[int]) -> None:
        self.held = [amounts[cell] for cell in cells]
        self.rules, self.cells, self.base = rules, cells, base
        self.readers = ["", *sorted({name for held in self.held for name in held})]
        """Nobody who contributes first."""

    def targets(self) -> Iterator[_Target]:
        groups: dict[str, list[int]] = {}
        for cell, held in enumerate(self.held):
            if self.rules.level(held):
                groups.setdefault(min(held, key=lambda name: (-held[name], name)), []).append(cell)
        for reader, cells in groups.items():
            for sign in (1, -1):
                levels = {cell: self.rules.level(self.held[cell]) for cell in cells}
                low = {cell: min(level, self.base[cell]) for cell, level in levels.items()}
                asked = {cell: amount for cell, amount in (levels if sign > 0 else low).items() if amount}
                if asked:
                    yield _Target(asked, sign, reader, False)
                for cell in cells:
                    amount = self.rules.first(self.held[cell])
                    if sign < 0:
                        amount = min(amount, self.base[cell] - self.held[cell][reader])
                    if amount:
                        yield _Target({cell: amount}, sign, reader, True)

    def verdict(self, entries: Any, witnesses: Sequence[Mapping[int, int]], steps: Steps) -> str:
        """ "safe", "exposed" or "nothing". Every target must stand in the certificate once, and no other. Raises `BadInput`,
        `NotProvedSafe`."""
        waiting = {target.name: target for target in self.targets()}
        states = set()
        for entry in listed(entries, "targets"):
            parts(entry, ("cells", "sign", "own", "state", "witnesses", "sums"), "targets")
            cells = sorted(number(cell, "targets") for cell in listed(entry["cells"], "targets"))
            target = waiting.pop((tuple(cells), number(entry["sign"], "targets"), entry["own"] is True), None)
            if target is None or entry["state"] not in STATES or not isinstance(entry["own"], bool):
                raise NotProvedSafe(
                    "What contributors may not know is not what the certificate lists.", where="targets"
                )
            where = "; ".join(", ".join(self.cells[cell]) for cell in cells)
            if entry["state"] == "served":
                self._served(target, self._tables(entry["witnesses"], witnesses), where)
            elif entry["state"] == "failed" and not self._fails(target, entry["sums"], steps):
                raise NotProvedSafe("No sum proves that a contributor knows a figure too nearly.", where=where)
            states.add(entry["state"])
        if waiting:
            raise NotProvedSafe("What contributors may not know is missing in the certificate.", where="targets")
        return "exposed" if "failed" in states else "nothing" if "unproved" in states else "safe"

    def _tables(self, numbers: Any, witnesses: Sequence[Mapping[int, int]]) -> list[Mapping[int, int]]:
        found = [number(one, "targets") for one in listed(numbers, "targets")]
        if any(not 0 <= one < len(witnesses) for one in found):
            raise NotProvedSafe("The certificate has no witness where it needs one.", where="targets")
        return [witnesses[one] for one in found]

    def _asked(self, target: _Target) -> Iterator[str]:
        return (reader for reader in self.readers if (reader == target.reader) == target.own)

    def _aims(self, target: _Target, reader: str) -> dict[int, int]:
        """Down no further than to the reader's own part."""
        if target.sign > 0:
            return dict(target.amounts)
        return {
            cell: min(amount, self.base[cell] - self.held[cell].get(reader, 0))
            for cell, amount in target.amounts.items()
        }

    def _served(self, target: _Target, tables: Sequence[Mapping[int, int]], where: str) -> None:
        seen = [(moved, self._doubters(moved)) for moved in tables]
        for reader in self._asked(target):
            aims = self._aims(target, reader)
            if not any(
                reader not in doubters and all(target.sign * moved.get(cell, 0) >= aim for cell, aim in aims.items())
                for moved, doubters in seen
            ):
                raise NotProvedSafe("A contributor thinks none of the witnesses possible.", where=where)

    def _doubters(self, moved: Mapping[int, int]) -> set[str]:
        """The readers who know that a table is none: a cell goes below their own part, or they are alone in one that moves."""
        found: set[str] = set()
        for cell, step in moved.items():
            held = self.held[cell]
            found.update(held if len(held) == 1 else ())
            if step < 0:
                found.update(name for name, amount in held.items() if amount > self.base[cell] + step)
        return found

    def _fails(self, target: _Target, sums: Any, steps: Steps) -> bool:
        """Whether the sums, each taken its times, show of some reader that the target cannot move so far for it."""
        covered = steps.covered(sums)
        return any(self._apart(target, reader, covered, steps) for reader in self._asked(target))

    def _apart(self, target: _Target, reader: str, covered: Mapping[int, Fraction], steps: Steps) -> bool:
        low: dict[int, int | None] = {}
        high: dict[int, int | None] = {}
        for cell in {*covered, *target.amounts}:
            end = steps.high[cell]
            if list(self.held[cell]) == [reader]:
                low[cell] = high[cell] = 0
            else:
                low[cell] = max(steps.low[cell], self.held[cell].get(reader, 0)) - self.base[cell]
                high[cell] = None if end is None else end - self.base[cell]
        for cell, aim in self._aims(target, reader).items():
            limit = high[cell] if target.sign > 0 else low[cell]
            if limit is not None and target.sign * limit < aim:
                return True
            (low if target.sign > 0 else high)[cell] = target.sign * aim
        return any(_beyond(covered, low, high, side) for side in (1, -1))


def _beyond(
    covered: Mapping[int, Fraction], low: Mapping[int, int | None], high: Mapping[int, int | None], side: int
) -> bool:
    """Whether the combination, which comes to 0, is above (or below) it wherever cells may move."""
    total = Fraction(0)
    for cell, weight in covered.items():
        end = (low if (weight > 0) == (side > 0) else high)[cell]
        if end is None:
            return False
        total += weight * end
    return total * side > 0
