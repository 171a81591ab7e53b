"""Spellings of what may be one category: "ashcombe", "Ashcombe ", "Ash-combe", "Ashcomb". They are named, never joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanlight.records.database.file import rows
from fanlight.records.fields.mapping import Mapping

FIELDS = {
    "disposals": (
        "source_system", "force", "bcu", "borough", "outcome_label", "offence_label", "classification_code", "crime_type",
        "statute", "flag_da", "flag_dv", "flag_hate", "flag_weapon", "flag_firearm", "principal_offence",
        "offender_age_band", "victim_age_band", "victim_type", "offender_role", "officer_rank", "authoriser_rank",
        "authoriser_rank_status", "authoriser_substantive_rank",
    ),
    "searches": (
        "source_system", "force", "search_type", "gender", "age_range", "self_defined_ethnicity",
        "officer_defined_ethnicity", "legislation", "object_of_search", "outcome",
    ),
}  # fmt: skip
NAMED = {"offence_label": "labels", "outcome_label": "labels of outcomes"}
MOST = 5
"""Groups named for each field."""
FEW = 300
"""Categories of a field up to which words are compared letter by letter."""
_KEY = "lower(regexp_replace({0}, '[^\\pL\\pN]', '', 'g'))"


def of(db: Any, mapping: Mapping) -> dict[str, list[list[str]]]:
    """By field, groups of alike categories among the store's records."""
    found = {}
    for field in FIELDS.get(mapping.kind, ()):
        groups = [*_same(db, mapping.kind, field), *_near(db, mapping.kind, field)][:MOST]
        if groups:
            found[field] = groups
    return found


def said(groups: list[list[str]]) -> Iterator[tuple[str, list[str]]]:
    for group in groups:
        keys = {"".join(mark for mark in value.lower() if mark.isalnum()) for value in group}
        yield ("punctuation or case alone" if len(keys) == 1 else "a letter"), group


def _same(db: Any, kind: str, field: str) -> list[list[str]]:
    return [
        list(row[0])
        for row in rows(
            db,
            f"SELECT list_sort(list(DISTINCT {field})) FROM {kind} WHERE {field} IS NOT NULL "
            f"GROUP BY {_KEY.format(field)} HAVING count(DISTINCT {field}) > 1 ORDER BY 1 LIMIT {MOST}",
        )
    ]


def _near(db: Any, kind: str, field: str) -> list[list[str]]:
    """Words of six letters or more with one letter more, less, other or exchanged, the rarer at most a twentieth of the
    other; numbers in them agree."""
    listed = f"SELECT {_KEY.format(field)} AS k, min({field}) AS v, count(*) AS n FROM {kind} WHERE {field} IS NOT NULL GROUP BY 1"
    if rows(db, f"SELECT count(*) FROM ({listed})")[0][0] > FEW:
        return []
    digits = "regexp_replace({0}.k, '[^0-9]', '', 'g')"
    return [
        [str(rare), str(common)]
        for rare, common in rows(
            db,
            f"WITH c AS ({listed}) SELECT a.v, b.v FROM c a JOIN c b ON a.n * 20 <= b.n AND length(a.k) >= 6 "
            f"AND abs(length(a.k) - length(b.k)) <= 1 AND {digits.format('a')} = {digits.format('b')} "
            f"AND damerau_levenshtein(a.k, b.k) = 1 ORDER BY 1, 2 LIMIT {MOST}",
        )
    ]
