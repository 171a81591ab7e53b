"""What can be worked out about a withheld figure, in plain language. Internal: the sentences carry intervals."""

from __future__ import annotations

from collections.abc import Sequence

from fanlight.audit.result import Check, End

FIGURES_NAMED = 6


def range_text(lo: End, hi: End) -> str:
    if hi.value is not None and lo.value == hi.value:
        return f"can only be {lo.value}"
    low = f"{lo.value or 0}" + (" or somewhat more" if lo.kind != "whole-number" else "")
    if hi.kind == "not computed":
        return f"is at least {low}; how large it can be was not worked out in time"
    if hi.value is None:
        return f"can be anything from {low} upwards"
    high = f"{hi.value}" + (" or somewhat less" if hi.kind != "whole-number" else "")
    return f"can be anything from {low} to {high}"


def finding_text(name: str, lo: End, hi: End, checks: Sequence[Check], how: Sequence[str], proof: str) -> str:
    sentences = [f"{name} {range_text(lo, hi)}."]
    if not checks:
        sentences.append("No rule protects it for its own sake.")
    for check in checks:
        sentences.append(f"{_asked(check)}: {_STATES[check.state]}.")
    if how:
        named = "; ".join(how[:FIGURES_NAMED])
        more = f"; and {len(how) - FIGURES_NAMED} more" if len(how) > FIGURES_NAMED else ""
        sentences.append(f"It follows by adding and subtracting: {named}{more}.")
    elif proof == "inequalities":
        sentences.append("It follows from the sums that it is part of, line by line.")
    elif proof:
        sentences.append("It follows because no table of whole numbers that agrees with everything lies beyond.")
    return " ".join(sentences)


_STATES = {"met": "proved", "failed": "disproved", "not_proved": "not proved"}


def _asked(check: Check) -> str:
    if check.rule == "group":
        return "It must stay possible that the group has somebody in another category"
    asked = []
    if check.reach_up_to is not None:
        asked.append(f"{check.reach_up_to} or more must stay possible")
    if check.reach_down_to is not None:
        asked.append(f"{check.reach_down_to} or fewer must stay possible")
    if check.width is not None:
        asked.append(f"its range must be {check.width} wide or wider")
    text = " and ".join(asked)
    return text[:1].upper() + text[1:]
