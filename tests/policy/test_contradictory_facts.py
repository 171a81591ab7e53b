"""Every pair of facts, walked: which cannot be true together. The list here is written by hand, apart from the data."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from fanlight.cli import build_app
from fanlight.decisions.case.checks import NotAllowed
from fanlight.decisions.case.states import Move
from fanlight.decisions.registry.replay import replay
from fanlight.errors import BadInput
from fanlight.policy.community_resolution import facts_from
from fanlight.policy.community_resolution.facts import reading as reading_facts
from fanlight.policy.community_resolution.rules.vocabulary import vocabulary
from tests.resolutions import CLEAN, DOOR, OFFICER, POLICE_SUSPECT, STANDARDS, moved, opened, verify
from tests.resolutions import load as load_case

EARLY, LATE = "2022-04-19", "2022-04-21"
SERVING = ("officer", "staff", "special", "pcso", "contractor", "former")
RESULTS = ("awaited", "suitable", "unsuitable")
WISHES = ("supports", "no_view", "contrary")
HELP = ("professional_consulted", "capacity_evident", "appropriate_adult")


def by_hand() -> set[frozenset[tuple[str, str]]]:
    """What cannot be, as pairs of (fact, value)."""
    found = [(("domestic", "no"), ("domestic_relationship", kind)) for kind in ("intimate", "family")]
    found += [(("hate_crime", "no"), ("hate_basis", basis)) for basis in ("flag", "aggravated_offence")]
    found += [(("weapon", "no"), ("weapon_involvement", how)) for how in ("possession", "used")]
    found += [(("exceptional_circumstances.claimed", "no"), ("exceptional_circumstances.rationale", "words"))]
    nobody = ("authority.person", "no")
    found += [(nobody, (f"authority.{name}", "Inspector")) for name in ("rank", "substantive_rank")]
    found += [(nobody, ("authority.rank_status", status)) for status in ("substantive", "temporary", "acting")]
    found += [(nobody, ("authority.when", day)) for day in (EARLY, LATE)] + [(nobody, ("authority.reference", "words"))]
    found += [(("suspect_police", "no"), ("suspect_role", role)) for role in SERVING]
    found += [(("offender_under_18", "yes"), ("suspect_role", role)) for role in ("officer", "special")]
    for result in RESULTS:
        found += [((name, "no"), ("professional_standards.result", result))
                  for name in ("suspect_police", "professional_standards.referred")]  # fmt: skip
    nobody = ("victim.exists", "no")
    found += [(nobody, ("victim.wish", wish)) for wish in WISHES]
    found += [(nobody, ("victim.when_recorded", day)) for day in (EARLY, LATE)]
    found += [(nobody, ("victim.reasons_for_departing", "words"))]
    found += [(nobody, (f"mental_health.victim.{name}", "yes")) for name in ("considered", *HELP)]
    found += [(("victim.wish", "no_view"), ("victim.reasons_for_departing", "words"))]
    found += [(("reparation.agreed", "yes"), ("reparation.none_needed", "yes"))]
    found += [(("reparation.agreed", "no"), ("reparation.text", "words"))]
    found += [(("reparation.none_needed", "yes"), ("reparation.text", "words"))]
    found += [(("facts_on", LATE), (name, EARLY)) for name in ("authority.when", "victim.when_recorded", "decided_on")]
    return {frozenset(pair) for pair in found}


def values(kind: str, given: tuple[str, ...]) -> tuple[str, ...]:
    return {
        "tri": ("yes", "no"),
        "text": ("words", "no"),
        "date": (EARLY, LATE),
        "rank": ("Inspector",),
        "rank_status": ("substantive", "temporary", "acting"),
    }.get(kind, tuple(value for value in given if value != "unknown"))


def refusal(*facts: tuple[str, str]) -> str:
    try:
        facts_from(dict(facts), "facts")
    except BadInput as error:
        return str(error)
    return ""


def test_every_pair_of_facts_is_refused_or_accepted_as_the_list_says() -> None:
    known = vocabulary().facts.values()
    every = [[(fact.name, value) for value in values(fact.kind, fact.values)] for fact in known]
    pairs = [pair for one, other in itertools.combinations(every, 2) for pair in itertools.product(one, other)]
    assert len(pairs) > 4_000
    refused = {frozenset(pair): said for pair in pairs if (said := refusal(*pair))}
    # A rank is acting or temporary only above the substantive one, which `ranks` refuses with words of its own.
    of_ranks = {pair for pair in refused if all(name.startswith("authority.") for name, _ in pair)} - by_hand()
    assert all({"authority.rank_status", "authority.substantive_rank"} >= {name for name, _ in p} for p in of_ranks)
    assert set(refused) - of_ranks == by_hand()
    for pair in by_hand():
        said = refused[pair]
        assert "contradict one another. " in said
        assert all(name in said for name, _ in pair), said
        assert said.rstrip().endswith("."), said


@pytest.mark.parametrize(
    "facts",
    [
        {"authority.person": "A", "advice_sought": "no"},
        {"mental_health.offender.considered": "no", "mental_health.offender.professional_consulted": "yes"},
        {"victim.exists": "no", "mental_health.victim.professional_consulted": "no", "hate_crime": "yes"},
        {"suspect_police": "no", "professional_standards.referred": "yes", "secondary_investigation": "yes"},
        {"responsibility_accepted": "no", "offence_admitted": "yes", "reparation.agreed": "yes"},
        {"victim.wish": "supports", "victim.reasons_for_departing": "no resolution is given, whatever is wished"},
        {"offender_under_18": "yes", "suspect_role": "staff"},
        {"facts_on": "2022-04-20", "decided_on": "2022-04-20", "authority": {"person": "A", "when": "2022-04-20"}},
    ],
)
def test_what_is_merely_unusual_is_accepted(facts: dict[str, Any]) -> None:
    facts_from(facts, "facts")


CONTRADICTORY = [
    ({"mental_health": {"victim": {"professional_consulted": "yes"}}, "victim": {"exists": "no"}},
     "victim.exists: no and mental_health.victim.professional_consulted: yes"),
    ({"offender_under_18": "yes", "suspect_police": "yes", "suspect_role": "special"},
     "offender_under_18: yes and suspect_role: special"),
    ({"reparation": {"agreed": "no", "text": "20 pounds"}}, "reparation.agreed: no and reparation.text: 20 pounds"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), CONTRADICTORY)
def test_the_command_line_names_both_and_records_nothing(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    facts, crime = tmp_path / "facts.yaml", tmp_path / "crime.yaml"
    facts.write_text(yaml.safe_dump({**CLEAN, **change}), encoding="utf-8")
    crime.write_text("{crime_ref: C, offender_ref: N, recorded_date: 2022-04-19, ho_class: '46', offence_label: x}\n")
    store = tmp_path / "store"
    by = ("--as", "Jo Smith", "--number", "1", "--rank", "PC", "--rank-status", "substantive", "--team", "North")
    for arguments in (
        ["resolution", "advise", str(facts), "--on", "2022-05-01"],
        [
            "resolution",
            "open",
            str(facts),
            "--crime",
            str(crime),
            "--store",
            str(store),
            *by,
            "--at",
            "2022-05-01T10:00",
        ],
    ):
        done = CliRunner().invoke(build_app(), arguments)
        assert done.exit_code, done.output
        assert f"{said} contradict one another." in str(done.exception or done.output)
    assert not store.exists()


def test_a_changed_fact_that_contradicts_is_not_recorded(tmp_path: Path) -> None:
    case = opened(tmp_path).case.id
    before = load_case(tmp_path, case)
    facts = {**CLEAN, "victim": {"exists": "no"}, "mental_health": {"victim": {"capacity_evident": "yes"}}}
    with pytest.raises(BadInput, match=r"victim\.exists: no and mental_health\.victim\.capacity_evident: yes"):
        moved(tmp_path, case, Move.CHANGE_FACTS, OFFICER, facts=facts)
    assert load_case(tmp_path, case) == before


def test_nobody_is_referred_to_professional_standards_who_is_no_police_suspect(tmp_path: Path) -> None:
    case = opened(tmp_path).case.id
    with pytest.raises(NotAllowed, match=r"suspect_police: no and professional_standards\.result: awaited") as caught:
        moved(tmp_path, case, Move.REFER, OFFICER)
    assert "Change the facts first" in str(caught.value)
    assert len(load_case(tmp_path, case).entries) == 1
    unknown = {name: value for name, value in CLEAN.items() if name != "suspect_police"}
    moved(tmp_path, case, Move.CHANGE_FACTS, OFFICER, facts=unknown)
    moved(tmp_path, case, Move.REFER, OFFICER, 11)
    moved(tmp_path, case, Move.FIND_SUITABLE, STANDARDS, 12)
    verify(tmp_path, door=DOOR)


def test_what_an_earlier_vocabulary_accepted_is_verified_and_replayed_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = {**CLEAN, "victim": {"exists": "no"}, "mental_health": {"victim": {"appropriate_adult": "yes"}}}
    with monkeypatch.context() as patch:
        first = vocabulary_of(1)
        patch.setattr("fanlight.policy.community_resolution.facts.contradictions.vocabulary", lambda: first)
        patch.setattr("fanlight.policy.community_resolution.rules.vocabulary.vocabulary", lambda: first)
        case = opened(tmp_path, odd).case
        assert "vocabulary" not in case.entries[0]["recorded"]
    verify(tmp_path, door=DOOR)
    assert [again.differences for again in replay(case.entries, DOOR)] == [()]
    with pytest.raises(BadInput, match="contradict one another"):
        moved(tmp_path, case.id, Move.DECIDE, OFFICER)
    assert opened(tmp_path / "new", POLICE_SUSPECT).entry["recorded"]["vocabulary"] == 2


def vocabulary_of(version: int) -> Any:
    import dataclasses

    return dataclasses.replace(reading_facts.vocabulary(), version=version)
