"""Which marks number what: the cheapest way to read a sequence of marks as one outline.

Every mark may go on a list that is open, open a list one level further in, begin a list anew, or be no mark at all.
Each choice has a cost (in `COST`); a beam search keeps the cheapest outlines. An outline that is hardly cheaper than
another one leaves a doubt on the marks that the two read differently.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from fanlight.requests.markers import BARE_LETTER, Marker, Reading

COST = {
    "next": 0.0,  # the next value of an open list
    "skip": 1.5,  # a value left out
    "repeat": 1.8,  # the same value printed again ("1." every time)
    "open": 0.6,  # a list inside the item before, from its first value
    "open_late": 4.0,  # a list that does not begin with its first value
    "inside_like": 2.5,  # a list right inside one of the same style
    "inside_other": 1.0,  # a list of a style that an outer list has
    "led": 1.5,  # taken off those two, down to nothing, where a colon or an indent leads in
    "restart": 2.2,  # the outermost list begins anew
    "style": 1.2,  # the same list goes on in another style ("1." then "2)")
    "bare": 1.5,  # a list of numbers without any point or bracket
    "ignored": 3.5,  # a mark that is no mark
    "climb": 0.05,  # each list that is closed
}
BEAM = 48
HOPELESS = 6.0  # an outline dearer than the cheapest by more is followed no further
CLOSE = 0.35


@dataclass(frozen=True)
class Placed:
    """A mark in the outline: its depth from 0 and value, or depth -1 where it is no mark."""

    depth: int
    kind: str
    value: int
    doubt: str = ""


Stack = tuple[tuple[str, str, int], ...]  # (style, kind, last value) of every open list


@dataclass(frozen=True)
class _State:
    cost: float
    stack: Stack
    last: Placed | None = None
    before: _State | None = None

    def recent(self) -> tuple[int, ...]:
        """The depths of the last three marks: outlines that differ earlier only can be told apart no more."""
        return tuple(state.last.depth for state in islice(self.chain(), 3) if state.last)

    def chain(self) -> Iterator[_State]:
        state: _State | None = self
        while state is not None:
            yield state
            state = state.before

    def placed(self) -> list[Placed]:
        return [state.last for state in self.chain() if state.last][::-1]


def outline(markers: list[Marker]) -> list[Placed]:
    """One `Placed` for each mark, in order; the same marks give the same outline."""
    beam = [_State(0.0, ())]
    for marker in markers:
        grown = [after for state in beam for after in _moves(state, marker)]
        best: dict[tuple[Stack, tuple[int, ...]], _State] = {}
        for state in sorted(grown, key=lambda s: s.cost):
            best.setdefault((state.stack, state.recent()), state)
        least = next(iter(best.values())).cost
        beam = [state for state in list(best.values())[:BEAM] if state.cost <= least + HOPELESS]
    placed = beam[0].placed()
    rivals = [s for s in beam[1:] if s.cost - beam[0].cost < CLOSE]
    for rival in rivals:
        for at, (mine, other) in enumerate(zip(placed, rival.placed(), strict=True)):
            if mine.depth != other.depth and not mine.doubt:
                placed[at] = Placed(mine.depth, mine.kind, mine.value, "Its level in the list can be read in two ways.")
    return placed


def _moves(state: _State, marker: Marker) -> list[_State]:
    moves = [_after(state, COST["ignored"], state.stack, Placed(-1, "", 0))]
    for reading in marker.readings:
        if len(reading.path) > 1:
            moves.append(_explicit(state, reading))
            continue
        kind, value = reading.path[0]
        bare = COST["bare"] if reading.style in ("bare", BARE_LETTER) else 0.0
        moves.extend(_goes_on(state, reading, kind, value))
        first = value == 1
        cost = COST["open"] + (0.0 if first else COST["open_late"] if state.stack else min(3.0, 0.5 * value))
        cost += bare - (0.3 if not state.stack else 0.0)
        if not any(style == reading.style for style, _, _ in state.stack) or first:
            depth = len(state.stack)
            same = any(style == reading.style for style, _, _ in state.stack)
            doubt = "" if first else "The list does not begin with its first number."
            stack = (*state.stack, (reading.style, kind, value))
            if same:
                inside = COST["inside_like"] if state.stack[-1][0] == reading.style else COST["inside_other"]
                cost += max(0.0, inside - (COST["led"] if marker.leads else 0.0))
            moves.append(_after(state, cost, stack, Placed(depth, kind, value, doubt)))
    return moves


def _goes_on(state: _State, reading: Reading, kind: str, value: int) -> list[_State]:
    moves = []
    for depth, (style, open_kind, last) in enumerate(state.stack):
        if open_kind != kind:
            continue
        cost = COST["climb"] * (len(state.stack) - depth - 1) + (0.0 if style == reading.style else COST["style"])
        doubt = ""
        if value == last + 1:
            cost += COST["next"]
        elif last < value <= last + 4:
            cost += COST["skip"] + 0.2 * (value - last)
            doubt = "A number before it is left out."
        elif value == last:
            cost += COST["repeat"]
            doubt = "The same number is printed more than once."
        elif value == 1 and depth == 0:
            cost += COST["restart"]
            doubt = "The numbering begins anew here."
        else:
            continue
        stack = (*state.stack[:depth], (reading.style, kind, value))
        moves.append(_after(state, cost, stack, Placed(depth, kind, value, doubt)))
    return moves


def _explicit(state: _State, reading: Reading) -> _State:
    """A mark that names its whole path ("3(b)1") says its own depth."""
    outer, (kind, value) = reading.path[:-1], reading.path[-1]
    known = tuple(last for _, _, last in state.stack[: len(outer)])
    named = tuple(number for _, number in outer)
    stack: Stack = tuple(
        (state.stack[at][0] if at < len(state.stack) else "n", open_kind, number)
        for at, (open_kind, number) in enumerate(outer)
    )
    depth = len(outer)
    doubt, cost = "", 0.2
    if known != named:
        # "Q1a" with no "Q1" before it: the item stands where its nearest printed forebear is, or outermost.
        doubt, cost = "The question that its number belongs to is not in the text.", 1.0
        depth = sum(1 for mine, theirs in zip(known, named, strict=False) if mine == theirs)
    return _after(state, cost, (*stack, (reading.style, kind, value)), Placed(depth, kind, value, doubt))


def _after(state: _State, cost: float, stack: Stack, placed: Placed) -> _State:
    return _State(state.cost + cost, stack, placed, state)
