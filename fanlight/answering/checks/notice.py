"""The notice as structured facts, checked before the letter goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fanlight.answering.case.model import CaseFile
from fanlight.answering.case.times import answered_now, due_of, late
from fanlight.answering.checks.days import of_days
from fanlight.answering.checks.public_interest import of_time_taken
from fanlight.answering.outcomes.section14 import without_letter
from fanlight.answering.response.compose import letter
from fanlight.answering.response.composition import Composition
from fanlight.answering.response.reviewing import review_of, review_without_ground, reviews
from fanlight.documents.content import Bullets, Facts, Heading, Link, Paragraph, Quoted, TableHere
from fanlight.errors import NotReady
from fanlight.law.exemptions import exemption
from fanlight.law.findings import Finding, finding
from fanlight.law.letter import check_letter
from fanlight.law.notice import Claimed, NoticeFacts, check_notice
from fanlight.law.procedure.records import clause
from fanlight.law.procedure.review import check_review
from fanlight.law.section40 import check_section40
from fanlight.requests import normal_number
from fanlight.tables.layout import grid


def notice_findings(case: CaseFile, parts: Composition) -> tuple[Finding, ...]:
    """What the notice lacks or says wrongly: its facts, each section 40 record, and the text of the letter itself."""
    on = case.decided
    found: list[Finding] = []
    claimed = [
        Claimed(record.limb, record.questions, has_reasons=bool(record.identified_how)) for record in parts.records
    ]
    claimed += parts.claimed
    claimed += [record.claimed() for record in parts.others]
    if parts.withheld and not parts.records:
        found.append(_finding("exemption-not-recorded", "Figures are withheld, but no exemption is recorded.",
                              "Record section 40's tests under exemptions, or assess the figures again."))  # fmt: skip
    if review_without_ground(parts):
        found.append(_finding("review-without-ground", "A new exemption is said to be relied on, and none names the question.",
                              "Record it under exemptions, with the question."))  # fmt: skip
    exempted = [record for record in parts.others if not record.neither]
    if (parts.records or exempted) and not (parts.withheld or parts.withheld_questions):
        found.append(_finding("exemption-without-withholding", "An exemption is claimed, but nothing is withheld.",
                              "Take the exemption out: refusing what is not withheld misleads the requester."))  # fmt: skip
    procedural = [outcome.procedural(asked) for outcome, asked in parts.decided if outcome]
    facts = NoticeFacts(
        exemptions=tuple(claimed),
        procedural=tuple(each for each in procedural if each),
        complaints_procedure=True,
        commissioner_right=True,
        decided=on,
        police=_police(case),
    )
    found += check_notice(facts, on)
    found += _time(case)
    found += of_days(case)
    found += of_time_taken(case, parts)
    found += _of_environmental(case, parts)
    if (review := review_of(case)) is not None:
        found += check_review(review, reviews(case), decided=on)
    for record in parts.records:
        found += check_section40(record, on)
    if without_letter(case):
        return tuple(found)
    try:
        text = letter_text(parts)
    except NotReady:
        return tuple(found)
    request = "\n".join(words for _, words in parts.asked)
    letters: Sequence[Finding] = check_letter(text, on=on, request_text=request, police=_police(case))
    if (own := _without_first(text, case)) != text:
        now = check_letter(own, on=on, request_text=request, police=_police(case))
        letters = [one for one in letters if one in now]
    if not parts.withheld and any(one.id == _LOW for one in letters):
        letters = _but_declared(letters, case, text, request)
    return (*found, *(one for one in letters if one not in found))


def _without_first(text: str, case: CaseFile) -> str:
    """The letter of a review without what it repeats and does not rely on: the complaint, what the first response said."""
    repeated = [case.internal_review.complaint] if case.internal_review else []
    repeated += [question.review.first for question in case.questions.values() if question.review]
    for words in filter(None, map(clause, repeated)):
        text = re.sub(
            rf"((?:Your complaint|Our first response): ){re.escape(words)}", r"\1…", text, flags=re.IGNORECASE
        )
    return text


_LOW = "low-figure-as-reason"


def _but_declared(letters: Sequence[Finding], case: CaseFile, text: str, request: str) -> list[Finding]:
    """Without the finding that a low figure is the reason, where all such words are declared to be no figure. Only for a
    letter that withholds no figure of a table: else the words tell of it."""
    for entry in case.said:
        if entry.not_a_figure.strip() and entry.decided_by and entry.text.strip():
            text = re.sub(r"\s+".join(map(re.escape, entry.text.split())), "…", text, flags=re.IGNORECASE)
    left = check_letter(text, on=case.decided, request_text=request, police=_police(case))
    return [one for one in letters if one.id != _LOW or any(other.id == _LOW for other in left)]


def _time(case: CaseFile) -> list[Finding]:
    """A late response says so, whether or not it says why; one in time gives no reason for being late."""
    days = late(case)
    said = bool(case.late.strip())
    if days and not said:
        due = min(days)
        return [finding("late-reason-not-given", where="late", decided=case.decided.isoformat(), due=due.isoformat())]
    if said and not days and case.internal_review is None and answered_now(case):
        last = [day for number in answered_now(case) if (day := due_of(case, number))]
        ends = f": its last day is {min(last).isoformat()}" if last else ""
        return [
            Finding("late-in-time", "wrong", f"The response is in time{ends}.", "late",
                    "Take the entry late out.", "FOIA 2000, section 10(1)", "high")
        ]  # fmt: skip
    return []


def _of_environmental(case: CaseFile, parts: Composition) -> Iterator[Finding]:
    """Exemptions of the Act that are claimed for what the Regulations alone govern."""
    claims = [(exemption(entry.limb, case.decided).section, entry.questions) for entry in parts.records]
    claims += [(entry.cited, entry.questions) for entry in parts.others]
    environmental = {normal_number(n): n for n, q in case.questions.items() if q.outcome == "environmental_information"}
    for cited, questions in claims:
        for number in questions:
            if normal_number(number) in environmental:
                yield finding("foia-exemption-for-environmental", where="exemptions", provision=cited, question=number)


def letter_text(parts: Composition) -> str:
    """The letter as plain text, for the same check that reads anybody's letter."""
    composed = letter(parts.in_english())  # what reads the letter knows English
    lines = [composed.authority.name, composed.reference, f"{composed.date:%d %B %Y}".lstrip("0"), composed.title]
    for block in composed.blocks:
        match block:
            case Heading(text=text) | Paragraph(text=text):
                lines.append(text)
            case Bullets(items=items):
                lines += [f"- {item}" for item in items]
            case Quoted(lines=quoted):
                lines += [words for _, words in quoted]
            case Facts(pairs=pairs):
                lines += [f"{term}: {words}" for term, words in pairs]
            case Link(before=before, text=text, after=after):
                lines.append(f"{before}{text}{after}")
            case TableHere(number=number):
                table = next(table for table in composed.tables if table.number == number)
                lines.append(f"Table {number}: {table.title}")
                lines += ["; ".join(labels) for labels, _ in grid(table).rows]
    return "\n".join(lines) + "\n"


def _police(case: CaseFile) -> bool:
    return any(word in case.authority.name.lower() for word in ("police", "constabulary"))


def _finding(name: str, message: str, mend: str) -> Finding:
    return Finding(name, "missing", message, "exemptions", mend, "FOIA 2000, section 17(1)", "high")
