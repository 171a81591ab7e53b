"""The declared fields of the record store. Codes are text always: a spreadsheet turns 3/1 into a date, and 08 into 8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["text", "code", "date"]


@dataclass(frozen=True, slots=True)
class Field:
    """`code`: text in which a date or number made by a spreadsheet is reported."""

    name: str
    type: FieldType
    description: str
    required: bool = False


DISPOSALS = (
    Field("disposal_id", "text", "One offender's disposal for one offence; unique", required=True),
    Field("crime_ref", "text", "The crime's reference", required=True),
    Field("source_system", "text", "The system that the record comes from"),
    Field("force", "text", "The police force"),
    Field("bcu", "text", "Basic command unit or division"),
    Field("borough", "text", "Borough or district"),
    Field("recorded_date", "date", "The day the crime was recorded"),
    Field("committed_from_date", "date", "The first day of the offence"),
    Field("outcome_date", "date", "The day of the outcome"),
    Field("outcome_type", "code", "Home Office outcome type, 0 to 22; 8 is a community resolution"),
    Field("outcome_label", "text", "The outcome in the source's words"),
    Field("outcome_cancelled_date", "date", "The day the outcome was cancelled; empty where it stands"),
    Field("offence_label", "text", "The offence in the source's words"),
    Field("ho_class", "code", "Home Office offence class"),
    Field("ho_subclass", "code", "Home Office offence sub-class"),
    Field("offence_code", "code", "Class and sub-class as one, such as 8/67; made on import where both are there"),
    Field("classification_code", "code", "Recorded crime classification, such as 8L"),
    Field("cjs_code", "code", "Criminal justice system offence code"),
    Field("crime_type", "text", "data.police.uk's category"),
    Field("statute", "text", "The Act"),
    Field("section", "code", "The section"),
    Field("flag_da", "text", "Domestic abuse flag"),
    Field("flag_dv", "text", "Domestic violence flag"),
    Field("flag_hate", "text", "Hate crime strand"),
    Field("flag_weapon", "text", "Offensive weapon, pointed or bladed article flag"),
    Field("flag_firearm", "text", "Firearm flag"),
    Field("principal_offence", "text", "Whether the offence is the crime's principal one"),
    Field("offender_ref", "text", "The offender's reference"),
    Field("offender_age_band", "text", "The offender's age band"),
    Field("victim_ref", "text", "The victim's reference"),
    Field("victim_age_band", "text", "The victim's age band"),
    Field("victim_type", "text", "Person, business, none …"),
    Field("offender_role", "text", "Police officer, staff … where that matters"),
    Field("officer_rank", "text", "Rank of the officer in the case"),
    Field("authoriser_rank", "text", "Rank held by whoever authorised"),
    Field("authoriser_rank_status", "text", "Substantive, temporary or acting"),
    Field("authoriser_substantive_rank", "text", "Substantive rank of whoever authorised"),
)

SEARCHES = (
    Field("search_id", "text", "One search; made on import where the source has no number", required=True),
    Field("source_system", "text", "The system that the record comes from"),
    Field("force", "text", "The police force"),
    Field("search_date", "date", "The day of the search", required=True),
    Field("search_type", "text", "Person, vehicle …"),
    Field("gender", "text", "Gender"),
    Field("age_range", "text", "Age range"),
    Field("self_defined_ethnicity", "text", "Ethnicity as the person defined it"),
    Field("officer_defined_ethnicity", "text", "Ethnicity as the officer saw it"),
    Field("legislation", "text", "The power used"),
    Field("object_of_search", "text", "What was looked for"),
    Field("outcome", "text", "The outcome in the source's words"),
    Field("outcome_linked", "text", "Whether the outcome is linked to the object of search"),
)

CRIME_TYPES = (
    Field("crime_ref", "text", "The crime's reference", required=True),
    Field("crime_type", "text", "data.police.uk's category", required=True),
)

KINDS: dict[str, tuple[Field, ...]] = {"disposals": DISPOSALS, "searches": SEARCHES, "crime_types": CRIME_TYPES}
"""Each kind is a table of the store; `crime_types` only lends its category to disposals of the same crime."""
