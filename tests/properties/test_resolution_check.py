"""Policy over an extract is policy row by row; and "not supportable" means that nothing still unknown could mend it."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.decisions.case.questions import flag_value
from fanlight.decisions.review import extract, patterns
from fanlight.decisions.review.extract import CANNOT_TELL, NO_POLICY, NOT_SUPPORTABLE, SUPPORTABLE
from fanlight.decisions.review.judging import Judge
from fanlight.policy import community_resolution as policies
from fanlight.policy.community_resolution import Facts, Status, Tri
from fanlight.policy.community_resolution.rules.vocabulary import vocabulary
from fanlight.records import import_files

COLUMNS = (
    "disposal_id", "crime_ref", "outcome_type", "outcome_date", "bcu", "ho_class", "ho_subclass", "flag_da", "flag_dv",
    "flag_hate", "flag_weapon", "flag_firearm", "offender_age_band", "offender_role", "authoriser_rank",
    "authoriser_rank_status", "authoriser_substantive_rank",
)  # fmt: skip
FLAG = st.sampled_from(["", "Y", "N", "yes", "no", "unknown"])


@st.composite
def rows(draw: st.DrawFn) -> list[tuple[str, ...]]:
    found = []
    for number in range(draw(st.integers(1, 25))):
        code = draw(
            st.sampled_from([("46", ""), ("8", "26"), ("8", "67"), ("8", "58"), ("19", "8"), ("81", "4"), ("", "")])
        )
        found.append(
            (
                f"D{number}", f"C{number}", draw(st.sampled_from(["8", "8", "8", "1"])),
                draw(st.sampled_from(["2018-05-01", "2019-04-29", "2022-07-01", "2022-07-02", "2023-08-31", "2023-09-01", "2025-01-01", ""])),
                draw(st.sampled_from(["North", "South", ""])), *code, draw(FLAG), draw(FLAG),
                draw(st.sampled_from(["", "N", "racist", "no"])), draw(FLAG), draw(FLAG),
                draw(st.sampled_from(["", "10-17", "18-24", "over 34", "16-20"])),
                draw(st.sampled_from(["", "none", "police staff", "PCSO", "gardener"])),
                draw(st.sampled_from(["", "Inspector", "DI", "PS", "Superintendent", "A/Inspector", "Inspektor"])),
                draw(st.sampled_from(["", "substantive", "acting"])), draw(st.sampled_from(["", "Sergeant", "Inspector"])),
            )
        )  # fmt: skip
    return found


def _facts_of_row(row: dict[str, str]) -> Facts:
    """The row's facts, in the same plain functions, one row at a time and without any table."""
    code = row["ho_class"] + (f"/{row['ho_subclass']}" if row["ho_subclass"] else "")
    said = (
        patterns.domestic_flag(row["flag_da"], row["flag_dv"]), flag_value(row["flag_hate"]), flag_value(row["flag_weapon"]),
        flag_value(row["flag_firearm"]),
    )  # fmt: skip
    five, questioned = patterns.kinds(code or None, said)
    full, _ = patterns.authority(
        row["authoriser_rank"], row["authoriser_rank_status"], row["authoriser_substantive_rank"]
    )
    return patterns.facts_of(
        patterns.Pattern(five, questioned, patterns.under_18(row["offender_age_band"]), patterns.police(row["offender_role"]), full)
    )  # fmt: skip


def _plain_finding(row: dict[str, str]) -> str:
    """By `advise` itself, version by version."""
    if not row["outcome_date"]:
        return NO_POLICY
    on = date.fromisoformat(row["outcome_date"])
    if on < date(2019, 4, 29):
        return NO_POLICY
    facts, found = _facts_of_row(row), set()
    for version in policies.in_force(on):
        best = policies.advise(patterns.at_best(facts), on, policy=version)
        now = policies.advise(facts, on, policy=version)
        found.add(
            NOT_SUPPORTABLE if any(rule.status and rule.certain is Tri.YES for rule in best.rules)
            else SUPPORTABLE if now.status is Status.SUPPORTABLE else CANNOT_TELL
        )  # fmt: skip
    return found.pop() if len(found) == 1 else CANNOT_TELL


@settings(max_examples=12, deadline=None)
@given(rows())
def test_the_check_of_an_extract_is_advice_row_by_row(
    tmp_path_factory: pytest.TempPathFactory, given_rows: Any
) -> None:
    folder = tmp_path_factory.mktemp("extract")
    path = folder / "e.csv"
    path.write_text(",".join(COLUMNS) + "\n" + "".join(",".join(row) + "\n" for row in given_rows))
    import_files([path], folder / "store")
    wanted = {row[0]: _plain_finding(dict(zip(COLUMNS, row, strict=True))) for row in given_rows if row[2] == "8"}
    if not wanted:
        return
    with extract.checked_store(folder / "store") as (connection, checked):
        found = dict(connection.con.execute("SELECT disposal_id, finding FROM checked").fetchall())
    assert found == wanted
    assert sum(checked.counts.values()) == checked.total == len(wanted)


VERSIONS = ("2019", "2023")
RULED = list(vocabulary().ruled())


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    changes: dict[str, Any] = {}
    for fact in RULED:
        value = draw(st.sampled_from([*fact.values, "unknown", "unknown"]))
        name = fact.name.replace(".", "__")
        if fact.kind == "tri":
            changes[name] = Tri(value)
        elif fact.kind == "text":
            changes[name] = {"yes": "recorded", "no": "", "unknown": None}[value]
        else:
            changes[name] = value
    rank = draw(st.sampled_from(["", "Inspector", "Sergeant", "Superintendent"]))
    changes |= {
        "authority__rank": rank,
        "authority__rank_status": draw(st.sampled_from(["substantive", "acting", ""])) if rank else "",
    }
    return Facts().having(**changes)


@settings(max_examples=150, deadline=None)
@given(facts(), st.sampled_from(VERSIONS))
def test_the_fast_judge_says_what_advice_says(given_facts: Facts, version: str) -> None:
    policy = policies.load(version)
    said = Judge(policy).say(given_facts)
    advice = policies.advise_under(policy, given_facts, date(2022, 8, 1))
    assert said.status is advice.status
    assert said.rules == tuple((rule.id, rule.certain) for rule in advice.rules if rule.status)
    assert said.missing == advice.missing


@settings(max_examples=40, deadline=None)
@given(facts(), st.sampled_from(VERSIONS), st.data())
def test_no_completion_of_the_unknown_is_better_than_the_best(given_facts: Facts, version: str, data: Any) -> None:
    """Every way of filling in up to five unknown facts, the others at best: none is supportable where the best is not."""
    judge = Judge(policies.load(version))
    best = patterns.at_best(given_facts)
    if judge.say(best).status is Status.SUPPORTABLE:
        return
    unknown = [f for f in RULED if f.kind == "tri" and given_facts.get(f.name) is Tri.UNKNOWN]
    tried = data.draw(st.permutations(unknown))[:5]
    for values in itertools.product((Tri.YES, Tri.NO), repeat=len(tried)):
        names = {fact.name.replace(".", "__"): value for fact, value in zip(tried, values, strict=True)}
        assert judge.say(best.having(**names)).status is not Status.SUPPORTABLE


def test_the_best_values_are_the_vocabulary_s_own() -> None:
    facts_at_best = patterns.at_best(Facts())
    for fact in RULED:
        worse = {worst for _, worst in fact.worse}
        value = facts_at_best.get(fact.name)
        plain = "yes" if fact.kind == "text" and value else str(value)
        assert plain not in worse, fact.name
        assert plain != "unknown" or not fact.worse, fact.name


@pytest.mark.parametrize(
    ("band", "young"),
    [
        ("10-17", "yes"), ("Under 18", "yes"), ("under 10", "yes"), ("18-24", "no"), ("25-34", "no"), ("over 34", "no"),
        ("55 and over", "no"), ("65+", "no"), ("16-20", "unknown"), ("", "unknown"), (None, "unknown"), ("adult", "unknown"),
        ("17 and over", "unknown"), ("under 21", "unknown"), ("over 17", "no"), ("10 to 17", "yes"),
    ],
)  # fmt: skip
def test_age_bands(band: str | None, young: str) -> None:
    assert patterns.under_18(band) == young


def test_known_rows_by_hand(tmp_path: Path) -> None:
    lines = [
        "D1,C1,8,2020-05-01,North,8,26,,,,N,,18-24,none,,,",  # a blade whose flag says no, no authority recorded
        "D2,C2,8,2020-05-01,North,8,26,,,,Y,,18-24,none,Inspector,acting,Sergeant",  # an acting inspector
        "D3,C3,8,2020-05-01,South,8,26,,,,Y,,18-24,none,DCI,acting,DI",  # an inspector acting up
        "D4,C4,8,2024-05-01,South,8,26,,,,Y,,18-24,none,Inspector,substantive,",  # 2023 wording: nobody has said
        "D5,C5,8,2018-05-01,,46,,N,N,N,N,N,18-24,none,,,",  # before any policy
        "D6,C6,8,2020-05-01,South,46,,N,N,N,N,N,18-24,none,,,",  # nothing against it, much unknown
    ]
    path = tmp_path / "e.csv"
    path.write_text(",".join(COLUMNS) + "\n" + "\n".join(lines) + "\n")
    import_files([path], tmp_path / "s")
    with extract.checked_store(tmp_path / "s") as (connection, checked):
        found = dict(connection.con.execute("SELECT disposal_id, finding FROM checked").fetchall())
    assert found == {
        "D1": CANNOT_TELL, "D2": NOT_SUPPORTABLE, "D3": CANNOT_TELL, "D4": CANNOT_TELL, "D5": NO_POLICY, "D6": CANNOT_TELL,
    }  # fmt: skip
    assert checked.rules == {"R7": 1}
    assert checked.questioned == {"weapon:contrary": 1}
    assert checked.authority == {"none": 1, "not_enough": 1, "enough": 1, "unclear": 1}
    assert checked.counts["North", "2020", NOT_SUPPORTABLE] == 1
    assert checked.counts["not recorded", "2018", NO_POLICY] == 1
    assert "responsibility_accepted" in checked.missing
