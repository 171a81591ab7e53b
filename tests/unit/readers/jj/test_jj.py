"""JJ files: read exactly, to the letter, by the reader and by the second checker; what is refused says where."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fanlight.audit.cells import audit_cells, from_table
from fanlight.audit.certificate.cells import certificate_of
from fanlight.certificate import check
from fanlight.errors import BadInput, FanlightError
from fanlight.figures.cells import NO_BOUND
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.readers.jj.file import read_jj, write_jj
from fanlight.readers.public.reading import read_public_jj
from tests.asking import protect

SMALL = (
    "0\n4\n0 10 10 s 0 99 0 0 0\n1 4 4 u 0 99 2 2 0\n2 3 3 s 0 99 0 0 0\n3 3 3 s 0 99 0 0 0\n1\n"
    "0 4 : 0 (-1) 1 (1) 2 (1) 3 (1)\n"
)
SHOWN = "cell,status\n0,\n1,c\n2,c\n3,\n"
TOP = 2**53


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


def three(whole: str, first: str, second: str) -> str:
    """A table of a whole and its two parts."""
    cells = [f"{number} {value} 1 s 0 {TOP} 0 0 0" for number, value in enumerate((whole, first, second))]
    return "\n".join(["0", "3", *cells, "1", "0 3 : 0 (-1) 1 (1) 2 (1)", ""])


def saved(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "x.jj"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("part", [f"{TOP - 1}", f"{TOP - 1}.0", "900719925474099.1e1", "+9007199254740991"])
def test_the_largest_numbers_are_exact_however_they_are_written(tmp_path: Path, part: str) -> None:
    table = read_jj(saved(tmp_path, three(str(TOP), part, "1")))
    assert table.values.tolist() == [TOP, TOP - 1, 1]


@pytest.mark.parametrize(
    ("whole", "first", "second"),
    [
        (f"{TOP}", f"{TOP}", "1"),
        (f"{TOP}.0", f"{TOP - 2}.0", "1.0"),
        ("9007199254740991", "9007199254740990.0", "2"),
    ],
)
def test_a_sum_that_is_one_off_is_refused_at_any_size(tmp_path: Path, whole: str, first: str, second: str) -> None:
    with pytest.raises(BadInput, match=r"line 7: The counts of this equation do not add up"):
        read_jj(saved(tmp_path, three(whole, first, second)))


def test_a_sum_that_is_off_by_what_64_bits_hold_is_refused(tmp_path: Path) -> None:
    """2^11 times 2^53 is 0 in 64 bits, as is four times the quarter of it."""
    cells = "".join(f"{number} {TOP} 1 s 0 {TOP} 0 0 0\n" for number in range(4))
    with pytest.raises(BadInput, match="line 8: The sum of this equation is beyond"):
        read_jj(saved(tmp_path, f"0\n4\n{cells}1\n0 4 : 0 (512) 1 (512) 2 (512) 3 (512)\n"))


@pytest.mark.parametrize("factor", [513, -513, TOP])
def test_a_factor_is_no_larger_than_bounds_allow(tmp_path: Path, factor: int) -> None:
    """The audit of such a table said that a count is not what it is."""
    cells = "".join(f"{number} 3 1 s 0 {TOP} 0 0 0\n" for number in range(2))
    with pytest.raises(BadInput, match="line 6: A factor is too large for the bounds of its cell"):
        read_jj(saved(tmp_path, f"0\n2\n{cells}1\n0 2 : 0 ({factor}) 1 ({-factor})\n"))
    assert len(read_jj(saved(tmp_path, f"0\n2\n{cells}1\n0 2 : 0 (512) 1 (-512)\n"))) == 2


def test_numbers_beyond_two_to_the_53_are_refused_and_not_repeated(tmp_path: Path) -> None:
    for text in (f"{TOP + 1}", f"{TOP + 1}.0", "1e16", "9" * 59):
        for place, new in (("10 10 s", f"10 {text} s"), ("4 u 0 99", f"4 u 0 {text}"), ("(-1) 1", f"({text}) 1")):
            with pytest.raises(BadInput, match=r"x.jj, line \d: .* is beyond 9,007,199,254,740,992") as refused:
                read_jj(saved(tmp_path, changed(place, new)))
            assert text not in str(refused.value)
            assert refused.value.next_step


NO_NUMBERS = ["nan", "NaN", "inf", "-inf", "Infinity", "0x4", "1_0", "４", "4,0", "1e", ".5e1", "--4", "½", "1d2"]


@pytest.mark.parametrize("word", NO_NUMBERS)
def test_what_is_no_number_is_refused_wherever_it_stands(tmp_path: Path, word: str) -> None:
    for old, new, line in (
        ("1 4 4 u", f"1 {word} 4 u", 4),
        ("0 99 2", f"0 {word} 2", 4),
        ("\n4\n", f"\n{word}\n", 2),
        ("3 (1)", f"3 ({word})", 8),
        ("0 4 :", f"{word} 4 :", 8),
    ):
        with pytest.raises(BadInput, match=f"x.jj, line {line}: .* is not a number"):
            read_jj(saved(tmp_path, changed(old, new)))


Case = tuple[str, str, str]
REFUSED: list[Case] = [
    ("1 4 4", "1 4.2 4", "line 8: The values of this equation do not add up exactly"),
    ("1 4 4", "1 4.5 4", "line 8: The counts of this equation do not add up"),
    ("3 (1)", "3 (1.5)", "line 8: A factor is not whole"),
    ("3 (1)", "3.5 (1)", "line 8: A cell's number is not whole"),
    ("0 4 :", "0 4.5 :", "line 8: The number of terms is not whole"),
    ("0 4 :", "0.5 4 :", "line 8: The counts of this equation do not add up"),
    ("\n2 3 3", "\n2.5 3 3", "line 5: The cell's number is not whole"),
    ("0 99 2", "0 1e400 2", "line 4: The upper bound has more digits, or a larger exponent"),
    ("0 99 2", "0 1e999999999999 2", "line 4: The upper bound has more digits, or a larger exponent"),
    ("0 99 2", "0 1e-999999999999 2", "line 4: The upper bound has more digits, or a larger exponent"),
    ("0 99 2 2 0", "0 99 2 2", "line 4: The line has 8 words; a cell needs 9"),
    ("0 99 2 2 0", "0 99 2 2 0 7", "line 4: The line has 10 words; a cell needs 9"),
    ("0\n4\n", "0\n4 4\n", "line 2: The line has 2 words; the number of cells needs 1"),
    ("\n3 3 3", "\n2 3 3", "line 6: The cell 2 stands twice"),
    ("\n2 3 3 s 0 99 0 0 0\n3 3 3", "\n3 3 3 s 0 99 0 0 0\n2 3 3", "line 6: The cell 2 does not come after"),
    ("3 (1)", "7 (1)", "line 8: The equation names cell 7, which the file does not have"),
    ("3 (1)", "3 (0)", "line 8: The factor of cell 3 is 0"),
    ("2 (1) 3 (1)", "2 (1) 2 (1)", "line 8: The equation names cell 2 twice"),
    ("0 4 :", "0 3 :", "line 8: The equation announces 3 terms and has 4"),
    ("0 4 : 0 (-1) 1 (1) 2 (1) 3 (1)", "0 0 :", "line 8: The equation announces 0 terms"),
    ("(-1)", "(-1", "line 8: A factor is not a number"),
    ("0 4 :", "1 4 :", "line 8: The counts of this equation do not add up"),
    ("4 u", "4 q", "line 4: The status 'q' is none"),
    ("99 2 2", "99 -2 2", "line 4: A cost or protection level is negative"),
    ("4 u 0 99", "4 u 5 99", "line 4: The value lies outside its own bounds"),
    ("0\n4\n", "0\n0\n", "line 2: The file has no cells"),
    ("0\n4\n", "0\n-4\n", "line 2: The number of cells is negative"),
    ("0\n4\n", "0\n1e15\n", "line 2: 1,000,000,000,000,000 cells are announced, and the file ends"),
    ("\n1\n0 4", "\n-1\n0 4", "line 7: The number of equations is negative"),
    ("\n1\n0 4", "\n\x0c1\n0 4", "line 7: The line holds a character that cannot be seen, U"),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED)
def test_what_is_not_as_the_format_says_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        protect(saved(tmp_path, changed(old, new)))
    assert f"x.jj, {said}" in str(refused.value)
    assert refused.value.next_step
    assert refused.value.exit_code == 2


def paper_of(tmp_path: Path, path: Path) -> dict[str, object]:
    public = tmp_path / "x.csv"
    public.write_text(SHOWN)
    table = read_jj(path)
    made: dict[str, object] = json.loads(
        json.dumps(certificate_of(audit_cells(read_public_jj(table, public), from_table(table))))
    )
    return made


@pytest.mark.parametrize(
    "write",
    [
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace(" (1)", " ( 1 )").replace("\n", "\n\n"),
        lambda text: text.replace("10 10", "1e1 10.0").replace(" s ", "\ts  "),
    ],
)
def test_spaces_line_ends_and_ways_to_write_a_number_mean_nothing(tmp_path: Path, write: Callable[[str], str]) -> None:
    plain = saved(tmp_path, SMALL)
    paper = paper_of(tmp_path, plain)
    other = tmp_path / "other.jj"
    other.write_bytes(write(SMALL).encode())
    assert write_jj(read_jj(other)) == write_jj(read_jj(plain))
    assert check(paper, tmp_path / "x.csv", instance=other) == "safe"


@pytest.mark.parametrize(("old", "new", "said"), REFUSED)
def test_the_second_checker_takes_no_such_file_either(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Cells in another order are the same table to it: it goes by their numbers."""
    paper = paper_of(tmp_path, saved(tmp_path, SMALL))
    other = tmp_path / "other.jj"
    other.write_text(changed(old, new))
    if "does not come after" in said:
        assert check(paper, tmp_path / "x.csv", instance=other) == "safe"
        return
    with pytest.raises(FanlightError) as refused:
        check(paper, tmp_path / "x.csv", instance=other)
    assert refused.value.exit_code == 2


def test_the_second_checker_reads_to_the_end_and_exactly(tmp_path: Path) -> None:
    path = saved(tmp_path, SMALL)
    paper, public = paper_of(tmp_path, path), tmp_path / "x.csv"
    assert check(paper, public, instance=path) == "safe"
    for word in NO_NUMBERS:
        saved(tmp_path, changed("1 4 4 u", f"1 {word} 4 u"))
        with pytest.raises(BadInput, match="line 4: Something else stands where a number belongs"):
            check(paper, public, instance=path)
    saved(tmp_path, SMALL + "4 1 : 1 (1)\n")
    with pytest.raises(BadInput, match="line 9: The file goes on"):
        check(paper, public, instance=path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cell,count,status\n0,10,\n1,4,c\n2,,c\n3,3,\n", "neither given nor withheld"),
        ("cell,count,status\n0,11,\n1,,c\n2,,c\n3,3,\n", "not the instance's"),
        ("cell,count,status\n0,,\n1,,c\n2,,c\n3,3,\n", "where a number belongs"),
        (SHOWN + "3,\n", "stands twice"),
        (SHOWN + "9,\n", "cells that the instance has not"),
        (SHOWN.replace("3,\n", ""), "not in the published file"),
        (SHOWN.replace("3,", "3,r"), "neither given nor withheld"),
    ],
)
def test_a_count_beside_a_mark_is_no_withheld_figure(tmp_path: Path, text: str, said: str) -> None:
    path = saved(tmp_path, SMALL)
    paper, public = paper_of(tmp_path, path), tmp_path / "x.csv"
    public.write_text(text)
    with pytest.raises(BadInput, match=said):
        check(paper, public, instance=path)


def test_a_table_without_bounds_comes_back_from_its_file(tmp_path: Path) -> None:
    table = product_table([axis("a", ("x", "y"))], np.array([3, 4]))
    assert (table.upper == NO_BOUND).all()
    back = read_jj(saved(tmp_path, write_jj(table)))
    assert back.values.tolist() == table.values.tolist()
    assert back.upper.tolist() == [TOP] * 3
