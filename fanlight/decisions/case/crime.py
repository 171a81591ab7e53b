"""The crime that a case is about, as its record will say it; and the row that a decision becomes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fanlight.decisions.case.case import RESOLUTION, Case, Decision
from fanlight.decisions.case.people import person_from
from fanlight.errors import BadInput
from fanlight.records.database.schema import DISPOSALS

FROM_THE_CASE = frozenset(
    {
        "outcome_date", "outcome_type", "outcome_label", "outcome_cancelled_date", "offence_code", "flag_da", "flag_dv",
        "flag_hate", "flag_weapon", "flag_firearm", "offender_role", "officer_rank", "authoriser_rank",
        "authoriser_rank_status", "authoriser_substantive_rank",
    }
)  # fmt: skip
"""Fields of the record that the facts and the moves say, not the crime."""
FIELDS = {field.name: field for field in DISPOSALS if field.name not in FROM_THE_CASE}
NEEDED = ("crime_ref", "offender_ref", "recorded_date", "ho_class", "offence_label")


def crime_from(given: Mapping[str, Any], *, where: str = "crime") -> dict[str, str]:
    """Text values of the crime's fields. Raises `BadInput` for unknown or missing fields, and for what is no date."""
    taken = sorted(set(given) & FROM_THE_CASE)
    if taken:
        raise BadInput(
            f"{', '.join(taken)} come from the facts and the moves.", where=where, next_step="Leave them out."
        )
    unknown = sorted(set(given) - set(FIELDS))
    if unknown:
        raise BadInput(
            f"A crime has no {', '.join(unknown)}.", where=where, next_step=f"There are {', '.join(FIELDS)}."
        )
    found = {}
    for name, value in given.items():
        text = value.isoformat() if isinstance(value, date) else str("" if value is None else value).strip()
        if isinstance(value, bool | float) or (FIELDS[name].type == "code" and not isinstance(value, str)):
            raise BadInput(
                f"{name} is text, and this is read as a number or as yes or no.",
                where=where,
                next_step='Put it in quotation marks: codes such as "08" change otherwise.',
            )
        if FIELDS[name].type == "date" and text:
            try:
                text = date.fromisoformat(text).isoformat()
            except ValueError:
                raise BadInput(f"{name} is no date.", where=where, next_step="Write YYYY-MM-DD.") from None
        if text:
            found[name] = text
    lacking = [name for name in NEEDED if name not in found]
    if lacking:
        raise BadInput(
            f"The crime needs {', '.join(lacking)}.", where=where, next_step="Without them it cannot be counted."
        )
    return found


def offence_code(crime: Mapping[str, Any]) -> str:
    """Class and sub-class as one, as the store has it on import."""
    return "/".join(part for part in (crime["ho_class"], crime.get("ho_subclass")) if part)


_FLAGS = {
    "flag_da": "domestic",
    "flag_hate": "hate_crime",
    "flag_weapon": "weapon",
    "flag_firearm": "firearms",
}


def disposal_of(case: Case) -> str:
    """The id of the disposal that a decision of the case makes."""
    return str(case.crime.get("disposal_id", case.id))


def row_of(case: Case) -> dict[str, Any] | None:
    """The disposal that the standing decision makes, or None where it makes none."""
    decision = case.standing
    if decision is None or decision.outcome != RESOLUTION:
        return None
    row = row_of_decision(case.id, decision)
    return {**row, "outcome_cancelled_date": case.cancelled_on} if case.cancelled_on else row


def row_of_decision(case_id: str, decision: Decision) -> dict[str, Any]:
    """The disposal from the decision's entry alone."""
    recorded = decision.entry["recorded"]
    crime, facts = recorded["crime"], recorded["facts"]
    officer = person_from(recorded["officer"])
    row: dict[str, Any] = {
        **crime,
        "disposal_id": crime.get("disposal_id", case_id),
        "source_system": crime.get("source_system", "Fanlight"),
        "offence_code": offence_code(crime),
        "outcome_date": str(decision.entry["at"])[:10],
        "outcome_type": "8",
        "outcome_label": "Community resolution",
        "offender_role": {"yes": facts.get("suspect_role") or "police officer or staff"}.get(
            facts.get("suspect_police", ""), ""
        ),
        "officer_rank": officer.rank,
        **{flag: facts.get(fact, "") for flag, fact in _FLAGS.items()},
    }
    if recorded["authorised_by"]:
        by = person_from(recorded["authorised_by"])
        row |= {
            "authoriser_rank": by.rank,
            "authoriser_rank_status": by.rank_status,
            "authoriser_substantive_rank": by.substantive_rank,
        }
    return {name: value for name, value in row.items() if value}
