"""Defined names of a workbook: what they hold, and whether anybody can see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fanlight.inspection.findings import Finding, found
from fanlight.inspection.ooxml.workbook.cells import areas_of
from fanlight.inspection.ooxml.workbook.scan import OUTSIDE

BUILT_IN = re.compile(r"(?i)^_xlnm\.(print_area|print_titles|_filterdatabase|sheet_title|database|criteria|extract)$")
MACHINE = re.compile(r"(?i)^(_xlfn\.|_xlpm\.|_xlws\.|_xleta\.|solver_|_xlchart\.)")
"""Names that programs leave for functions of later versions; they hold nothing, or a solver's settings."""
LITERAL = re.compile(r'"[^"]|^=?\s*\{|^=?\s*-?\d+(\.\d+)?\s*$')
EMPTY = re.compile(r"^=?\s*(#REF!|#NAME\?|#N/A|0|)\s*$")


def name_findings(given: Sequence[tuple[str, str, bool, str]], hidden_sheets: Sequence[str]) -> Iterator[Finding]:
    """`given`: (name, formula, hidden, comment)."""
    for name, formula, hidden, comment in given:
        plain = formula.strip()
        if comment.strip():
            yield found("defined_name", f"{name}: comment", sample=comment)
        if BUILT_IN.match(name):
            if OUTSIDE.search(plain):
                yield found("formula_external", f"name {name}", sample=plain)
            yield found("defined_name", name, severity="info", mend="Made for printing or filtering: leave it.")
            continue
        if re.match(r"(?i)^_xlnm\.(auto_|recorder|consolidate)", name):
            yield found("macro_sheet", f"name {name}")
        elif MACHINE.match(name) and (EMPTY.match(plain) or not LITERAL.search(plain)):
            yield found("defined_name", name, severity="info")
        elif LITERAL.search(plain) and not EMPTY.match(plain) and not _range(plain):
            yield found("defined_name_literal", name, sample=plain)
            if hidden:
                yield found("defined_name_hidden", name, sample=plain)
        elif hidden:
            yield found("defined_name_hidden", name, sample=plain)
        elif OUTSIDE.search(plain):
            yield found("formula_external", f"name {name}", sample=plain)
        elif any(sheet in plain for sheet in hidden_sheets):
            yield found("defined_name", f"{name}: on a hidden sheet", sample=plain)
        else:
            yield found("defined_name", name, severity="info" if _range(plain) or EMPTY.match(plain) else None)


def _range(formula: str) -> bool:
    return "!" in formula and bool(areas_of(formula)) and '"' not in formula.rpartition("!")[2]
