"""Wide tables are cut into parts that fit the page, and nothing is lost in the cutting."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fanlight.documents.columns import PAGE, SIZES, TURNED, parts
from fanlight.tables.layout import Grid
from fanlight.tables.stages import Shown


def laid(columns: int, rows: int, *, words: int = 8) -> Grid:
    headers = ("Offence", *("x" * words + str(at) for at in range(columns)))
    return Grid(
        headers,
        1,
        tuple((("Burglary " * 4,), tuple(Shown(at * row) for at in range(columns))) for row in range(rows)),
    )


def test_a_narrow_table_stays_whole_in_the_letters_type() -> None:
    (one,) = parts(laid(3, 4))
    assert (one.size, one.number, one.of) == (SIZES[0], 1, 1)
    assert abs(sum(one.widths) - PAGE) < 1e-6


def test_a_wider_one_takes_smaller_type_first() -> None:
    (one,) = parts(laid(5, 4))
    assert one.size == SIZES[-1]


def test_a_table_that_is_wider_still_turns_the_page_before_it_is_cut() -> None:
    (one,) = parts(laid(8, 4))
    assert (one.turned, one.of) == (True, 1)
    assert {(part.turned, part.of) for part in parts(laid(40, 4))} == {(True, 5)}


@given(columns=st.integers(1, 60), rows=st.integers(1, 4), words=st.integers(1, 30))
def test_every_figure_is_in_just_one_part_under_its_heading(columns: int, rows: int, words: int) -> None:
    whole = laid(columns, rows, words=words)
    cut = parts(whole)
    assert [part.number for part in cut] == list(range(1, len(cut) + 1))
    assert {part.of for part in cut} == {len(cut)}
    assert tuple(head for part in cut for head in part.grid.headers[1:]) == whole.headers[1:]
    for at, (labels, cells) in enumerate(whole.rows):
        assert tuple(cell for part in cut for cell in part.grid.rows[at][1]) == cells
        assert all(part.grid.rows[at][0] == labels for part in cut)
    assert all(len(part.widths) == len(part.grid.headers) for part in cut)
    assert all(
        sum(part.widths) <= (TURNED if part.turned else PAGE) + 1e-6 or len(part.grid.headers) == 2 for part in cut
    )
