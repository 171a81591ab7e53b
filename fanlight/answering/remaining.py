"""What a person still has to do before a draft can be approved. The list is complete, or the draft must not go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fanlight.answering.assess import Assessed
from fanlight.answering.case import Case, CaseFile
from fanlight.answering.composition import Composition
from fanlight.answering.said import undeclared
from fanlight.answering.traces import personal_words, traces
from fanlight.law.findings import Finding
from fanlight.requests import normal_number
from fanlight.tables.spec import TableSpec


def of_questions(case: Case, leaves: Sequence[tuple[str, bool]]) -> list[str]:
    """Questions of the request, as (number, sure), that nothing in the case answers; answers that nobody decided."""
    missing = []
    answered = {normal_number(number) for number in case.file.questions}
    for number, sure in leaves:
        parts = number.split(".")
        if not any(".".join(parts[:end]) in answered for end in range(1, len(parts) + 1)):
            doubt = "" if sure else " (the request is unclear there: read it, and add the question or a note)"
            missing.append(f"Question {number} of the request has no entry under questions{doubt}.")
    for number, question in case.file.questions.items():
        if question.kind == "statistic" and not question.tables and not question.outcome:
            missing.append(f"Question {number} asks for figures, but names no table.")
        if question.kind != "statistic" and question.outcome is None:
            missing.append(f"Question {number} has no outcome.")
        if question.kind != "statistic" and not (question.answer.strip() or question.points or question.where):
            missing.append(f"Question {number} has no answer.")
        if question.outcome == "already_public_s21" and not question.where.strip():
            missing.append(f"Question {number}: section 21 needs to say where the information can be found.")
        if not question.decided_by:
            missing.append(f"Question {number}: nobody is named as having decided its answer.")
    return missing


def of_assessments(specs: Sequence[TableSpec], assessed: Mapping[str, Assessed], file: CaseFile) -> list[str]:
    """Flagged figures that nobody has assessed, and assessments that do not say how or by whom."""
    missing = []
    for spec in specs:
        undecided = dict.fromkeys(flag.key for flag in assessed[spec.id].undecided)
        if undecided:
            named = "; ".join(" / ".join(spec.labels(key)) for key in undecided)
            missing.append(
                f"Table {spec.id}: record under identifiability whether a living individual could be identified "
                f"from: {named}."
            )
    for number, entry in enumerate(file.identifiability, start=1):
        where = f"Assessment {number} (table {entry.table})"
        if entry.table not in {spec.id for spec in specs}:
            missing.append(f"{where} names a table that the case does not have.")
        if not entry.decided_by:
            missing.append(f"{where}: nobody is named as having decided it.")
        if entry.identifiable and not (entry.who.strip() and entry.how.strip() and entry.by_whom.strip()):
            missing.append(f"{where} must say who could be identified, how, and by whom.")
        if not entry.identifiable and not entry.reason.strip():
            missing.append(f"{where} must say why nobody could be identified.")
    return missing


def of_law(findings: Sequence[Finding]) -> list[str]:
    """What the notice lacks or says wrongly; what a person should merely look at does not stop it."""
    return [
        f"Notice: {found.message} {found.mend}".strip() + (f" [{found.where}]" if found.where else "")
        for found in findings
        if found.severity != "check"
    ]


def of_exemptions(parts: Composition) -> list[str]:
    """Withheld answers that no recorded exemption covers, and exemptions that nobody decided."""
    records = [(record.questions, record.decided_by, f"section {record.limb}") for record in parts.records]
    records += [(record.questions, record.decided_by, f"section {record.cited}") for record in parts.others]
    covered = {normal_number(number) for questions, _, _ in records for number in questions}
    missing = [
        f"Question {number} withholds information, and no exemption under exemptions names it."
        for number in parts.withheld_questions
        if normal_number(number) not in covered
    ]
    asked = {normal_number(number) for number in parts.case.questions}
    for questions, _, cited in records:
        unknown = [number for number in questions if normal_number(number) not in asked]
        missing += [
            f"The exemption in {cited} names question {number}, which the case does not have." for number in unknown
        ]
    missing += [
        f"The exemption in section {record.cited}: nobody is named as having decided it."
        for record in parts.others
        if not record.decided_by
    ]
    return missing


def of_words(texts: Sequence[tuple[str, str]], file: CaseFile) -> list[str]:
    """Quantities in the officer's words that are not declared, so that the audit cannot know them."""
    return [
        f"{words.place}: “{words.text}” (in “{words.context}”) may say something about a figure. Declare it under said: "
        "as a figure of a table, or as not_a_figure."
        for words in undeclared(texts, file.said)
    ]


def of_publication(case: Case) -> list[str]:
    """A publication copy that is not there, not confirmed, or not free of the requester."""
    publication = case.file.publication
    if publication is None:
        return ["publication: there is no entry, so no page can be made."]
    missing = []
    if case.publication_copy is None:
        missing.append(f"publication: there is no file {publication.copy_file}.")
    if not publication.confirmed_by or publication.confirmed_on is None:
        missing.append("publication: no officer has confirmed the publication copy of the request.")
    if case.publication_copy is not None:
        words = personal_words(case.file, case.request)
        texts = [
            ("the publication copy", case.publication_copy),
            ("publication title", publication.title),
            ("publication summary", publication.summary),
        ]
        missing += [f"{place} still shows somebody's name or contact details." for place in traces(words, texts)]
    return missing


def officer_texts(case: CaseFile, specs: Sequence[TableSpec]) -> list[tuple[str, str]]:
    """Everything that people wrote and the public will read, with where it stands."""
    texts = []
    for number, question in case.questions.items():
        texts += [(f"Question {number}", text) for text in (question.answer, *question.points, question.after)]
    for position, record in enumerate(case.exemptions, start=1):
        texts += [
            (f"Exemption {position}, {name}", value)
            for name, value in record.items()
            if isinstance(value, str)
            and name not in {"limb", "id", "decided_by", "decided_on", "on", "contravenes", "decision_expected"}
        ]
    texts += [("notes", note) for note in case.notes]
    texts.append(("late", case.late))
    if case.publication:
        texts += [("publication title", case.publication.title), ("publication summary", case.publication.summary)]
    for spec in specs:
        texts.append((f"table {spec.id}, title", spec.title))
        texts += [(f"table {spec.id}, note", note) for note in spec.notes]
    return [(place, text) for place, text in texts if text.strip()]
