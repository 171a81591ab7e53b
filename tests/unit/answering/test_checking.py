"""A case begun from its request, checked while it is filled in, and the same case answered."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from fanlight.answering.checking import check_case, location
from fanlight.answering.folder import answer, begin_case
from fanlight.cli import build_app
from fanlight.errors import BadInput
from fanlight.tables.yaml.lines import parse_yaml

ROOT = Path(__file__).parents[3]
CASES = ROOT / "docs" / "examples" / "cases"
REQUEST = (
    "Dear Constabulary,\n\n1. Please send me your policy on drones.\n2. How many drones were used in each of 2024 and 2025?\n"
    "(a) by day\n(b) by night\n\nPlease ring me on 01632 960442.\n\nYours faithfully,\nImogen Farthingale\n"
)  # fmt: skip


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    (tmp_path / "mail.txt").write_text(REQUEST, encoding="utf-8")
    due = begin_case(tmp_path / "mail.txt", tmp_path / "case", date(2026, 10, 5), given=True)
    assert due == date(2026, 11, 2)
    return tmp_path / "case"


def test_a_case_is_begun_with_its_questions_clock_and_copy(begun: Path) -> None:
    assert (begun / "request.txt").read_text(encoding="utf-8") == REQUEST
    text = (begun / "case.yaml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    assert {n: q["kind"] for n, q in content["questions"].items()} == {
        "1": "policy",
        "2(a)": "statistic",
        "2(b)": "statistic",
    }
    assert content["decided"] == date(2026, 11, 2)
    copy = (begun / "publication.txt").read_text(encoding="utf-8")
    assert "Farthingale" not in copy
    assert "960442" not in copy
    assert "by night" in copy
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if re.match(r" *[a-z_]+:", line):
            assert "# " in line or lines[at - 1].lstrip().startswith("#"), f"no comment on {line}"


def test_a_folder_with_other_things_and_an_empty_request_are_left_alone(tmp_path: Path, begun: Path) -> None:
    with pytest.raises(BadInput, match="holds other things"):
        begin_case(tmp_path / "mail.txt", begun, date(2026, 10, 5), given=True)
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    with pytest.raises(BadInput, match="empty"):
        begin_case(tmp_path / "empty.txt", tmp_path / "other", date(2026, 10, 5), given=True)
    assert not (tmp_path / "other").exists()


def test_each_lack_names_its_line_and_its_mend(begun: Path) -> None:
    found = check_case(begun)
    assert found.mistakes == ()
    assert found.due == date(2026, 11, 2)
    lines = (begun / "case.yaml").read_text(encoding="utf-8").splitlines()
    for lack in found.missing:
        assert lack.line is not None
        assert lack.item.about.split(".")[-1] in lines[lack.line - 1], lack
        assert lack.words.count(". ") >= 1, f"no mend: {lack.words}"
    assert {lack.item.code for lack in found.missing} == {
        "entry_not_filled_in", "question_without_outcome", "question_without_table", "question_not_decided",
        "publication_not_confirmed",
    }  # fmt: skip


def filled(text: str) -> str:
    """What a newcomer writes: each empty entry by its name."""
    answers = {"reference": "FOI 7/26", "name": "Imogen Farthingale", "email": "foi@wyre.example", "officer": "achebe",
               "decided_by": "achebe", "confirmed_by": "achebe", "summary": "What was asked.",
               "answer": "It is on record as follows."}  # fmt: skip
    text = text.replace('  name: ""', "  name: Wyre Constabulary", 1)
    text = re.sub(r"^people: \{\}", "people: {achebe: {name: Rosalind Achebe, id: '1'}}", text, flags=re.MULTILINE)
    for name, value in answers.items():
        text = re.sub(rf'^( *{name}: )""', rf'\1"{value}"', text, flags=re.MULTILINE)
    text = re.sub(r"^( *)outcome:", r"\1outcome: disclosed_in_full", text, flags=re.MULTILINE)
    text = re.sub(r"^(  address: )\[\]", r"\1[1 High Street]", text, flags=re.MULTILINE)
    text = text.replace('  title: ""', "  title: Drones").replace("  confirmed_on:", "  confirmed_on: 2026-10-28")
    return text.replace("kind: statistic", "kind: document")


def test_a_case_that_is_filled_in_has_nothing_missing_and_is_answered(begun: Path, tmp_path: Path) -> None:
    path = begun / "case.yaml"
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = check_case(begun)
    assert (found.mistakes, found.missing) == ((), ())
    made = answer(begun, [], tmp_path / "out", no_ledger=True)
    assert made.missing == ()


def changed(tmp_path: Path, name: str, file: str, *changes: tuple[str, str]) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(CASES / name if name != "demo" else ROOT / "demo" / "case", folder)
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def test_all_mistakes_of_a_spec_are_listed_with_their_lines(tmp_path: Path) -> None:
    folder = changed(
        tmp_path, "demo", "tables.yaml", ("unit: disposals", "unit: people"), ("kind: calendar_year", "kind: year")
    )
    found = check_case(folder)
    assert len(found.mistakes) >= 2
    text = (folder / "tables.yaml").read_text(encoding="utf-8").splitlines()
    assert all(one.file == "tables.yaml" and one.line is not None for one in found.mistakes)
    assert {"people", "year"} <= {
        word for one in found.mistakes if one.line for word in re.findall(r"\w+", text[one.line - 1])
    }


@pytest.mark.parametrize(
    ("file", "change", "where"),
    [
        ("case.yaml", ("received: 2026-10-05", "received: soon"), "case.yaml line 3"),
        ("case.yaml", ('"1":', '"7":'), ""),
        ("case.yaml", ("questions:\n", "questions:\n  - [\n"), "case.yaml line"),
        ("case.yaml", ("file: drone-guidance.pdf", "file: gone.pdf"), "case.yaml line 32"),
        ("case.yaml", ("limb: 31(1)(a)", "limb: 99(1)"), "case.yaml line"),
        ("request.txt", ("1. Please send me your guidance on the use of drones.", ""), ""),
    ],
)
def test_what_is_wrong_is_a_mistake_with_its_place(
    tmp_path: Path, file: str, change: tuple[str, str], where: str
) -> None:
    found = check_case(changed(tmp_path, "attachment", file, change))
    assert len(found.mistakes) >= 1
    assert found.missing == ()
    assert any(one.where.startswith(where) for one in found.mistakes)


def test_a_decision_that_follows_from_words_alone_is_checked_too(tmp_path: Path) -> None:
    folder = changed(tmp_path, "refused", "case.yaml", ("    public_interest: >", "    alternative: no\n    x_: >"))
    assert "x_" in check_case(folder).mistakes[0].text
    shutil.rmtree(folder)
    text = (CASES / "refused" / "case.yaml").read_text(encoding="utf-8")
    start, end = text.index("    public_interest"), text.index("    decided_by: achebe\n\npublication")
    folder = changed(tmp_path, "refused", "case.yaml", (text[start:end], ""))
    assert {lack.item.code for lack in check_case(folder).missing} == {"notice"}


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(build_app(), arguments)
    return done.exit_code, done.output


def test_the_command_line_tells_and_ends_as_it_should(tmp_path: Path) -> None:
    code, said = run("case", "check", str(CASES / "not-published"))
    assert code == 0
    assert "Nothing is missing. Next: fanlight answer" in said
    folder = changed(
        tmp_path, "not-published", "case.yaml", ("  reason: the request is about the requester's own street\n", "")
    )
    code, said = run("case", "check", str(folder), "--json")
    assert code == 1
    content: dict[str, Any] = json.loads(said)
    (lack,) = content["missing"]
    assert (lack["code"], lack["about"], lack["line"]) == ("publication_not_decided", "publication.reason", 26)
    assert lack["mend"]
    assert content["due"] == "2026-11-02"
    (folder / "case.yaml").write_text("- no", encoding="utf-8")
    code, said = run("case", "check", str(folder), "--json")
    assert code == 2
    assert json.loads(said)["mistakes"][0]["file"] == "case.yaml"
    (tmp_path / "r.txt").write_text(REQUEST, encoding="utf-8")
    code, said = run("case", "new", str(tmp_path / "r.txt"), "--out", str(tmp_path / "new"), "--received", "2026-10-05")
    assert code == 0
    assert "Monday 2026-11-02" in said
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"case.yaml", "request.txt", "publication.txt"}


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_every_example_of_the_documentation_is_complete(name: str) -> None:
    found = check_case(CASES / name)
    assert (found.mistakes, found.missing) == ((), ())


def test_the_way_to_an_entry_stops_where_the_file_does() -> None:
    source = parse_yaml('a:\n  "1.b":\n    c: x\n  "1": y\nl:\n- m: 1\n', where="case.yaml")
    assert location(source, "a.1.b.c") == ("a", "1.b", "c")
    assert location(source, "a.1") == ("a", "1")
    assert location(source, "a.1.b.d") == ("a", "1.b", "d")
    assert location(source, "l.0.m") == ("l", 0, "m")
    assert location(source, "l.7.m") == ("l",)
    assert source.line(location(source, "a.1.b.d")) == 2
