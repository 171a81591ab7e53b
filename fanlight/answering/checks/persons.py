"""What remains about people: decisions of nobody who is known, and names in what is to be published."""

from __future__ import annotations

from collections.abc import Sequence

from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.case.people import Person, deciders, decisions, entered, named
from fanlight.answering.case.publication import Publication
from fanlight.answering.checks.traces import people_named, personal_words, traces
from fanlight.answering.missing import Missing
from fanlight.answering.saying.said import Written
from fanlight.answering.words import listed

ENTER = (
    "Enter each person who decides or approves: people: {KEY: {name: FORENAME SURNAME, id: STAFF NUMBER OR E-MAIL}}."
)


def of_people(file: CaseFile) -> list[Missing]:
    """Decisions of which the case does not say who took them: their words name nobody who is entered under `people`."""
    missing: list[Missing] = []
    if not file.people:
        return missing  # the response may be whole; whoever would approve it is told (`who_may_approve`)
    for place, words in decisions(file):
        found = named(people := entered(file), words)
        if len(found) == 1:
            continue
        if found:
            text = f"{place} names “{words}”, which may be {listed([one.key for one in found], 'or')}."
            mend = "Write the key, the staff number or the e-mail address."
        else:
            text = (
                f"{place} names “{words}”, who is nobody entered under people ({listed([one.key for one in people])})."
            )
            mend = "Name one of them by key, staff number, e-mail address or exact name, or enter this person."
        missing.append(Missing("person_not_named", place, text, mend))
    return missing


def who_may_approve(file: CaseFile, people: Sequence[Person]) -> list[str]:
    """For a person to look at: nobody is there, or left, who could approve."""
    if not people:
        written = listed([f"“{words}”" for words in dict.fromkeys(words for _, words in decisions(file))])
        whose = f", so nobody knows who {written} is" if written else ""
        return [f"people: nobody is entered{whose}, and nobody can approve the draft. {ENTER}"]
    decided = deciders(file, people)
    if file.override.strip() or any(one.key not in decided for one in people):
        return []
    return [
        "Everybody entered under people took a decision in this case. Enter somebody who may approve it; where nobody else exists, "
        "say under override why one of them must."
    ]


def of_names(case: Case, request: str, written: Sequence[Written]) -> list[Missing]:
    """Names of people in what is to be published of whom nobody has said that they may stay. `written`: what people wrote."""
    if case.file.publication is None:
        return []
    texts = [(one.about, one.text) for one in written]
    texts.insert(0, ("publication.copy", case.publication_copy or ""))
    known = personal_words(case.file, request)
    return [
        Missing(
            "publication_may_name_somebody",
            about,
            f"{about}: “{name}” may be the name of a person, and would be published.",
            "Take it out, or enter under publication.may_stay who stays, in which public role, and why.",
        )
        for name, about in people_named(case.file, texts).items()
        if not traces(known, [("", name)])
    ]


def of_may_stay(publication: Publication) -> list[Missing]:
    """Names that are to stay without a role, a reason or whoever decided."""
    return [
        Missing(
            "name_may_stay_not_decided",
            f"publication.may_stay.{position}",
            f"publication: it is not said in which public role, why, or by whom decided, “{entry.who}” may stay.",
        )
        for position, entry in enumerate(publication.may_stay)
        if not (entry.role.strip() and entry.why.strip() and entry.decided_by.strip())
    ]
