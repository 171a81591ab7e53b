"""What a certificate of cells takes readers to know, and the words that must say so: worked out from its facts, then
compared. No sentence of a certificate is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fanlight.certificate.cells_reading import Key, Seen
from fanlight.certificate.form import canonical, key_of, listed, parts, whole
from fanlight.certificate.groups import dimensions_of
from fanlight.errors import BadInput, NotProvedSafe

Range = tuple[int | None, int | None]


class Knowing:
    """`told`: of withheld cells, the ranges (from, to; None: no end) that readers have, one after another: of zeros, of
    marks and from elsewhere. Raises `BadInput` and `NotProvedSafe` where the certificate's facts do not fit the
    published file, or its words do not follow from its facts."""

    def __init__(self, paper: Mapping[str, Any], seen: Seen, base: Mapping[Key, int]) -> None:
        self.seen = seen
        self.k1 = paper["knowledge"] == "K1"
        self.known = paper["counts_known"]
        self.zeros = paper["zeros_protected"]
        self.told: list[tuple[Key, Range]] = []
        by_levels = seen.levels is not None
        if paper.get("unit", "1") != seen.unit or ("unit" in paper) != bool(seen.places):
            raise NotProvedSafe("The certificate counts in another unit than the instance needs.", where="unit")
        if seen.places and paper["telling"]:
            raise NotProvedSafe("Marks tell of counts, and the instance has decimals.", where="telling")
        if by_levels and not paper["telling"]:
            self.threshold = 0
            fits = paper["threshold"] is None
        else:
            self.threshold = whole(paper["threshold"], "threshold")
            fits = self.threshold >= 2
        if not fits or (self.zeros and (by_levels or not self.known)) or (by_levels and not self.known):
            raise NotProvedSafe("The certificate's rule is none for what is published.", where="threshold")
        if self.k1:
            finest = seen.inner | seen.pooled
            self.told += [(cell, (1, None)) for cell in finest if seen.marks[cell] != "merged"]
        words = list(self._marks(base, paper["marks"])) if paper["telling"] else []
        if not paper["telling"] and paper["marks"] != {}:
            raise NotProvedSafe("The certificate's marks tell something, though they are not read.", where="marks")
        self.groups = dimensions_of(paper["groups"], seen) if "groups" in paper else []
        if self.groups and (by_levels or not self.known):
            raise NotProvedSafe("Groups are those of true counts under a threshold.", where="groups")
        besides = [self._source(source) for source in listed(paper["sources"], "sources")]
        for name, said in (("rule", self._rule()), ("assumptions", [*self._assumptions(words, besides)])):
            if paper[name] != said:
                raise NotProvedSafe("The certificate's words are not those that follow from its facts.", where=name)

    def _marks(self, base: Mapping[Key, int], written: Any) -> Iterator[str]:
        """Works out what marks tell, compares it, and says it."""
        low = {cell for cell, count in base.items() if 1 <= count < self.threshold}
        carriers: dict[str, list[Key]] = {}
        for cell, mark in self.seen.marks.items():
            if mark != "merged":
                carriers.setdefault(mark, []).append(cell)
        silent = all(mark == "c" or _says(mark) is None for mark in carriers)
        marks: dict[str, Range] = {}
        under: Range = (1, self.threshold - 1)
        for mark in sorted(carriers) if set(carriers) - {"c"} else ():
            used_low = [cell in low for cell in carriers[mark]]
            if _says(mark) is not None:
                marks[mark] = _says(mark) or under
            elif all(used_low) if self.known else silent and mark != "c":
                marks[mark] = under
            elif self.k1 and not (self.known and any(used_low)):
                marks[mark] = (self.threshold, None)
        if canonical(written) != canonical(marks):
            raise NotProvedSafe("The certificate's marks tell something else than the published ones.", where="marks")
        for mark, ends in marks.items():
            self.told += [(cell, ends) for cell in carriers[mark] if ends[1] is not None or cell in self.seen.inner]
            inner = "" if ends[1] else "inner "
            yield f"The mark {mark!r} tells readers that the {inner}count is {_range(ends)}."
        if set(carriers) - {"c"}:
            if not self.k1:
                yield (
                    "That a count under a mark that no low one carries is not low (0, or the threshold or more) is not used."
                )
            return
        plain = carriers.get("c", [])
        if not self.known or not low & set(plain):
            yield "[c] is the only mark, and it tells nothing."
            return
        self.told += [(cell, under) for cell in plain if cell in low]
        if self.k1:
            self.told += [
                (cell, (self.threshold, None)) for cell in plain if cell not in low and cell in self.seen.inner
            ]
        yield f"Withheld counts from 1 to {under[1]} are taken to carry a mark of their own, which says so."

    def _source(self, source: Any) -> tuple[int, str]:
        """Takes what is known from elsewhere. Returns of how many cells, and the words."""
        parts(source, ("name", "release", "cells"), "sources")
        name, release, cells = source["name"], source["release"], listed(source["cells"], "sources")
        if not isinstance(name, str) or not isinstance(release, bool):
            raise BadInput("A part of the certificate is of another kind.", where="sources")
        met: set[Key] = set()
        for entry in cells:
            cell = key_of(listed(entry, "sources", 3)[0])
            low, high = (None if end is None else whole(end, "sources") for end in entry[1:])
            if cell in met or (low is None and high is None) or (release and low != high):
                raise BadInput("A cell known from elsewhere stands twice, or nothing is known of it.", where=name)
            met.add(cell)
            if cell in self.seen.given:
                count = self.seen.given[cell]
                if (low is not None and count < low) or (high is not None and count > high):
                    raise BadInput("What is known from elsewhere contradicts a count that is given.", where=name)
            elif cell in self.seen.marks:
                self.told.append((cell, (low, high)))
            else:
                raise BadInput("A cell known from elsewhere is none of the published table's.", where=name)
        things = ("count" if release else "cell") + ("" if len(cells) == 1 else "s")
        return len(cells), f"{len(cells):,} {things} {'given in' if release else 'from'} {name}"

    def _rule(self) -> str:
        if self.seen.amounts is not None:
            return (
                "Protected: every amount that the rules find unsafe, as far as their levels say, and from every contributor too; a "
                "sum of one contributor's amounts as far as each of them."
            )
        if self.seen.levels is not None:
            return (
                "Protected: every cell of status u or m of the instance, as far as its levels say; where they ask for nothing, "
                "at least two values stay possible."
            )
        low = f"Protected: every count below {self.threshold}, {'0 among them' if self.zeros else 'but for 0'}"
        if not self.known:
            return f"{low}; of unknown counts, every withheld one that may be low."
        hidden = f" No sum over {', '.join(self.groups)} that is not 0 is known to fall in one code alone."
        return f"{low}.{hidden if self.groups else ''}"

    def _assumptions(self, marks: list[str], besides: list[tuple[int, str]]) -> Iterator[str]:
        if self.k1:
            what = "inner or pooled" if "merged" in self.seen.marks.values() else "inner"
            yield (
                f"K1: readers know that every zero is given, so that a withheld {what} count is at least {self.seen.unit}."
            )
        else:
            yield "K0: nobody is assumed to know how zeros are treated."
        yield from marks or ["All withheld figures carry marks that tell nothing about their counts."]
        if "merged" in self.seen.marks.values():
            yield "The parts of a pool are withheld figures, and readers know which codes it pools."
        least = " within the bounds stated for each cell" if self.seen.below_zero else " of at least 0"
        kind = f"values are multiples of {self.seen.unit}" if self.seen.places else "counts are whole numbers"
        yield f"Readers know every count, total and pool that is given, that {kind}{least}, and how the codes add up."
        if self.seen.places:
            yield (
                f"Taken for granted of all values: that they are multiples of {self.seen.unit}, the smallest unit that those of "
                "the file need, and lie within 9,007,199,254,740,992 (2^53) of it. The tables that prove something and the ends of "
                "intervals are such."
            )
        for _, words in besides:
            yield f"Known besides: {words}."
        if not any(number for number, _ in besides):
            yield "No other source about these counts is assumed: no other release, no outside total."
        if self.seen.amounts is None:
            yield "Nobody is assumed to know their own part in a withheld count beyond the bounds stated here."
        else:
            yield (
                "Every contributor is taken to know its own amount in every cell, and where it is the only one; what several of "
                "them could put together is covered within a cell, as far as the rules say, and not across cells."
            )
        yield (
            "Not proved: what a reader learns who knows by which program and measure the withheld cells were chosen "
            "(see the minimality attack)."
        )
        if not self.known:
            yield (
                "The true counts are not known to this audit: every withheld figure that may be low must reach up to the "
                "threshold and down to 0 (K1: to 1)."
            )


def _says(mark: str) -> Range | None:
    """What a mark says of itself: "<5" and "≤4" both that a count is from 1 to 4."""
    said = re.fullmatch(r"\[?\s*(<=|≤|<)\s*([0-9]{1,9})\s*\]?", mark)
    return (1, max(1, int(said[2]) - int(said[1] == "<"))) if said else None


def _range(ends: Range) -> str:
    low, high = ends
    return f"{low} or more" if high is None else f"{low}" if low == high else f"{low} to {high}"
