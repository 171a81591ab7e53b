"""The response in content: letter, workbook and page, out of the case and the audited tables alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fanlight.answering.case.house import House
from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.people import name_of
from fanlight.answering.case.question import Question
from fanlight.answering.case.times import late
from fanlight.answering.outcomes import Asked, outcome_of
from fanlight.answering.outcomes.base import paragraphs, plain
from fanlight.answering.outcomes.neither import beside
from fanlight.answering.response import enclosures, given
from fanlight.answering.response.composition import Composition
from fanlight.answering.response.decision import decision
from fanlight.answering.response.notes import notes
from fanlight.answering.response.quoting import LEFT_OUT
from fanlight.answering.response.reviewing import introduced, of_question
from fanlight.answering.words import day, listed
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
from fanlight.law.claimed import Factors, explained, named, section
from fanlight.law.confirm_or_deny import together
from fanlight.law.exemptions import exemption
from fanlight.law.fixed import Fixed
from fanlight.law.procedure.records import clause
from fanlight.law.regimes.environmental import representations
from fanlight.law.wording import ReviewProcedure, commissioner, if_valid_after_all, reasons, right_to_complain


def authority(case: CaseFile, house: House | None = None) -> Authority:
    own = case.authority
    address = house.address if house and house.address else tuple(own.address)
    return Authority(own.name, address, own.email, own.website, own.team, own.telephone)


def letter(parts: Composition) -> Letter:
    case, say = parts.case, parts.words
    asked: tuple[Block, ...] = (
        Heading(say("request.heading")),
        Paragraph(f"{_received(case, say)} {say('request.asked')}"),
        Quoted(parts.asked),
        *left_out(case),
        *before(case),
        *extended(case),
        *lateness(case, say),
        *introduced(case),
    )
    return Letter(
        authority=authority(case, parts.house),
        reference=case.reference,
        date=case.decided,
        addressee=(case.requester.name, *case.requester.address),
        salutation=say("letter.dear", name=case.requester.name),
        title=case.title,
        blocks=(*asked, *response(parts), *enclosures.attached(parts), *complaint(parts)),
        sign_off=(say("letter.sincerely"), name_of(case, case.officer), case.officer_title, case.authority.name),
        tables=parts.ordered,
        language=case.language,
        **_look(parts),
    )


def _look(parts: Composition) -> dict[str, Any]:
    return {"style": parts.house.style, "labels": parts.house.labels} if parts.house else {}


def _received(case: CaseFile, say: Fixed) -> str:
    if case.clarified:
        return say("request.clarified", received=say.day(case.received), clarified=say.day(case.clarified))
    return say("request.received", received=say.day(case.received))


def left_out(case: CaseFile) -> tuple[Block, ...]:
    """That, and why, words of the request are not repeated."""
    if not case.quote_without:
        return ()
    why = {"abuse": "abuse", "personal_data": "personal data of other people"}
    kinds = listed(list(dict.fromkeys(why[each.why] for each in case.quote_without)))
    return (Paragraph(f"Where {LEFT_OUT} stands we do not repeat words of your request, because they are {kinds}."),)


def extended(case: CaseFile) -> tuple[Block, ...]:
    """That this is the decision for which more time was taken, and what was answered before it."""
    extension = case.extension
    if extension is None:
        return ()
    printed = [named(provision, case.decided, where="extension.provisions")[1] for provision in extension.provisions]
    cited = listed([section(provision).removeprefix("Section ") for provision in printed])
    plural = "sections" if len(extension.provisions) > 1 else "section"
    said = (
        f"We wrote to you on {day(extension.noticed)} that we needed more time to decide where the balance of the public "
        f"interest lies under {plural} {cited}. This letter gives that decision."
    )
    others = [
        number
        for number, question in case.questions.items()
        if extension.questions
        and number not in extension.questions
        and not (question.clock and question.clock.answered)  # said at the question
    ]
    if others:
        told = (
            f"answer to question {others[0]} was" if len(others) == 1 else f"answers to questions {listed(others)} were"
        )
        said += f" Our {told} in that letter, and {'is' if len(others) == 1 else 'are'} repeated here."
    return (Paragraph(said),)


def lateness(case: CaseFile, say: Fixed) -> tuple[Block, ...]:
    """An apology where the response, or its answer to some questions, comes after the last day."""
    days = late(case)
    if not days:
        return ()
    told = []
    for due, numbers in days.items():
        whole = numbers == list(case.questions) or len(case.questions) == 1
        key = "request.late" if whole else f"request.late_question{'s' if len(numbers) > 1 else ''}"
        named = {} if whole else {"numbers": listed(numbers)}
        told.append(say(key, due=say.day(due), **named))
    return (Paragraph(" ".join((*told, say("request.sorry"), *case.late.split()))),)


def before(case: CaseFile) -> tuple[Block, ...]:
    """Letters of the same request that went before."""
    told = [f"We wrote to you on {day(earlier.day)} {clause(earlier.what)}." for earlier in case.earlier_letters]
    return (Paragraph(" ".join(told)),) if told else ()


def response(parts: Composition) -> tuple[Block, ...]:
    """Decision, reasons and answers: the same in the letter and on the page."""
    if parts.case.internal_review is not None and parts.case.internal_review.declined:
        return ()
    return (*decision(parts), *why(parts), *answers(parts))


def why(parts: Composition) -> tuple[Block, ...]:
    """The reasons for each exemption, then those for not confirming and not denying."""
    blocks: list[Block] = []
    for record in parts.records:
        figures, information = parts.covered_figures(record.questions), parts.covered_information(record.questions)
        if not figures and not information:
            information = "the information that we withhold"
        told = reasons(record, parts.case.decided, figures_text=figures, information_text=information)
        blocks += [Paragraph(p) for p in told]
    for other in parts.others:
        if not other.neither:
            text = parts.covered(other.questions) or "the information that we withhold"
            blocks += [Paragraph(p) for p in explained(other, parts.case.decided, withheld=text)]
            blocks += weighed(other.factors, parts.words)
    stances = {parts.stance(number) for number in parts.case.questions}
    heading = parts.words(
        "reasons.only"
        if "undecided" in stances and not stances & {"withholds", "gives_part", "published_later"}
        else "reasons.heading"
    )
    return (*([Heading(heading), *blocks] if blocks else []), *_why_neither(parts))


def _why_neither(parts: Composition) -> list[Block]:
    exclusions = [record for record in parts.others if record.neither]
    if not exclusions:
        return []
    blocks: list[Block] = [Heading(parts.words("reasons.neither"))]
    shared = together([record.limb for record in exclusions])
    either = {provision for provisions in shared.values() for provision in provisions}
    for record in exclusions:
        covered = parts.unconfirmed_by(record.questions)
        told = explained(record, parts.case.decided, withheld=covered, with_others=record.limb in either)
        blocks += [Paragraph(p) for p in told]
        blocks += weighed(record.factors, parts.words, neither=True)
    return [*blocks, *(Paragraph(said) for said in shared)]


def weighed(factors: Factors, say: Fixed, *, neither: bool = False) -> list[Block]:
    """The public interest on either side and its balance, each under its heading; `neither`: in confirming or denying."""
    blocks: list[Block] = []
    kind = "_neither" if neither else ""
    for key, items in (("interest.for", factors.disclosing), ("interest.against", factors.withholding)):
        if items:
            blocks += [Heading(say(f"{key}{kind}"), 3), Bullets(items)]
    if factors.balance:
        blocks += [Heading(say("interest.balance"), 3), Paragraph(factors.balance)]
    return blocks


def answers(parts: Composition) -> tuple[Block, ...]:
    say = parts.words
    blocks: list[Block] = [Heading(say("answers.heading"))]
    shown: set[str] = set()
    for number, question in parts.case.questions.items():
        blocks.append(Heading(say("answers.question", number=number), 3))
        if question.clock and question.clock.answered:
            blocks.append(
                Paragraph(f"We answered this in our letter of {day(question.clock.answered)}, and repeat it here.")
            )
        blocks += of_question(question)
        blocks += answer(number, question, parts)
        for table_id in question.tables:
            table = parts.tables.get(table_id)
            if table is None:
                continue
            blocks.append(Paragraph(f"{say('answers.table', number=table.number)} {table.basis_text}".rstrip()))
            if table_id not in shown and not given.is_withheld_whole(table):
                blocks.append(TableHere(table.number))
                shown.add(table_id)
            blocks += [Paragraph(sentence) for sentence in given.given_sentences(table)]
        blocks += paragraphs(beside(Asked(number, question, parts.case)))
    return tuple(blocks)


def answer(number: str, question: Question, parts: Composition) -> list[Block]:
    asked = Asked(number, question, parts.case)
    outcome = outcome_of(question)
    return outcome.blocks(asked) if outcome else plain(asked)


def complaint(parts: Composition) -> tuple[Block, ...]:
    """How to complain, by the law of each answer; of a request that was handed over whole, nothing was decided here."""
    case, say = parts.case, parts.words
    outcomes = {question.outcome for question in case.questions.values()}
    if outcomes == {"another_act"}:
        return ()
    procedure = review_procedure(case)
    if outcomes == {"invalid_s8"}:
        return (Heading(say("complaint.disagree")), Paragraph(if_valid_after_all(procedure)))
    said: list[str] = []
    if not outcomes or outcomes - {"environmental_information", "another_act"}:  # none: a review that is declined
        said += right_to_complain(procedure, say, reviewed=case.internal_review is not None)
    if "environmental_information" in outcomes:
        places = " or ".join(each for each in (procedure.email, ", ".join(procedure.address)) if each)
        office = "" if said else commissioner()
        reviewed = case.internal_review is not None
        said += representations(procedure.team, places, office=office, reviewed=reviewed)
    return (Heading(say("complaint.heading")), *(Paragraph(p) for p in said))


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
        Heading(parts.words("page.heading")),
        Paragraph(parts.words("page.received", received=parts.words.day(case.received))),
        Quoted(parts.published_request),
        *introduced(case),
    )
    return Page(
        authority=authority(case),
        reference=case.reference,
        title=publication.title,
        published=publication.published or case.decided,
        summary=publication.summary,
        blocks=(*asked, *response(parts), *enclosures.not_published(parts), *complaint(parts)),
        tables=parts.ordered,
        downloads=tuple(downloads),
        beta=publication.beta,
        feedback_href=publication.feedback,
        language=case.language,
        received=case.received,
        decided=case.decided,
        outcomes=tuple((number, outcome_words(parts, number)) for number in case.questions),
        exemptions=cited(parts),
        licence=publication.licence,
        **_look(parts),
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
    outcome = outcome_of(question)
    if tables and not (outcome and outcome.decides):
        match parts.stance(number):
            case "gives":
                return "given in full"
            case "withholds":
                return "withheld"
        return "given in part. " + " ".join(s for table in tables for s in given.given_sentences(table))
    if parts.stance(number) == "undecided":
        return "more time taken to weigh the public interest"
    return outcome.words if outcome else "not decided"
