"""What remains of publication: whether the response is published, and a copy of the request that shows nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.case.publication import Publication
from fanlight.answering.checks.persons import of_may_stay
from fanlight.answering.checks.traces import personal_words, traces
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes import outcome_of


def of_publication(case: Case, request: str) -> list[Missing]:
    """A publication copy that is not there, not confirmed, or not free of the requester."""
    publication = case.file.publication
    own = [n for n, question in case.file.questions.items() if question.outcome == "own_personal_data"]
    if own and publication is not None and publication.has_page:
        text = f"Question {own[0]} is about the applicant's own data: what is answered to the applicant alone is not published."
        return [Missing("publication_of_own_data", "publication", text, "Take the entry publication out.")]
    if publication is None and (own or not _publishes(case.file)):
        return []
    if publication is None:
        return list(_of_silence(case.file))
    missing = list(_of_decision(publication))
    if not publication.has_page:
        return missing
    if case.publication_copy is None:
        text = f"publication: there is no file {publication.copy_file}."
        missing.append(Missing("publication_copy_absent", "publication.copy", text))
    if not publication.confirmed_by or publication.confirmed_on is None:
        text = "publication: no officer has confirmed the publication copy of the request."
        missing.append(Missing("publication_not_confirmed", "publication.confirmed_by", text))
    missing += of_may_stay(publication)
    if case.publication_copy is not None:
        texts = [
            ("the publication copy", case.publication_copy),
            ("publication title", publication.title),
            ("publication summary", publication.summary),
        ]
        abouts = {"the publication copy": "publication.copy"}
        for place in traces(personal_words(case.file, request), texts):
            text = f"{place} still shows somebody's name or contact details."
            about = abouts.get(place, place.replace(" ", "."))
            missing.append(Missing("publication_names_somebody", about, text))
    return missing


def _of_silence(file: CaseFile) -> Iterator[Missing]:
    """A case that says nothing of publication: complete only where its authority publishes nothing."""
    if file.authority.publishes:
        text = "publication: the case does not say whether the response is published."
        mend = (
            "To release it without a page, write publication: {publish: no, reason: …, decided_by: …}; "
            "for a page, give the entries of publication (title, summary, confirmed_by, confirmed_on)."
        )
        yield Missing("publication_absent", "publication", text, mend)


def _of_decision(publication: Publication) -> Iterator[Missing]:
    if publication.publish is not True and not (publication.reason.strip() and publication.decided_by.strip()):
        what = "not published" if publication.publish is False else "published later"
        text = f"publication: a response that is {what} needs the reason, and who decided it."
        at = "decided_by" if publication.reason.strip() else "reason"
        yield Missing("publication_not_decided", f"publication.{at}", text)
    if publication.has_page:
        for name, value in (("title", publication.title), ("summary", publication.summary)):
            if not value.strip():
                yield Missing("entry_not_filled_in", f"publication.{name}", f"publication: the page has no {name}.")
        if not re.fullmatch(r"((https?://|mailto:)\S+)?", publication.feedback):
            text = "publication: the address for feedback is no address of a web page or mailbox."
            yield Missing("entry_not_filled_in", "publication.feedback", text, "Write https://… or mailto:….")


def _publishes(file: CaseFile) -> bool:
    """Some question has an outcome of which a page is made."""
    outcomes = [outcome_of(question) for question in file.questions.values()]
    return not outcomes or any(outcome is None or outcome.publishes for outcome in outcomes)
