"""What the status of a published figure says: given, withheld, perturbed, or a mark of its own; and whether its count is there."""

from __future__ import annotations

from fanlight.errors import BadInput, option
from fanlight.figures.cells.numbers.counts import whole
from fanlight.figures.cells.numbers.decimals import measured

GIVEN, WITHHELD, PERTURBED, MERGED = 0, 1, 2, 3
"""The first four marks of every table: given, [c], perturbed, and no row at all because merged into a pool."""

FIRST_MARKS = ("", "c", "r", "merged")

MOST_MARKS = 1_000
"""How many different ones a table may have: more are no marks."""


def mark_of(text: str, texts: list[str], where: str) -> int:
    """The mark that a status is, as its place in `texts`, where it is put if it is new. Raises `BadInput`."""
    if text == FIRST_MARKS[MERGED]:
        raise BadInput(
            f"The status may not be “{text}”: a merged code has no row.",
            where=where,
            next_step=f"Leave the row out, and give the pools with {option('pools')}.",
        )
    if text not in texts:
        if len(texts) == MOST_MARKS:
            raise BadInput(
                f"The table has more than {MOST_MARKS:,} different marks.",
                where=where,
                next_step="A status is a mark that several figures share, c say; notes belong elsewhere.",
            )
        texts.append(text)
    return texts.index(text)


def count_of(
    count: str, status: str, texts: list[str], where: str, *, least: int | None, places: int = 0
) -> tuple[int, int]:
    """A row's count, 0 where it is withheld, and its mark; `least` as for `whole`, `places` as for `measured`. Raises
    `BadInput`."""
    mark = mark_of(status, texts, where)
    if mark in (GIVEN, PERTURBED):
        next_step = "" if count else _BLANK
        if places:
            return measured(count, "The count", where, places, next_step=next_step), mark
        return whole(count, "The count", where, least=least, next_step=next_step), mark
    if count:
        raise BadInput(
            "The figure is withheld, yet its count is there.",
            where=where,
            next_step="Leave its count empty, or its status where the figure is given.",
        )
    return 0, mark


_BLANK = "The status says that the figure is given: write its count, or the status c where it is withheld."
