"""What readers are assumed to know besides what is published, as bounds on cells and as sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput, Place
from fanlight.figures.cells import NO_BOUND
from fanlight.figures.cells.contributors import Contributors
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.marks import MERGED
from fanlight.figures.cells.numbers.counts import LARGEST
from fanlight.figures.cells.public import PublicTable

Range = tuple[int, int | None]

NO_OTHER = "No other source about these counts is assumed: no other release, no outside total."
"""What is said where nothing is known from elsewhere."""
OWN_PART = "Nobody is assumed to know their own part in a withheld count beyond the bounds stated here."
OWN_AMOUNTS = (
    "Every contributor is taken to know its own amount in every cell, and where it is the only one; what several of them could "
    "put together is covered within a cell, as far as the rules say, and not across cells."
)


@dataclass(frozen=True)
class Source:
    """Where readers have something from besides the table: `name`, a file's; `cells`: by position, what it says of each
    (from, to; None: no end). `release`: another published table, whose counts are given as they are."""

    name: str
    cells: Mapping[int, Range]
    release: bool = False

    def __str__(self) -> str:
        things = ("count" if self.release else "cell") + ("" if len(self.cells) == 1 else "s")
        return f"{len(self.cells):,} {things} {'given in' if self.release else 'from'} {self.name}"


@dataclass(frozen=True)
class CellKnowledge:
    """`zeros_shown`: every zero is given (K1), so a withheld inner cell, or one of a pool, is at least 1. `telling`: marks are read, and
    `marks` is what each tells of a count (from, to; None: no end); `own`: of cells, by position, what a mark of their own
    would tell where [c] is the only one; `told`: sentences about these. `sources`: what is known from elsewhere."""

    zeros_shown: bool = False
    marks: Mapping[str, Range] = field(default_factory=dict)
    own: Mapping[int, Range] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    told: tuple[str, ...] = ()
    telling: bool = False

    @property
    def name(self) -> str:
        return "K1" if self.zeros_shown else "K0"


def telling(
    public: PublicTable, threshold: int, *, zeros_shown: bool = False, low: NDArray[np.bool_] | None = None
) -> CellKnowledge:
    """Marks that tell: a mark other than [c] says that the count is 1 to threshold - 1, or what "<5" or "≤4" says.

    `low`: which counts are low, where that is known. Then each of several marks tells just what it is used for: one
    that only low counts carry says so, one that low and other counts carry tells nothing; and where [c] is the only
    mark, the question is "what if low counts had carried a mark of their own". With zeros shown, an inner count under a
    mark that no low count carries is the threshold or more.
    """
    used = sorted(
        text for text in public.mark_texts if text not in ("", "r", "merged") and _carries(public, text).any()
    )
    own = [text for text in used if text != "c"]
    if own:
        marks: dict[str, Range] = {}
        plain = [text for text in own if _says(text) is None]
        for text in used:
            said, carries = _says(text), _carries(public, text)
            if said is not None:
                marks[text] = said
            elif low is not None and low[carries].all():
                marks[text] = (1, threshold - 1)
            elif low is not None and low[carries].any():
                continue
            elif low is None and text in plain and len(plain) == len(own):
                marks[text] = (1, threshold - 1)
            elif zeros_shown:
                marks[text] = (threshold, None)
        told = [
            f"The mark {text!r} tells readers that the {'' if ends[1] else 'inner '}count is {_words(ends)}."
            for text, ends in marks.items()
        ]
        if not zeros_shown:
            told.append(
                "That a count under a mark that no low one carries is not low (0, or the threshold or more) is not used."
            )
        return CellKnowledge(zeros_shown, marks=marks, told=tuple(told), telling=True)
    marked = ~public.given & (public.marks != MERGED)
    if low is None or not (low & marked).any():
        return CellKnowledge(zeros_shown, told=("[c] is the only mark, and it tells nothing.",), telling=True)
    own_marks: dict[int, Range] = {int(cell): (1, threshold - 1) for cell in np.flatnonzero(low & marked)}
    told = [f"Withheld counts from 1 to {threshold - 1} are taken to carry a mark of their own, which says so."]
    if zeros_shown:
        own_marks |= {int(cell): (threshold, None) for cell in np.flatnonzero(~low & marked & public.inner)}
    return CellKnowledge(zeros_shown, own=own_marks, told=tuple(told), telling=True)


def bounds(public: PublicTable, knowledge: CellKnowledge) -> tuple[Ints, Ints]:
    """Lower and upper bounds of all cells. Raises `BadInput` where something known contradicts a given count."""
    lower, upper = public.lower.copy(), public.upper.copy()
    if knowledge.zeros_shown:
        shown = not_zero(public)
        lower[shown] = np.maximum(lower[shown], 1)
    for text, (low, high) in knowledge.marks.items():
        carries = (public.marks == public.mark_texts.index(text)) & ~public.given
        if high is None:
            carries &= public.inner
        lower[carries] = np.maximum(lower[carries], low)
        upper[carries] = np.minimum(upper[carries], NO_BOUND if high is None else high)
    everything = (("a mark", knowledge.own), *((source.name, source.cells) for source in knowledge.sources))
    for name, cell, (low, high) in ((name, cell, ends) for name, cells in everything for cell, ends in cells.items()):
        lower[cell] = max(lower[cell], low)
        upper[cell] = min(upper[cell], NO_BOUND if high is None else high)
        if public.given[cell] and not lower[cell] <= public.values[cell] <= upper[cell]:
            raise BadInput(
                f"What is said to be known ({name}) contradicts a count that is given.",
                where=Place.of_cell(public.key(cell)),
                next_step=f"Correct {name}, or the published count.",
            )
    return lower, upper


def not_zero(public: PublicTable) -> NDArray[np.bool_]:
    """The withheld cells that readers who know that every zero is given take for at least 1."""
    return np.asarray(public.finest & ~public.given & (public.marks != MERGED))


def assumptions(
    public: PublicTable, knowledge: CellKnowledge, *, values_known: bool, contributors: Contributors | None = None
) -> tuple[str, ...]:
    """The sentences that an audit's result rests on."""
    what = "inner or pooled" if (public.marks == MERGED).any() else "inner"
    said = [
        f"K1: readers know that every zero is given, so that a withheld {what} count is at least {public.unit}."
        if knowledge.zeros_shown
        else "K0: nobody is assumed to know how zeros are treated."
    ]
    said += knowledge.told or ("All withheld figures carry marks that tell nothing about their counts.",)
    if (public.marks == MERGED).any():
        said.append("The parts of a pool are withheld figures, and readers know which codes it pools.")
    said.append(
        "Readers know every count, total and pool that is given, that "
        + (f"values are multiples of {public.unit}" if public.places else "counts are whole numbers")
        + (" of at least 0" if not (public.lower < 0).any() else " within the bounds stated for each cell")
        + ", and how the codes add up."
    )
    if public.places:
        said.append(
            f"Taken for granted of all values: that they are multiples of {public.unit}, the smallest unit that those of the "
            f"file need, and lie within {LARGEST:,} (2^53) of it. The tables that prove something and the ends of intervals are such."
        )
    said += [f"Known besides: {source}." for source in knowledge.sources]
    if not any(source.cells for source in knowledge.sources):
        said.append(NO_OTHER)
    said.append(OWN_PART if contributors is None else OWN_AMOUNTS)
    said.append(
        "Not proved: what a reader learns who knows by which program and measure the withheld cells were chosen "
        "(see the minimality attack)."
    )
    if not values_known:
        said.append(
            "The true counts are not known to this audit: every withheld figure that may be low must reach up to the "
            "threshold and down to 0 (K1: to 1)."
        )
    return tuple(said)


def _carries(public: PublicTable, text: str) -> NDArray[np.bool_]:
    return np.asarray(public.marks == public.mark_texts.index(text))


def _says(text: str) -> Range | None:
    """What a mark says of itself. "<5" is taken to leave zeros out, which have a mark or a figure of their own."""
    said = re.fullmatch(r"\[?\s*(<=|≤|<)\s*([0-9]{1,9})\s*\]?", text)
    if not said:
        return None
    return (1, max(1, int(said[2]) - (1 if said[1] == "<" else 0)))


def _words(found: Range) -> str:
    low, high = found
    return f"{low} or more" if high is None else f"{low} to {high}" if low < high else f"{low}"
