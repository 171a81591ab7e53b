"""The text of a request as a tree of questions, with every character accounted for."""

from fanlight.requests.model import Question, Span, Split
from fanlight.requests.numbers import find, normal_number
from fanlight.requests.reading import read_request
from fanlight.requests.split import split

__all__ = ["Question", "Span", "Split", "find", "normal_number", "read_request", "split"]
