"""Which findings count for whom.

`foi`: everything. `wdtk`: would WhatDoTheyKnow hide this file? Its published criteria (mySociety's Alaveteli,
gems/excel_analyzer, as read in 2025-11) count seven things in an XLSX file: parts of a data model, external links,
hidden columns and hidden rows that hold something, sheets that are not visible, defined names, pivot caches. A file is
hidden for review when it cannot be read or when any count is not 0, unless defined names alone, external links alone, or
up to fifty hidden rows alone make up all of them. XLS is converted and counted alike, but only recorded; other formats are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from fanlight.inspection.findings import Finding

HIDDEN_ROWS_LET_PASS = 50
PROFILES = ("foi", "wdtk")

WDTK: dict[str, tuple[str, ...]] = {
    "data_model": ("data_model",),
    "external_links": ("external_link",),
    "hidden_columns": ("columns_hidden", "columns_grouped"),
    "hidden_rows": ("rows_hidden", "rows_grouped"),
    "hidden_sheets": ("sheet_hidden", "sheet_very_hidden"),
    "named_ranges": ("defined_name", "defined_name_hidden", "defined_name_literal", "defined_name_used"),
    "pivot_cache": ("pivot_cache",),
}
"""Alaveteli's counts, and the checks here that find the same things."""


def wdtk_counts(findings: Iterable[Finding]) -> dict[str, int]:
    """The seven counts, as far as the findings tell them."""
    by_check: dict[str, int] = {}
    for one in findings:
        if one.severity == "serious" or one.check.startswith("defined_name"):
            by_check[one.check] = by_check.get(one.check, 0) + one.count
    return {name: sum(by_check.get(check, 0) for check in checks) for name, checks in WDTK.items()}


def wdtk_hides(counts: dict[str, int]) -> bool:
    total = sum(counts.values())
    few_rows = counts["hidden_rows"] == total <= HIDDEN_ROWS_LET_PASS
    return total > 0 and total not in {counts["named_ranges"], counts["external_links"]} and not few_rows


def in_profile(profile: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that count in a profile."""
    kept = tuple(findings)
    if profile != "wdtk":
        return kept
    if not wdtk_hides(wdtk_counts(kept)):
        return ()
    names = {check for checks in WDTK.values() for check in checks}
    return tuple(one for one in kept if one.check in names and not one.place.inside)
