"""What internal files say in their first line, and how what people wrote is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

INTERNAL_RECORD = "INTERNAL: not for release. This record names people."
INTERNAL_FIGURES = "INTERNAL: not for release. This file holds or bears on figures that are withheld."


def internal_json(says: str, content: Mapping[str, Any]) -> str:
    """JSON whose first line says that the file is internal."""
    body = json.dumps(content, indent=1, ensure_ascii=False)
    return f'{{"internal": {json.dumps(says, ensure_ascii=False)},\n' + body.removeprefix("{\n").rstrip() + "\n"


# Control characters, and those that turn the direction of writing: they could make a line look like another.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def shown(text: str) -> str:
    """What somebody wrote, for a screen: later lines stand under the first, and no character acts on the screen. The
    record itself keeps the words as they were given."""
    plain = _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))
    return plain.replace("\n", "\n       | ")
