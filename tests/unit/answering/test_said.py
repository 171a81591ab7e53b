"""Words that tell of what a table counts are found, once each; words that only name something are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanlight.answering.case.model import Said
from fanlight.answering.saying.said import Words, Written, undeclared
from fanlight.answering.saying.tied import Subject
from fanlight.tables.predicate.predicate import EVERY_RECORD
from fanlight.tables.spec.table import Category, Dimension, TableSpec, Unit

DATA = Path(__file__).parents[2] / "data" / "words"
OWN = (
    "None were given.", "There was just the one.", "A couple were recorded.", "Several were given.", "half a dozen",
    "twice as many in 2025", "more in 2025 than in 2024", "the figure doubled", "There weren't any.",
    "No one was given one.", "It never happened in 2024.", "only one woman", "We had nobody for this.",
    "an isolated case", "the lowest category", "an increase of one", "fewer in 2025", "very little",
    "the number rose", "under five", "a pair of resolutions", "There are no results for 2024", "all but one",
    "unchanged from last year", "the same number", "hardly any", "1 in 2024", "single digits",
)  # fmt: skip
NAMING = (
    "In exceptional circumstances one of these may still be dealt with in this way.", "people would never expect this",
    "They did not have any reason to expect it", "the highest standards", "each quarter of the year",
    "Please see part two.", "section 44 is the intentional offence, sections 45 and 46 the offences of believing",
    "The policy has not been updated since March 2023.", "Nobody expects it", "Where one seems right",
    "In an emergency call 999; otherwise 101.", "Questions 4 to 7 ask about stalking.", "Offence code 8/67 is stalking.",
    "A third party reported the stalking.", "We took all reasonable steps to find the stalking policy.",
    "no later than the twentieth working day", "One of the conditions for stalking must be met.",
    "Ashwick police station, 14 High Street, Ashwick AW2 3CD, telephone 01632 960 200", "FOI 1009/26 on stalking",
)  # fmt: skip


def table(name: str, *labels: str) -> TableSpec:
    categories = tuple(Category(label, label, EVERY_RECORD) for label in labels)
    years = tuple(Category(year, year, EVERY_RECORD) for year in ("2024", "2025"))
    dimensions = (
        Dimension("kind", "Kind", categories, total="Total"),
        Dimension("year", "Year", years, is_period=True),
    )
    return TableSpec(name, "Community resolutions", Unit.DISPOSALS, "outcome_date", EVERY_RECORD, dimensions)


SUBJECT = Subject.of((
    table("a", "Offence A", "Offence B", "Offence C", "Offence D"),
    table("b", "Stalking or harassment", "Coercive control", "Threats to kill"),
    table("c", "Ashwick", "Brindle"),
))  # fmt: skip


def found(text: str, *said: Said, own: bool = False) -> list[Words]:
    return undeclared([Written("notes", "notes", text, own)], said, SUBJECT)


@pytest.mark.parametrize("text", OWN)
def test_a_quantity_is_found_where_the_text_speaks_of_nothing_else(text: str) -> None:
    assert found(text, own=True)


@pytest.mark.parametrize("text", NAMING)
def test_what_only_names_something_is_let_be(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", (DATA / "telling.txt").read_text(encoding="utf-8").splitlines())
def test_words_that_tell_of_a_category_place_or_period_are_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize("letter", (DATA / "ordinary.txt").read_text(encoding="utf-8").split("\n----\n"))
def test_an_ordinary_letter_is_asked_about_once_at_most(letter: str) -> None:
    texts = [Written("notes", "notes", paragraph) for paragraph in letter.split("\n\n")]
    assert len(undeclared(texts, (), SUBJECT)) <= 1


def test_few_ordinary_letters_are_asked_about_at_all() -> None:
    letters = (DATA / "ordinary.txt").read_text(encoding="utf-8").split("\n----\n")
    assert len(letters) >= 30
    assert sum(bool(found(letter)) for letter in letters) <= 10


def test_a_declaration_covers_its_own_words_once_somebody_stands_for_it() -> None:
    text = "There were several for stalking."
    assert found(text, Said(text="several", not_a_figure="x"))
    assert found(text, Said(text="several", not_a_figure="x", decided_by="R. Achebe")) == []


def test_one_phrase_is_asked_about_once_with_every_place_where_it_stands() -> None:
    one, other = "There was a handful for stalking.", "In Ashwick there was a handful."
    words = undeclared([Written("notes", "notes", one), Written("late", "late", other)], (), SUBJECT)
    assert [(item.text, item.about) for item in words] == [("handful", "notes")]
    assert len(words[0].contexts) == 2


@pytest.mark.parametrize("share", ["1.5%", "a third", "one in five", "threefold", "twice"])
def test_a_share_of_what_is_counted_is_a_figure_whatever_is_declared(share: str) -> None:
    text = f"Stalking was {share} of it."
    denied = Said(text=share, not_a_figure="it is a percentage", decided_by="R. Achebe")
    assert [words.share for words in found(text, denied)] == [True]
    figure = Said(text=share, kind="share", table="b", decided_by="R. Achebe")
    assert found(text, figure) == []
    assert found("The budget grew by 1.5%.", Said(text="1.5%", not_a_figure="money", decided_by="R. Achebe")) == []


def test_a_share_is_not_declared_by_one_end_of_a_range() -> None:
    text = "Stalking was 1.5% of it."
    low = Said(text="1.5%", kind="at_least", table="b", value=0, decided_by="R. Achebe")
    high = Said(text="1.5%", kind="at_most", table="b", value=9, decided_by="R. Achebe")
    assert [words.share for words in found(text, low)] == [True]
    assert found(text, low, high) == []
    assert (
        found("Stalking was below nine.", Said(text="below nine", kind="at_most", table="b", decided_by="R. Achebe"))
        == []
    )


@pytest.mark.parametrize("text", ["There were 101 crimes of stalking.", "Stalking rose from 101 to 999.", "B: 3, D: 2"])
def test_a_number_that_elsewhere_is_a_telephone_counts_where_it_counts(text: str) -> None:
    assert found(text)
