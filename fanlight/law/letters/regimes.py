"""Which law a letter answers under: the check knows the Freedom of Information Act 2000 alone."""

from __future__ import annotations

import re

from fanlight.law.data import law_file


def regime(text: str) -> str:
    """The name of the law that a letter is under, where that is not the Act of 2000; else "".

    A letter that names the Act of 2000 as well is judged for what it says under it.
    """
    flat = re.sub(r"\s+", " ", text)
    for entry in law_file("other_acts")["regimes"]:
        if re.search(entry["names"], flat, re.I) and not re.search(entry["not_where"], flat, re.I):
            return str(entry["name"])
    return ""
