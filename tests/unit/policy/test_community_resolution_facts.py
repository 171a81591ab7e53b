"""Reading facts and ranks: what cannot be is named, with the way to mend it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fanlight.errors import BadInput
from fanlight.policy import ranks
from fanlight.policy.community_resolution import Tri, advise, facts_from, load
from fanlight.policy.community_resolution.space.formulas import as_facts, slots_for
from fanlight.policy.ranks import substantive_at_least_inspector as enough


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("weappon: yes", "There is no fact “weappon”. Nearest: weapon"),
        ("authority: {persn: A}", "Nearest: authority.person"),
        ("domestic: maybe", "“maybe” is none of yes, no, unknown"),
        ("victim: {exists: yes, wish: suports}", "Nearest: supports"),
        ("victim: {exists: no, wish: supports}", "Set victim.exists to yes, or leave the wish out."),
        ("authority: {person: A, rank: Inspecter}", "The nearest is Inspector."),
        ("authority: {person: A, rank: Detective Commander}", "no detective commander"),
        ("authority: {person: A, rank: Inspector, rank_status: actin}", "Known: substantive, temporary, acting"),
        ("authority: {person: A, rank: Inspector, rank_status: acting, substantive_rank: Inspector}", "cannot be acting Inspector"),
        ("authority: {person: A, rank: Inspector, rank_status: substantive, substantive_rank: Sergeant}", "or make the two ranks agree"),
        ("authority: {person: A, rank: A/Inspector, rank_status: temporary}", "The rank says acting"),
        ("authority: {person: A, rank: Constable, rank_status: acting}", "there is no lower rank"),
        ("authority: {person: A, rank: Sergeant, substantive_rank: Inspector}", "lies below the substantive rank"),
        ("authority: {person: no, rank: Inspector}", "authority.person: no and authority.rank: Inspector contradict one another. Nobody gave authority"),
        ("authority: {person: A, when: '2022-13-01'}", "is not a day. Write it as 2022-05-01."),
        ("reparation: {agreed: yes, none_needed: yes}", "contradict one another"),
        ("exceptional_circumstances: {claimed: no, rationale: x}", "Set claimed to yes"),
        ("professional_standards: {referred: no, result: suitable}", "Set referred to yes"),
        ("suspect_police: no\nsuspect_role: former", "Leave suspect_role out"),
        ("facts_on: 2022-05-02\ndecided_on: 2022-05-01", "facts_on: 2022-05-02 and decided_on: 2022-05-01 contradict one another."),
        ("facts_on: 2022-04-20\nauthority: {person: A, when: 2022-04-19}", "facts_on: 2022-04-20 and authority.when: 2022-04-19 contradict one another."),
        ("facts_on: 2022-04-20\nvictim: {exists: yes, when_recorded: 2022-04-19}", "facts_on: 2022-04-20 and victim.when_recorded: 2022-04-19 contradict"),
        ("authority: Inspector", "each with its own line: person, rank"),
        ("domestic: [yes]", "takes one value"),
        ("[1, 2]", "Facts are names with values."),
        ("proportionality_rationale: yes", "asks for the words themselves"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_with_the_way_to_mend_it(text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        facts_from(yaml.safe_load(text), "facts.yaml")
    assert said in str(caught.value)
    assert str(caught.value).startswith("facts.yaml")


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(BadInput, match="2 things cannot be so") as caught:
        facts_from({"domestc": "no", "weapon": "perhaps"}, "f")
    assert "domestic" in str(caught.value)
    assert "perhaps" in str(caught.value)


def test_what_comes_after_the_decision_cannot_support_it() -> None:
    facts = facts_from({"victim": {"exists": True, "when_recorded": "2022-05-02"}}, "f")
    with pytest.raises(BadInput, match="lies after the decision"):
        advise(facts, date(2022, 5, 1))
    with pytest.raises(BadInput, match="not of 2022-05-01"):
        advise(facts_from({"decided_on": "2022-05-03"}, "f"), date(2022, 5, 1))


def test_facts_before_a_change_of_policy_are_decided_by_the_later_one() -> None:
    facts = facts_from({"facts_on": "2022-06-01"}, "f")
    assert advise(facts, date(2024, 1, 1)).policy.version == "2023"
    assert advise(facts, date(2022, 6, 2)).policy.version == "2019"


def test_dotted_and_nested_names_say_the_same() -> None:
    nested: dict[str, Any] = {"mental_health": {"offender": {"considered": True}}, "authority": {"person": "A"}}
    dotted = {"mental_health.offender.considered": "yes", "authority.person": "A"}
    assert facts_from(nested, "a") == facts_from(dotted, "b")


@given(st.data())
def test_facts_written_out_are_read_back_alike(data: st.DataObject) -> None:
    slots = slots_for([load("2019")])
    chosen = {slot.name: data.draw(st.sampled_from(slot.choices)) for slot in slots}
    try:
        facts = facts_from(as_facts(chosen), "drawn")
    except BadInput:
        return
    assert facts_from(facts.as_mapping(), "again") == facts
    assert facts_from(yaml.safe_load(yaml.safe_dump(facts.as_mapping())), "again") == facts


@pytest.mark.parametrize(
    ("rank", "status", "own", "answer"),
    [
        ("Inspector", "substantive", "", Tri.YES),
        ("Inspector", "temporary", "Sergeant", Tri.NO),
        ("Inspector", "acting", "", Tri.NO),
        ("Chief Inspector", "acting", "Inspector", Tri.YES),
        ("Chief Inspector", "acting", "Sergeant", Tri.NO),
        ("Chief Inspector", "acting", "", Tri.UNKNOWN),
        ("Inspector", "", "", Tri.UNKNOWN),
        ("Sergeant", "", "", Tri.NO),
        ("Commander", "substantive", "", Tri.YES),
        ("", "", "", Tri.UNKNOWN),
        ("", "", "Superintendent", Tri.YES),
    ],
)
def test_whose_own_rank_suffices(rank: str, status: str, own: str, answer: Tri) -> None:
    assert enough(rank, status, own) is answer


def test_ranks_are_those_of_the_facts(extracts: Path) -> None:
    given = yaml.safe_load((extracts / "facts" / "ranks.yaml").read_text())
    order = [ranks.level(name) for name in given["mps"]]
    assert order == sorted(set(order))
    assert [ranks.level(name) for name in given["other_forces_top"]] == [6, 7, 8]
    assert list(ranks.STATUSES) == given["status"]


def test_a_tri_is_no_truth_value() -> None:
    with pytest.raises(TypeError, match="compare it"):
        bool(Tri.NO)
