"""A letter that came back edited: what changed, and what of it can become the answers' text in case.yaml.

Only what an officer wrote as an answer comes from an edited letter. Figures, decisions, reasons and fixed sentences have their own
places in the case: a change of theirs is shown, and not taken over.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fanlight.answering.case.model import Case
from fanlight.answering.case.question import Question
from fanlight.answering.checks.remaining import before_counting
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes.base import paragraphs
from fanlight.answering.response.composition import composed
from fanlight.documents.letter_back import Edited, Line


@dataclass(frozen=True)
class Change:
    """One place where the letter differs: what stood there, what stands there now. `question` is the number of the question in
    whose answer it is; `taken`: it becomes that answer's text."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    question: str = ""
    taken: bool = False


@dataclass(frozen=True)
class Returned:
    """`case` with the new answers, the `changes`, and what newly `remains` for a person because of them."""

    case: Case
    changes: tuple[Change, ...]
    remains: tuple[Missing, ...]
    tracked: bool


def returned(case: Case, request: str, drafted: Edited, edited: Edited) -> Returned:
    """`drafted` is the letter as it was drafted from this case, `edited` as it came back. Raises as `composed` does."""
    say = composed(case, request, ()).words
    headings = {say("answers.question", number=number): number for number in case.file.questions}
    ends = {say("files.heading"), say("complaint.heading"), say("complaint.disagree")}
    before, after = _sections(drafted.lines, headings, ends), _sections(edited.lines, headings, ends)
    questions, changes = dict(case.file.questions), []
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, ()), after.get(name, ())
        question = questions.get(name)
        fixed = [line for line in old if question is None or line.text not in _own(question)]
        made = _answer(question, fixed, new) if question is not None and name in after else None
        if question is not None and made is not None and old != new:
            questions[name] = made
        changes += _changes(old, new, name if question is not None else "", taken=made is not None)
    file = case.file.model_copy(update={"questions": questions})
    made_case = replace(case, file=file, source=None, hashes={})
    had = {item.words for item in before_counting(case, request)}
    remains = [item for item in before_counting(made_case, request) if item.words not in had]
    return Returned(made_case, tuple(changes), tuple(remains), edited.tracked)


def _sections(lines: Sequence[Line], headings: dict[str, str], ends: set[str]) -> dict[str, tuple[Line, ...]]:
    """The lines under each question's heading by its number; all others under "", with the headings themselves."""
    found: dict[str, list[Line]] = {"": []}
    at = ""
    for line in lines:
        if line.kind == "heading" and (line.text in headings or line.text in ends):
            at = headings.get(line.text, "")
            found[""].append(line)
            found.setdefault(at, [])
        else:
            found[at].append(line)
    return {name: tuple(held) for name, held in found.items()}


def _own(question: Question) -> set[str]:
    """The paragraphs and points that the officer wrote."""
    points = (" ".join(point.split()) for point in question.points)
    return {*(p.text for p in (*paragraphs(question.answer), *paragraphs(question.after))), *points}


def _answer(question: Question, fixed: Sequence[Line], lines: Sequence[Line]) -> Question | None:
    """The question with what now stands under its heading; None where a sentence that is not the officer's was changed."""
    texts = [line.text for line in lines]
    kept = [text for text in texts if text in {line.text for line in fixed}]
    if kept != [line.text for line in fixed]:
        return None
    own = [line for line in lines if line.text not in kept]
    if any(line.kind in {"row", "heading"} for line in own):
        return None
    bullets = [at for at, line in enumerate(lines) if line.kind == "bullet" and line in own]
    first = min([*bullets, *(at for at, text in enumerate(texts) if text in kept), len(lines)])
    answer = [line.text for line in lines[:first]]
    after = [line.text for line in lines[first:] if line in own and line.kind == "text"]
    points = [lines[at].text for at in bullets]
    return question.model_copy(update={"answer": "\n\n".join(answer), "points": points, "after": "\n\n".join(after)})


def _changes(old: Sequence[Line], new: Sequence[Line], question: str, *, taken: bool) -> list[Change]:
    before, after = [line.text for line in old], [line.text for line in new]
    matched = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        Change(tuple(before[a:b]), tuple(after[c:d]), question, taken)
        for kind, a, b, c, d in matched.get_opcodes()
        if kind != "equal"
    ]
