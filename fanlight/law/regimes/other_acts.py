"""Requests that another Act answers: named and handed over, and never answered as if they were requests under this one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fanlight.dated import Source
from fanlight.errors import BadInput
from fanlight.law.data import law_file


@dataclass(frozen=True, slots=True)
class OtherAct:
    """`whole`: where it applies, the whole request is under it and a letter under the 2000 Act would be wrong."""

    id: str
    name: str
    covers: str
    whole: bool
    source: Source


@cache
def other_acts() -> dict[str, OtherAct]:
    return {
        name: OtherAct(name, entry["name"], entry["for"], entry["whole"], Source(entry["source"], entry["sure"]))
        for name, entry in law_file("other_acts")["acts"].items()
    }


def other_act(name: str, *, where: str = "act") -> OtherAct:
    """Raises `BadInput` for one that is not known, with those that are."""
    if name not in other_acts():
        raise BadInput(
            f"“{name}” is no law of this list.", where=where, next_step=f"Write one of: {', '.join(other_acts())}."
        )
    return other_acts()[name]


def handed_over(act: OtherAct, *, to: str, received: str) -> str:
    """`received`: the day of the first receipt, in words; the other law's clock may run from it."""
    return (
        f"What you ask here is a matter for the {act.name}, which is for {act.covers}. The Freedom of Information Act 2000 does "
        f"not apply to it, and this letter does not answer it. We passed it to {to}, with {received} as the day on which it came; "
        "you will hear from there."
    )
