"""The bundle: what it holds is what the page shows, it comes back from its bytes, and what does not agree is refused."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.documents import bundle, write_bundle, write_page
from fanlight.documents.content import (
    Block,
    Bullets,
    Download,
    Facts,
    Heading,
    Link,
    Page,
    Paragraph,
    Quoted,
    TableHere,
)
from fanlight.documents.page import draw
from fanlight.errors import BadInput
from tests import factories
from tests.unit.documents.test_documents import AUTHORITY

SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "bundle-schema-1.json"
BLOCKS: tuple[Block, ...] = (
    Heading("The request"),
    Quoted(((0, "1. How many <b>?"), (1, "(a) In 2020?"))),
    Heading("Question 1", 3),
    Paragraph("Given & “quoted”."),
    Bullets(("first <item>", "second")),
    Facts((("Unit", "disposals"),)),
    Link("the policy", "https://example.org/policy?a=1&b=2", "See ", "."),
    TableHere(1),
    TableHere(2),
)


def page(blocks: tuple[Block, ...] = BLOCKS) -> Page:
    return Page(
        AUTHORITY, "01.FOI.22.000001", "A title", date(2022, 7, 29), "A summary.", blocks,
        (factories.totals(), factories.with_marks()),
        (
            Download("tables.xlsx", "All tables", "Excel spreadsheet", 12_345, "0" * 64),
            Download("attachments/a b & c.pdf", "A plan", "PDF", 1, "1" * 64),
            Download("table-1.csv-metadata.json", "What its columns mean", "JSON", 1, "2" * 64, offered=False),
        ),
        received=date(2022, 7, 1), decided=date(2022, 7, 29), outcomes=(("1", "given in full"),), exemptions=("31(1)(a)",),
        licence="Open Government Licence v3.0", feedback_href="https://example.org/feedback", beta=True,
    )  # fmt: skip


def test_the_page_is_drawn_from_the_bundle_alone() -> None:
    data = write_bundle(page())
    assert draw(bundle.read_bundle(data)) == write_page(page())
    text = write_page(page()).decode()
    assert 'href="attachments/a%20b%20%26%20c.pdf"' in text
    assert "metadata.json" not in text
    assert "Open Government Licence" in text


def test_a_bundle_comes_back_from_its_bytes() -> None:
    made = bundle.bundle_of(page())
    data = write_bundle(page())
    assert bundle.read_bundle(data, sha256=hashlib.sha256(data).hexdigest()) == made
    assert bundle.dump(bundle.read_bundle(data)) == data


TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
BLOCK = st.one_of(
    st.builds(Heading, TEXT, st.sampled_from((2, 3, 4))),
    st.builds(Paragraph, TEXT),
    st.builds(Bullets, st.lists(TEXT, max_size=3).map(tuple)),
    st.builds(Quoted, st.lists(st.tuples(st.integers(0, 5), TEXT), max_size=3).map(tuple)),
    st.builds(Facts, st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)),
    st.builds(TableHere, st.sampled_from((1, 2))),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(BLOCK, max_size=6))
def test_whatever_it_says_comes_back_and_draws_the_same_page(blocks: list[Block]) -> None:
    data = write_bundle(page(tuple(blocks)))
    again = bundle.read_bundle(data)
    assert bundle.dump(again) == data
    assert draw(again) == write_page(page(tuple(blocks)))


def _figure(data: Any) -> None:
    data["tables"][0]["rows"][0]["figures"][0].update(value=None, mark="")


WRONG: dict[str, tuple[Callable[[Any], Any], str]] = {
    "another format": (lambda data: data.update(format="x"), "no bundle"),
    "a later version": (lambda data: data.update(version=2), "Version 2 of the bundle is not known"),
    "a field that is not known": (lambda data: data.update(requester="A. Person"), "requester"),
    "a field that is missing": (lambda data: data.pop("decided"), "decided"),
    "another request": (lambda data: data["request"].pop(), "the request is not the one"),
    "a table that is not there": (lambda data: data["blocks"].append({"kind": "table", "number": 9}), "each table"),
    "two tables of one number": (lambda data: data["tables"][1].update(number=1), "each table has a number"),
    "a row cut short": (lambda data: data["tables"][0]["rows"][0]["figures"].pop(), "each row of table 1"),
    "neither value nor mark": (_figure, "a figure has a value, or a mark"),
    "a figure below nought": (lambda data: data["tables"][0]["rows"][0]["figures"][0].update(value=-1), "value"),
    "a text for a figure": (lambda data: data["tables"][0]["rows"][0]["figures"][0].update(value="7"), "value"),
    "a file elsewhere": (lambda data: data["files"][0].update(name="../letter.pdf"), "does not lie beside"),
    "a file of another scheme": (lambda data: data["files"][0].update(name="javascript:alert(1)"), "does not lie beside"),
    "a file named twice": (lambda data: data["files"].append(data["files"][0]), "each file is named once"),
    "no hash": (lambda data: data["files"][0].update(sha256=""), "sha256"),
    "a link that runs": (lambda data: data["blocks"][6].update(href="javascript:alert(1)"), "href"),
    "a block of no kind": (lambda data: data["blocks"].append({"kind": "html", "text": "<script>"}), "blocks"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_bundle_that_does_not_agree_is_refused(name: str) -> None:
    change, said = WRONG[name]
    data = json.loads(write_bundle(page()))
    change(data)
    with pytest.raises(BadInput) as error:
        bundle.read_bundle(json.dumps(data).encode())
    assert said in str(error.value)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"format": "fanlight-response"}'])
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"response\.json"):
        bundle.read_bundle(data)


def test_other_bytes_than_those_approved_are_refused() -> None:
    with pytest.raises(BadInput, match="not the file that was approved"):
        bundle.read_bundle(write_bundle(page()) + b"\n", sha256=hashlib.sha256(write_bundle(page())).hexdigest())


def test_the_schema_in_the_reference_is_that_of_the_bundle() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == bundle.schema()
    fields = (SCHEMA.parent / "bundle.md").read_text(encoding="utf-8")
    assert [name for name in bundle.Bundle.model_fields if f"`{name}`" not in fields] == []
