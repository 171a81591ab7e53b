"""Words that say something about a number are found; words that only name something are not."""

from __future__ import annotations

import pytest

from fanlight.answering.case import Said
from fanlight.answering.said import quantities, undeclared

TELLING = (
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
)  # fmt: skip


@pytest.mark.parametrize("text", TELLING)
def test_a_quantity_is_found(text: str) -> None:
    assert list(quantities("answer", text))


@pytest.mark.parametrize("text", NAMING)
def test_what_only_names_something_is_let_be(text: str) -> None:
    assert list(quantities("answer", text)) == []


def test_a_declaration_covers_its_own_words_once_somebody_stands_for_it() -> None:
    texts = [("note", "There were several.")]
    assert undeclared(texts, [Said(text="several", not_a_figure="x")])
    assert undeclared(texts, [Said(text="several", not_a_figure="x", decided_by="R. Achebe")]) == []
