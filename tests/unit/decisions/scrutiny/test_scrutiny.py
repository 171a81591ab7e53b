"""Samples that anybody can draw again, verdicts in the chain, and intervals checked against another's."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from fanlight.decisions.case.checks import NotAllowed
from fanlight.decisions.disproportionality.intervals import katz, wilson
from fanlight.decisions.scrutiny import panel
from fanlight.decisions.scrutiny.sampling import Member, allocate, draw, seed_commitment
from fanlight.decisions.store.in_folder import InFolder
from fanlight.decisions.store.journal import Broken
from fanlight.errors import BadInput
from fanlight.records import import_files
from tests.resolutions import CLEAN, CRIME, DOOR, OFFICER, SERGEANT, at, decided, verify, who

CHAIR = who("Dr Uma Reyes", "P1")
FIRST, END = date(2022, 1, 1), date(2023, 1, 1)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Thirty imported resolutions in two units, one cancelled, and one decided here."""
    lines = ["disposal_id,crime_ref,outcome_type,outcome_date,bcu,outcome_cancelled_date"]
    lines += [f"D{i},C{i},8,2022-0{1 + i % 6}-11,{'North' if i < 24 else 'South'}," for i in range(30)]
    lines.append("D99,C99,8,2022-03-01,North,2022-03-05")
    path = tmp_path / "e.csv"
    path.write_text("\n".join(lines) + "\n")
    import_files([path], tmp_path / "s")
    decided(tmp_path / "s", CLEAN, CRIME)
    return tmp_path / "s"


def _draw(store: Path, seed: str = "dice 4 2 6", again: str = "", size: int = 10) -> tuple[dict[str, object], str]:
    entry, frame = panel.draw_sample(
        InFolder(store),
        seed=seed,
        first=FIRST,
        end=END,
        strata_by=["bcu"],
        size=size,
        at_least=2,
        by=CHAIR,
        at=at(),
        again=again,
    )
    return dict(entry["recorded"]), frame


def test_a_sample_is_stratified_and_comes_again(store: Path) -> None:
    recorded, frame = _draw(store)
    assert recorded["strata"] == {"North": {"population": 25, "drawn": 8}, "South": {"population": 6, "drawn": 2}}
    assert len(recorded["selected"]) == 10  # type: ignore[arg-type]
    assert "D99" not in frame
    assert panel.check_sample(InFolder(store), "S-2022-001")
    assert panel.check_sample(InFolder(store), "S-2022-001", frame=frame)
    verify(store, door=DOOR)
    decided(store, CLEAN, {**CRIME, "crime_ref": "C77"})
    with pytest.raises(BadInput, match="not the one that was drawn from"):
        panel.check_sample(InFolder(store), "S-2022-001")
    assert panel.check_sample(InFolder(store), "S-2022-001", frame=frame)
    with pytest.raises(BadInput, match="not the one that was drawn from"):
        panel.check_sample(InFolder(store), "S-2022-001", frame=frame.replace("D1\t", "D1x\t"))


def test_a_sample_is_not_drawn_until_it_pleases(store: Path) -> None:
    _draw(store)
    with pytest.raises(NotAllowed, match="S-2022-001 was drawn"):
        _draw(store, seed="another")
    with pytest.raises(NotAllowed, match="used before"):
        _draw(store, again="the panel was ill")
    assert _draw(store, seed="another", again="the panel was ill")[0]["sample"] == "S-2022-002"


def test_a_commitment_comes_before_the_draw(store: Path) -> None:
    entry = panel.commit(InFolder(store), sha256=seed_commitment("dice 4 2 6"), by=CHAIR, at=at())
    with pytest.raises(NotAllowed, match="already"):
        panel.commit(InFolder(store), sha256=seed_commitment("dice 4 2 6"), by=CHAIR, at=at())
    with pytest.raises(BadInput, match="64"):
        panel.commit(InFolder(store), sha256="dice", by=CHAIR, at=at())
    assert _draw(store)[0]["committed_in_entry"] == entry["number"]


def test_verdicts_are_recorded_replaced_and_never_one_s_own(store: Path) -> None:
    recorded, _ = _draw(store, size=31)
    one = "CR-2022-000001"
    assert one in recorded["selected"]  # type: ignore[operator]

    def verdict(disposal: str, text: str, **more: object) -> int:
        entry = panel.record_verdict(
            InFolder(store), sample_id="S-2022-001", disposal_id=disposal, verdict=text, reasons="seen", members=[], by=CHAIR, at=at(),
            **more,  # type: ignore[arg-type]
        ) if not more else panel.record_verdict(
            InFolder(store), **{"sample_id": "S-2022-001", "disposal_id": disposal, "verdict": text, "reasons": "seen", "members": [],
            "by": CHAIR, "at": at(), **more},  # type: ignore[arg-type]
        )  # fmt: skip
        return int(entry["recorded"]["replaces_entry"])

    assert verdict("D1", "appropriate") == 0
    assert verdict("D1", "inappropriate") > 0
    assert verdict(one, "no_agreement") == 0
    found = panel.results(InFolder(store), "S-2022-001")
    assert found["verdicts"] == {
        "appropriate": 0,
        "appropriate_with_observations": 0,
        "inappropriate": 1,
        "no_agreement": 1,
    }
    assert len(found["to_do"]) == 29
    with pytest.raises(NotAllowed, match="cannot sit"):
        verdict(one, "appropriate", by=OFFICER)
    with pytest.raises(NotAllowed, match="cannot sit"):
        verdict(one, "appropriate", members=["JO SMITH"])
    with pytest.raises(NotAllowed, match="not in sample"):
        verdict("D99", "appropriate")
    with pytest.raises(BadInput, match="no verdict"):
        verdict("D1", "fine")
    with pytest.raises(BadInput, match="needs reasons"):
        verdict("D1", "appropriate", reasons=" ")
    with pytest.raises(BadInput, match="no sample"):
        verdict("D1", "appropriate", sample_id="S-2022-009")
    verify(store, door=DOOR)


def test_a_forged_sample_is_found(store: Path) -> None:
    _draw(store)
    with closing(sqlite3.connect(store / "decisions.sqlite")) as db, db:
        db.execute("UPDATE fanlight_decisions SET body = replace(body, 'dice 4', 'dice 5') WHERE case_id = 'scrutiny'")
    with pytest.raises(Broken, match="changed"):
        verify(store, door=DOOR)


@pytest.mark.parametrize(
    ("field", "message"), [("bcu,colour", "stratified by colour"), ("", "")],
)  # fmt: skip
def test_strata_are_fields_of_the_record(store: Path, field: str, message: str) -> None:
    by = [name for name in field.split(",") if name]
    args = {
        "seed": "s",
        "first": FIRST,
        "end": END,
        "strata_by": by,
        "size": 5,
        "at_least": 1,
        "by": SERGEANT,
        "at": at(),
    }
    if message:
        with pytest.raises(BadInput, match=message):
            panel.draw_sample(InFolder(store), **args)  # type: ignore[arg-type]
    else:
        assert panel.draw_sample(InFolder(store), **args)[0]["recorded"]["strata"]["all"]["drawn"] == 5  # type: ignore[arg-type]


def test_shares_are_in_proportion_and_never_below_the_floor() -> None:
    rng = random.Random(3)
    for _ in range(500):
        sizes = {f"s{i}": rng.randint(1, 60) for i in range(rng.randint(1, 7))}
        total = rng.randint(len(sizes), 90)
        given = allocate(sizes, total)
        assert sum(given.values()) == min(total, sum(sizes.values()))
        assert all(1 <= given[name] <= sizes[name] for name in sizes)
    assert allocate({"a": 500, "b": 300, "c": 200}, 10) == {"a": 5, "b": 3, "c": 2}
    assert allocate({"a": 980, "b": 20}, 10) == {"a": 9, "b": 1}
    with pytest.raises(BadInput, match="too small"):
        allocate({"a": 5, "b": 5, "c": 5}, 2)


def test_every_disposal_is_as_likely_as_another() -> None:
    """Over many seeds each of twenty is drawn about as often: chi-squared with 19 degrees of freedom, far below its
    0.1 % point of 43.8."""
    members = [Member(f"D{i}", "all") for i in range(20)]
    counts = Counter(one for seed in range(4000) for one in draw(members, {"all": 5}, f"seed {seed}").selected)
    expected = 4000 * 5 / 20
    # Without replacement the statistic is smaller by (1 - 5/20).
    assert sum((count - expected) ** 2 / expected for count in counts.values()) / 0.75 < 43.8
    assert draw(list(reversed(members)), {"all": 5}, "x") == draw(members, {"all": 5}, "x")


def test_wilson_is_scipy_s() -> None:
    from scipy.stats import binomtest

    rng = random.Random(1)
    for _ in range(200):
        whole = rng.randint(1, 3000)
        part = rng.choice([0, whole, rng.randint(0, whole)])
        theirs = binomtest(part, whole).proportion_ci(confidence_level=0.95, method="wilson")
        ours = wilson(part, whole)
        assert ours is not None
        assert (ours.lo, ours.hi) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert wilson(0, 0) is None


def test_katz_is_scipy_s_and_the_textbook_s() -> None:
    from scipy.stats.contingency import relative_risk

    rng = random.Random(2)
    for _ in range(200):
        whole, other_whole = rng.randint(1, 900), rng.randint(1, 900)
        part, other = rng.randint(1, whole), rng.randint(1, other_whole)
        theirs = relative_risk(part, whole, other, other_whole).confidence_interval(0.95)
        ours = katz(part, whole, other, other_whole)
        assert ours is not None
        assert (ours.lo, ours.hi) == pytest.approx((theirs.low, theirs.high), rel=1e-9)
    assert katz(5, 10, 0, 10) is None
    zero = katz(0, 10, 5, 10)
    assert zero is not None
    assert (zero.value, zero.lo, zero.hi) == (0.0, None, None)
    with pytest.raises(ValueError, match="between none and the whole"):
        katz(11, 10, 1, 2)
