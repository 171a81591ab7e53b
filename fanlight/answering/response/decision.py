"""What was decided, over all questions: the sentences follow from every question's answer, and say nothing else."""

from __future__ import annotations

from fanlight.answering.outcomes.base import Stance
from fanlight.answering.outcomes.neither import beside
from fanlight.answering.response import given
from fanlight.answering.response.composition import Composition
from fanlight.answering.words import listed
from fanlight.documents.content import Block, Bullets, Heading, Paragraph
from fanlight.law import confirm_or_deny
from fanlight.law.claimed import statement_line
from fanlight.law.wording import ACCESSIBLE, notice_statement

EACH = "Our answer to each question says what we hold and what we give."
HELD = "We hold the information that you asked for"
_WHOLE: dict[Stance | None, str] = {
    "gives": f"{HELD}, and we give it in full.",
    "gives_part": f"{HELD}. We give part of it and withhold part of it.",
    "withholds": f"{HELD}, and we withhold it.",
    "undecided": "We need more time to decide where the balance of the public interest lies.",
    "published_later": f"{HELD}. It is to be published, and we withhold it until then.",
    "not_held": "We do not hold the information that you asked for.",
    "holds_part": "We hold part of the information that you asked for, and give that part.",
    "elsewhere": "You can already get the information that you asked for by other means.",
    "neither": "We neither confirm nor deny that we hold any information that you asked for.",
    "environmental": "What you asked for is environmental information, and our answer is under the law for that.",
    "own_data": "What you asked for is a matter of your own personal data. We deal with it as a subject access request.",
    "handed_over": "What you asked for is a matter for another Act. We handed it over, and do not answer it here.",
    "no_request": "We answer this as ordinary business. It is not a request for recorded information that needs a decision.",
}
_EACH: dict[Stance | None, str] = {
    "gives": "we hold the information and give it in full",
    "gives_part": "we hold the information, give part of it and withhold part of it",
    "withholds": "we hold the information and withhold it",
    "undecided": "we need more time to decide where the balance of the public interest lies",
    "published_later": "we hold the information, and withhold it until it is published",
    "not_held": "we do not hold the information",
    "holds_part": "we hold part of the information, and give that part",
    "elsewhere": "you can already get the information by other means",
    "neither": "we neither confirm nor deny that we hold any information on this",
    "environmental": "this is environmental information, and our answer is under the law for that",
    "own_data": "this is a matter of your own personal data, which we deal with as a subject access request",
    "handed_over": "this is a matter for another Act, and we handed it over",
    "no_request": "we answer this as ordinary business",
    None: "our answer says what we hold and what we give",
}
_HELD_AND_EXEMPT: set[Stance | None] = {"withholds", "published_later", "elsewhere", "undecided", "own_data"}


def decision(parts: Composition) -> tuple[Block, ...]:
    """The decision in sentences, how the tables depart from what was asked, and section 17's statements."""
    blocks: list[Block] = [Heading("Our decision"), *_sentences(parts)]
    blocks += [Paragraph(sentence) for table in parts.withheld for sentence in given.given_sentences(table)]
    return (*blocks, *_exempt(parts), *_neither(parts))


def _sentences(parts: Composition) -> list[Block]:
    """One sentence where all questions were decided alike; else one for each kind of decision, with its questions."""
    alike: dict[tuple[Stance | None, str, bool], list[str]] = {}
    for outcome, asked in parts.decided:
        own = outcome.decides if outcome is not None else ""
        key = None if own else parts.stance(asked.number), own, bool(beside(asked))
        alike.setdefault(key, []).append(asked.number)
    stances = {stance for stance, _, _ in alike}
    blocks: list[Block]
    if any(own or narrowed for _, own, narrowed in alike) or not (
        len(alike) < 2 or stances <= _GIVEN or stances <= _HELD
    ):
        lines = tuple(_of_some(key, numbers, whole=len(alike) == 1) for key, numbers in alike.items())
        single = len(lines) == 1
        blocks = (
            [Paragraph(lines[0])] if single else [Paragraph("We decided on your questions as follows."), Bullets(lines)]
        )
    elif stances <= _GIVEN:
        blocks = [Paragraph(_WHOLE["gives"])]
    else:
        blocks = [Paragraph(_WHOLE.get(next(iter(stances)) if len(stances) == 1 else "gives_part", EACH))]
    for _, asked in parts.decided:
        if said := beside(asked):
            blocks.append(Paragraph(said))
    return blocks


def _of_some(key: tuple[Stance | None, str, bool], numbers: list[str], *, whole: bool) -> str:
    stance, own, narrowed = key
    if own:
        return own.format(what="your request" if whole else _questions(numbers).replace("Q", "q", 1))
    besides = "apart from what we neither confirm nor deny to hold, " if narrowed else ""
    return f"{_questions(numbers)}: {besides}{_EACH.get(stance, _EACH[None])}."


_GIVEN: set[Stance | None] = {"gives", None}
_HELD: set[Stance | None] = {"gives", "gives_part", "withholds"}


def _questions(numbers: list[str]) -> str:
    return f"Question {numbers[0]}" if len(numbers) == 1 else f"Questions {listed(numbers)}"


def _exempt(parts: Composition) -> tuple[Block, ...]:
    limbs = [record.limb for record in parts.records]
    limbs += [claimed.limb for claimed in parts.claimed if not confirm_or_deny.known(claimed.limb)]
    exempted = [record for record in parts.others if not record.neither]
    if not limbs and not exempted:
        return ()
    if set(limbs) == {"s21"} and not exempted:
        return Paragraph(ACCESSIBLE), Bullets(notice_statement(["s21"], parts.case.decided)[1:])
    whole = all(parts.stance(number) in _HELD_AND_EXEMPT for number in parts.case.questions) and not parts.unconfirmed
    statement, *stated = notice_statement(list(dict.fromkeys(limbs)), parts.case.decided, whole=whole)
    stated += [statement_line(record, parts.case.decided) for record in exempted]
    return Paragraph(statement), Bullets(tuple(dict.fromkeys(stated)))


def _neither(parts: Composition) -> tuple[Block, ...]:
    on = parts.case.decided
    lines = [statement_line(record, on) for record in parts.others if record.neither]
    own = [claimed.limb for claimed in parts.claimed if confirm_or_deny.known(claimed.limb)]
    lines += [confirm_or_deny.line(limb, on) for limb in own]
    if not lines:
        return ()
    return Paragraph(confirm_or_deny.STATEMENT), Bullets(tuple(dict.fromkeys(lines)))
