"""Numbers of questions as people write them: one normal form, and the question that a case file or a letter means."""

from __future__ import annotations

import difflib
import re

from fanlight.errors import BadInput
from fanlight.requests.model import Question, Split

ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
_WORD = re.compile(r"^\s*(?:questions?|requests?|query|part|point|item|no|q)\b[\s.:#]*|^\s*q(?=\d)", re.IGNORECASE)
_PIECE = re.compile(r"\d+|[^\W\d_]+")


def normal_number(printed: str) -> str:
    """The path a printed number stands for: "3(b)1", "Q3b.1" and "3.B.1" are all "3.b.1"; "" where none is meant."""
    return ".".join(
        str(int(piece)) if piece.isdecimal() else piece.lower() for piece in _PIECE.findall(_WORD.sub("", printed))
    )


def roman_value(letters: str) -> int:
    """1 to 16, or 0 where the letters are no small Roman number."""
    return ROMAN.index(letters.lower()) if letters and letters.lower() in ROMAN else 0


def find(split: Split, number: str) -> Question:
    """The question of that number, however it is written. Raises `BadInput` naming the nearest numbers there are."""
    wanted = normal_number(number)
    known = {question.number: question for question in split.walk()}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.3) or list(known)[:3]
    step = f"The nearest are {', '.join(near)}." if near else "No question was found in the text."
    raise BadInput(f"The request has no question “{number}”.", where="questions", next_step=step)
