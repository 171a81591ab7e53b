"""The trail of a case: what was done, by whom and on what, each entry naming the hash of the one before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fanlight import chain
from fanlight.errors import BadInput

PROGRAM = "Fanlight"


class Trail:
    """Events in order. Dates come from the case, so that the same case gives the same trail."""

    def __init__(self, entries: list[dict[str, Any]] | None = None) -> None:
        self.entries: list[dict[str, Any]] = entries or []

    def add(self, event: str, *, by: str, on: str, **details: Any) -> None:
        previous = self.entries[-1]["hash"] if self.entries else chain.START
        self.entries.append(chain.link({"event": event, "by": by, "on": on, **details}, previous))

    def to_json(self, internal: str) -> str:
        return internal_json(internal, {"trail": self.entries})

    @classmethod
    def read(cls, path: Path) -> Trail:
        """Raises `BadInput` where the trail is damaged or has been changed."""
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))["trail"]
            chain.verify(entries)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInput(f"The trail cannot be read: {error}.", where=path.name) from None
        return cls(entries)


def internal_json(internal: str, content: dict[str, Any]) -> str:
    """JSON whose first line says that the file is internal."""
    body = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=False)
    return f'{{"internal": {json.dumps(internal, ensure_ascii=False)},\n' + body.removeprefix("{\n").rstrip() + "\n"
