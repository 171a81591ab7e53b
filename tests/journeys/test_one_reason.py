"""Figures withheld because they identify somebody, and figures withheld only to protect those: outside, one statement."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from fanlight.inspection import text_of
from tests.journeys.test_other_counts import ROOT, drafted, table
from tests.small_case import CODES, Years

STATEMENT = (
    "is withheld because it is itself personal data, as a living individual could be identified from it, or because, "
    "together with the figures that are published, it would disclose such personal data."
)
INSIDE = (
    "to protect another",
    "found identifying",
    "would, with what is given",
    "identifies somebody itself",
    "protects",
)
LOW_AND_OTHERS: tuple[Years, ...] = ((2, 33), (41, 55), (18, 22), (60, 70), (33, 35))
LOW_ALONE: tuple[Years, ...] = ((2, 3), (4, 4), (3, 1), (2, 2), (1, 1))


def with_totals(content: dict[str, Any]) -> None:
    """Table 2 counts the five categories alone and gives their total, so that a single blank can be subtracted."""
    spec = yaml.safe_load((ROOT / "demo" / "case" / "tables.yaml").read_text(encoding="utf-8"))
    second = spec["tables"][1]
    second["population"]["where"]["offence_code"] = list(CODES)
    second["dimensions"][0]["total"] = "All of these"
    content["tables"] = ["with-totals.yaml"]
    content["plans"] = {"resolutions_by_offence": {"ways": ["suppress", "withhold"]}}
    content["made_of"] = spec


def made(folder: Path, counts: tuple[Years, ...]) -> Path:
    def edit(content: dict[str, Any]) -> None:
        with_totals(content)
        spec = content.pop("made_of")
        (folder / "case" / "with-totals.yaml").write_text(yaml.safe_dump(spec, sort_keys=False), encoding="utf-8")

    assert drafted(folder, counts, edit).missing == ()
    return folder / "out"


def words(path: Path) -> str:
    return re.sub(r"\s+", " ", text_of(path))


def statement(out: Path) -> str:
    """The letter's reasons from the statement on, without what says which figures are withheld."""
    text = words(out / "draft" / "requester" / "letter.html")
    return text[text.index("Each of these figures") : text.index("Our answers")]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("mixed"), LOW_AND_OTHERS)


def test_letter_page_and_notes_cover_both_kinds_in_one_statement(mixed: Path) -> None:
    for name in ("requester/letter.html", "publish/page.html", "requester/tables.ods", "requester/tables.xlsx"):
        text = words(mixed / "draft" / name)
        assert text.count(STATEMENT) == 1, name
        assert "We do not say which of the two holds for which figure" in text, name
    assert "[c] confidential: the figure is withheld. The note on withheld figures says why." in words(
        mixed / "draft" / "requester" / "tables.ods"
    )


def test_nothing_outside_tells_the_kinds_apart(mixed: Path) -> None:
    shown = [value for row in table(mixed.parent)[1:] for value in row[1:]]
    assert shown.count("[c]") == 2
    assert {value for value in shown if not value.isdigit()} == {"[c]"}
    for path in (mixed / "draft").rglob("*.*"):
        text = words(path)
        assert not [said for said in INSIDE if said in text], path


def test_the_statement_is_the_same_where_every_figure_identifies_somebody(mixed: Path, tmp_path: Path) -> None:
    """Else its wording would say whether a table has figures that only protect others."""
    alone = made(tmp_path, LOW_ALONE)
    grounds = json.loads((alone / "internal" / "audit.json").read_text(encoding="utf-8"))["grounds"]
    assert [entry["ground"] for entry in grounds] == ["itself"] * 10
    assert statement(alone) == statement(mixed)


def test_the_internal_record_tells_them_apart(mixed: Path) -> None:
    grounds = json.loads((mixed / "internal" / "audit.json").read_text(encoding="utf-8"))["grounds"]
    by_key = {tuple(entry["key"]): entry["ground"] for entry in grounds}
    assert by_key.pop(("coercive_control", "2024")) == "itself"
    assert list(by_key.values()) == ["protects"]
    page = words(mixed / "internal" / "audit.html")
    assert "identifies somebody itself" in page
    assert "would, with what is given, disclose a figure that does" in page


def test_the_audit_page_draws_what_can_be_worked_out(mixed: Path) -> None:
    """One bar for each withheld figure of a table, with its interval and true count in words for those who cannot see it."""
    audit = json.loads((mixed / "internal" / "audit.json").read_text(encoding="utf-8"))
    findings = [one for one in audit["audit"]["findings"] if one["key"]]
    page = (mixed / "internal" / "audit.html").read_text(encoding="utf-8")
    bars = re.findall(
        r'aria-label="From ([0-9,]+) to ([0-9,]+|no limit); the true count is ([0-9,]+)\."><rect class="track"[^>]*/>'
        r'<rect class="range" x="([0-9.]+)" y="1" width="([0-9.]+)"',
        page,
    )
    assert len(bars) == len(findings) > 0
    ends = [(int(lo), None if hi == "no limit" else int(hi), int(true)) for lo, hi, true, _, _ in bars]
    assert all(lo <= true and (hi is None or true <= hi) for lo, hi, true in ends)
    largest = max(max(true, hi or 0) for _, hi, true in ends)
    for (lo, hi, _), (*_, begins, wide) in zip(ends, bars, strict=True):
        assert float(begins) == pytest.approx(100 * lo / largest, abs=0.01)
        assert float(wide) == pytest.approx(max(100 * ((hi or largest) - lo) / largest, 0.6), abs=0.02)
