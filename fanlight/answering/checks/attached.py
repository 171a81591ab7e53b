"""Attachments: what their entries lack, what the inspector finds in them, and words that promise one that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from fanlight.answering.case.attachments import Accepted, Enclosed
from fanlight.answering.case.question import Question
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes import outcome_of
from fanlight.answering.response.composition import Composition
from fanlight.answering.response.enclosures import claimed_for
from fanlight.errors import CouldNotRead
from fanlight.inspection.findings import RANKS, Finding
from fanlight.inspection.kinds import kind_of
from fanlight.requests import normal_number

NOT_AUDITED = "figures_not_audited"
"""The finding that a spreadsheet goes out as it is: nobody proved that its figures give nobody away."""
ACCEPTABLE_UNREAD = "unknown_format"
"""The one reason for not reading a file that a person may accept: no check knows its format (a sound or video)."""
_SPREADSHEETS = {"xlsx", "xlsb", "xls", "ods", "csv"}
_GIVE_NOTHING = {"withholds", "neither", "undecided", "published_later"}


def of_attachments(parts: Composition) -> Iterator[Missing]:
    """What the entries under attachments lack, or say against the rest of the case."""
    for one in parts.enclosed:
        yield from _of_entry(one, parts)
        yield from _of_redactions(one, parts)
        for number, accepted in enumerate(one.entry.accepted):
            if not (accepted.reason.strip() and accepted.decided_by.strip()):
                text = f"Attachment {one.entry.name}: the acceptance of {accepted.finding} needs a reason and who decided it."
                yield Missing("acceptance_not_decided", f"{one.at}.accepted.{number}", text)


def _of_entry(one: Enclosed, parts: Composition) -> Iterator[Missing]:
    name, entry = f"Attachment {one.entry.name}", one.entry
    if not entry.title.strip():
        yield Missing("attachment_incomplete", f"{one.at}.title", f"{name} has no title.")
    if not entry.questions:
        yield Missing("attachment_incomplete", f"{one.at}.questions", f"{name} names no question that it answers.")
    for number, question in _questions(one, parts):
        if question is None:
            text = f"{name} names question {number}, which the case does not have."
            yield Missing("attachment_of_no_question", f"{one.at}.questions", text)
        elif _stance(parts, number) in _GIVE_NOTHING:
            text = f"{name} goes with question {number}, to which nothing is given."
            mend = "Correct its questions, or the outcome of the question."
            yield Missing("attachment_of_withheld", f"{one.at}.questions", text, mend)


def _questions(one: Enclosed, parts: Composition) -> Iterator[tuple[str, Question | None]]:
    held = {normal_number(number): (number, question) for number, question in parts.case.questions.items()}
    for number in one.entry.questions:
        yield held.get(normal_number(number), (number, None))


def _stance(parts: Composition, number: str) -> str:
    """Of the decided outcome, also before the tables are counted."""
    outcome = outcome_of(parts.case.questions[number])
    return str(parts.stance(number) or (outcome.stance if outcome else ""))


def _of_redactions(one: Enclosed, parts: Composition) -> Iterator[Missing]:
    for position, redaction in enumerate(one.entry.redactions):
        at, name = f"{one.at}.redactions.{position}", f"Attachment {one.entry.name}"
        if redaction.places < 1:
            yield Missing("attachment_incomplete", f"{at}.places", f"{name}: a redaction has at least one place.")
        if not claimed_for(redaction, one, parts):
            text = f"{name} is redacted under section {redaction.exemption}, which no entry of exemptions claims for its questions."
            yield Missing("redaction_without_exemption", at, text)
    if one.entry.redactions:
        for number, question in _questions(one, parts):
            if question is not None and parts.stance(number) == "gives":
                text = f"Question {number} is disclosed in full, and attachment {one.entry.name} is redacted."
                mend = "Its outcome is disclosed_in_part."
                yield Missing("redaction_given_in_full", f"questions.{number}.outcome", text, mend)


def of_inspection(one: Enclosed, found: Sequence[Finding] | CouldNotRead, sha256: str) -> Iterator[Missing]:
    """What stands in the way of sending the file: findings of warning or more that nobody accepted for these very bytes."""
    listed: list[Finding] = [item for item in _findings_of(found) if RANKS[item.severity] >= RANKS["warning"]]
    for check, where, mend in dict.fromkeys((item.check, item.where, item.mend) for item in listed):
        yield from _unless_accepted(one, check, where, sha256, mend)
    if isinstance(found, CouldNotRead):
        text = f"Attachment {one.entry.name} could not be read, so nobody knows what it hides: {found}"
        if found.check != ACCEPTABLE_UNREAD:
            yield Missing("attachment_not_read", f"{one.at}.file", text, "Save it again in a format that can be read.")
        else:
            yield from _unless_accepted(one, found.check, one.entry.name, sha256, found.what)
    elif _is_spreadsheet(one):
        mend = "Its figures are not audited. Give them as a ready table under tables instead, where they count people or offences."
        yield from _unless_accepted(one, NOT_AUDITED, one.entry.name, sha256, mend)


def _findings_of(found: Sequence[Finding] | CouldNotRead) -> list[Finding]:
    held = found.findings if isinstance(found, CouldNotRead) else found
    return [item for item in held if isinstance(item, Finding)]


def _is_spreadsheet(one: Enclosed) -> bool:
    try:
        return kind_of(one.entry.name, one.data) in _SPREADSHEETS
    except CouldNotRead:
        return False


def _unless_accepted(one: Enclosed, check: str, where: str, sha256: str, mend: str) -> Iterator[Missing]:
    same = [entry for entry in one.entry.accepted if (entry.finding, entry.where) == (check, where)]
    if any(_counts(entry, sha256) for entry in same):
        return
    text = f"Attachment {one.entry.name}: {check} at {where}."
    if same and all(entry.sha256.lower() != sha256 for entry in same):
        text = f"{text} It was accepted for another version of the file: look at this one, and accept it anew."
    accept = f"Mend the file, or accept it: {{finding: {check}, where: {_quoted(where)}, sha256: {sha256}, reason: …, decided_by: …}}."
    yield Missing("attachment_hides_something", f"{one.at}.accepted", text, f"{mend.rstrip('.')}. {accept}")


def _counts(entry: Accepted, sha256: str) -> bool:
    return entry.sha256.lower() == sha256 and bool(entry.reason.strip() and entry.decided_by.strip())


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_PROMISE = re.compile(
    r"""(?<![-\w])(?:attached|enclosed|appended|annexed)\b
        (?!\s+(?:to|with|by|within)\s+(?!(?:this|the|our|my)\s+(?:letter|response|reply|e-?mail|message|notice|covering)\b))
        (?!\s+(?:officer|staff|personnel|constable|space|area|yard|place|premises|building|unit|vehicle|land|garden)s?\b)
      | \b(?:I|we)\s+(?:also\s+|have\s+|now\s+)?(?:attach|enclose|append|annex)\b
      | \b(?:attaching|enclosing|appending)\b
      | \b(?:see|in|as|of|to|the|this|an?|our|following)\s+(?:the\s+)?(?:attachments?|enclosures?|appendix|appendices|annex(?:es)?)\b
        (?!\s+of\b)
      | \b(?:appendix|annex|enclosure|attachment)\s+(?:[A-H]|[1-9])\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NO_PROMISE = re.compile(
    r"\b(?:conditions?|strings?|importance|weight|significance|stigma|value|penalt(?:y|ies)|risks?|costs?|fees?)\s+"
    r"(?:that\s+|which\s+)?(?:is\s+|are\s+|was\s+|were\s+)?attached\b"
    r"|\b(?:not|nothing|never|no\s+longer|no\s+\w+)\s+(?:(?:is|are|was|were|has|have|been)\s+)*"
    r"(?:attached|enclosed|appended|annexed)\b|\bno\s+(?:attachments?|enclosures?)\b"
    r"|\b(?:attached\s+to|enclosed\s+with)\s+our\s+(?:(?:earlier|last|first|previous)\s+(?:letter|response|e-?mail)\b"
    r"|(?:letter|response|e-?mail)\s+of\s+\d)",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"[\w()-]+(?:\.[\w()-]+)*\.(?:pdf|docx?|xls[xbm]?|od[tsp]|csv|pptx?|zip|txt|jpe?g|png|tiff?|eml|msg|mp[34])\b", re.I
)


def of_promises(parts: Composition) -> Iterator[Missing]:
    """Answers that speak of an attached file where none goes with them, and neither does a table."""
    carry = {normal_number(number) for one in parts.enclosed for number in one.entry.questions}
    carry |= {normal_number(number) for number, question in parts.case.questions.items() if question.tables}
    names = {one.entry.name.casefold() for one in parts.enclosed}
    for number, question in parts.case.questions.items():
        for text in (question.answer, *question.points, question.after):
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z“\"(])|\n\s*\n", text):
                yield from _of_sentence(number, sentence, carry, names)


def _of_sentence(number: str, sentence: str, carry: set[str], names: set[str]) -> Iterator[Missing]:
    found = _PROMISE.search(_NO_PROMISE.sub(lambda m: " " * len(m[0]), sentence))
    if found is None:
        return
    words = " ".join(found[0].split())
    spoken_of = {normal_number(number)} | {normal_number(other) for other in _QUESTION.findall(sentence)}
    mend = "Name the file under attachments, with this question, or take the words out."
    if not spoken_of & carry:
        text = f"Question {number} says “{words}”, and no attachment or table goes with it."
        yield Missing("attached_without_attachment", f"questions.{number}.answer", text, mend)
        return
    for name in _FILE.findall(sentence):
        if PurePosixPath(name).name.casefold() not in names and not re.match(r"(?:tables|table-\d+)\.", name, re.I):
            text = f"Question {number} says that {name} is attached, and no attachment has that name."
            yield Missing("attached_without_attachment", f"questions.{number}.answer", text, mend)


_QUESTION = re.compile(r"\bquestions?\s+(\d+(?:\.?\(?[a-z\d]\)?)*)", re.IGNORECASE)
