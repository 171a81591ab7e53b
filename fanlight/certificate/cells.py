"""Checks the certificate of a table of many cells against the published file itself. No solver, no arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fanlight.certificate.cells_reading import File, Key, Seen, read_csv
from fanlight.certificate.contributors import Internal, Rules, take_amounts
from fanlight.certificate.form import check_form, key_of, listed, parts, whole
from fanlight.certificate.groups import Grouped, dimensions_of
from fanlight.certificate.jj_reading import read_jj
from fanlight.certificate.knowing import Knowing
from fanlight.certificate.steps import Steps
from fanlight.errors import BadInput, NotProvedSafe, completed, option


def check_cells(
    certificate: Any,
    public: File,
    *,
    trees: Mapping[str, Sequence[File]] | None = None,
    pools: File | None = None,
    instance: Path | None = None,
    values: Mapping[Key, int] | None = None,
    amounts: Mapping[Key, Mapping[str, int]] | None = None,
    threshold: int | None = None,
    knowledge: str | None = None,
    groups: Sequence[str] = (),
    sha256: str | None = None,
    name: str = "",
) -> str:
    """The verdict that the certificate proves: "safe" or "exposed".

    `values`: the true counts of the cells, where they are at hand; else those of the certificate are taken, which must
    agree with everything given. `amounts`: of a table of amounts who contributes how much to each cell, which such a
    certificate is checked with. `threshold`, `knowledge`, `groups` (dimensions), `sha256`: what the certificate must be about, or
    be; else it may be any. `name`: the certificate's file, for messages. Every part is checked, whatever the verdict needs, and every word against the facts beside it.
    Raises `NotProvedSafe` where it proves neither, naming where; `BadInput` where it or
    the published files cannot be read as what they are.
    """
    with completed("", "Give the published file that the audit was of, with its instance, or its trees and pools."):
        seen = read_jj(instance, public) if instance else read_csv(public, trees or {}, pools)
        with completed(public.name):
            _check_given(seen, values)
    with completed(name, REWRITE):
        paper = check_form(certificate, "cells", sha256)
        if ("contributors" in paper) != (amounts is not None):
            raise BadInput(
                "A certificate of amounts is checked with the records, and no other is.",
                where="contributors",
                next_step=f"Give {option('records')}, {option('amount')} and {option('holder')} for amounts, and for nothing else.",
            )
        if amounts is not None:
            rules = Rules(parts(paper["contributors"], ("rules", "targets"), "contributors")["rules"])
            take_amounts(seen, amounts, rules)
        verdict = paper["verdict"]
        if verdict not in ("safe", "exposed"):
            raise NotProvedSafe("The certificate claims no verdict that could be proved.")
        for part, wanted in (("threshold", threshold), ("knowledge", knowledge)):
            if wanted is not None and paper[part] != wanted:
                raise NotProvedSafe(
                    f"The certificate is for another {part}.",
                    where=f"{part} {paper[part]}",
                    next_step=f"Give the certificate of an audit with what {option(part)} says, or leave the option out.",
                )
        if set(groups) - set(dimensions_of(paper["groups"], seen) if "groups" in paper else ()):
            raise NotProvedSafe(
                "The certificate does not speak of these groups.",
                where=", ".join(groups),
                next_step=f"Give the certificate of an audit with what {option('groups')} says, or leave the option out.",
            )
        proved, where = _Checker(paper, seen, values).verdict()
        if proved != verdict:
            raise NotProvedSafe(f"The certificate does not prove its verdict; it proves: {proved}.", where=where)
    return proved


REWRITE = (
    "Give the certificate and the published files of one audit, with its options; if they are that, write it again."
)


def _check_given(seen: Seen, values: Mapping[Key, int] | None) -> None:
    """Raises `BadInput` where counts that are given do not add up, or are not the true `values`."""
    for cell, count in seen.given.items():
        if values is not None and values[cell] != count:
            raise BadInput(
                "A count that is given is not the true one.",
                where=", ".join(cell),
                next_step="Correct the published file, or give the true cells that it was made from.",
            )
    for name, (terms, right) in seen.sums.items():
        if all(cell in seen.given for cell, _ in terms) and right != sum(
            factor * seen.given[cell] for cell, factor in terms
        ):
            raise BadInput(
                "What is given does not add up.",
                where=f"equation {name}" if isinstance(name, int) else f"the sum for {', '.join(name[1])}",
            )


class _Checker:
    def __init__(self, paper: Mapping[str, Any], seen: Seen, values: Mapping[Key, int] | None) -> None:
        self.paper, self.seen = paper, seen
        entries = [listed(entry, "base", 2) for entry in listed(paper["base"], "base")]
        self.cells = [key_of(cell) for cell, _ in entries]
        self.base = [whole(count, "base") for _, count in entries]
        if len(set(self.cells)) != len(self.cells) or set(self.cells) != set(seen.marks):
            raise NotProvedSafe("The certificate is not about the cells that the published file withholds.")
        self.at = {cell: number for number, cell in enumerate(self.cells)}
        self.knowing = Knowing(paper, seen, dict(zip(self.cells, self.base, strict=True)))
        self._check_true(values)
        self.low, self.high = self._bounds()
        self.rows: dict[Any, tuple[list[tuple[int, int]], int]] = {}
        self.of_cell: list[list[Any]] = [[] for _ in self.cells]
        for name, (terms, right) in seen.sums.items():
            open_terms = [(self.at[cell], factor) for cell, factor in terms if cell in self.at]
            left = right - sum(factor * seen.given[cell] for cell, factor in terms if cell not in self.at)
            if not open_terms:
                continue
            for cell, _ in open_terms:
                self.of_cell[cell].append(name)
            self.rows[name] = (open_terms, left)
        self.steps = Steps(self.rows, self.low, self.high, self.cells)
        self._check_base()
        self.witnesses: list[dict[int, int]] = [
            self._witness(listed(moves, "witnesses"), f"witness {number}")
            for number, moves in enumerate(listed(paper["witnesses"], "witnesses"), start=1)
        ]

    def _bounds(self) -> tuple[list[int], list[int | None]]:
        low = [self.seen.lower[cell] for cell in self.cells]
        high = [self.seen.upper[cell] for cell in self.cells]
        for cell, (least, most) in self.knowing.told:
            number = self.at[cell]
            end = high[number]
            low[number] = low[number] if least is None else max(low[number], least)
            high[number] = end if most is None else most if end is None else min(end, most)
        return low, high

    def _check_true(self, values: Mapping[Key, int] | None) -> None:
        true = self.seen.values if values is None else values
        known = self.knowing.known
        if true is not None and known and any(true[cell] != self.base[self.at[cell]] for cell in self.cells):
            raise NotProvedSafe("The certificate's true counts are not the true ones.")

    def _check_base(self) -> None:
        for cell, count in enumerate(self.base):
            self._inside(cell, count, "base")
        for terms, right in self.rows.values():
            if sum(factor * self.base[cell] for cell, factor in terms) != right:
                raise NotProvedSafe("A witness disagrees with what is published.", where="base")

    def _inside(self, cell: int, count: int, where: str) -> None:
        end = self.high[cell]
        if count < self.low[cell] or (end is not None and count > end):
            raise NotProvedSafe("A witness disagrees with what readers are said to know.", where=where)

    def _witness(self, moves: Sequence[Any], where: str) -> dict[int, int]:
        """The counts that a witness changes, once it agrees with everything: only sums of moved cells can differ."""
        cells = [whole(cell, where) for cell in moves[::2]]
        steps = [whole(step, where) for step in moves[1::2]]
        if len(cells) != len(steps) or 0 in steps:
            raise BadInput("A witness is not a list of cells and moves.", where=where)
        if len(set(cells)) != len(cells) or any(not 0 <= cell < len(self.cells) for cell in cells):
            raise BadInput("A witness names a cell twice, or one that is not there.", where=where)
        moved = dict(zip(cells, steps, strict=True))
        for cell, step in moved.items():
            self._inside(cell, self.base[cell] + step, where)
        for row in {row for cell in moved for row in self.of_cell[cell]}:
            if sum(factor * moved.get(cell, 0) for cell, factor in self.rows[row][0]):
                raise NotProvedSafe("A witness disagrees with what is published.", where=where)
        return moved

    def verdict(self) -> tuple[str, str]:
        """What is proved, "safe", "exposed" or "nothing", and the first figure that stands in the way.

        Each figure that a rule protects must stand in one of four places, and no other figure in any.
        """
        left = {cell for cell in range(len(self.cells)) if self._requirement(cell) != (None, None, 0)}
        for cell, high, low in (listed(entry, "claims", 3) for entry in listed(self.paper["claims"], "claims")):
            self._take(left, cell, "claims")
            self._reached(cell, high, low)
        for name, part, needs in (
            ("spared", ("cell", "steps"), self._spared),
            ("failures", ("cell", "low_in", "steps"), self._fails),
        ):
            for entry in listed(self.paper[name], name):
                parts(entry, part, name)
                self._take(left, entry["cell"], name)
                needs(entry)
        first = ", ".join(self.cells[min(left)]) if left else ""
        if [whole(cell, "unproved") for cell in listed(self.paper["unproved"], "unproved")] != sorted(left):
            raise NotProvedSafe("The figures without a proof are not those that the certificate lists.", where=first)
        besides = {self._contributors(), self._groups()}
        if self._given_though_protected() or self.paper["failures"] or "exposed" in besides:
            return "exposed", ""
        return ("nothing", first) if left or "nothing" in besides else ("safe", "")

    def _groups(self) -> str:
        """What is proved of sums that fall in one code; of a certificate that does not speak of them, nothing is asked."""
        if "groups" not in self.paper:
            return "safe"
        grouped = Grouped(self.paper["groups"], self.seen, self.at, self.base)
        return grouped.verdict(self.witnesses, Steps(self.rows, self.low, self.high, self.cells))

    def _contributors(self) -> str:
        """What is proved of contributors who know their own part; of tables without any, that they are safe from them."""
        amounts = self.seen.amounts
        if amounts is None:
            return "safe"
        entry = self.paper["contributors"]
        internal = Internal(amounts, Rules(entry["rules"]), self.cells, self.base)
        return internal.verdict(entry["targets"], self.witnesses, Steps(self.rows, self.low, self.high, self.cells))

    def _take(self, left: set[int], cell: object, name: str) -> None:
        if whole(cell, name) not in left:
            raise NotProvedSafe("A figure stands twice in the certificate, or nothing protects it.", where=name)
        left.remove(cell)  # type: ignore[arg-type]

    def _given_though_protected(self) -> bool:
        if self.seen.levels is not None:
            return any(cell in self.seen.given for cell in self.seen.levels)
        return any(self._flagged(count) for count in self.seen.given.values())

    def _flagged(self, count: int) -> bool:
        return 1 <= count < self.knowing.threshold or (count == 0 and self.knowing.zeros)

    def _requirement(self, cell: int) -> tuple[int | None, int | None, int]:
        """(reach up to, come down to, width), worked out here."""
        threshold, k1, key = self.knowing.threshold, self.knowing.k1, self.cells[cell]
        if self.seen.levels is not None:
            if key not in self.seen.levels:
                return (None, None, 0)
            value, lpl, upl, spl = self.seen.levels[key]
            if k1:
                # Everybody knows that it is 1 at least: no level reaches lower.
                lpl = min(lpl, max(value - 1, 0))
            if not (lpl or upl or spl):
                # Protected without saying how far: it may not be known exactly.
                spl = 1
            return (value + upl if upl else None, value - lpl if lpl else None, spl)
        if not self.knowing.known:
            return (threshold, 1 if k1 else 0, 0)
        count = self.base[cell]
        if not self._flagged(count):
            return (None, None, 0)
        if count == 0:
            return (threshold, None, 0)
        return (threshold, None if k1 and count == 1 else count - 1, 0)

    def _reached(self, cell: int, high: object, low: object) -> None:
        where = ", ".join(self.cells[cell])
        up, down, width = self._requirement(cell)
        highest, lowest = self._count(high, cell, where), self._count(low, cell, where)
        if up is not None and highest < up:
            raise NotProvedSafe("The witness above does not reach the requirement.", where=where)
        if down is not None and lowest > down:
            raise NotProvedSafe("The witness below does not reach the requirement.", where=where)
        if highest - lowest < width:
            raise NotProvedSafe("The witnesses lie too close together.", where=where)

    def _count(self, number: object, cell: int, where: str) -> int:
        found = whole(number, where)
        if not -1 <= found < len(self.witnesses):
            raise NotProvedSafe("The certificate has no witness where it needs one.", where=where)
        return self.base[cell] + (self.witnesses[found].get(cell, 0) if found >= 0 else 0)

    def _spared(self, entry: Mapping[str, Any]) -> None:
        """A figure of unknown count that is none, or not below the threshold, has no requirement."""
        low, high = self.steps.proved(entry["steps"], entry["cell"])
        if self.knowing.known or (high != 0 and low < self.knowing.threshold):
            raise NotProvedSafe("A figure is not shown to be none or above the threshold.", where="spared")

    def _fails(self, entry: Mapping[str, Any]) -> None:
        cell = entry["cell"]
        where = ", ".join(self.cells[cell])
        low, high = self.steps.proved(entry["steps"], cell)
        up, down, width = self._requirement(cell)
        short = up is not None and high is not None and high < up
        tall = down is not None and low > down
        if not (short or tall or (high is not None and high - low < width)):
            raise NotProvedSafe("No step of the certificate proves that a figure is known too closely.", where=where)
        if self.knowing.known:
            fits = entry["low_in"] is None
        else:
            fits = 1 <= self._count(entry["low_in"], cell, where) < self.knowing.threshold
        if not fits:
            raise NotProvedSafe("A figure of unknown count is not shown to be low in any table.", where=where)
