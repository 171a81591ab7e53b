"""The words of a notice, made from recorded decisions only. What they say passes the checks of this package.

No paragraph names a count, a threshold, an interval or which category was low: the record says who could be
identified and how, and that is the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fanlight.errors import NotReady
from fanlight.law import exemptions
from fanlight.law.data import law_file, value
from fanlight.law.findings import passes
from fanlight.law.fixed import Fixed, english
from fanlight.law.section40 import Section40Record, check_section40

ACT = "Freedom of Information Act 2000"


ACCESSIBLE = (
    "Information that you can already get by other means is exempt from the duty to give it. For that, this letter is a refusal "
    f"notice under section 17 of the {ACT}, by virtue of:"
)


@dataclass(frozen=True, slots=True)
class ReviewProcedure:
    """How to complain to the authority: where to write. `exists` False: it has no procedure, and the letter says so."""

    team: str = "Freedom of Information team"
    email: str = ""
    address: tuple[str, ...] = ()
    exists: bool = True


def notice_statement(
    limbs: Sequence[str], on: date, words: Fixed | None = None, *, whole: bool = False
) -> tuple[str, ...]:
    """Section 17(1)(a) and (b): the statement, then one line an exemption, 'Section 40(2) with 40(3A)(a) - title'.

    `whole`: all that was asked for is exempt, and nothing else stands beside it."""
    held = [exemptions.exemption(name, on) for name in limbs]
    first = (words or english(on))("decision.notice_whole" if whole else "decision.notice")
    return (first, *(f"Section {limb.section} - {limb.title}" for limb in held))


def reasons(
    record: Section40Record, on: date, *, figures_text: str = "", information_text: str = ""
) -> tuple[str, ...]:
    """The letter's paragraphs of reasons, from the recorded tests only.

    `figures_text` says which figures are withheld, in words ("the figures for single offence categories in table 2"),
    never how low they are; `information_text` what else is ("the information that we withhold at question 4"). One of
    the two is given. Raises `NotReady` where the record lacks a part or contradicts the claim.
    """
    found = check_section40(record, on)
    if not passes(found):
        missing = "; ".join(each.message for each in found if each.severity != "check")
        raise NotReady(
            f"The reasons cannot be written yet: {missing}", next_step="Complete the section 40 record in case.yaml."
        )
    return tuple(
        paragraph
        for paragraph in (
            _applies(record, on, figures_text, information_text),
            _identified(record),
            _principle(record),
            _interests(record, on),
            *_conditions(record),
            _fair(record),
            "The exemption is absolute, so there is no separate public interest test.",
        )
        if paragraph
    )


def _sentence(text: str) -> str:
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def _clause(text: str) -> str:
    text = text.strip().rstrip(".")
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


# Of tables: true of figures that identify somebody and of figures that only protect those, and the same whether or not a
# table has both kinds. Whoever could tell the kinds apart could work figures out. ADR 54.
BOTH_GROUNDS = (
    "it is itself personal data, as a living individual could be identified from it, or because, together with the figures "
    "that are published, it would disclose such personal data"
)
NOT_TOLD_APART = (
    "We do not say which of the two holds for which figure, because that could itself disclose what is withheld."
)


def figures_explained(figures_text: str, record: Section40Record, on: date) -> str:
    """What the notes beside tables say of the figures that a record covers: the letter's statement, in short."""
    cited = exemptions.exemption(record.limb, on).section
    return (
        f"Section {cited} of the {ACT} applies to {_clause(figures_text)}. Each of these figures is withheld because "
        f"{BOTH_GROUNDS}. {NOT_TOLD_APART}"
    )


def _applies(record: Section40Record, on: date, figures: str, information: str) -> str:
    cited = exemptions.exemption(record.limb, on).section
    said = [f"Section {cited} applies to {' and '.join(_clause(text) for text in (figures, information) if text)}."]
    if figures:
        said.append(
            f"Each of these figures is withheld because {BOTH_GROUNDS}. In the second case the exemption applies because "
            f"of what the figure would disclose. {NOT_TOLD_APART}"
        )
    if information:
        subject = "What we withhold besides these figures" if figures else "It"
        said.append(f"{subject} is personal data, because a living individual could be identified from it.")
    return " ".join(said)


def _identified(record: Section40Record) -> str:
    who, how = record.identified_by.strip().rstrip("."), record.identified_how.strip().rstrip(".")
    return f"Somebody could be identified by {_clause(who)}. This is how somebody could be identified: {_clause(how)}."


def _principle(record: Section40Record) -> str:
    also = (
        " The data are also processed for law enforcement, where section 34(1) of the Data Protection Act 2018 applies."
        if record.law_enforcement
        else ""
    )
    return (
        f"Disclosure under the Act is disclosure to the world. It would contravene {record.contravenes}, which requires "
        f"that personal data be processed lawfully, fairly and in a transparent manner.{also}"
    )


def _interests(record: Section40Record, on: date) -> str:
    del on
    necessary = (
        "We decided that disclosure is necessary for that interest."
        if record.necessary
        else "We decided that disclosure of these data is not necessary for that interest."
    )
    balance = "We then weighed that interest against" if record.necessary else "We also looked at"
    over = (
        " The interests of the people concerned override the interest in disclosure."
        if record.necessary and record.overridden
        else ""
    )
    return (
        "Disclosure is lawful only where it is necessary for a legitimate interest, and where the interests of the people "
        "concerned do not override it (Article 6(1)(f) of the UK GDPR). "
        f"{_sentence(record.purpose)} {_sentence(record.necessity)} {necessary} "
        f"{balance} what disclosure would mean for the people concerned. {_sentence(record.balance)}{over}"
    )


def _conditions(record: Section40Record) -> tuple[str, ...]:
    return (
        "Data on criminal offences need a condition of their own (sections 10 and 11 of, and Schedule 1 to, the Data Protection "
        f"Act 2018), and so do data of a special category. {_sentence(record.criminal_offence)} "
        f"{_sentence(record.special_category)}",
    )


def _fair(record: Section40Record) -> str:
    return (
        "Last, we considered whether disclosure would be fair and transparent towards the people concerned. "
        f"{_sentence(record.fairness)} {_sentence(record.transparency)}"
    )


def right_to_complain(
    procedure: ReviewProcedure, words: Fixed | None = None, *, reviewed: bool = False
) -> tuple[str, ...]:
    """Section 17(7): particulars of internal review and of the right to apply to the Commissioner under section 50.
    Raises `NotReady` where nobody says where to write.

    `reviewed`: the letter decides an internal review, and offers no second."""
    said = words or english(date.max)
    weeks = value("review", "complain_within_weeks")
    places = [procedure.email] if procedure.email else []
    places += [", ".join(procedure.address)] if procedure.address else []
    if not places and procedure.exists and not reviewed:
        raise NotReady("The authority's address for internal reviews is not given.", next_step="Add it to case.yaml.")
    if reviewed:
        own = said("complaint.ended")
    elif procedure.exists:
        own = said(
            "complaint.review",
            window=value("review", "window_days"),
            target=value("review", "target_days"),
            team=procedure.team,
            places=f" {said('complaint.or')} ".join(places),
        )
    else:
        own = said("complaint.none")
    then = (
        "complaint.after_ended" if reviewed else "complaint.after_review" if procedure.exists else "complaint.at_once"
    )
    return own, said(
        then,
        weeks=said("complaint.six_weeks") if weeks == 6 else said("complaint.weeks", weeks=weeks),
        office=commissioner(),
    )


def commissioner() -> str:
    """Where the Commissioner is written to."""
    ico = law_file("review")["commissioner"]
    return f"{ico['name']}, {', '.join(ico['address'])}; {ico['website']}"


def if_valid_after_all(procedure: ReviewProcedure) -> str:
    """What somebody can do whose request was found not valid: there is no refusal, and so no notice under section 17."""
    places = [each for each in (procedure.email, ", ".join(procedure.address)) if each]
    if not places:
        raise NotReady("The authority's address for complaints is not given.", next_step="Add it to case.yaml.")
    return (
        f"If you think that what you sent is a valid request, tell the {procedure.team} why: {' or '.join(places)}. Somebody "
        "who was not involved will look at it."
    )


def already_accessible(found_at: str, on: date) -> str:
    """Section 21: `found_at` says where, as an address or a publication. Raises `NotReady` where it is empty."""
    if not found_at.strip():
        raise NotReady("Section 21 needs to say where the information can be found.", next_step="Give the address.")
    cited = exemptions.exemption("s21", on).section
    where = " ".join(found_at.split())
    end = "" if where.endswith((".", "!", "?")) or re.search(r"https?://\S+$|www\.\S+$", where) else "."
    return (
        f"You can already get this information without asking us under the {ACT}. Section {cited} (information accessible to "
        f"you by other means) therefore applies, and the exemption is absolute. It can be found at {where}{end}"
    )


def not_held(searches: str) -> str:
    """Section 1(1)(a): not held is no refusal, but the search is explained."""
    return f"We do not hold this information. {_sentence(searches)}"
