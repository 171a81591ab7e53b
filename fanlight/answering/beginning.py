"""A first case folder from the request alone: nothing is asked, everything is there to fill in, each entry with what it is for."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from datetime import date
from typing import get_args

from fanlight.answering.case import casefile
from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.question import Kind, OutcomeName
from fanlight.answering.checks.traces import personal_words
from fanlight.answering.words import day
from fanlight.law.clock import deadline
from fanlight.requests import Question, split

COPY = "publication.txt"
REMOVED = "[removed]"
_KINDS: dict[str, Kind] = {"statistic": "statistic", "policy": "policy", "not-foi": "not_foi"}
_AT = 30
"""The column in which comments begin."""


def begin(request: str, received: date, *, given: bool = True) -> dict[str, bytes]:
    """The files of the folder by name. `given`: somebody said when the request came; else it is taken to be `received`.

    Raises `BadInput` for a day outside the bank-holiday list.
    """
    text = "\n".join(_case(request, received, given)) + "\n"
    return {
        casefile.REQUEST: request.encode(),
        casefile.CASE: text.encode(),
        COPY: _copy(request, casefile.read(text)).encode(),
    }


def _copy(request: str, case: CaseFile) -> str:
    """The questions for the public, without greeting and signature, and without the details that can be told by their form."""
    lines = [
        f"{'  ' * depth}{' '.join(question.text.split())}" for depth, question in _walked(split(request).questions)
    ]
    copy = "\n".join(lines) + "\n"
    for word in personal_words(case, request):
        pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, word.split())) + r"(?!\w)"
        copy = re.sub(pattern, REMOVED, copy, flags=re.IGNORECASE)
    return copy


def _walked(questions: list[Question], depth: int = 0) -> Iterator[tuple[int, Question]]:
    for question in questions:
        yield depth, question
        yield from _walked(question.children, depth + 1)


def _entry(indent: int, entry: str, what: str) -> Iterator[str]:
    """The entry with its comment beside it, or above where it is long."""
    own = f"{' ' * indent}{entry}"
    if len(own) < _AT and len(what) < 100:
        yield f"{own.ljust(_AT)}# {what}"
        return
    yield from _comment(indent, what)
    yield own


def _comment(indent: int, text: str) -> Iterator[str]:
    for line in textwrap.wrap(" ".join(text.split()), 110 - indent, break_long_words=False, break_on_hyphens=False):
        yield f"{' ' * indent}# {line}"


def _case(request: str, received: date, given: bool) -> Iterator[str]:
    due = deadline(received).due
    came = (
        "the day on which the request came" if given else "taken to be today: write the day on which the request came"
    )
    yield from _comment(0, "A case as `fanlight case new` began it. Fill in what is empty, and correct what is guessed: `fanlight "
                           "case check` with this folder says what is still missing. What may stand in each entry is in "
                           "docs/reference/case-file.md.")  # fmt: skip
    yield ""
    yield from _entry(0, 'reference: ""', "your reference; the letter bears it")
    yield from _entry(0, f"received: {received.isoformat()}", f"{came}; the clock runs from it")
    yield from _entry(
        0, "clarified:", "the day on which details came that you had asked for under section 1(3), if any"
    )
    yield from _entry(
        0, f"decided: {due.isoformat()}", f"the date of the letter; the last day is {day(due)}, working day 20"
    )
    yield from _entry(0, 'late: ""', "for a response after its last day: why; the letter apologises in any case")
    yield from _entry(0, "title: Freedom of Information request", "the letter's heading")
    yield from _authority()
    yield ""
    yield from _questions(request)
    yield ""
    yield from _figures()
    yield ""
    yield from _reasons()
    yield ""
    yield from _publication()


def _authority() -> Iterator[str]:
    yield ""
    yield from _entry(0, "authority:", "who answers")
    yield from _entry(2, 'name: ""', "the public authority's name")
    yield from _entry(2, "address: []", "lines of its address, as [FOI team, 1 High Street]")
    yield from _entry(2, 'email: ""', "where letters of requesters go")
    yield from _entry(2, 'telephone: ""', "may stay empty")
    yield from _entry(2, 'website: ""', "may stay empty")
    yield from _entry(0, "requester:", "printed in the letter and nowhere else")
    yield from _entry(2, 'name: ""', "the name that the requester gave")
    yield from _entry(2, "address: []", "may stay empty")
    yield from _entry(2, 'email: ""', "may stay empty")
    yield from _entry(0, "people: {}", "everybody who decides, signs or approves, one entry each. It looks like this:")
    yield from _example("  achebe: {name: Rosalind Achebe, id: rosalind.achebe@council.example, role: FOI officer}")
    yield from _entry(0, 'officer: ""', "who signs the letter: one of the people, by key")
    yield from _entry(0, "review:", "how to ask for an internal review")
    yield from _entry(2, 'email: ""', "by default the authority's; procedure: none where there is none")


def _questions(request: str) -> Iterator[str]:
    leaves = [question for _, question in _walked(split(request).questions) if not question.children]
    yield from _entry(
        0, "questions:" if leaves else "questions: {}", "by their numbers in the request; kinds are guessed"
    )
    for question in leaves:
        first, *parts = question.number.split(".")
        kind = _KINDS.get(question.subject, "document")
        yield f'  "{first}{"".join(f"({part})" for part in parts)}":'
        yield from _comment(4, question.text)
        yield from [f"    # Look at it: {doubt}" for doubt in question.doubts]
        yield from _entry(4, f"kind: {kind}", f"one of {', '.join(get_args(Kind))}")
        if kind == "statistic":
            yield from _entry(4, "tables: []", "ids of the tables that answer it; then the outcome follows from them")
        yield from _entry(4, "outcome:", f"what came of it, one of {', '.join(get_args(OutcomeName))}")
        yield from _entry(4, 'answer: ""', "the answer, in your words; how you searched, where nothing is held")
        yield from _entry(4, 'decided_by: ""', "who decided it, by key: not the person who will approve")


def _figures() -> Iterator[str]:
    yield from _entry(0, "extracted:", "the day on which the records were extracted that the tables count")
    yield from _entry(0, "tables: []", "files beside this one with table specs, as [tables.yaml]")
    yield from _entry(
        0, "not_counted: []", "your word on rows that the figures leave out: fanlight answer writes the entry"
    )
    yield from _entry(0, "zeros: []", "your word on zeros that look like mistakes: the same")
    yield from _entry(0, "identifiability: []", "your word on figures that the rules flag, once they are counted")
    yield from _entry(0, "said: []", "words that tell something of a figure: fanlight answer names them")
    yield from _entry(0, "notes: []", "further notes for the notes page of the tables")


def _reasons() -> Iterator[str]:
    yield from _entry(0, "exemptions: []", "for what is withheld: why. An entry looks like this:")
    yield from _example(
        "- limb: 31(1)(a)", "  questions: ['2']", "  reasons: what harm disclosure would, or would be likely to, do, and how",
        "  public_interest: for a qualified exemption, how the balance lies and why", "  decided_by: who decided it",
    )  # fmt: skip
    yield from _entry(0, "attachments: []", "files that go out with the letter. An entry looks like this:")
    yield from _example(
        "- file: plan.pdf", "  title: Plan of 2026", "  questions: ['1']", "  publish: yes",
        "  redactions: [{exemption: 40(2), places: 3}]",
    )  # fmt: skip


def _example(*lines: str) -> Iterator[str]:
    yield from (f"#   {line}" for line in lines)


def _publication() -> Iterator[str]:
    yield from _entry(0, "publication:", "whether, and how, the response goes into the disclosure log")
    yield from _entry(2, "publish: yes", "yes, later (after the letter, by fanlight publish) or no")
    yield from _entry(2, 'reason: ""', "for later or no: why")
    yield from _entry(2, 'decided_by: ""', "for later or no: who decided it")
    yield from _entry(
        2, f"copy: {COPY}", "the request as the public may see it; made here, for you to read and correct"
    )
    yield from _entry(2, 'confirmed_by: ""', "who has read it and found nobody's name or details in it")
    yield from _entry(2, "confirmed_on:", "the day on which they did")
    yield from _entry(2, "named: []", "people named in the request, who must leave no trace on the page")
    yield from _entry(2, 'title: ""', "the page's heading")
    yield from _entry(2, 'summary: ""', "a sentence or two on what was asked and answered")
