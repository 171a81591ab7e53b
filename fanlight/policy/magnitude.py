"""Policies for tables of amounts: dated values of the concentration rules."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from importlib import resources
from typing import Any

from fanlight.dated import content_hash, in_force, own_data
from fanlight.errors import BadInput
from fanlight.policy.disclosure import versions
from fanlight.tables.knowledge.rules import MagnitudeRules


def magnitude_rules(name: str, *, on: date) -> MagnitudeRules:
    """The rules of policy `name` in force on a day. Raises `BadInput` for an unknown policy, or where none was."""
    held = load(name)
    version = in_force(versions(held), on, what=f"magnitude policy {name}")
    values = version.value
    dominance, pq = values["dominance"], values["pq"]
    return MagnitudeRules(
        dominance=None if dominance is None else (int(dominance["n"]), Fraction(str(dominance["k"]))),
        p_percent=None if values["p_percent"] is None else Fraction(str(values["p_percent"])),
        pq=None if pq is None else (Fraction(str(pq["p"])), Fraction(str(pq["q"]))),
        coalition=int(values["coalition"]),
        minimum_contributors=int(values["minimum_contributors"]),
        policy=f"{held['id']} ({held['title']}), from {version.since}",
        sha256=content_hash(held),
    )


def load(name: str) -> dict[str, Any]:
    folder = resources.files("fanlight") / "policies" / "magnitude"
    known = sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    if name not in known:
        raise BadInput(f"There is no magnitude policy “{name}”.", next_step=f"Known: {', '.join(known)}.")
    found: dict[str, Any] = own_data((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    return found
