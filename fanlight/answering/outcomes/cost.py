"""Refused because the cost of complying would exceed the appropriate limit (FOIA s.12; Fees Regulations 2004)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fanlight.answering.outcomes.base import Asked, Outcome, listed_blocks, paragraphs, plain, prose
from fanlight.documents.content import Block, Paragraph
from fanlight.law.findings import Finding, finding
from fanlight.law.procedure.cost import CostRecord, Limit, check_cost, limit_of
from fanlight.law.procedure.cost_words import cost_words

FIGURES = (
    "Although section 12 means that the Act does not oblige us to, we give you the following figures, outside the Act."
)


class RefusedForCost(Outcome):
    name = "refused_cost_s12"
    stance = "refuses"
    words = "refused for cost (section 12)"
    decides = (
        "We refuse {what}, because the cost of complying would exceed the appropriate limit (section 12 of the Act)."
    )
    needs_answer = False

    def findings(self, asked: Asked) -> Iterable[Finding]:
        if asked.question.cost is None:
            yield finding("cost-estimate-missing", where=f"{asked.at}.cost")
            return
        at = f"{asked.at}.cost"
        for found in check_cost(costs(asked), limit=limit(asked), received=asked.case.received):
            if found.where == at or found.where.startswith(f"{at}."):
                yield found

    def procedural(self, asked: Asked) -> str:
        return asked.question.cost.limb if asked.question.cost else "12(1)"

    def texts(self, asked: Asked) -> Iterator[tuple[str, str]]:
        at = f"{asked.at}.cost"
        yield from prose(asked.question.cost, at, inside=("activity", "part_of", "reference", "questions"))
        if asked.question.cost is not None:
            words = cost_words(asked.number, costs(asked), limit(asked))
            yield from ((f"{at}.work", line) for line in words.lines)

    def blocks(self, asked: Asked) -> list[Block]:
        if asked.question.cost is None:
            return plain(asked)
        words = cost_words(asked.number, costs(asked), limit(asked))
        given: list[Block] = [*map(Paragraph, words.given)]
        if asked.question.tables and not given:
            given = [*paragraphs(FIGURES)]
        return [
            *listed_blocks(words.notice, words.lines, words.total),
            *listed_blocks(words.advice, words.fits),
            *given,
            *plain(asked),
        ]


def costs(asked: Asked) -> dict[str, CostRecord]:
    """The estimates of all questions of the case, by number."""
    return {number: question.cost for number, question in asked.case.questions.items() if question.cost is not None}


def limit(asked: Asked) -> Limit:
    """The appropriate limit of the case's authority."""
    return limit_of(central=asked.case.authority.cost_limit_hours == limit_of(central=True).hours)
