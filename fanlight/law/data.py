"""Reads the law's data files (policies/law, policies/exemptions): every value with its source and certainty."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from fanlight.dated import own_data
from fanlight.errors import BadInput

POLICIES = Path(__file__).resolve().parents[1] / "policies"
SURE = ("low", "medium", "high")


@cache
def law_file(name: str) -> dict[str, Any]:
    """The content of policies/law/NAME.yaml. Raises `BadInput` where it is no mapping."""
    path = POLICIES / "law" / f"{name}.yaml"
    loaded = own_data(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise BadInput("This file of law holds no mapping.", where=path.name)
    return loaded


def value(file: str, key: str, part: str = "value") -> Any:
    """One value of a law file, or another part of its entry (`source`, `sure`)."""
    return law_file(file)["values"][key][part]


def read_as_at() -> date:
    """The day to which the text of the Act that is held was revised."""
    revised = law_file("statute")["read_as_at"]
    assert isinstance(revised, date)
    return revised
