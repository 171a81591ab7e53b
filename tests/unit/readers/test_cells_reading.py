"""How the files of protect and audit are read: cells, trees, pools, keys and published tables, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import BadInput, FanlightError
from fanlight.readers.cells import read_cells
from fanlight.readers.pools import read_pools
from fanlight.readers.trees import read_tree
from tests.asking import protect

CELLS = "off,yr,count\na,1,12\na,2,3\nb,1,20\nb,2,14\nc,1,8\nc,2,9\n"
TREE = "code,parent\nn,\na,n\nb,n\nc,\n"
POOLS = "dimension,pool,code\noff,p,a\noff,p,b\n"
TOP = 2**53


@pytest.fixture
def cells(tmp_path: Path) -> Path:
    path = tmp_path / "cells.csv"
    path.write_text(CELLS)
    return path


def saved(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(build_app(), [str(word) for word in words])
    if isinstance(done.exception, FanlightError):
        return done.exception.exit_code, str(done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("count", "why"),
    [
        ("", "it is blank"),
        ("-1", "it is below 0"),
        ("-0", "it is below 0"),
        ("1.5", "it has a decimal point"),
        ("1.", "it has a decimal point"),
        ("1e3", "it is written with an exponent"),
        ("５", "its digits are not 0 to 9"),
        ("٣", "its digits are not 0 to 9"),
        ("1_000", "separators between its digits"),
        ("1 000", "separators between its digits"),
        ("1\u202f000", "separators between its digits"),
        ('"1,000"', "separators between its digits"),
        ("+5", "other characters than digits"),
        ("--5", "other characters than digits"),
        ("0x10", "other characters than digits"),
        ("nan", "other characters than digits"),
        ("½", "other characters than digits"),
        ("²", "not 0 to 9"),
    ],
)
def test_a_count_that_is_none_is_refused_with_the_reason(tmp_path: Path, count: str, why: str) -> None:
    path = saved(tmp_path, "cells.csv", CELLS.replace("a,1,12", f"a,1,{count}"))
    with pytest.raises(BadInput, match=r"cells.csv, line 2: The count is not a whole number from 0") as refused:
        read_cells(path)
    assert why in refused.value.what
    assert refused.value.next_step
    public = saved(tmp_path, "public.csv", f"off,count,status\na,{count},\nb,3,\nTotal,15,\n")
    code, said = run("audit", public, "--threshold", 5)
    assert (code, why in said, "public.csv, line 2" in said) == (2, True, True)


def test_counts_go_up_to_two_to_the_53_alone_and_together(tmp_path: Path) -> None:
    path = saved(tmp_path, "cells.csv", f"off,count\na,{TOP - 1}\nb,1\n")
    assert read_cells(path).values.tolist() == [TOP - 1, 1, TOP]
    for count in (TOP + 1, 10**17, "9" * 5_000):
        saved(tmp_path, "cells.csv", f"off,count\na,{count}\n")
        with pytest.raises(BadInput, match="line 2: The count is beyond 9,007,199,254,740,992") as refused:
            read_cells(path)
        assert str(count) not in str(refused.value)
    saved(tmp_path, "cells.csv", "off,count\n" + "".join(f"{number},{TOP}\n" for number in range(2048)))
    with pytest.raises(BadInput, match="The total of all counts is beyond"):
        read_cells(path)


def test_what_is_absent_is_none_and_zeros_before_a_number_mean_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path, "cells.csv", "off,yr,count\na,1,007\nb,2,9.0\n")
    assert read_cells(path).values.reshape(3, 3).tolist() == [[7, 0, 7], [0, 9, 9], [7, 9, 16]]


@pytest.mark.parametrize(
    "write",
    [
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace(",", " , ").replace("\n", "\n\n"),
        lambda text: "\n".join(",".join(f'"{field}"' for field in line.split(",")) for line in text.splitlines()),
        lambda text: text.replace(",", "\u00a0,"),
    ],
)
def test_byte_order_marks_line_ends_quotes_and_spaces_mean_nothing(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "cells.csv"
    path.write_text(CELLS)
    tree = saved(tmp_path, "tree.csv", TREE)
    plain = read_cells(path, hierarchies={"off": [tree]})
    saved(tmp_path, "cells.csv", write(CELLS))
    saved(tmp_path, "tree.csv", write(TREE))
    other = read_cells(path, hierarchies={"off": [tree]})
    assert (other.values == plain.values).all()
    assert other.name(0) == plain.name(0) == "a, 1"
    assert read_pools(saved(tmp_path, "p.csv", write(POOLS))) == read_pools(saved(tmp_path, "q.csv", POOLS))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("off,yr,", "off,off,", "cells.csv, line 1: Two columns are called “off”, the 1. and the 2."),
        ("off,yr,", "off,,", "cells.csv, line 1: Column 2 has no name"),
        ("c,1,8", ",1,8", "cells.csv, line 6: The code of off is blank"),
        ("c,", "TOTAL,", "“TOTAL” is the name of the top"),
        ("c,", "total,", "“total” is the name of the top"),
        ("c,1,", "c\u200b,1,", "cells.csv, line 6: Field 1 holds a character that cannot be seen, U+200B"),
        ("c,1,", "c\u00ad,1,", "cells.csv, line 6: Field 1 holds a character that cannot be seen, U+00AD"),
        ("c,1,", '"c,1,', "cells.csv, line 7: The file is not a CSV"),
    ],
)
def test_cells_that_would_be_misread_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CELLS
    with pytest.raises(BadInput) as refused:
        read_cells(saved(tmp_path, "cells.csv", CELLS.replace(old, new)))
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["count", "Count", "STATUS", "status", " Status "])
def test_a_dimension_may_not_have_the_name_of_a_published_column(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, "cells.csv", CELLS.replace("off,yr,count", f"off,{name},n"))
    out, report = tmp_path / "out.csv", tmp_path / "report.json"
    code, said = run("protect", path, "--count", "n", "--threshold", 5, "--out", out, "--report", report)
    assert code == 2
    assert f"A dimension may not be called “{name.strip()}”" in said
    assert "Rename the dimension" in said
    assert not out.exists()
    public = saved(tmp_path, "public.csv", f"{name},count,status\na,7,\nTotal,7,\n")
    code, said = run("audit", public, "--threshold", 5)
    assert code == 2
    assert f"“{name.strip()}”" in said


def test_the_column_of_counts_may_have_the_name_of_a_published_column(tmp_path: Path) -> None:
    path = saved(tmp_path, "cells.csv", CELLS.replace("count", "Status"))
    assert protect(path, threshold=5, count="Status").public.startswith("off,yr,count,status\n")


def test_a_single_dimension_called_cell_has_its_counts_published(tmp_path: Path) -> None:
    """As the column of a JJ file's cells is called; of those no counts are written."""
    path = saved(tmp_path, "cells.csv", "cell,count\na,3\nb,9\nc,2\nd,40\n")
    done = protect(path, threshold=5)
    assert done.public == "cell,count,status\na,,c\nb,9,\nc,,c\nd,40,\nTotal,54,\n"
    code, _ = run("audit", saved(tmp_path, "public.csv", done.public), "--threshold", 5)
    assert code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TREE + "d,x\n", "line 6: “x”, the parent of “d”, has no line of its own"),
        ("code,parent\nn,m\nm,n\na,n\nb,n\nc,\n", "line 2: The tree has a cycle through “n”"),
        (TREE + "z,z\n", "line 6: The tree has a cycle through “z”"),
        (TREE + "m,\na,m\n", "line 7: The code “a” has two parents in the tree, the first in line 3"),
        (TREE + "a,n\n", "line 6: The code “a” stands twice in the tree, first in line 3"),
        (TREE + "Total,\n", "line 6: “Total” is the name of the top"),
        (TREE + "d,total\n", "line 6: “total” is the name of the top"),
        (TREE + ",n\n", "line 6: A tree's code is blank"),
        (TREE + "d\n", "line 6: The line has 1 fields, the header 2"),
        (TREE + "d,,x\n", "line 6: The line has 3 fields, the header 2"),
        (TREE + '"d,\n', "line 6: The file is not a CSV"),
        ("code,parent,code\n", "line 1: Two columns are called “code”"),
        ("code\na\n", "There is no column “parent”"),
        ("code,parent\n", "The file has no codes"),
        ("", "The file is empty"),
    ],
)
def test_a_tree_is_read_strictly(tmp_path: Path, cells: Path, text: str, said: str) -> None:
    tree = saved(tmp_path, "tree.csv", text)
    with pytest.raises(BadInput) as refused:
        read_tree(tree)
    assert str(refused.value).startswith("tree.csv")
    assert said in str(refused.value)


def test_a_tree_may_have_leaves_without_cells_but_not_cells_without_a_leaf(tmp_path: Path, cells: Path) -> None:
    tree = saved(tmp_path, "tree.csv", TREE + "d,\n")
    table = read_cells(cells, hierarchies={"off": [tree]})
    assert table.values.reshape(6, 3)[3].tolist() == [0, 0, 0]
    for text, said in (
        (TREE.replace("c,\n", ""), "“c” is not in the tree"),
        ("code,parent\nc,\na,c\nb,c\n", "several"),
    ):
        with pytest.raises(BadInput, match=said):
            read_cells(cells, hierarchies={"off": [saved(tmp_path, "tree.csv", text)]})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POOLS + "x,q,1\nx,q,2\n", "There is no dimension “x” for the pool “q”"),
        (POOLS + "off,p,zz\n", "off has no code “zz” to merge into “p”"),
        (POOLS + "off,q,a\noff,q,c\n", "pools.csv, line 4: The code “a” is merged twice, first in line 2"),
        (POOLS + "off,p,a\n", "pools.csv, line 4: The code “a” is merged twice, first in line 2"),
        ("dimension,pool,code\noff,c,a\noff,c,b\n", "The pool “c” of off is a code of its own already"),
        ("dimension,pool,code\noff,a,a\noff,a,b\n", "pools.csv, line 2: The pool “a” of off is a code of its own"),
        ("dimension,pool,code\n\noff,p,a\n", "pools.csv, line 3: The pool “p” of off has a single code"),
        (POOLS + "off,,c\n", "pools.csv, line 4: The pool is blank"),
        (POOLS + "off,p,\n", "pools.csv, line 4: The code is blank"),
        (POOLS + ",p,c\n", "pools.csv, line 4: The dimension is blank"),
        ("dimension,pool,code\noff,TOTAL,a\noff,TOTAL,b\n", "pools.csv, line 2: “TOTAL” is the name of the top"),
        ("dimension,pool,code,code\n", "pools.csv, line 1: Two columns are called “code”"),
        ("dimension,pool\noff,p\n", "pools.csv: There is no column “code”"),
        ("", "pools.csv: The file is empty"),
    ],
)
def test_a_file_of_pools_is_read_strictly(tmp_path: Path, cells: Path, text: str, said: str) -> None:
    pools = saved(tmp_path, "pools.csv", text)
    with pytest.raises(BadInput) as refused:
        protect(cells, threshold=5, method="suppress", pools=pools)
    assert said in str(refused.value)
    assert refused.value.next_step or "empty" in said


def test_a_pool_counts_nobody_twice(tmp_path: Path, cells: Path) -> None:
    """n is a and b: a pool of n and a would count a's records twice."""
    tree = saved(tmp_path, "tree.csv", TREE)
    options = {"method": "suppress", "hierarchies": {"off": [tree]}, "pools": tmp_path / "pools.csv"}
    saved(tmp_path, "pools.csv", "dimension,pool,code\noff,p,n\noff,p,a\n")
    with pytest.raises(BadInput, match="merges “n” and “a”, of which one counts a part of the other"):
        protect(cells, threshold=5, **options)
    saved(tmp_path, "pools.csv", "dimension,pool,code\noff,p,n\noff,p,c\n")
    assert "\np,Total,66,\n" in protect(cells, threshold=5, **options).public


KEYS = [
    ("off,yr\nz,1\n", "keys.csv, line 2: The table has no such cell: z, 1"),
    ("off,yr\na,\n", "keys.csv, line 2: The code of yr is blank"),
    ("off,yr\na,1\n a , 1\n", "keys.csv, line 3: The cell a, 1 stands twice, first in line 2"),
    ("off,yr\na,1,2\n", "keys.csv, line 2: The line has 3 fields, the header 2"),
    ("off\na\n", "keys.csv: There is no column “yr”"),
    ("off,yr,off\na,1,b\n", "keys.csv, line 1: Two columns are called “off”"),
    ("", "keys.csv: The file is empty"),
    ("off,yr\na,1\u200b\n", "keys.csv, line 2: Field 2 holds a character that cannot be seen"),
]


@pytest.mark.parametrize(("text", "said"), KEYS)
def test_files_that_name_cells_are_read_strictly(tmp_path: Path, cells: Path, text: str, said: str) -> None:
    path = saved(tmp_path, "keys.csv", text)
    public = saved(tmp_path, "public.csv", protect(cells, threshold=5).public)
    for option in ("publish", "withhold"):
        with pytest.raises(BadInput) as refused:
            protect(cells, threshold=5, **{option: path})
        assert said in str(refused.value)
    if text and "Field" not in said and "fields" not in said:
        lines = text.splitlines()
        both = "\n".join([f"{lines[0]},at_least,at_most", *(f"{line},1,2" for line in lines[1:])])
        saved(tmp_path, "keys.csv", both + "\n")
        code, told = run("audit", public, "--threshold", 5, "--known", path)
        assert (code, said in told) == (2, True), told


def test_keys_come_from_any_columns_in_any_order(tmp_path: Path, cells: Path) -> None:
    path = saved(tmp_path, "keys.csv", '\ufeffnote,yr,off\r\n"why, so",Total,c\r\n')
    assert "\nc,Total,,c\n" in protect(cells, threshold=5, withhold=path).public


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        ("-5", "line 2: The cost is not a whole number from 0: it is below 0"),
        ("", "line 2: The cost is not a whole number from 0: it is blank"),
        ("1e3", "line 2: The cost is not a whole number from 0: it is written with an exponent"),
        (str(TOP + 1), "line 2: The cost is beyond"),
        (str(TOP), "The sum of all costs is beyond"),
    ],
)
def test_a_cost_is_a_whole_number(tmp_path: Path, cells: Path, cost: str, said: str) -> None:
    path = saved(tmp_path, "costs.csv", f"off,yr,cost\na,1,{cost}\n")
    with pytest.raises(BadInput) as refused:
        protect(cells, threshold=5, costs=str(path))
    assert said in str(refused.value)


def test_a_dimension_called_as_a_column_beside_the_keys_is_not_taken_for_it(tmp_path: Path) -> None:
    path = saved(tmp_path, "cells.csv", CELLS.replace("off,", "cost,"))
    costs = saved(tmp_path, "costs.csv", "cost,yr\na,1\n")
    with pytest.raises(BadInput, match="A dimension of the table is called “cost”"):
        protect(path, threshold=5, costs=str(costs))


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ("9,2", "line 2: The bound at_least is above at_most"),
        (",", "line 2: Neither at_least nor at_most says anything"),
        ("1.5,", "line 2: The bound at_least is not a whole number: it has a decimal point"),
        (",1e3", "line 2: The bound at_most is not a whole number: it is written with an exponent"),
        (f",{TOP + 1}", "line 2: The bound at_most is beyond"),
        (",-3", "no count is possible"),
        ("99,", "no count is possible"),
    ],
)
def test_what_is_known_must_be_possible(tmp_path: Path, cells: Path, bounds: str, said: str) -> None:
    public = saved(tmp_path, "public.csv", protect(cells, threshold=5).public)
    known = saved(tmp_path, "known.csv", f"off,yr,at_least,at_most\na,2,{bounds}\n")
    code, told = run("audit", public, "--threshold", 5, "--known", known)
    assert (code, said in told) == (2, True), told


def test_a_blank_code_is_none_of_a_published_table(tmp_path: Path) -> None:
    public = saved(tmp_path, "public.csv", "off,count,status\n,7,\nb,8,\nTotal,15,\n")
    code, said = run("audit", public, "--threshold", 5)
    assert code == 2
    assert "public.csv, line 2: The code of off is blank" in said


def test_a_status_of_merged_codes_is_refused_with_its_line(tmp_path: Path) -> None:
    public = saved(tmp_path, "public.csv", "off,count,status\na,7,\nb,,merged\nTotal,15,\n")
    code, said = run("audit", public, "--threshold", 5)
    assert code == 2
    assert "public.csv, line 3: The status may not be “merged”" in said


def test_frames_say_the_same_of_counts_and_amounts() -> None:
    pd = pytest.importorskip("pandas")
    from fanlight import MagnitudeRules, amounts
    from fanlight import protect as protect_frame

    for count, why in (
        (float("inf"), "other characters"),
        (-1.0, "below 0"),
        (2.5, "decimal point"),
        (2.0**54, "beyond"),
    ):
        with pytest.raises(BadInput, match=f"row 1: The count is .*{why}"):
            protect_frame(pd.DataFrame({"a": ["x", "y"], "count": [count, 3.0]}), threshold=5)
    for amount in ("--5", "５", "1_0", "", float("inf"), 2**60):
        with pytest.raises(BadInput, match="row 1: The amount is"):
            amounts(
                pd.DataFrame({"a": ["x"], "n": [amount]}),
                dimensions=["a"],
                amount="n",
                rules=MagnitudeRules(minimum_contributors=3),
            )
    many = pd.DataFrame({"a": ["x"] * 2048, "n": [TOP] * 2048})
    with pytest.raises(BadInput, match="The total of all amounts is beyond"):
        amounts(many, dimensions=["a"], amount="n", rules=MagnitudeRules(minimum_contributors=3))


def test_a_status_is_a_mark_and_no_note(tmp_path: Path) -> None:
    """Beyond 32,767 of them the audit ended in a traceback."""
    rows = "".join(f"x{number},,m{number}\n" for number in range(1_200))
    code, said = run("audit", saved(tmp_path, "public.csv", f"off,count,status\n{rows}Total,9000,\n"), "--threshold", 5)
    assert code == 2
    assert "more than 1,000 different marks" in said


def test_noise_without_end_is_refused_at_once(tmp_path: Path, cells: Path) -> None:
    seed = saved(tmp_path, "seed", "a secret seed that nobody knows")
    with pytest.raises(BadInput, match="Noise of more than 1,000"):
        protect(cells, threshold=5, method="cell-key", seed=seed, noise=10**20)


@pytest.mark.parametrize(
    "text", ["off;yr;count\na;1;12\n", '"a, b";yr;count\na;1;12\n', "off, kind;yr;count\na;1;12\n"]
)
def test_a_file_with_semicolons_is_told_so(tmp_path: Path, text: str) -> None:
    path = saved(tmp_path, "cells.csv", text)
    for words in (("protect", path, "--out", tmp_path / "o", "--report", tmp_path / "r"), ("audit", path)):
        code, said = run(*words, "--threshold", 5)
        assert code == 2
        assert "separated by semicolons" in said
        assert "commas" in said


def test_a_header_that_holds_semicolons_is_no_file_with_semicolons(tmp_path: Path) -> None:
    table = read_cells(saved(tmp_path, "cells.csv", "kind (a; b; c),count\nx,12\n"))
    assert table.names.heads == ("kind (a; b; c)",)


COMPOSED, APART = "Caf\u00e9", "Cafe\u0301"


@pytest.mark.parametrize(
    ("cells", "tree", "pools"),
    [
        (f"off,count\n{COMPOSED},1\n{APART},2\nb,3\n", "", ""),
        (f"{COMPOSED},{APART},count\na,b,1\n", "", ""),
        (f"off,count\n{COMPOSED},1\nb,3\n", f"code,parent\n{APART},g\nb,g\ng,\n", ""),
        (f"off,count\n{COMPOSED},1\nb,3\n", f"code,parent\n{COMPOSED},{APART}\nb,{APART}\n{APART},\n", ""),
        (f"off,count\n{COMPOSED},1\nb,3\n", "", f"dimension,pool,code\noff,p,{APART}\noff,p,b\n"),
        (f"off,count\nc,1\n{COMPOSED},7\nb,3\n", "", f"dimension,pool,code\noff,{APART},c\noff,{APART},b\n"),
    ],
)
def test_two_spellings_of_one_code_are_refused(tmp_path: Path, cells: str, tree: str, pools: str) -> None:
    words: list[object] = ["protect", saved(tmp_path, "cells.csv", cells), "--threshold", 5]
    words += ["--hierarchy", f"off={saved(tmp_path, 'tree.csv', tree)}"] if tree else []
    words += ["--pools", saved(tmp_path, "pools.csv", pools)] if pools else []
    code, said = run(*words, "--out", tmp_path / "o", "--report", tmp_path / "r")
    assert code == 2
    assert "spelled in two ways that look the same" in said
    assert "U+00E9" in said
    assert "U+0065 U+0301" in said


def test_one_spelling_is_kept_as_it_is(tmp_path: Path) -> None:
    table = read_cells(saved(tmp_path, "cells.csv", f"off,count\n{APART},12\nb,9\n"))
    assert table.names[0] == (APART,)
