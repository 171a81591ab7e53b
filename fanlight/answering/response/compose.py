"""The response in content: letter, workbook and page, out of the case and the audited tables alone."""

from __future__ import annotations

from collections.abc import Sequence

from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.question import Question
from fanlight.answering.outcomes import Asked, outcome_of
from fanlight.answering.outcomes.base import plain
from fanlight.answering.response import enclosures, given
from fanlight.answering.response.composition import Composition
from fanlight.answering.response.notes import notes
from fanlight.answering.words import day
from fanlight.documents.content import (
    Authority,
    Block,
    Bullets,
    Download,
    Heading,
    Letter,
    Page,
    Paragraph,
    Quoted,
    TableHere,
    Workbook,
)
from fanlight.law.claimed import explained, statement_line
from fanlight.law.clock import deadline
from fanlight.law.exemptions import exemption
from fanlight.law.wording import (
    ReviewProcedure,
    notice_statement,
    reasons,
    right_to_complain,
)


def authority(case: CaseFile) -> Authority:
    own = case.authority
    return Authority(own.name, tuple(own.address), own.email, own.website, own.team, own.telephone)


def letter(parts: Composition) -> Letter:
    case = parts.case
    asked: tuple[Block, ...] = (
        Heading("Your request"),
        Paragraph(f"{_received(case)} You asked:"),
        Quoted(parts.asked),
        *lateness(case),
    )
    return Letter(
        authority=authority(case),
        reference=case.reference,
        date=case.decided,
        addressee=(case.requester.name, *case.requester.address),
        salutation=f"Dear {case.requester.name},",
        title=case.title,
        blocks=(*asked, *response(parts), *enclosures.attached(parts), *complaint(case)),
        sign_off=("Yours sincerely,", case.officer, case.officer_title, case.authority.name),
        tables=parts.ordered,
    )


def _received(case: CaseFile) -> str:
    received = f"We received your request on {day(case.received)}"
    if case.clarified:
        return f"{received}, and the further information that we asked for on {day(case.clarified)}."
    return f"{received}."


def lateness(case: CaseFile) -> tuple[Block, ...]:
    """An apology where the response comes after its last day."""
    if not case.late.strip():
        return ()
    due = deadline(case.received, clarified=case.clarified).due
    reason = " ".join(case.late.split())
    return (Paragraph(f"You should have had this response by {day(due)}. We are sorry that it is late. {reason}"),)


def response(parts: Composition) -> tuple[Block, ...]:
    """Decision, reasons and answers: the same in the letter and on the page."""
    return (*decision(parts), *why(parts), *answers(parts))


def decision(parts: Composition) -> tuple[Block, ...]:
    case = parts.case
    blocks: list[Block] = [Heading("Our decision"), Paragraph(_what_we_hold(parts))]
    blocks += [Paragraph(sentence) for table in parts.withheld for sentence in given.given_sentences(table)]
    limbs = [record.limb for record in parts.records]
    limbs += [claimed.limb for claimed in parts.claimed]
    if limbs or parts.others:
        statement, *lines = notice_statement(list(dict.fromkeys(limbs)), case.decided)
        lines += [statement_line(record, case.decided) for record in parts.others]
        blocks += [Paragraph(statement), Bullets(tuple(dict.fromkeys(lines)))]
    return tuple(blocks)


def _what_we_hold(parts: Composition) -> str:
    """What the authority holds and gives, over all questions."""
    stances = {parts.stance(number) for number in parts.case.questions}
    each = "Our answer to each question says what we hold and what we give."
    if not stances & {"withholds", "gives_part"}:
        full = stances <= {"gives", None}
        return "We hold the information that you asked for, and we give it in full." if full else each
    if stances & {"not_held", "no_request"}:
        return f"We withhold part of what you asked for. {each}"
    if stances == {"withholds"}:
        return "We hold the information that you asked for, and we withhold it."
    return "We hold the information that you asked for. We give part of it and withhold part of it."


def why(parts: Composition) -> tuple[Block, ...]:
    if not parts.records and not parts.others:
        return ()
    blocks: list[Block] = [Heading("Reasons for withholding")]
    for record in parts.records:
        figures, information = parts.covered_figures(record.questions), parts.covered_information(record.questions)
        if not figures and not information:
            information = "the information that we withhold"
        told = reasons(record, parts.case.decided, figures_text=figures, information_text=information)
        blocks += [Paragraph(p) for p in told]
    for other in parts.others:
        text = parts.covered(other.questions) or "the information that we withhold"
        blocks += [Paragraph(p) for p in explained(other, parts.case.decided, withheld=text)]
    return tuple(blocks)


def answers(parts: Composition) -> tuple[Block, ...]:
    blocks: list[Block] = [Heading("Our answers")]
    shown: set[str] = set()
    for number, question in parts.case.questions.items():
        blocks.append(Heading(f"Question {number}", 3))
        blocks += answer(number, question, parts)
        for table_id in question.tables:
            table = parts.tables.get(table_id)
            if table is None:
                continue
            blocks.append(Paragraph(f"Table {table.number} gives the figures. {table.basis_text}".rstrip()))
            if table_id not in shown and not given.is_withheld_whole(table):
                blocks.append(TableHere(table.number))
                shown.add(table_id)
            blocks += [Paragraph(sentence) for sentence in given.given_sentences(table)]
    return tuple(blocks)


def answer(number: str, question: Question, parts: Composition) -> list[Block]:
    asked = Asked(number, question, parts.case)
    outcome = outcome_of(question)
    return outcome.blocks(asked) if outcome else plain(asked)


def complaint(case: CaseFile) -> tuple[Block, ...]:
    procedure = review_procedure(case)
    return (Heading("If you are not content"), *(Paragraph(p) for p in right_to_complain(procedure)))


def review_procedure(case: CaseFile) -> ReviewProcedure:
    review = case.review
    return ReviewProcedure(
        team=case.authority.team,
        email=review.email or ("" if review.contact else case.authority.email),
        address=tuple(review.contact),
        exists=review.procedure.strip().lower() != "none",
    )


def workbook(parts: Composition) -> Workbook:
    case = parts.case
    return Workbook(
        authority=authority(case),
        reference=case.reference,
        date=case.decided,
        title=f"{case.title}: tables",
        introduction=(
            f"Tables that go with our response of {day(case.decided)} to request {case.reference}.",
            "Read them with the notes, which say what is counted and how.",
        ),
        notes=notes(parts),
        tables=parts.ordered,
    )


def page(parts: Composition, downloads: Sequence[Download]) -> Page:
    """The response as published. Raises nothing of its own; call it only with a confirmed publication copy."""
    case = parts.case
    publication = case.publication
    assert publication is not None
    asked: tuple[Block, ...] = (
        Heading("The request"),
        Paragraph(f"Received on {day(case.received)}. The request, as prepared for publication:"),
        Quoted(parts.published_request),
    )
    return Page(
        authority=authority(case),
        reference=case.reference,
        title=publication.title,
        published=publication.published or case.decided,
        summary=publication.summary,
        blocks=(*asked, *response(parts), *enclosures.not_published(parts), *complaint(case)),
        tables=parts.ordered,
        downloads=tuple(downloads),
        beta=publication.beta,
        feedback_href=publication.feedback,
        received=case.received,
        decided=case.decided,
        outcomes=tuple((number, outcome_words(parts, number)) for number in case.questions),
        exemptions=cited(parts),
        licence=publication.licence,
    )


def cited(parts: Composition) -> tuple[str, ...]:
    """The sections that the decision relies on, as the letter prints them, each once."""
    limbs = [record.limb for record in parts.records] + [claimed.limb for claimed in parts.claimed]
    sections = [exemption(limb, parts.case.decided).section for limb in limbs]
    return tuple(dict.fromkeys([*sections, *(record.cited for record in parts.others)]))


def outcome_words(parts: Composition, number: str) -> str:
    """A question's outcome for the closing summary."""
    question = parts.case.questions[number]
    tables = parts.tables_of(question)
    if tables:
        match parts.stance(number):
            case "gives":
                return "given in full"
            case "withholds":
                return "withheld"
        return "given in part. " + " ".join(s for table in tables for s in given.given_sentences(table))
    outcome = outcome_of(question)
    return outcome.words if outcome else "not decided"
