"""The examples of docs/reference/outcomes.md as cases: a request, and entries over the case that all of them share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fanlight.answering.case.model import Case, CaseFile

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "outcomes.md"
_BLOCK = re.compile(r"^```(text|yaml)( base)?\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Example:
    """A section's `name`, its request, and its entries of case.yaml."""

    name: str
    request: str
    entries: dict[str, Any]

    def case(self, **changes: Any) -> Case:
        file = CaseFile.model_validate({**base(), **self.entries, **changes})
        return Case(file, publication_copy=self.request)


def base() -> dict[str, Any]:
    """What all examples share."""
    (text,) = [found.group(3) for found in _BLOCK.finditer(PAGE.read_text("utf-8")) if found.group(2)]
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def examples() -> dict[str, Example]:
    """Every section with a request and entries, by its heading."""
    found = {}
    for section in PAGE.read_text("utf-8").split("\n## ")[1:]:
        name = section.splitlines()[0].strip()
        blocks = {block.group(1): block.group(3) for block in _BLOCK.finditer(section) if not block.group(2)}
        if set(blocks) == {"text", "yaml"}:
            found[name] = Example(name, blocks["text"], yaml.safe_load(blocks["yaml"]))
    return found
