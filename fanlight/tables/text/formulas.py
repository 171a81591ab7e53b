"""Texts that a spreadsheet would run as a formula when it opens a CSV (CWE-1236; OWASP, "CSV injection")."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fanlight.errors import BadInput

_STARTS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
"""The last four are the wide forms of the first four: some spreadsheets take them for the same."""

_NUMBER = r"[+-]?[0-9]+(?:[.,][0-9]+)*%?"
_HARMLESS = re.compile(rf"(?:[+-]|{_NUMBER}(?: to {_NUMBER})?)")
"""A sign alone, a number (-1, +44, -0.5, -5%) and a range of numbers in words (-5 to -1): nothing is called or looked up."""

_AFTER_SEPARATOR = re.compile(rf"[;\t][{re.escape(_STARTS)}]")
"""A spreadsheet whose list separator is the semicolon begins a new cell there, whatever separator the file has."""


def runs_as_formula(text: str) -> bool:
    """Whether a spreadsheet could run this field, written as it stands, or a part of it, as a formula."""
    if _AFTER_SEPARATOR.search(text):
        return True
    return text[:1] in _STARTS and bool(text) and not _HARMLESS.fullmatch(text)


def refuse_formulas(texts: Iterable[tuple[str, str]], where: str) -> None:
    """Raises `BadInput` for a text that would run as a formula. `texts`: what each is ("The code of offence"), and the
    text."""
    for what, text in texts:
        if runs_as_formula(text):
            raise BadInput(
                f"{what}, “{text}”, would be run as a formula by the spreadsheet that opens the published file.",
                where=where,
                next_step="Give it another name that does not begin with =, +, - or @, in every file that uses it.",
            )
