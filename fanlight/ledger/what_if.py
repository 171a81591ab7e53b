"""Before any work: what of a request is out already, what was withheld, and what giving it would give away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from fanlight.errors import TooLarge
from fanlight.figures.cliques import cliques_of
from fanlight.ledger.index import key_of
from fanlight.ledger.linked.linking import linked
from fanlight.ledger.linked.touching import refuse_unlinked, touching
from fanlight.ledger.weigh import Memory, under_incident
from fanlight.tables.earlier import FIRST
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.predicate.predicate import AllOf, Predicate
from fanlight.tables.spec.table import TableSpec, Unit

State = Literal["published", "withheld", "gives away", "open"]
MAX_NUMBERS = 60_000_000
"""Largest product of figures and atoms that is worked with here."""


@dataclass(frozen=True)
class Prospect:
    """One figure asked for. `published`: it is out, at `where`; `withheld`: an earlier release withheld it, and giving it
    would undo that; `gives away`: it would give away the withheld figures `victims`; `open`: by itself it does neither.
    """

    table: str
    key: tuple[str, ...]
    labels: tuple[str, ...]
    state: State
    where: str = ""
    victims: tuple[str, ...] = ()


@dataclass(frozen=True)
class WhatIf:
    """`covering`: earlier releases that touch, those with most of the figures asked for first, each with how many of these
    it has, and how many of them it gave. `together`:
    withheld figures that no single figure gives away, and all the open ones together do. `found`: in words, how good
    the best plan is."""

    prospects: tuple[Prospect, ...]
    covering: tuple[tuple[str, str, int, int], ...]
    together: tuple[str, ...]
    assumptions: tuple[str, ...]
    plans: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    found: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "format": "fanlight-what-if",
            "version": 1,
            "internal": "For planning inside: it says what earlier releases withheld.",
            "figures": [
                {
                    "table": one.table,
                    "key": list(one.key),
                    "labels": list(one.labels),
                    "state": one.state,
                    "where": one.where,
                    "gives_away": list(one.victims),
                }
                for one in self.prospects
            ],
            "earlier_answers": [
                {"reference": reference, "where": where, "figures_asked_for": count, "given": given}
                for reference, where, count, given in self.covering
            ],
            "given_away_together": list(self.together),
            "plan": self.plans,
            "plan_found": self.found,
            "assumptions": list(self.assumptions),
        }


def what_if(memory: Memory, specs: Sequence[TableSpec], rules: DisclosureRules, *, extract: str) -> WhatIf:
    """Without any count: by what the figures count alone. A figure "gives away" another where adding and subtracting
    published figures would settle it; ranges that become narrow without being settled need the records.

    Raises `UnknownVersion` for what touches and cannot be linked, `TooLarge`.
    """
    asked = [(spec, key, spec.unit, spec.predicate(key)) for spec in specs for key in spec.keys()]
    touched = touching(memory.ledger, [(unit, p) for _, _, unit, p in asked], leave_out=memory.leave_out)
    refuse_unlinked(touched)
    earlier = linked(
        memory.ledger, touched, extract=extract, rules=rules, revisions=memory.revisions, more=[p for *_, p in asked]
    )
    own = [_of(AllOf((p, earlier.present)), unit) for _, _, unit, p in asked]
    exact = [f for f in earlier.given if f.relation == "="]
    rows, hidden, fresh = _vectors(
        [_of(f.predicate, f.unit) for f in exact],
        [_of(f.predicate, f.unit) for f in earlier.hidden],
        own,
        [f.value == 0 for f in exact],
    )
    basis = _basis(rows)
    left_hidden, left_fresh = _residue(hidden, basis), _residue(fresh, basis)
    settled = _small(left_hidden)
    names = [f.name for f in earlier.hidden]
    closed = under_incident(memory.ledger)
    prospects: list[Prospect] = []
    covered: dict[str, set[int]] = {}
    given: dict[str, set[int]] = {}
    victims_so_far: set[int] = set()
    for position, (spec, key, unit, predicate) in enumerate(asked):
        state: State = "open"
        where = ""
        victims: tuple[str, ...] = ()
        for twin in memory.ledger.same(key_of(unit, predicate)):
            release = memory.ledger.release(twin.entry)
            covered.setdefault(release.reference, set()).add(position)
            if twin.value is None:
                continue
            given.setdefault(release.reference, set()).add(position)
            same = twin.extract == extract or memory.revisions.none
            if state == "open" and same and release.reference not in closed:
                state, where = "published", f"{release.reference}" + (f", {release.where}" if release.where else "")
        if state == "open":
            found = [
                at for at in range(len(names)) if not settled[at] and _parallel(left_hidden[at], left_fresh[position])
            ]
            victims_so_far |= set(found)
            victims = tuple(dict.fromkeys(names[at] for at in found))
            same_records = [at for at in found if np.allclose(hidden[at], fresh[position])]
            state = "withheld" if same_records else "gives away" if found else "open"
        prospects.append(Prospect(spec.id, key, spec.labels(key), state, where, victims))
    free = np.array([row for row, one in zip(fresh, prospects, strict=True) if one.state in ("open", "published")])
    after = _small(_residue(hidden, _basis(np.vstack([rows, free]) if len(free) else rows)))
    together = [names[at] for at in range(len(names)) if after[at] and not settled[at] and at not in victims_so_far]
    covering = [
        (reference, part.release.where, len(covered.get(reference, ())), len(given.get(reference, ())))
        for part in touched.parts
        for reference in (part.release.reference,)
    ]
    covering.sort(key=lambda one: -one[2])
    return WhatIf(tuple(prospects), tuple(covering), tuple(dict.fromkeys(together)), earlier.assumptions)


def _of(predicate: Predicate, unit: Unit) -> Predicate:
    own = FIRST.get(unit)
    return predicate if own is None else AllOf((predicate, own))


Rows = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def _vectors(
    given: Sequence[Predicate], hidden: Sequence[Predicate], fresh: Sequence[Predicate], none: Sequence[bool]
) -> tuple[Rows, Rows, Rows]:
    """Each figure as a row over the atoms; ties between groups of fields are rows that are known to be 0. Atoms of given
    figures of 0 (`none`) are left out: there is nothing in them."""
    found = cliques_of([*given, *hidden, *fresh])
    total = len(given) + len(hidden) + len(fresh) + len(found.ties)
    if total * found.cells > MAX_NUMBERS:
        raise TooLarge(
            f"{total:,} figures over {found.cells:,} groups of records are too many to look at before any work.",
            next_step="Ask what-if of fewer tables at a time.",
        )
    rows = np.zeros((total, found.cells))
    for number, cells in enumerate(found.cover):
        rows[number, cells] = 1.0
    for number, (first, second) in enumerate(found.ties, start=len(found.cover)):
        rows[number, first] += 1.0
        rows[number, second] -= 1.0
    kept = np.ones(found.cells, dtype=np.bool_)
    for empty, cells in zip(none, found.cover, strict=False):
        if empty:
            kept[cells] = False
    rows = rows[:, kept]
    cut, end = len(given), len(given) + len(hidden)
    return np.vstack([rows[:cut], rows[len(found.cover) :]]), rows[cut:end], rows[end : len(found.cover)]


def _basis(rows: Rows) -> Rows:
    """Orthonormal rows that span the given ones."""
    if not rows.size:
        return rows.reshape(0, rows.shape[1] if rows.ndim == 2 else 0)
    _, values, right = np.linalg.svd(rows, full_matrices=False)
    return np.asarray(right[values > 1e-9 * max(1.0, float(values.max(initial=0.0)))])


def _residue(rows: Rows, basis: Rows) -> Rows:
    return rows - (rows @ basis.T) @ basis if basis.size and rows.size else rows


def _small(rows: Rows) -> list[bool]:
    return [bool(np.linalg.norm(row) < 1e-6) for row in rows]


def _parallel(first: Rows, second: Rows) -> bool:
    one, other = float(np.linalg.norm(first)), float(np.linalg.norm(second))
    return one > 1e-6 and other > 1e-6 and abs(float(first @ second)) > (1 - 1e-9) * one * other
