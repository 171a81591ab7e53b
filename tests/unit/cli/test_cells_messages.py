"""What `fanlight audit` and `fanlight verify-certificate` say of files that do not fit one another: which file, where in
it, and what to do next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.errors import FanlightError

CELLS = "k,y,count\na,p,3\na,q,7\nb,p,8\nb,q,9\n"
PUBLIC = """k,y,count,status
a,p,,c
a,q,,c
a,Total,10,
b,p,,c
b,q,,c
b,Total,17,
Total,p,11,
Total,q,16,
Total,Total,27,
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "cells.csv": CELLS,
        "wrong.csv": CELLS.replace("a,p,3", "a,p,4"),
        "pub.csv": PUBLIC,
        "odd.csv": PUBLIC.replace("a,Total,10,", "a,Total,,c").replace("b,Total,17,", "b,Total,30,"),
        "sums.csv": PUBLIC.replace("Total,Total,27", "Total,Total,28"),
        "known.csv": "k,y,at_least,at_most\na,Total,11,\n",
        "narrow.csv": "k,y,at_least,at_most\na,p,30,\n",
        "empty.csv": "",
        "tree.csv": "code,parent\na,north\nb,north\nnorth,\n",
        "list.json": "[1]",
    }.items():
        Path(name).write_text(text)
    assert run("audit", "pub.csv", "--cells", "cells.csv", "--threshold", "5", "--certificate", "proof.json")[0] == 0
    paper = Path("proof.json").read_text()
    Path("short.json").write_text(paper[: len(paper) // 2])
    Path("altered.json").write_text(json.dumps(json.loads(paper) | {"verdict": "exposed"}))
    return tmp_path


def run(*words: str) -> tuple[int, FanlightError | None]:
    done = CliRunner().invoke(build_app(), list(words))
    if isinstance(done.exception, FanlightError):
        return done.exception.exit_code, done.exception
    return done.exit_code, None


T5 = ("--threshold", "5")


@pytest.mark.parametrize(
    ("words", "where", "what", "next_step"),
    [
        (("audit", "pub.csv", "--cells", "wrong.csv", *T5), "pub.csv, a, Total", "not the true one", "true cells"),
        (("audit", "odd.csv", *T5), "odd.csv, ", "contradicts itself", "Check the counts given"),
        (("audit", "pub.csv", "--known", "known.csv", *T5), "pub.csv, a, Total", "(known.csv)", "Correct known.csv"),
        (("audit", "pub.csv", "--known", "narrow.csv", *T5), "pub.csv, ", "what is said to be known", "options"),
        (
            ("audit", "pub.csv", "--hierarchy", "k=tree.csv", *T5),
            "pub.csv",
            "“north” of k (tree.csv) has no row",
            "tree",
        ),
        (("verify-certificate", "list.json", "pub.csv"), "list.json", "not a certificate", "one audit"),
        (("verify-certificate", "short.json", "pub.csv"), "short.json", "not JSON", "whole file"),
        (("verify-certificate", "none.json", "pub.csv"), "none.json", "could not be read", "whole file"),
        (("verify-certificate", "altered.json", "pub.csv"), "altered.json, sha256", "altered", "write it again"),
        (("verify-certificate", "proof.json", "empty.csv"), "empty.csv", "is empty", "published file"),
        (("verify-certificate", "proof.json", "odd.csv"), "proof.json", "not about the cells", "published files"),
        (("verify-certificate", "proof.json", "sums.csv"), "sums.csv, the sum for Total, Total", "add up", "published"),
        (
            ("verify-certificate", "proof.json", "pub.csv", "--cells", "wrong.csv"),
            "pub.csv, a, Total",
            "true",
            "Correct",
        ),
        (
            ("verify-certificate", "proof.json", "pub.csv", "--cells", "pub.csv"),
            "pub.csv",
            "other columns",
            "true cells",
        ),
        (
            ("verify-certificate", "proof.json", "pub.csv", "--zeros-shown"),
            "proof.json, knowledge K0",
            "another knowledge",
            "--zeros-shown or --zeros-unknown",
        ),
        (
            ("verify-certificate", "proof.json", "pub.csv", "--threshold", "7"),
            "proof.json, threshold 5",
            "another threshold",
            "--threshold",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_file_and_the_next_step(
    folder: Path, words: tuple[str, ...], where: str, what: str, next_step: str
) -> None:
    code, said = run(*words)
    assert code == 2
    assert said is not None
    assert said.where.startswith(where)
    assert what in said.what
    assert next_step in said.next_step
    assert said.args == (said.what, said.where, said.next_step)


@pytest.mark.parametrize("files", [("proof.json", "pub.csv"), ("proof.json", "pub.csv", "--cells", "cells.csv")])
def test_what_fits_is_proved(folder: Path, files: tuple[str, ...]) -> None:
    assert run("verify-certificate", *files) == (0, None)
