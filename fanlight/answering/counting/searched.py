"""How good the way of publishing is that was chosen, in words; without counts, and without what they lose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BY_TIME = (
    "The search for the least loss ended by time: with more time (--time-limit), or on another machine, the same case may give "
    "other figures. What is given out is proved safe all the same."
)


def found_words(plan: Mapping[str, Any]) -> str:
    """`plan`: as in audit.json."""
    if plan["proved_best"]:
        return "Proved safe, and proved to lose least: no safe way that the case allows loses less."
    least = 100 * plan["bound"] / plan["measure"]["lost"]
    ended = "time" if plan["ended"] == "time" else "the most work that it does"
    return (
        f"Proved safe. No safe way loses less than {least:.1f} % of what this one loses; the search ended by {ended}."
    )


def advice(ended: str | None) -> tuple[str, ...]:
    """What whoever approves should know of the search. `ended`: as in the manifest."""
    return (BY_TIME,) if ended == "time" else ()
