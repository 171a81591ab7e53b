"""Nothing of a request's text is lost, whatever it holds."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fanlight.requests import Split, split

MARKS = ("1. ", "2) ", "(a) ", "b. ", "i) ", "(iv) ", "Q1a ", "3(b)1 ", "2017.2. How", "• ", "- ", "> ")
WORDS = (
    "How many?",
    "Please give it:",
    "On Monday, A wrote:\n",
    "Regards\n",
    "Contents\n",
    "Clarification -\n",
    "word ",
)
ODD = ("\r\n", "\n", "\t", "\u00a0", "\ufeff", "\u2028", "\x1c", "\x85", "\u200b", "é", "\U0001f600", " ")
PIECES = st.sampled_from(MARKS + WORDS + ODD)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


def check(text: str, found: Split) -> None:
    assert "".join(text[span.start : span.end] for span in found.spans) == text
    assert all(span.start < span.end for span in found.spans)
    for question in found.walk():
        assert text[question.offset : question.end] == question.text
        assert question.text.strip()
    offsets = [question.offset for question in found.walk()]
    assert offsets == sorted(set(offsets))
    numbers = [question.number for question in found.walk()]
    assert len(numbers) == len(set(numbers))
    starts = {span.number: span.start for span in found.spans if span.kind == "question"}
    assert starts == dict(zip(numbers, offsets, strict=True))


@settings(max_examples=300, deadline=None)
@example("0/:2000.0.A\nQ1A")
@example("1. How many cats?\n2. How many dogs?\nQ1a. And kittens?\n")
@given(TEXTS)
def test_spans_are_the_text_and_nodes_lie_in_it(text: str) -> None:
    check(text, split(text))


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_same_text_same_questions(text: str) -> None:
    assert split(text).as_json() == split(text).as_json()


@given(st.lists(st.sampled_from(["How many cats", "What dogs", "Which birds"]), min_size=2, max_size=30))
def test_a_plain_list_of_any_length_is_read_as_printed(asked: list[str]) -> None:
    text = "".join(f"{number}. {words}?\n" for number, words in enumerate(asked, 1))
    found = split(text)
    assert [question.number for question in found.questions] == [str(n) for n in range(1, len(asked) + 1)]
    assert found.sure
