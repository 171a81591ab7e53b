"""No option of fanlight protect or audit is silently ignored."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.cli.flags import FLAGS
from fanlight.errors import BadInput, FanlightError
from fanlight.protection.methods.registry import METHODS
from fanlight.protection.request.options import METHODS_OF, check_given

CELLS = "offence,year,count\nTheft,2021,12\nTheft,2022,3\nDrugs,2021,20\nDrugs,2022,14\nArson,2021,8\nArson,2022,9\n"
JJ = "0\n3\n0 3 3 s 0 99 0 0 0\n1 1 1 s 0 99 0 0 0\n2 2 2 s 0 99 0 0 0\n1\n0 3 : 0 (-1) 1 (1) 2 (1)\n"
VALUES = {
    "publish": "keys.csv",
    "withhold": "keys.csv",
    "costs": "count",
    "groups": "offence",
    "known": "known.csv",
    "pools": "pools.csv",
    "choose_pools": "chosen.csv",
    "ledger": "ledger",
    "base": "5",
    "seed": "seed.txt",
    "record_key": "keys",
    "noise": "5",
    "variance": "2",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "cells.csv").write_text(CELLS)
    (tmp_path / "keys.csv").write_text("offence,year\nTheft,Total\n")
    (tmp_path / "seed.txt").write_text("a secret\n")
    (tmp_path / "x.jj").write_text(JJ)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(build_app(), list(words))
    if isinstance(done.exception, FanlightError):
        return done.exception.exit_code, str(done.exception)
    return done.exit_code, done.output


def protect(cells: str, *words: str) -> tuple[int, str]:
    return run("protect", cells, "--out", "public.csv", "--report", "report.json", *words)


WRONG = [(method, name) for method, name in itertools.product(METHODS, METHODS_OF) if method not in METHODS_OF[name]]


@pytest.mark.parametrize(("method", "name"), WRONG)
def test_an_option_of_another_method_is_refused(folder: Path, method: str, name: str) -> None:
    value = (VALUES[name],) if name in VALUES else ()
    code, text = protect("cells.csv", "--threshold", "5", "--method", method, FLAGS[name], *value)
    assert code == 2
    assert f"{FLAGS[name]} does not go with the method {method}" in text
    assert METHODS_OF[name][-1] in text
    assert not (folder / "public.csv").exists()
    assert not (folder / "report.json").exists()


def test_what_a_method_takes_is_not_refused() -> None:
    for name, methods in METHODS_OF.items():
        assert set(methods) < set(METHODS)
        for method in methods:
            check_given(method, {name})


@pytest.mark.parametrize(
    ("cells", "words", "said"),
    [
        ("x.jj", ("--threshold", "5"), "says itself what must be protected"),
        ("x.jj", ("--hierarchy", "d=t.csv"), "says itself what adds up"),
        ("x.jj", ("--protect-zeros",), "--protect-zeros does not go with a JJ file"),
        ("x.jj", ("--count", "n"), "--count does not go with a JJ file"),
        ("cells.csv", ("--threshold", "5", "--describe", "d.yaml"), "--describe says how a ledger is used"),
        ("cells.csv", ("--threshold", "5", "--revisions", "apart"), "--revisions says how a ledger is used"),
        ("cells.csv", ("--threshold", "5", "--leave-out", "R1"), "--leave-out says how a ledger is used"),
        ("cells.csv", ("--threshold", "5", "--add"), "--add puts the result into a ledger"),
        ("cells.csv", ("--threshold", "5", "--method", "round", "--base", "0"), "base from 2"),
        ("x.jj", ("--method", "round"), "Give --base."),
    ],
)
def test_options_without_meaning_are_refused(folder: Path, cells: str, words: tuple[str, ...], said: str) -> None:
    code, text = protect(cells, *words)
    assert code == 2
    assert said in text
    assert not (folder / "public.csv").exists()


PUBLIC = "offence,year,count,status\nTheft,2021,5,\nTheft,Total,5,\nTotal,2021,5,\nTotal,Total,5,\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x.jj", "x.csv", "--protect-zeros"), "status u"),
        (("public.csv", "--threshold", "5", "--count", "n"), "there are none"),
        (("public.csv", "--threshold", "5", "--protect-zeros"), "only with the true cells"),
        *[
            (("public.csv", "--threshold", "5", flag, "x"), f"{flag} says how a ledger is used")
            for flag in ("--describe", "--revisions", "--leave-out")
        ],
        *[
            (("public.csv", "--threshold", "5", "--ledger", "l", *more), f"does not take {more[0]}")
            for more in (
                ("--marks", "telling"),
                ("--known", "k.csv"),
                ("--also", "o.csv"),
                ("--protect-zeros",),
                ("--certificate", "c.json"),
                ("--report", "r.html"),
            )
        ],
    ],
)
def test_options_of_the_audit_without_meaning_are_refused(folder: Path, words: tuple[str, ...], said: str) -> None:
    (folder / "public.csv").write_text(PUBLIC)
    (folder / "x.csv").write_text("cell,status\n0,\n1,\n2,\n")
    code, text = run("audit", *words)
    assert code == 2
    assert said in text


def test_a_jj_file_without_cells_to_protect_is_rounded(folder: Path) -> None:
    code, text = protect("x.jj", "--method", "round", "--base", "5")
    assert code == 0
    assert "No rule protects a count of this table." in text
    rows = [line.split(",") for line in (folder / "public.csv").read_text().splitlines()[1:]]
    whole, one, other = (int(row[1]) for row in rows)
    assert {row[2] for row in rows} == {"r"}
    assert whole == one + other
    assert whole in (0, 5)
    assert one in (0, 5)


def test_the_same_holds_in_python() -> None:
    with pytest.raises(BadInput, match=r"^zeros_shown does not go with the method round") as refused:
        check_given("round", {"zeros_shown"})
    assert refused.value.code == "option"
