"""A question by its number, as a case file or a letter refers to it."""

from __future__ import annotations

import difflib

from fanlight.errors import BadInput
from fanlight.requests.model import Question, Split
from fanlight.requests.numbers import normal_number


def find(split: Split, number: str) -> Question:
    """The question of that number, however it is written. Raises `BadInput` naming the nearest numbers there are."""
    wanted = normal_number(number)
    known = {question.number: question for question in split.walk()}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.3) or list(known)[:3]
    step = f"The nearest are {', '.join(near)}." if near else "No question was found in the text."
    raise BadInput(f"The request has no question “{number}”.", where="questions", next_step=step)
