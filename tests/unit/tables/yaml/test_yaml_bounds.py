"""YAML that somebody wrote to bring the reader down is refused with its line, through each command that reads YAML."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fanlight.errors import BadInput
from fanlight.tables.yaml.bounds import DEEPEST, LONGEST, MOST
from fanlight.tables.yaml.lines import parse_yaml
from tests.unit.cli.test_cells import run

CASE = Path(__file__).parents[4] / "demo" / "case"

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = "a: " + "[" * 5000 + "]" * 5000
ITSELF = "a: &a\n  b: *a\n"
MERGED = "k0: &k0 {x: 1}\n" + "".join(f"k{n}: &k{n}\n  <<: [{','.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 9))
LONG_TEXT = f"a: &a {'x' * 100_000}\nb: [{','.join(['*a'] * 100)}]\n"
CHAIN = "k0: &k0 [x]\n" + "".join(f"k{n}: &k{n} [*k{n - 1}]\n" for n in range(1, 200))

BAD = {
    "laughs": (LAUGHS, "line 6", "unfolds to more"),
    "deep": (DEEP, "line 1", f"more than {DEEPEST} levels"),
    "itself": (ITSELF, "line 1", "holds itself"),
    "merged": (MERGED, "line", "unfolds to more"),
    "long text": (LONG_TEXT, "line", "unfolds to more"),
    "chain": (CHAIN, "line", f"more than {DEEPEST} levels"),
    "large": ("# " + "x" * LONGEST, "", "larger than 4 MB"),
    "half a character": ('a: "\\ud83d"\n', "line 1", "half of a character"),
    "a tag that lies": ("a: !!bool maybe\n", "", "not what its tag says"),
    "code": ("a: !!python/object/apply:os.system [true]\n", "line 1", "could not determine a constructor"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize(
    "command", ["answer", "notice check", "ledger add", "records import", "ledger what-if", "advise"]
)
def test_a_planted_yaml_is_refused_with_its_line(tmp_path: Path, name: str, command: str) -> None:
    text, line, words = BAD[name]
    (tmp_path / "bad.yaml").write_text(text)
    code, said = ATTACKS[command](tmp_path)
    assert code == 2
    assert words in said
    assert line in said
    assert ".yaml" in said
    assert len(said) < 500


def _answer(folder: Path) -> tuple[int, str]:
    shutil.copytree(CASE, folder / "case")
    shutil.copy(folder / "bad.yaml", folder / "case" / "case.yaml")
    return run("answer", folder / "case", "--out", folder / "out")


def _notice(folder: Path) -> tuple[int, str]:
    (folder / "case").mkdir()
    (folder / "case" / "letter.txt").write_text("Dear Sir\n")
    shutil.copy(folder / "bad.yaml", folder / "case" / "case.yaml")
    return run("notice", "check", folder / "case")


def _ledger(folder: Path) -> tuple[int, str]:
    run("ledger", "init", "--ledger", folder / "ledger")
    return run("ledger", "add", folder / "bad.yaml", "--ledger", folder / "ledger")


def _records(folder: Path) -> tuple[int, str]:
    (folder / "r.csv").write_text("a,b\n1,2\n")
    return run("records", "import", folder / "r.csv", "--store", folder / "store", "--mapping", folder / "bad.yaml")


def _what_if(folder: Path) -> tuple[int, str]:
    run("ledger", "init", "--ledger", folder / "ledger")
    return run("ledger", "what-if", folder / "bad.yaml", "--ledger", folder / "ledger")


def _advise(folder: Path) -> tuple[int, str]:
    return run("resolution", "advise", folder / "bad.yaml", "--on", "2025-01-01")


ATTACKS: dict[str, Callable[[Path], tuple[int, str]]] = {
    "answer": _answer,
    "notice check": _notice,
    "ledger add": _ledger,
    "records import": _records,
    "ledger what-if": _what_if,
    "advise": _advise,
}


def test_ordinary_aliases_and_merges_are_read() -> None:
    read = parse_yaml("base: &b {x: 1, y: [a, b]}\none:\n  <<: *b\n  z: 2\ntwo: *b\n", where="a.yaml").data
    assert read == {
        "base": {"x": 1, "y": ["a", "b"]},
        "one": {"x": 1, "y": ["a", "b"], "z": 2},
        "two": {"x": 1, "y": ["a", "b"]},
    }


def test_a_large_honest_file_is_read() -> None:
    assert len(parse_yaml("a: [" + "1," * (MOST // 20) + "]", where="a.yaml").data["a"]) == MOST // 20


def test_one_value_too_many_is_refused() -> None:
    with pytest.raises(BadInput, match="unfolds to more"):
        parse_yaml("a: &a [" + "1," * 500 + "]\nb: [" + "*a," * (MOST // 500) + "]", where="a.yaml")
