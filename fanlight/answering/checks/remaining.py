"""What a person still has to do before a draft can be approved. The list is complete, or the draft must not go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fanlight.answering.case.model import Assessment, Case, CaseFile
from fanlight.answering.case.people import people_of
from fanlight.answering.case.question import Question
from fanlight.answering.case.specs import specs_of
from fanlight.answering.checks.attached import of_attachments, of_promises
from fanlight.answering.checks.neither import of_neither
from fanlight.answering.checks.persons import of_names, of_people
from fanlight.answering.checks.published import of_publication
from fanlight.answering.counting.assess import Assessed
from fanlight.answering.counting.seen import TO_ASSESS
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes import Asked, outcome_of
from fanlight.answering.outcomes.neither import NeitherConfirmedNorDenied
from fanlight.answering.response.composition import Composition, composed
from fanlight.answering.response.quoting import leaves, without
from fanlight.answering.saying.said import Words, Written, undeclared
from fanlight.answering.saying.tied import Subject
from fanlight.policy import disclosure_rules
from fanlight.requests import normal_number
from fanlight.tables.spec.table import TableSpec


def of_questions(file: CaseFile, asked: Sequence[tuple[str, bool]]) -> list[Missing]:
    """Questions of the request, as (number, sure), that nothing in the case answers; answers that nobody decided."""
    missing = []
    if file.internal_review is not None and file.internal_review.declined:
        return []
    answered = {normal_number(number) for number in file.questions}
    for number, sure in asked:
        parts = number.split(".")
        if not any(".".join(parts[:end]) in answered for end in range(1, len(parts) + 1)):
            doubt = "" if sure else " (the request is unclear there: read it, and add the question or a note)"
            text = f"Question {number} of the request has no entry under questions{doubt}."
            missing.append(Missing("question_not_answered", f"questions.{number}", text))
    for number, question in file.questions.items():
        missing += _of_question(Asked(number, question, file))
    return missing


def _of_question(asked: Asked) -> Iterator[Missing]:
    question, outcome = asked.question, outcome_of(asked.question)
    if question.kind == "statistic" and not question.tables and outcome is None:
        text = f"{asked.name} asks for figures, but names no table."
        yield Missing("question_without_table", f"{asked.at}.tables", text)
    if question.kind != "statistic" and outcome is None:
        yield Missing("question_without_outcome", f"{asked.at}.outcome", f"{asked.name} has no outcome.")
    if outcome is not None:
        yield from outcome.missing(asked)
    if not question.decided_by:
        nobody = f"{asked.name}: nobody is named as having decided its answer."
        yield Missing("question_not_decided", f"{asked.at}.decided_by", nobody)


def before_counting(case: Case, request: str) -> tuple[Missing, ...]:
    """What remains whatever the records say: all that `draft` would list but for what hangs on figures, the notice and
    the files. Quick, so that it can be shown while a case is worked on. Raises as `draft` does for what cannot be read."""
    file, specs = case.file, specs_of(case)
    people_of(case)
    parts = composed(case, request, ())
    return (
        *of_filling(file),
        *of_people(file),
        *of_questions(file, leaves(request)),
        *of_assessments(file, specs),
        *of_exemptions(parts),
        *of_attachments(parts),
        *of_promises(parts),
        *of_wording(parts),
        *of_neither(parts),
        *of_quoting(file, request),
        *of_words(file, specs),
        *of_names(case, request, officer_texts(file, specs)),
        *of_publication(case, request),
    )


def of_filling(file: CaseFile) -> Iterator[Missing]:
    """Entries without which no letter can be written, and that are empty."""
    needed = (
        ("reference", "the case's reference", file.reference),
        ("authority.name", "the authority's name", file.authority.name),
        ("authority.address", "the authority's address", "".join(file.authority.address)),
        ("authority.email", "the authority's e-mail address", file.authority.email),
        ("requester.name", "the requester's name", file.requester.name),
        ("officer", "who signs", file.officer),
    )
    for about, what, value in needed:
        if not value.strip():
            yield Missing("entry_not_filled_in", about, f"{about}: {what} is not filled in.")


def of_flagged(file: CaseFile, specs: Sequence[TableSpec], assessed: Mapping[str, Assessed]) -> list[Missing]:
    """Flagged figures that nobody has assessed, and assessments that do not speak of what is counted."""
    missing = []
    for spec in specs:
        found = assessed[spec.id]
        undecided = dict.fromkeys(flag.key for flag in found.undecided)
        if undecided:
            named = "; ".join(" / ".join(spec.labels(key)) for key in undecided)
            text = (
                f"Table {spec.id}: record under identifiability whether a living individual could be identified "
                f"from: {named}."
            )
            mend = f"The entry to complete is in internal/{TO_ASSESS}; it names the spec and the extract that it is of."
            missing.append(Missing("figures_not_assessed", f"tables.{spec.id}", text, mend))
            missing += [_of_another(file, position, found) for position in (*found.unbound, *found.stale)]
    return missing


def seen_elsewhere(file: CaseFile, assessed: Mapping[str, Assessed]) -> list[str]:
    """For a person to look at: figures that are given on an assessment that names them, made of another spec or extract."""
    return [
        f"Assessment {position + 1} (table {table}) finds that the figures it names identify nobody; it was made of another spec or "
        "extract than what is counted now. Look at them again."
        for table, found in assessed.items()
        for position in found.stale
        if found.cleared and not file.identifiability[position].identifiable
    ]


def _of_another(file: CaseFile, position: int, found: Assessed) -> Missing:
    at, name = (
        f"identifiability.{position}",
        f"Assessment {position + 1} (table {file.identifiability[position].table})",
    )
    if position in found.unbound:
        text = f"{name} clears figures that it does not name, and does not say in which draft they were seen."
        mend = f"Name each figure by every dimension, with the spec and extract of internal/{TO_ASSESS}."
        return Missing("assessment_not_bound", f"{at}.cells", text, mend)
    text = f"{name} is of another spec or extract than what is counted now: it says nothing of figures that it does not name."
    mend = f"Look at the figures named in internal/{TO_ASSESS}, and record what you find."
    return Missing("assessment_of_another_draft", f"{at}.extract", text, mend)


def of_assessments(file: CaseFile, specs: Sequence[TableSpec]) -> list[Missing]:
    """Assessments that do not say of what, how or by whom."""
    missing: list[Missing] = []
    known = {spec.id for spec in specs}
    for position, entry in enumerate(file.identifiability):
        missing += _of_assessment(position, entry, known)
    return missing


def _of_assessment(position: int, entry: Assessment, known: set[str]) -> Iterator[Missing]:
    at, name = f"identifiability.{position}", f"Assessment {position + 1} (table {entry.table})"
    if entry.table not in known:
        yield Missing("assessment_of_no_table", f"{at}.table", f"{name} names a table that the case does not have.")
    if not entry.decided_by:
        nobody = f"{name}: nobody is named as having decided it."
        yield Missing("assessment_not_decided", f"{at}.decided_by", nobody)
    if entry.identifiable and not (entry.who.strip() and entry.how.strip() and entry.by_whom.strip()):
        yield Missing("assessment_without_how", at, f"{name} must say who could be identified, how, and by whom.")
    if not entry.identifiable and not entry.reason.strip():
        yield Missing("assessment_without_reason", f"{at}.reason", f"{name} must say why nobody could be identified.")


def of_wording(parts: Composition) -> list[Missing]:
    """Fixed sentences that no translator has checked."""
    if parts.words.language.checked or parts.case.wording_checked_by.strip():
        return []
    text = f"No translator has checked the fixed sentences in “{parts.words.language.code}”."
    mend = "Have them read, correct them in the style folder, and name the translator under wording_checked_by."
    return [Missing("wording_not_checked", "wording_checked_by", text, mend)]


def of_exemptions(parts: Composition) -> list[Missing]:
    """Withheld answers that no recorded exemption covers, and exemptions that nobody decided."""
    cited = [(f"section {record.limb}", record.questions) for record in parts.records]
    cited += [(f"section {record.cited}", record.questions) for record in parts.others]
    covered = {normal_number(number) for record in parts.records for number in record.questions}
    covered |= {normal_number(number) for record in parts.others if not record.neither for number in record.questions}
    missing = [
        Missing(
            "withheld_without_exemption",
            f"questions.{number}",
            f"Question {number} withholds information, and no exemption under exemptions names it.",
        )
        for number in parts.withheld_questions
        if normal_number(number) not in covered
        and parts.case.questions[number].outcome != NeitherConfirmedNorDenied.name
    ]
    asked = {normal_number(number) for number in parts.case.questions}
    missing += [
        Missing(
            "exemption_of_no_question",
            f"exemptions.{position}.questions",
            f"The exemption in {section} names question {number}, which the case does not have.",
        )
        for position, (section, questions) in zip(parts.positions, cited, strict=True)
        for number in questions
        if normal_number(number) not in asked
    ]
    missing += [
        Missing(
            "exemption_not_decided",
            f"exemptions.{position}.decided_by",
            f"The exemption in section {record.cited}: nobody is named as having decided it.",
        )
        for position, record in zip(parts.positions[len(parts.records) :], parts.others, strict=True)
        if not record.decided_by
    ]
    return missing


def of_words(file: CaseFile, specs: Sequence[TableSpec], *, withheld: bool = True) -> list[Missing]:
    """Quantities in the officer's words that speak of what is counted and are not declared, so that the audit cannot know
    them. `withheld`: whether the tables withhold anything; before counting they may."""
    loose = any(_may_say_figures(question) for question in file.questions.values())
    if not (loose or (specs and withheld)):
        return []
    found = undeclared(officer_texts(file, specs), file.said, Subject.of(specs))
    return [*(_of_words(words) for words in found), *_low_in_words(file)]


def _low_in_words(file: CaseFile) -> Iterator[Missing]:
    """Figures in words that no table counts, low by the policy, of which nobody said why no one could be identified."""
    threshold = disclosure_rules(file.disclosure_policy, on=file.decided).threshold
    for position, entry in enumerate(file.said):
        apart = bool(entry.source.strip()) and not entry.table and isinstance(entry.value, int)
        if apart and 0 < int(entry.value or 0) < threshold and not entry.nobody_identifiable.strip():
            text = (
                f"said, entry {position + 1}: record whether a living individual could be identified from this figure."
            )
            mend = "Say under nobody_identifiable why not, or withhold it."
            yield Missing("figures_not_assessed", f"said.{position}.nobody_identifiable", text, mend)


def _may_say_figures(question: Question) -> bool:
    """A statistic without a table, of which something is given or withheld in words."""
    if question.kind != "statistic" or question.tables:
        return False
    outcome = outcome_of(question)
    return outcome is None or outcome.stance in {"gives", "gives_part", "withholds"}


def _of_words(words: Words) -> Missing:
    where = "”, “".join(words.contexts)
    if words.share:
        text = f"{words.place}: “{words.text}” (in “{where}”) is a share or multiple of what is counted: a figure."
        mend = "Declare it under said: with its table, figure and base (kind: share or ratio), or as the range that it tells."
    else:
        text = f"{words.place}: “{words.text}” (in “{where}”) may say something about a figure."
        mend = "Declare it under said: as a statement about a figure of a table, or as not_a_figure."
    return Missing("quantity_not_declared", words.about, text, mend)


def _held(value: object) -> Iterator[str]:
    """The texts in a value, however deep."""
    match value:
        case str():
            yield value
        case list() | tuple():
            for item in value:
                yield from _held(item)
        case dict():
            for item in value.values():
                yield from _held(item)


def of_quoting(case: CaseFile, request: str) -> list[Missing]:
    """Words that the letter is to leave out where it repeats the request: they stand in it, and somebody decided it."""
    missing = []
    for position, entry in enumerate(case.quote_without):
        at = f"quote_without.{position}"
        if without(request, (entry.text,))[1]:
            text = f"What is to be left out of the request, entry {position + 1}, does not stand in it exactly so."
            missing.append(Missing("quote", f"{at}.text", text))
        if not entry.decided_by:
            text = f"What is to be left out of the request, entry {position + 1}: nobody is named as having decided it."
            missing.append(Missing("quote", f"{at}.decided_by", text))
    return missing


def officer_texts(case: CaseFile, specs: Sequence[TableSpec]) -> list[Written]:
    """Everything that people wrote and the public will read, with where it stands."""
    texts = []
    for number, question in case.questions.items():
        part = question.neither.part if question.neither else ""
        own = (question.answer, *question.points, question.after, part)
        about, place = f"questions.{number}", f"Question {number}"
        texts += [Written(about, place, text, question.kind == "statistic") for text in own]
        outcome = outcome_of(question)
        told = outcome.texts(Asked(number, question, case)) if outcome else ()
        texts += [Written(at, place, text) for at, text in told]
        if question.review is not None:
            texts += [Written(f"{about}.review.{n}", place, getattr(question.review, n)) for n in ("first", "reasons")]
    for position, record in enumerate(case.exemptions):
        texts += [
            Written(f"exemptions.{position}.{name}", f"Exemption {position + 1}, {name}", value)
            for name, held in record.items()
            for value in _held(held)
            if name not in _NOT_PRINTED
        ]
    texts += [Written("notes", "notes", note) for note in case.notes]
    texts.append(Written("late", "late", case.late))
    texts += [
        Written(f"attachments.{position}.title", f"Attachment {position + 1}, title", one.title)
        for position, one in enumerate(case.attachments)
    ]
    texts += [Written("earlier_letters", "earlier_letters", letter.what) for letter in case.earlier_letters]
    if case.internal_review is not None:
        review = case.internal_review
        texts += [Written(f"internal_review.{n}", "internal_review", getattr(review, n)) for n in ("complaint", "late")]
    if case.publication:
        texts += [
            Written("publication.title", "publication title", case.publication.title),
            Written("publication.summary", "publication summary", case.publication.summary),
        ]
    for spec in specs:
        texts.append(Written(f"tables.{spec.id}.title", f"table {spec.id}, title", spec.title, own=True))
        texts += [Written(f"tables.{spec.id}.notes", f"table {spec.id}, note", note, own=True) for note in spec.notes]
    return [written for written in texts if written.text.strip()]


_NOT_PRINTED = {
    "limb",
    "id",
    "questions",
    "decided_by",
    "decided_on",
    "on",
    "contravenes",
    "decision_expected",
    "reasons_omitted_17_4",
}
