"""Every check of the inspector has its page: what it is, why it matters, a source, how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanlight.inspection.checks import CHECKS

DOCS = Path(__file__).parents[2] / "docs" / "reference"
PAGES = DOCS / "checks"


def _sections(text: str) -> dict[str, str]:
    parts = text.split("\n## ")[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in parts}


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_every_check_has_its_page(check: str) -> None:
    text = (PAGES / f"{check}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# `{check}`: ")
    assert f"**{CHECKS[check].severity}**" in text
    sections = _sections(text)
    told = sections.get("A published case of this kind") or sections.get("What the guidance says") or ""
    assert "\nSource: " in told
    for heading in ("What it is", "Why it matters", "How to mend it"):
        assert len(sections[heading]) > 10, heading


def test_no_page_is_left_over_and_the_list_has_all() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(CHECKS)
    listed = (DOCS / "inspection-checks.md").read_text(encoding="utf-8")
    for check in CHECKS.values():
        assert f"| [{check.id}](checks/{check.id}.md) | {check.severity} | {check.title} |" in listed
