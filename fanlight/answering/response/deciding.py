"""The decision as a whole, in sentences that follow from the outcomes of all questions."""

from __future__ import annotations

from fanlight.answering.response.composition import Composition
from fanlight.answering.words import listed

EACH = "Our answer to each question says what we hold and what we give."


def what_we_hold(parts: Composition) -> tuple[str, ...]:
    """What the authority holds, gives and refuses, over all questions."""
    own = _own_sentences(parts)
    stances = {
        parts.stance(asked.number) for outcome, asked in parts.decided if not (outcome is not None and outcome.decides)
    }
    if not own:
        return (_of_the_rest(stances),)
    if not stances:
        return own
    if stances & {"withholds", "gives_part"}:
        return (*own, f"Of the rest, we withhold part. {EACH}")
    return (*own, "We answer the rest below.")


def _own_sentences(parts: Composition) -> tuple[str, ...]:
    """One sentence for each outcome that has one, in the order of the questions."""
    said: dict[str, list[str]] = {}
    for outcome, asked in parts.decided:
        if outcome is not None and outcome.decides:
            said.setdefault(outcome.decides, []).append(asked.number)
    return tuple(text.format(what=_what(parts, numbers)) for text, numbers in said.items())


def _what(parts: Composition, numbers: list[str]) -> str:
    if len(numbers) == len(parts.case.questions):
        return "your request"
    return f"question{'s' if len(numbers) > 1 else ''} {listed(numbers)}"


def _of_the_rest(stances: set[str | None]) -> str:
    if not stances & {"withholds", "gives_part"}:
        full = stances <= {"gives", None}
        return "We hold the information that you asked for, and we give it in full." if full else EACH
    if stances & {"not_held", "no_request"}:
        return f"We withhold part of what you asked for. {EACH}"
    if stances == {"withholds"}:
        return "We hold the information that you asked for, and we withhold it."
    return "We hold the information that you asked for. We give part of it and withhold part of it."
