"""Checks the certificate of a table of many cells against the published file itself. No solver, no arrays."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from fanlight.certificate.cells_reading import Key, Seen, read_csv, read_jj
from fanlight.errors import BadInput, NotProvedSafe


def check_cells(
    certificate: Mapping[str, Any],
    public: Path,
    *,
    trees: Mapping[str, Sequence[Path]] | None = None,
    pools: Path | None = None,
    instance: Path | None = None,
    values: Mapping[Key, int] | None = None,
    threshold: int | None = None,
    knowledge: str | None = None,
) -> str:
    """The verdict that the certificate proves: "safe" or "exposed".

    `values`: the true counts of the cells, where they are at hand; else those of the certificate are taken, which must
    agree with everything given. `threshold`, `knowledge`: what the certificate must be about; else it may be about any.
    Raises `NotProvedSafe` where it proves neither, naming where; `BadInput` where it or
    the published files cannot be read as what they are.
    """
    seen = read_jj(instance, public) if instance else read_csv(public, trees or {}, pools)
    if not isinstance(certificate, Mapping):
        raise BadInput("The certificate is not a JSON object.")
    verdict = certificate.get("verdict")
    if verdict not in ("safe", "exposed"):
        raise NotProvedSafe("The certificate claims no verdict that could be proved.")
    for name, wanted in (("threshold", threshold), ("knowledge", knowledge)):
        if wanted is not None and certificate.get(name) != wanted:
            raise NotProvedSafe(f"The certificate is for another {name}.", where=str(certificate.get(name)))
    _check_form(certificate)
    try:
        checker = _Checker(certificate, seen, values)
        checker.safe() if verdict == "safe" else checker.exposed()
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise BadInput(
            "The certificate lacks a part, or has one of another kind.", where=type(error).__name__
        ) from None
    return str(verdict)


def _check_form(paper: Mapping[str, Any]) -> None:
    """Refuse what no proof reads but a reader of the certificate would believe."""
    for name, kind in (("marks", Mapping), ("known", list), ("failures", list), ("assumptions", list)):
        if not isinstance(paper.get(name, kind() if kind is list else {}), kind):
            raise BadInput("A part of the certificate is of another kind.", where=name)
    if not all(isinstance(line, str) for line in paper.get("assumptions", ())):
        raise BadInput("An assumption of the certificate is not a sentence.", where="assumptions")
    if paper["verdict"] == "safe" and paper.get("failures"):
        raise NotProvedSafe("The certificate claims to be safe and names failures.")


class _Checker:
    def __init__(self, certificate: Mapping[str, Any], seen: Seen, values: Mapping[Key, int] | None) -> None:
        if certificate.get("format") != "fanlight-cell-certificate" or certificate.get("version") != 1:
            raise BadInput("This is not a certificate of cells that this version reads.")
        self.paper, self.seen = certificate, seen
        self.k1 = certificate.get("knowledge") == "K1"
        self.threshold = _whole(certificate.get("threshold") or 0, "threshold")
        self.zeros = bool(certificate.get("zeros_protected"))
        self.known = bool(certificate.get("counts_known"))
        self.cells = [_key(entry[0]) for entry in certificate["base"]]
        self.base = [_whole(entry[1], "base") for entry in certificate["base"]]
        if len(set(self.cells)) != len(self.cells) or set(self.cells) != set(seen.marks):
            raise NotProvedSafe("The certificate is not about the cells that the published file withholds.")
        if seen.levels is None and self.threshold < 2:
            raise NotProvedSafe("The certificate names no threshold.")
        self.at = {cell: number for number, cell in enumerate(self.cells)}
        self.low, self.high = self._bounds()
        self._check_true(values)
        self.rows: list[tuple[list[tuple[int, int]], int]] = []
        self.row_of: dict[Any, int] = {}
        self.of_cell: list[list[int]] = [[] for _ in self.cells]
        for name, (terms, right) in seen.sums.items():
            open_terms = [(self.at[cell], factor) for cell, factor in terms if cell in self.at]
            left = right - sum(factor * seen.given[cell] for cell, factor in terms if cell not in self.at)
            if not open_terms:
                if left:
                    raise BadInput("What is given does not add up.", where=str(name))
                continue
            self.row_of[name] = len(self.rows)
            for cell, _ in open_terms:
                self.of_cell[cell].append(len(self.rows))
            self.rows.append((open_terms, left))

    def _bounds(self) -> tuple[list[int], list[int | None]]:
        low = [self.seen.lower[cell] for cell in self.cells]
        high = [self.seen.upper[cell] for cell in self.cells]
        told: list[tuple[int, int | None, int | None]] = []
        for number, cell in enumerate(self.cells):
            mark = self.seen.marks[cell]
            inner = cell in self.seen.inner
            if self.k1 and inner and mark != "merged":
                told.append((number, 1, None))
            if mark in self.paper.get("marks", {}):
                least, most = self.paper["marks"][mark]
                if most is not None or inner:
                    told.append((number, least, most))
        for key, least, most in self.paper.get("known", []):
            if _key(key) in self.at:
                told.append((self.at[_key(key)], least, most))
        for number, least, most in told:
            if least is not None:
                low[number] = max(low[number], _whole(least, "known"))
            if most is not None:
                end = high[number]
                high[number] = _whole(most, "known") if end is None else min(end, _whole(most, "known"))
        return low, high

    def _check_true(self, values: Mapping[Key, int] | None) -> None:
        true = self.seen.values if values is None else values
        if true is not None and self.known and any(true[cell] != self.base[self.at[cell]] for cell in self.cells):
            raise NotProvedSafe("The certificate's true counts are not the true ones.")
        if values is not None and any(values[cell] != count for cell, count in self.seen.given.items()):
            raise BadInput("A count that is given is not the true one.")

    def _agrees(self, table: Sequence[int], rows: Sequence[int] | None, where: str) -> None:
        for row in range(len(self.rows)) if rows is None else rows:
            terms, right = self.rows[row]
            if sum(factor * table[cell] for cell, factor in terms) != right:
                raise NotProvedSafe("A witness disagrees with what is published.", where=where)

    def _inside(self, cell: int, count: int, where: str) -> None:
        end = self.high[cell]
        if count < self.low[cell] or (end is not None and count > end):
            raise NotProvedSafe("A witness disagrees with what readers are said to know.", where=where)

    def safe(self) -> None:
        given = self._given_though_protected()
        if given is not None:
            raise NotProvedSafe("A figure is given although a rule protects it.", where=", ".join(given))
        for cell, count in enumerate(self.base):
            self._inside(cell, count, "base")
        self._agrees(self.base, None, "base")
        witnesses = [self._witness(moves, f"witness {at + 1}") for at, moves in enumerate(self.paper["witnesses"])]
        claims = {_whole(entry[0], "claims"): (entry[1], entry[2]) for entry in self.paper["claims"]}
        spared = {_whole(entry["cell"], "spared"): entry["steps"] for entry in self.paper["spared"]}
        for cell in range(len(self.cells)):
            up, down, width = self._requirement(cell)
            if up is None and down is None and not width:
                continue
            where = ", ".join(self.cells[cell])
            if cell in spared and not self.known:
                low, high = self._proved(spared[cell], cell)
                if high == 0 or low >= self.threshold:
                    continue
                raise NotProvedSafe("A figure is not shown to be none or above the threshold.", where=where)
            if cell not in claims:
                raise NotProvedSafe("A protected figure has no place in the certificate.", where=where)
            highest, lowest = (self._count(witnesses, number, cell, where) for number in claims[cell])
            if up is not None and highest < up:
                raise NotProvedSafe("The witness above does not reach the requirement.", where=where)
            if down is not None and lowest > down:
                raise NotProvedSafe("The witness below does not reach the requirement.", where=where)
            if highest - lowest < width:
                raise NotProvedSafe("The witnesses lie too close together.", where=where)

    def exposed(self) -> None:
        if self._given_though_protected() is not None:
            return
        for failure in self.paper["failures"]:
            cell = _whole(failure["cell"], "failures")
            if not failure["steps"] or not 0 <= cell < len(self.cells):
                continue
            low, high = self._proved(failure["steps"], cell)
            up, down, width = self._requirement(cell)
            if (up is not None and high is not None and high < up) or (down is not None and low > down):
                return
            if width and high is not None and high - low < width:
                return
        raise NotProvedSafe("No step of the certificate proves that a protected figure is known too closely.")

    def _given_though_protected(self) -> Key | None:
        if self.seen.levels is not None:
            return next((cell for cell in self.seen.levels if cell in self.seen.given), None)
        return next((cell for cell, count in self.seen.given.items() if self._flagged(count)), None)

    def _flagged(self, count: int) -> bool:
        return 1 <= count < self.threshold or (count == 0 and self.zeros)

    def _requirement(self, cell: int) -> tuple[int | None, int | None, int]:
        """(reach up to, come down to, width), worked out here."""
        key = self.cells[cell]
        if self.seen.levels is not None:
            value, lpl, upl, spl = self.seen.levels.get(key, (0, 0, 0, 0))
            return (value + upl if upl else None, value - lpl if lpl else None, spl)
        if not self.known:
            return (self.threshold, 1 if self.k1 else 0, 0)
        count = self.base[cell]
        if not self._flagged(count):
            return (None, None, 0)
        if count == 0:
            return (self.threshold, None, 0)
        return (self.threshold, None if self.k1 and count == 1 else count - 1, 0)

    def _witness(self, moves: Sequence[Any], where: str) -> dict[int, int]:
        """The counts that a witness changes, once it agrees with everything: only sums of moved cells can differ."""
        if len(moves) % 2:
            raise BadInput("A witness is not a list of cells and moves.", where=where)
        cells = [_whole(cell, where) for cell in moves[::2]]
        steps = [_whole(step, where) for step in moves[1::2]]
        if len(set(cells)) != len(cells) or any(not 0 <= cell < len(self.cells) for cell in cells):
            raise BadInput("A witness names a cell twice, or one that is not there.", where=where)
        by_row: dict[int, int] = {}
        moved = dict(zip(cells, steps, strict=True))
        for cell, step in moved.items():
            self._inside(cell, self.base[cell] + step, where)
            for row in self.of_cell[cell]:
                by_row[row] = 0
        for row in by_row:
            if sum(factor * moved.get(cell, 0) for cell, factor in self.rows[row][0]):
                raise NotProvedSafe("A witness disagrees with what is published.", where=where)
        return moved

    def _count(self, witnesses: Sequence[Mapping[int, int]], number: object, cell: int, where: str) -> int:
        found = _whole(number, where)
        if found == -1:
            return self.base[cell]
        if not 0 <= found < len(witnesses):
            raise NotProvedSafe("The certificate has no witness where it needs one.", where=where)
        return self.base[cell] + witnesses[found].get(cell, 0)

    def _proved(self, steps: Sequence[Mapping[str, Any]], cell: int) -> tuple[int, int | None]:
        """The bounds of a cell after steps, each checked with fractions from what is known and the steps before."""
        low: dict[int, int] = {}
        high: dict[int, int] = {}
        for step in steps:
            target, side = _whole(step["cell"], "steps"), step["side"]
            if side not in ("lo", "hi") or not 0 <= target < len(self.cells):
                raise BadInput("A step names no side or no cell.", where="steps")
            largest = side == "hi"
            found = self._follows(target, largest, step["sums"], low, high)
            bound = _whole(step["bound"], "steps")
            if found is None or (found > bound if largest else found < bound):
                raise NotProvedSafe("A step does not follow.", where=", ".join(self.cells[target]))
            (high if largest else low)[target] = bound
        return low.get(cell, self.low[cell]), high.get(cell, self.high[cell])

    def _follows(
        self, target: int, largest: bool, sums: Sequence[Any], low: Mapping[int, int], high: Mapping[int, int]
    ) -> int | None:
        rest: dict[int, Fraction] = {target: Fraction(-1)}
        total = Fraction(0)
        for name, text in sums:
            row = self.row_of.get(_sum_name(name))
            if row is None:
                raise NotProvedSafe("A step names a sum that the published table does not have.")
            try:
                weight = Fraction(text)
            except (TypeError, ValueError, ZeroDivisionError):
                raise BadInput("A multiplier is not a fraction.", where="steps") from None
            terms, right = self.rows[row]
            total += weight * right
            for cell, factor in terms:
                rest[cell] = rest.get(cell, Fraction(0)) + weight * factor
        for cell, weight in rest.items():
            if not weight:
                continue
            end = low.get(cell, self.low[cell]) if (weight > 0) == largest else high.get(cell, self.high[cell])
            if end is None:
                return None
            total -= weight * end
        return math.floor(total) if largest else math.ceil(total)


def _sum_name(name: Any) -> Any:
    if isinstance(name, list) and len(name) == 3 and isinstance(name[1], list):
        return (name[0], tuple(name[1]), name[2])
    return name[0] if isinstance(name, list) and len(name) == 1 else None


def _key(value: Any) -> Key:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise BadInput("A cell's key is not a list of codes.")
    return tuple(value)


def _whole(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput("A number of the certificate is not whole.", where=where)
    return value
