"""fanlight audit and verify-certificate from files: verdicts, exit codes, both attacks, and what is malformed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from fanlight.audit.cells import audit_cells, from_table
from fanlight.audit.cells.minimality import minimality_attack
from fanlight.audit.cells.report import written
from fanlight.cli import build_app
from fanlight.errors import BadInput, FanlightError, NotProvedSafe, TooLarge
from fanlight.figures.cells.dimensions.product import product_table
from fanlight.figures.cells.dimensions.trees import axis
from fanlight.figures.cells.public import public_of
from fanlight.readers.jj.file import read_jj
from fanlight.readers.pools import read_pools
from fanlight.readers.public.reading import read_public

CELLS = "offence,year,n\nTheft,2021,12\nTheft,2022,3\nDrugs,2021,20\nDrugs,2022,14\nArson,2021,8\nArson,2022,9\n"
EXPOSED = """offence,year,count,status
Theft,2021,12,
Theft,2022,,c
Theft,Total,15,
Drugs,2021,20,
Drugs,2022,14,
Drugs,Total,34,
Arson,2021,8,
Arson,2022,9,
Arson,Total,17,
Total,2021,40,
Total,2022,26,
Total,Total,66,
"""
SAFE = (
    EXPOSED.replace("Theft,2021,12,", "Theft,2021,,c")
    .replace("Drugs,2021,20,", "Drugs,2021,,c")
    .replace("Drugs,2022,14,", "Drugs,2022,,c")
)


def run(*words) -> tuple[int, str]:
    done = CliRunner().invoke(build_app(), [str(word) for word in words])
    if isinstance(done.exception, FanlightError):
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "cells.csv").write_text(CELLS)
    (tmp_path / "exposed.csv").write_text(EXPOSED)
    (tmp_path / "safe.csv").write_text(SAFE)
    return tmp_path


def as_json(*words):
    code, text = run("audit", *words, "--json")
    return code, json.loads(text)


def test_a_single_mark_in_a_row_is_worked_out_by_subtraction(files) -> None:
    code, said = as_json(files / "exposed.csv", "--cells", files / "cells.csv", "--count", "n", "--threshold", 5)
    assert code == 1
    assert said["exact"] == [["Theft", "2022"]] == said["proved_low"] == said["too_narrow"]
    assert said["withheld"] == 1
    assert said["intervals"][0] | {"requirement": "", "reached": 0} == {
        "cell": ["Theft", "2022"],
        "lo": 3,
        "hi": 3,
        "kind": "whole-number",
        "proof": "sums",
        "reached": 0,
        "requirement": "",
    }
    assert any("K0" in sentence for sentence in said["assumptions"])
    code, said = as_json(files / "exposed.csv", "--threshold", 5)
    assert code == 1
    assert said["too_narrow"] is None
    assert said["exact"] == [["Theft", "2022"]]


def test_a_safe_table_is_proved_and_its_certificate_checked(files) -> None:
    paper, report = files / "paper.json", files / "report.html"
    words = (files / "safe.csv", "--cells", files / "cells.csv", "--count", "n", "--threshold", 5)
    code, said = as_json(*words, "--certificate", paper, "--report", report)
    assert code == 0
    assert said["verdict"] == "safe"
    assert said["exact"] == said["too_narrow"] == []
    low = next(one for one in said["intervals"] if one["cell"] == ["Theft", "2022"])
    assert (low["lo"], low["hi"], low["requirement"]) == (0, 15, "met")
    code, text = run("verify-certificate", paper, files / "safe.csv")
    assert code == 0
    assert "proves: safe, under K0, threshold 5" in text
    page = report.read_text()
    assert "Never give this out" in page
    assert '<svg role="img"' in page
    assert (
        "<title>Figures by offence and year: what is given, and how far each withheld figure can be worked out." in page
    )
    assert ">0 to 15<" in page
    assert "<?xml" not in page
    assert len(set(re.findall(r' id="([^"]+)"', page))) == len(re.findall(r' id="([^"]+)"', page))
    with_cells = ("verify-certificate", paper, files / "safe.csv", "--cells", files / "cells.csv", "--count", "n")
    assert run(*with_cells, "--threshold", 5, "--zeros-unknown")[0] == 0
    for wrong in (("--threshold", 10), ("--zeros-shown",)):
        code, text = run(*with_cells, *wrong)
        assert code == 2
        assert "for another" in text
    other = files / "other.csv"
    other.write_text(CELLS.replace("2021,12", "2021,13").replace("2022,3", "2022,2"))
    code, text = run("verify-certificate", paper, files / "safe.csv", "--cells", other, "--count", "n")
    assert code == 2
    code, text = run("verify-certificate", paper, files / "exposed.csv")
    assert code == 2
    code, text = run("audit", *words)
    assert code == 0
    assert "Proved safe" in text
    assert " 3" not in text.replace("2021", "").replace("2022", "").split("Assumed")[0].replace("1 of them", "")


def test_zeros_shown_and_what_is_known_elsewhere_narrow(files) -> None:
    known = files / "known.csv"
    known.write_text("offence,year,at_least,at_most\nDrugs,2022,13,15\n")
    words = (files / "safe.csv", "--cells", files / "cells.csv", "--count", "n", "--threshold", 5)
    code, said = as_json(*words, "--known", known)
    assert code == 1
    assert said["too_narrow"] == [["Theft", "2022"]]
    assert any("known.csv" in sentence for sentence in said["assumptions"])
    in_words = files / "known.yaml"
    figure = "figure: {offence: Drugs, year: 2022}"
    in_words.write_text(f"- {{kind: at_least, {figure}, value: 13}}\n- {{kind: at_most, {figure}, value: 15}}\n")
    assert as_json(*words, "--known", in_words)[1]["too_narrow"] == [["Theft", "2022"]]
    in_words.write_text(f"- {{kind: more, {figure}, base: {{offence: Theft}}}}\n")
    code, text = run("audit", *words, "--known", in_words)
    assert (code, "not given" in text) == (2, True)
    code, said = as_json(*words, "--zeros-shown")
    assert code == 0
    assert said["knowledge"] == "K1"
    assert min(one["lo"] for one in said["intervals"]) == 1


def test_telling_marks_are_an_attack(files) -> None:
    marked = files / "marked.csv"
    marked.write_text(SAFE.replace("Theft,2022,,c", "Theft,2022,,<5"))
    code, said = as_json(marked, "--marks", "telling", "--threshold", 5)
    assert code == 1
    assert ["Theft", "2022"] in said["proved_low"]
    code, said = as_json(
        files / "safe.csv", "--cells", files / "cells.csv", "--count", "n", "--marks", "telling", "--threshold", 5
    )
    assert code == 1
    assert said["too_narrow"] == [["Theft", "2022"]]


def test_a_mark_tells_what_it_is_used_for(files) -> None:
    marked = files / "marked.csv"
    words = (marked, "--cells", files / "cells.csv", "--count", "n", "--marks", "telling", "--threshold", 5)
    # Secondaries have a mark of their own, and [c] is left to the low count.
    marked.write_text(SAFE.replace(",c\n", ",s\n").replace("Theft,2022,,s", "Theft,2022,,c"))
    code, said = as_json(*words)
    assert code == 1
    assert said["too_narrow"] == [["Theft", "2022"]]
    # One mark for low and other counts tells nothing, though a second mark is used.
    marked.write_text(SAFE.replace("Drugs,2022,,c", "Drugs,2022,,s"))
    code, said = as_json(*words)
    assert code == 0
    # Beside a mark that says what it means, another without the true counts tells nothing.
    marked.write_text(SAFE.replace(",c\n", ",x\n").replace("Theft,2022,,x", "Theft,2022,,<5"))
    code, said = as_json(marked, "--marks", "telling", "--threshold", 5)
    low = {tuple(one["cell"]): (one["lo"], one["hi"]) for one in said["intervals"]}
    assert low["Theft", "2022"] == (1, 4)
    assert low["Theft", "2021"] == (11, 14)


def test_another_release_is_joined(files) -> None:
    year = files / "year.csv"
    year.write_text("offence,count,status\nTheft,,c\nDrugs,14,\nArson,,c\nTotal,26,\n")
    words = (files / "safe.csv", "--cells", files / "cells.csv", "--count", "n", "--threshold", 5)
    code, said = as_json(*words, "--also", f"{year}@year=2022")
    assert code == 1
    assert ["Theft", "2022"] in said["exact"]
    year.write_text("offence,count,status\nTheft,3,\nDrugs,15,\nArson,8,\nTotal,26,\n")
    code, text = run("audit", *words, "--also", f"{year}@year=2022")
    assert code == 2
    assert "contradicts" in text or "true count" in text
    code, text = run("audit", *words, "--also", f"{year}@town=2022")
    assert code == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace("Drugs,2021,20,\n", ""), "1 row is missing"),
        (lambda t: t + "Drugs,2021,20,\n", "stands twice"),
        (lambda t: t.replace("Drugs,2021,20,", "Drugs,2021,,"), "not a whole number"),
        (lambda t: t.replace("Theft,2022,,c", "Theft,2022,3,c"), "withheld, yet"),
        (lambda t: t.replace("Drugs,2021,20,", "Drugs,2021,21,"), "do not add up"),
        (lambda t: t.replace("Drugs,2021,20,", "Drugs,2021,2.5,"), "not a whole number"),
        (lambda t: t.replace(",count,status", ",n,status"), "then count and status"),
        (lambda t: t.replace("Drugs,2021,20,", "Drugs,2021,20"), "fields"),
        (lambda t: t.replace("Theft,2022,,c", "Theft,2022,3,r"), "perturbed"),
        (lambda t: "", "empty"),
        (
            lambda t: t.replace("offence,", "off\0ence,"),
            "The name of column 1 holds a character that cannot be seen, U+0000",
        ),
        (lambda t: t.replace("Theft", "Th\x1beft"), "Field 1 holds a character that cannot be seen, U+001B"),
        (lambda t: t.replace(",,c", ",,c\0"), "Field 4 holds"),
        (
            lambda t: (
                t.replace("Theft,Total,15,", "Theft,Total,10,").replace("2022,26,", "2022,21,").replace("66", "61")
            ),
            "contradict",
        ),
    ],
)
def test_a_malformed_table_is_refused_with_its_place(files, change, words) -> None:
    path = files / "wrong.csv"
    path.write_text(change(EXPOSED))
    code, text = run("audit", path, "--threshold", 5)
    assert code == 2
    assert words in text
    assert "wrong.csv" in text or "Theft" in text or "perturbed" in text


def test_options_that_do_not_fit_are_refused(files) -> None:
    safe = files / "safe.csv"
    (files / "unseen.csv").write_text(CELLS.replace("year", "ye\0ar"))
    for words, said in (
        ((safe,), "threshold"),
        ((safe, "--threshold", 5, "--marks", "loud"), "plain or telling"),
        ((safe, "--threshold", 5, "--hierarchy", "offence"), "DIM=TREE"),
        ((safe, "--threshold", 5, "--hierarchy", "town=x.csv"), "no dimension"),
        ((safe, "--threshold", 5, "--cells", files / "none.csv"), "could not be read"),
        ((safe, "--threshold", 5, "--time-limit", 0), "time limit"),
        ((files / "x.jj",), "INSTANCE.jj PUBLIC.csv"),
        ((safe, "--threshold", 5, "--cells", files / "cells.csv"), "no column"),
        ((safe, "--threshold", 5, "--cells", files / "unseen.csv", "--count", "n"), "cannot be seen, U+0000"),
    ):
        code, text = run("audit", *words)
        assert code == 2, words
        assert said in text, text


def test_true_cells_that_differ_from_the_published_are_refused(files) -> None:
    (files / "cells.csv").write_text(CELLS.replace("Arson,2021,8", "Arson,2021,7"))
    code, text = run("audit", files / "safe.csv", "--cells", files / "cells.csv", "--count", "n", "--threshold", 5)
    assert code == 2
    assert "not the true one" in text


def test_pools_are_read_strictly(tmp_path) -> None:
    path = tmp_path / "pools.csv"
    for text in (
        "dimension,pool\n",
        "dimension,pool,code\nd,P,a\n",
        "dimension,pool,code\nd,P,a\nd,Q,a\n",
        "dimension,pool,code\nd,Total,a\nd,Total,b\n",
        "dimension,pool,code\nd,,a\n",
    ):
        path.write_text(text)
        with pytest.raises(BadInput):
            read_pools(path)


def test_an_instance_with_what_is_published_of_it(tmp_path) -> None:
    instance, public = tmp_path / "x.jj", tmp_path / "x.csv"
    instance.write_text(
        "0\n4\n0 10 10 s 0 99 0 0 0\n1 4 4 u 0 99 2 2 0\n2 3 3 s 0 99 0 0 0\n3 3 3 s 0 99 0 0 0\n1\n"
        "0 4 : 0 (-1) 1 (1) 2 (1) 3 (1)\n"
    )
    public.write_text("cell,status\n0,\n1,c\n2,c\n3,\n")
    code, said = as_json(instance, public)
    assert code == 0
    assert said["intervals"][0]["cell"] == ["1"]
    assert (said["intervals"][0]["lo"], said["intervals"][0]["hi"]) == (0, 7)
    public.write_text("cell,status\n0,\n1,c\n2,\n3,\n")
    code, said = as_json(instance, public)
    assert code == 1
    assert said["exact"] == [["1"]]
    public.write_text("cell,status\n0,\n1,\n2,\n3,\n")
    code, said = as_json(instance, public)
    assert code == 1
    assert said["given_low"] == [["1"]]
    for text in (
        "cell,status\n0,\n",
        "cell,status\n0,\n0,\n1,c\n2,\n3,\n",
        "cell,count,status\n0,9,\n1,,c\n2,3,\n3,3,\n",
    ):
        public.write_text(text)
        code, _ = run("audit", instance, public)
        assert code == 2


def test_the_report_says_how(files) -> None:
    public = read_public(files / "exposed.csv")
    table = product_table(
        [axis("offence", ("Theft", "Drugs", "Arson")), axis("year", ("2021", "2022"))],
        np.array([[12, 3], [20, 14], [8, 9]]),
    )
    text = written(audit_cells(public, from_table(table.with_requirements(5))), html=False)
    assert "anybody can work out that it is 3" in text
    assert "the sum over" in text
    assert "That is too close" in text


def test_a_reader_who_knows_the_planner_learns_more() -> None:
    """The planner withholds the least count and three others, each the least of its line: that no other was less says
    more than the sums alone."""
    table = product_table(
        [axis("r", tuple("abc")), axis("c", tuple("xyz"))], np.array([[1, 4, 9], [5, 5, 9], [5, 9, 9]])
    )

    def planner(counts):
        inner = counts.reshape(4, 4)[:3, :3]
        hidden = np.zeros((4, 4), dtype=bool)
        row, column = np.unravel_index(np.argmin(inner), inner.shape)
        other_row = int(np.argmin(np.where(np.arange(3) == row, 99, inner[:, column])))
        other_column = int(np.argmin(np.where(np.arange(3) == column, 99, inner[row])))
        hidden[np.ix_([row, other_row], [column, other_column])] = True
        return hidden.ravel()

    withheld = planner(table.values)
    found = audit_cells(public_of(table, withheld), from_table(table.with_requirements(3)))
    assert found.verdict == "safe"
    attack = minimality_attack(found, planner)
    assert attack.possible == int(found.upper[0] - found.lower[0]) + 1
    assert 0 < attack.left < attack.possible
    assert attack.narrowed(found).any()
    base = found.reach.base
    assert ((attack.lower <= base) & (base <= attack.upper)).all()
    with pytest.raises(TooLarge):
        minimality_attack(found, planner, most=2)
    with pytest.raises(NotProvedSafe):
        minimality_attack(found, lambda counts: np.zeros(len(counts), dtype=bool))


def test_primary_cells_alone_are_recovered_in_a_table_of_real_size(extracts) -> None:
    table = read_jj(extracts / "tables" / "synthetic" / "T1b.jj")
    found = audit_cells(public_of(table, table.primary), from_table(table), time_limit=30)
    assert found.verdict == "exposed"
    assert found.exact.sum() > 20
    assert set(found.proofs.values()) <= {"sums", "multipliers", "exhaustive search"}


def test_the_audit_writes_over_nothing_and_both_papers_or_none(files) -> None:
    safe, paper = files / "safe.csv", files / "paper.json"
    for words in (
        ("--certificate", safe),
        ("--report", safe),
        ("--certificate", files / "cells.csv", "--cells", files / "cells.csv", "--count", "n"),
        ("--certificate", files / "known.csv", "--known", files / "known.csv"),
        ("--certificate", files / "exposed.csv", "--also", f"{files / 'exposed.csv'}@year=2021"),
        ("--certificate", files / "tree.csv", "--hierarchy", f"offence={files / 'tree.csv'}"),
        ("--certificate", paper, "--report", paper),
    ):
        code, text = run("audit", safe, "--threshold", 5, *words)
        assert (code, "named for two things" in text) == (2, True), text
    assert safe.read_text() == SAFE
    for words, said in (
        (("--certificate", paper, "--report", files / "none" / "r.txt"), "The folder does not exist"),
        (("--certificate", paper, "--report", files), "This is no file to write to"),
        (("--certificate", "/dev/null", "--report", paper), "This is no file to write to"),
    ):
        code, text = run("audit", safe, "--threshold", 5, *words)
        assert (code, said in text) == (2, True), text
        assert not paper.exists()
        assert not list(files.glob(".*"))


def test_a_threshold_or_time_limit_that_is_none_is_refused(files) -> None:
    instance, shown = files / "x.jj", files / "x.csv"
    instance.write_text("0\n2\n0 4 4 u 0 9 1 1 0\n1 4 4 s 0 9 0 0 0\n1\n0 2 : 0 (1) 1 (-1)\n")
    shown.write_text("cell,status\n0,c\n1,c\n")
    for first in ((files / "safe.csv",), (instance, shown)):
        for threshold in (-5, 1, 10**9 + 1, 2**63 - 1, 10**20):
            code, text = run("audit", *first, "--threshold", threshold)
            assert (code, "The threshold must be at least 2" in text) == (2, True), text
        for seconds in ("nan", "inf", "-1", "0", "1e400"):
            code, text = run("audit", *first, "--threshold", 5, "--time-limit", seconds)
            assert (code, "time limit" in text) == (2, True), text


def test_with_a_ledger_nothing_that_is_said_of_readers_is_passed_over(files) -> None:
    """What readers know was left out of such an audit without a word, and so proved safe what is not."""
    (files / "known.csv").write_text("offence,year,at_least,at_most\nTheft,2021,12,12\n")
    words = (
        "audit",
        files / "safe.csv",
        "--threshold",
        5,
        "--ledger",
        files / "ledger",
        "--describe",
        files / "d.yaml",
    )
    for more in (
        ("--known", files / "known.csv"),
        ("--also", f"{files / 'exposed.csv'}@year=2021"),
        ("--marks", "telling"),
        ("--certificate", files / "paper.json"),
        ("--report", files / "report.txt"),
    ):
        code, text = run(*words, *more)
        assert (code, more[0] in text) == (2, True), text
        assert "ledger" in text
    assert not (files / "paper.json").exists()
    assert not (files / "ledger").exists()
