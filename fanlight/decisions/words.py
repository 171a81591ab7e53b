"""What internal files say in their first line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

INTERNAL_RECORD = "INTERNAL: not for release. This record names people."
INTERNAL_FIGURES = "INTERNAL: not for release. This file holds or bears on figures that are withheld."


def internal_json(says: str, content: Mapping[str, Any]) -> str:
    """JSON whose first line says that the file is internal."""
    body = json.dumps(content, indent=1, ensure_ascii=False)
    return f'{{"internal": {json.dumps(says, ensure_ascii=False)},\n' + body.removeprefix("{\n").rstrip() + "\n"
