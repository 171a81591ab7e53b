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
from fanlight.law.fixed import Fixed, english
from fanlight.law.wording import ACCESSIBLE, notice_statement

_HELD_AND_EXEMPT: set[Stance | None] = {"withholds", "published_later", "elsewhere", "undecided", "own_data"}


def decision(parts: Composition) -> tuple[Block, ...]:
    """The decision in sentences, how the tables depart from what was asked, and section 17's statements."""
    blocks: list[Block] = [Heading(parts.words("decision.heading")), *_sentences(parts)]
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
    say = parts.words
    blocks: list[Block]
    if any(own or narrowed for _, own, narrowed in alike) or not (
        len(alike) < 2 or stances <= _GIVEN or stances <= _HELD
    ):
        lines = tuple(_of_some(key, numbers, say, whole=len(alike) == 1) for key, numbers in alike.items())
        single = len(lines) == 1
        blocks = [Paragraph(lines[0])] if single else [Paragraph(say("decision.follows")), Bullets(lines)]
    elif stances <= _GIVEN:
        blocks = [Paragraph(say("decision.whole.gives"))]
    else:
        blocks = [Paragraph(say(f"decision.whole.{next(iter(stances)) if len(stances) == 1 else 'gives_part'}"))]
    for _, asked in parts.decided:
        if said := beside(asked):
            blocks.append(Paragraph(said))
    return blocks


def _of_some(key: tuple[Stance | None, str, bool], numbers: list[str], say: Fixed, *, whole: bool) -> str:
    stance, own, narrowed = key
    if own:
        return own.format(what="your request" if whole else _questions(numbers, english(say.on)).replace("Q", "q", 1))
    besides = say("decision.besides") if narrowed else ""
    held = say(f"decision.each.{stance or 'other'}")
    return f"{_questions(numbers, say)}: {besides}{held}."


_GIVEN: set[Stance | None] = {"gives", None}
_HELD: set[Stance | None] = {"gives", "gives_part", "withholds"}


def _questions(numbers: list[str], say: Fixed) -> str:
    if len(numbers) == 1:
        return say("answers.question", number=numbers[0])
    return say("answers.questions", numbers=listed(numbers, say("answers.and")))


def _exempt(parts: Composition) -> tuple[Block, ...]:
    limbs = [record.limb for record in parts.records]
    limbs += [claimed.limb for claimed in parts.claimed if not confirm_or_deny.known(claimed.limb)]
    exempted = [record for record in parts.others if not record.neither]
    if not limbs and not exempted:
        return ()
    if set(limbs) == {"s21"} and not exempted:
        return Paragraph(ACCESSIBLE), Bullets(notice_statement(["s21"], parts.case.decided)[1:])
    whole = all(parts.stance(number) in _HELD_AND_EXEMPT for number in parts.case.questions) and not parts.unconfirmed
    statement, *stated = notice_statement(list(dict.fromkeys(limbs)), parts.case.decided, parts.words, whole=whole)
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
