"""A case written as canonical YAML and read again is the same case; written again, it is the same bytes."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from fanlight.answering.case import casefile
from fanlight.answering.case.model import Case, CaseFile, TablePlan
from fanlight.answering.folder import read_case, write_case
from fanlight.errors import BadInput

ROOT = Path(__file__).parents[2]
AWKWARD = (
    "", " ", "\n", "yes", "no", "on", "null", "~", "1", "08", "8.10", "1e3", "2026-10-05", "2026-10-05T10:00", "=", "<<", "a: b",
    "- a", "# a", "a #b", "|", ">", "'", '"', "“two”", "a\nb", "a\n\nb\n", "a\nb\n\n", " a\nb", "a \nb", "a\n b", "\ta", "a\tb\nc",
    "a\r\nb", "a\x85b\nc", "a\u2028b\nc", "\ufeffa\nb", "a\x00b", "\n\na", "!a", "&a", "*a", "%a", "@a", "`a", "{a", "[a", "---", "...", "---\na",
    "...\nb", "é\nü", "🙂\n🙂", "x" * 300 + " y", "x " * 90 + "\nz",
)  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(AWKWARD), st.text(max_size=40), st.text(alphabet=" \n\t:#-'\"ab\x85\u2028", max_size=12)
)
DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))
PLAIN = st.recursive(
    st.one_of(TEXT, st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.none(), DAYS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)


def values(kind: Any, *, positive: bool = False) -> st.SearchStrategy[Any]:
    """Any value that a field of this type may have; a field that is added later is drawn too. `positive`: its numbers are."""
    if kind is Any:
        return PLAIN
    if kind is str:
        return TEXT
    if kind in (int, float) and positive:
        return st.integers(1, 10**6) if kind is int else st.floats(0.001, 10**6)
    if kind is datetime.date:
        return DAYS
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return models(kind)
    inner = get_args(kind)
    match get_origin(kind):
        case origin if origin is list:
            return st.lists(values(inner[0]), max_size=3)
        case origin if origin is dict:
            return st.dictionaries(values(inner[0]), values(inner[1]), max_size=3)
        case origin if origin is tuple:
            return st.lists(values(inner[0]), max_size=2)
        case None:
            return st.from_type(kind)
        case origin if origin is Literal:
            return st.sampled_from(inner)
    return st.one_of(*(values(one, positive=positive) for one in inner))


def models(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    names = {field.alias or name: name for name, field in kind.model_fields.items()}
    fields = kind.model_fields
    drawn = {shown: values(hints[n], positive=bool(fields[n].metadata)) for shown, n in names.items()}
    required = {shown: drawn[shown] for shown, n in names.items() if fields[n].is_required()}
    optional = {shown: drawn[shown] for shown, n in names.items() if not fields[n].is_required()}
    return st.fixed_dictionaries(required, optional=optional).map(in_order).map(kind.model_validate)


def in_order(given: dict[str, Any]) -> dict[str, Any]:
    """A decision comes no earlier than the request."""
    if "received" in given and "decided" in given:
        given["received"], given["decided"] = sorted((given["received"], given["decided"]))
    return given


@settings(max_examples=150, deadline=None)
@given(models(CaseFile))
def test_a_case_written_and_read_is_the_same_case(case: CaseFile) -> None:
    text = casefile.dump(case)
    again = casefile.read(text)
    assert again == case
    assert list(again.questions) == list(case.questions)
    assert casefile.dump(again) == text
    text.encode()


@pytest.mark.parametrize("text", AWKWARD)
def test_every_awkward_text_comes_back(text: str) -> None:
    case = casefile.read((ROOT / "demo" / "case" / "case.yaml").read_text(encoding="utf-8"))
    awkward = case.model_copy(update={"late": text, "notes": [text, text], "exemptions": [{text: text}]})
    assert casefile.read(casefile.dump(awkward)) == awkward


def test_what_has_no_plain_form_is_no_case() -> None:
    case = casefile.read((ROOT / "demo" / "case" / "case.yaml").read_text(encoding="utf-8"))
    for value in (float("nan"), float("inf"), object(), {1, 2}, {1: "x"}, "\ud800"):
        with pytest.raises(ValidationError):
            CaseFile.model_validate({**case.model_dump(by_alias=True), "exemptions": [{"reasons": value}]})


def test_an_entry_with_words_stands_there_even_where_it_is_the_default() -> None:
    """A default that changes later must not change what a case means that was written before."""
    case = casefile.read((ROOT / "demo" / "case" / "case.yaml").read_text(encoding="utf-8"))
    text = casefile.dump(case.model_copy(update={"plans": {"resolutions": TablePlan()}}))
    for entry in ("disclosure_policy: default", "revisions: same", "officer_title:", "team:", "ways:", "copy:"):
        assert entry in text
    for entry in ("ledger:", "late:", "leave_out:", "pool_over:", "clarified:", "points: []"):
        assert entry not in text


def test_the_demonstrations_case_comes_back_from_a_folder(tmp_path: Path) -> None:
    case, request = read_case(ROOT / "demo" / "case")
    write_case(tmp_path / "case", case, request)
    assert read_case(tmp_path / "case") == (case, request)
    assert {path.name for path in (tmp_path / "case").iterdir()} == set(case.hashes)
    assert isinstance(case, Case)


@pytest.mark.parametrize(
    "name", ["../out.txt", "/tmp/out.txt", "a/../b", "case.yaml", "request.txt", "tables.yaml", "", "a\\b"]
)
def test_a_case_names_no_file_outside_its_folder_and_none_for_two_things(tmp_path: Path, name: str) -> None:
    case, request = read_case(ROOT / "demo" / "case")
    assert case.file.publication is not None
    publication = case.file.publication.model_copy(update={"copy_file": name})
    wrong = replace(case, file=case.file.model_copy(update={"publication": publication}))
    with pytest.raises(BadInput, match=r"no file of the case|no plain name|named for two things"):
        write_case(tmp_path / "case", wrong, request)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(BadInput, match="holds other things"):
        write_case(tmp_path, *read_case(ROOT / "demo" / "case"))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
