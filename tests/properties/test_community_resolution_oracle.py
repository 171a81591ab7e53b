"""Advice against the table written out by hand, and unknowns against every way of knowing them."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fanlight.policy.community_resolution import Advice, advise, facts_from
from fanlight.policy.community_resolution.space.formulas import LEVEL
from tests.oracle_community_resolution import ABOVE, facts_file, rules_and_status

DAY = date(2022, 5, 1)
RISKS = ["domestic", "hate", "sexual", "firearms", "weapon", "claimed", "police", "offender_ill", "victim_ill", "child"]
GOOD = [
    "authority", "team", "advice", "documented", "investigated", "accepted", "agreed", "none_needed", "spoken", "reasons", "qualifying",
    *(f"{who}_{done}" for who in ("offender", "victim") for done in ("consulted", "capacity", "adult")),
]  # fmt: skip
NO_STATUS = {"R6", "R10"}


@st.composite
def known(draw: st.DrawFn) -> dict[str, Any]:
    """Facts that are all known; mostly good ones, so that single rules decide."""
    likely = st.sampled_from([True, True, True, False])
    found: dict[str, Any] = {name: not draw(likely) for name in RISKS} | {name: draw(likely) for name in GOOD}
    found["victim"] = draw(st.booleans())
    found["wish"] = draw(st.sampled_from(["supports", "no_view", "contrary"]))
    found["own_rank"] = draw(st.sampled_from(ABOVE))
    found["dps"] = draw(st.sampled_from(["not referred", "awaited", "suitable", "unsuitable"]))
    return found


def told(mapping: dict[str, Any]) -> Advice:
    return advise(facts_from(mapping, "drawn"), DAY)


@settings(max_examples=300, deadline=None)
@given(known())
def test_known_facts_come_out_as_the_table_says(facts: dict[str, Any]) -> None:
    rules, status = rules_and_status(facts)
    advice = told(facts_file(facts))
    assert str(advice.status) == status
    assert {rule.id for rule in advice.rules} - NO_STATUS == rules


@settings(max_examples=60, deadline=None)
@given(known(), st.data())
def test_unknowns_are_as_hard_as_the_hardest_way_of_knowing_them(facts: dict[str, Any], data: st.DataObject) -> None:
    names = ["domestic", "weapon", "police", "child", "accepted", "spoken", "qualifying", "team"]
    files = {"police": "suspect_police", "child": "offender_under_18", "accepted": "responsibility_accepted",
             "spoken": "everybody_spoken_to", "qualifying": "qualifying_crime", "team": "decided_by_investigation_team"}  # fmt: skip
    hidden = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=3))
    ways = [
        told(facts_file({**facts, **dict(zip(hidden, way, strict=True))}))
        for way in itertools.product([True, False], repeat=len(hidden))
    ]
    unknown = told({**facts_file(facts), **{files.get(name, name): "unknown" for name in hidden}})
    assert LEVEL[unknown.status] >= max(LEVEL[way.status] for way in ways)
    assert {rule.id for rule in unknown.rules} >= {rule.id for way in ways for rule in way.rules}
