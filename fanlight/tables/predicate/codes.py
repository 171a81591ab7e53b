"""Codes in their normal form: 008, 08 and 8.0 are 8; 008/26 and 00826 are 8/26. Records and specs are both brought to it."""

from __future__ import annotations

import re

FIELDS = frozenset({"outcome_type", "ho_class", "ho_subclass", "offence_code", "classification_code"})
"""Fields whose values are such codes."""


def normal(field: str, value: str) -> str:
    """The value as records hold it; one of another field as it is."""
    if field not in FIELDS:
        return value
    plain = re.sub(r"\s*/\s*", "/", value.strip())
    full = re.sub(r"^(0[0-9]{2})([0-9]{2})$", r"\1/\2", plain)
    whole = re.sub(r"([0-9])\.0+(/|$)", r"\1\2", full)
    found = re.sub(r"(^|/)0+([0-9])", r"\1\2", whole)
    return found.lower() if field == "outcome_type" else found
