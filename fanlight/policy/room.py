"""From which rules of the community-resolution policy a named person may depart, with reasons."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from fanlight.dated import own_data
from fanlight.errors import BadInput


def load() -> dict[str, Any]:
    text = (resources.files("fanlight") / "policies" / "resolution_decisions" / "room.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = own_data(text)
    return found


@cache
def rules_with_room() -> dict[str, tuple[str, ...]]:
    """Each rule that leaves room, with the facts that must be known before anybody departs from it. Raises `BadInput` for a line without reason or source."""
    for entry in load()["rules"]:
        source = entry.get("source") or {}
        if not entry.get("reason") or not source.get("cite") or source.get("sure") not in {"high", "medium", "low"}:
            raise BadInput(
                f"Rule {entry.get('rule')} is said to leave room without reason or source.", where="room.yaml"
            )
    return {str(entry["rule"]): tuple(entry["known"]) for entry in load()["rules"]}
