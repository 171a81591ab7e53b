"""From what touches to equations: which figures hold together, over which records, and what is assumed of revisions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fanlight.errors import BadInput, option
from fanlight.ledger.classifications import Classifications
from fanlight.ledger.entries import Figure, Release
from fanlight.ledger.index import key_of
from fanlight.ledger.linked.touching import Part, Touched
from fanlight.ledger.store import Ledger
from fanlight.tables.earlier import IN_EXTRACT, Earlier, HiddenFigure
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.knowledge.statements import Requirement, requirements_for
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, In, Not, Predicate
from fanlight.tables.predicate.written import plain
from fanlight.tables.spec.table import PublicFigure, Unit


@dataclass(frozen=True, slots=True)
class Revisions:
    """How far the records may differ from one extract to the next.

    `within`: of the records that any one figure counts, at most so many were added and at most so many taken out
    between two extracts that follow one another (or `share` per cent of a published count, where that is more). 0: all
    extracts hold the same records. `apart`: figures of different extracts are taken to say nothing about one another.
    """

    within: int = 0
    share: float = 0.0
    apart: bool = False

    @classmethod
    def read(cls, text: str, *, where: str = "revisions") -> Revisions:
        """From `same`, `apart`, `within 3`, `within 3 or 1%`. Raises `BadInput`."""
        words = text.strip().lower().replace("=", " ").split()
        if words in ([], ["same"]):
            return cls()
        if words == ["apart"]:
            return cls(apart=True)
        try:
            if words[0] == "within" and len(words) == 2:
                return cls(within=_whole(words[1]))
            if words[0] == "within" and len(words) == 4 and words[2] == "or" and words[3].endswith("%"):
                share = float(words[3][:-1])
                if 0 <= share <= 100:
                    return cls(within=_whole(words[1]), share=share)
        except ValueError:
            pass
        raise BadInput(
            f"“{text}” does not say how far revisions go.",
            where=where,
            next_step="Write same, apart, “within 3” or “within 3 or 1%”.",
        )

    def tolerance(self, published: int | None) -> int:
        return max(self.within, math.ceil((published or 0) * self.share / 100))

    @property
    def none(self) -> bool:
        return not self.apart and self.within == 0 and self.share == 0


SAME = Revisions()


def _whole(text: str) -> int:
    if not text.isdigit():
        raise ValueError(text)
    return int(text)


def source_of(release: Release, figure: Figure) -> str:
    """Where a figure can be read, in words."""
    return f"{figure.name} of {release.reference}"


def hidden_id(number: int, figure: Figure) -> str:
    return f"earlier/{number}/{figure.id}"


def linked(
    ledger: Ledger,
    touched: Touched,
    *,
    extract: str,
    rules: DisclosureRules,
    revisions: Revisions,
    more: Sequence[Predicate] = (),
) -> Earlier:
    """What touches, as figures over the records of a new response of this `extract`, whose own figures are `more`.

    Raises `BadInput` where figures of different extracts differ although none are taken to.
    """
    parts = touched.parts
    said: list[str] = []
    others = sorted({part.release.extract for part in parts} - {extract})
    if revisions.apart and others:
        gone = [part.release.reference for part in parts if part.release.extract != extract]
        parts = tuple(part for part in parts if part.release.extract == extract)
        said.append(
            "Figures of other extracts of the records are taken to say nothing about those of this one, and were left "
            f"out: {_listed(gone)}."
        )
    elif others and revisions.none:
        said.append(
            f"The extracts {_listed([extract, *others])} are taken to hold the same records: readers are taken to know "
            "that nothing was revised between them."
        )
    elif others:
        share = f" or {revisions.share:g} per cent of a published count, whichever is more" if revisions.share else ""
        said.append(
            f"Between the extracts {_listed(sorted({extract, *others}))}, each and the next, at most {revisions.within}"
            f"{share} of the records that a listed figure counts were added, and at most as many taken out; readers are "
            "taken to know this."
        )
    split = bool(others) and not revisions.apart and not revisions.none
    given, clashes = _given(parts, split, revisions)
    said += clashes
    hidden = [
        HiddenFigure(
            hidden_id(part.number, figure),
            source_of(part.release, figure),
            figure.unit,
            _in_extract(figure.predicate, part.release.extract, split),
            figure.true,
            asked,
        )
        for part in parts
        for figure in part.figures
        if figure.value is None and (asked := requirements_of(part.release, figure, rules))
    ]
    units = {figure.unit for part in parts for figure in part.figures}
    given += list(Classifications.of(ledger).ties(set(touched.versions), units))
    if split:
        given += _tolerances(parts, extract, revisions, more, units)
    additive = {
        unit: all(table.additive for part in parts for table in part.tables if table.unit is unit) for unit in units
    }
    return Earlier(
        tuple(given),
        tuple(hidden),
        _in_extract(EVERY_RECORD, extract, split),
        join_units=True,
        additive=additive,
        assumptions=tuple(said),
    )


def requirements_of(release: Release, figure: Figure, rules: DisclosureRules) -> tuple[Requirement, ...]:
    """What an earlier release's withheld figure must keep: its own requirement, or (e) where that is not known.

    A mark that tells a range told it when it was published: then the whole of that range must stay possible.
    """
    if figure.requirements is not None:
        return figure.requirements
    (unknown,) = requirements_for(None, threshold=rules.threshold, knowledge=rules.knowledge)
    if figure.mark in release.marks:
        low, high = release.marks[figure.mark]
        up = rules.threshold if high is None else min(rules.threshold, high)
        return (Requirement("unknown_value", reach_up_to=up, reach_down_to=max(low, unknown.reach_down_to or 0)),)
    return (unknown,)


def _in_extract(predicate: Predicate, extract: str, split: bool) -> Predicate:
    if not split:
        return predicate
    own = _membership(extract)
    return own if predicate == EVERY_RECORD else AllOf((predicate, own))


def _membership(extract: str) -> In:
    return In(f"{IN_EXTRACT}{extract or 'without date'}", frozenset({"yes"}))


def _given(parts: Sequence[Part], split: bool, revisions: Revisions) -> tuple[list[PublicFigure], list[str]]:
    """Statements in the ledger's order; where two differ over the same records of one extract, the range of both."""
    given: list[PublicFigure] = []
    values: dict[tuple[str, str], dict[int, str]] = {}
    exact: list[tuple[str, str, PublicFigure]] = []
    for part in parts:
        for figure in part.figures:
            source = source_of(part.release, figure)
            predicate = _in_extract(figure.predicate, part.release.extract, split)
            if figure.value is None:
                if figure.mark in part.release.marks:
                    low, high = part.release.marks[figure.mark]
                    told = f"{source}: marked {figure.mark}"
                    if low > 0:
                        given.append(PublicFigure(figure.unit, predicate, ">=", low, told))
                    if high is not None:
                        given.append(PublicFigure(figure.unit, predicate, "<=", high, told))
                continue
            own = PublicFigure(
                figure.unit, predicate, figure.relation, figure.value, source, assumed=figure.kind == "assumed"
            )
            if figure.relation != "=" or figure.kind == "assumed":
                given.append(own)
                continue
            key = (key_of(figure.unit, predicate), part.release.extract)
            values.setdefault((key[0], "") if not split else key, {}).setdefault(figure.value, source)
            exact.append((*((key[0], "") if not split else key), own))
    clashes = []
    for first, second, own in exact:
        known = values[first, second]
        if len(known) == 1:
            given.append(own)
    for known, own in _clashing(values, exact):
        named = _listed(list(known.values()))
        extracts = {p.release.extract for p in parts for f in p.figures if source_of(p.release, f) in known.values()}
        if len(extracts) > 1:
            raise BadInput(
                f"Figures of different extracts differ over the same records: {named}.",
                next_step=f"State how far revisions go, as in {option('revisions')} “within 2”, or take the extracts apart.",
            )
        clashes.append(
            f"Two figures over the same records differ ({named}); readers are taken to know that the count is one of "
            "them or lies between. A correction in the ledger would settle it."
        )
        given.append(PublicFigure(own.unit, own.predicate, ">=", min(known), f"contradictory: {named}"))
        given.append(PublicFigure(own.unit, own.predicate, "<=", max(known), f"contradictory: {named}"))
    return given, clashes


def _clashing(
    values: dict[tuple[str, str], dict[int, str]], exact: Sequence[tuple[str, str, PublicFigure]]
) -> Iterator[tuple[dict[int, str], PublicFigure]]:
    seen = set()
    for first, second, own in exact:
        if len(values[first, second]) > 1 and (first, second) not in seen:
            seen.add((first, second))
            yield values[first, second], own


def _tolerances(
    parts: Sequence[Part], extract: str, revisions: Revisions, more: Sequence[Predicate], units: set[Unit]
) -> Iterator[PublicFigure]:
    """Of the records that a figure counts, few are in one extract and not in the next one."""
    largest: dict[tuple[Unit, Predicate], int | None] = {}
    for part in parts:
        for figure in part.figures:
            key = (figure.unit, plain(figure.predicate))
            held = largest.get(key)
            largest[key] = figure.value if held is None else max(held, figure.value or 0)
    for predicate, unit in itertools.product(more, sorted(units, key=lambda unit: unit.value)):
        largest.setdefault((unit, plain(predicate)), None)
    order = sorted({extract, *(part.release.extract for part in parts)})
    for (unit, predicate), value in largest.items():
        most = revisions.tolerance(value)
        for one, following in itertools.pairwise(order):
            for inside, outside in ((one, following), (following, one)):
                changed = AllOf((predicate, _membership(inside), Not(_membership(outside))))
                yield PublicFigure(unit, changed, "<=", most, f"revisions between the extracts {one} and {following}")


def _listed(names: Sequence[str], most: int = 6) -> str:
    kept = list(dict.fromkeys(name or "without date" for name in names))
    return "; ".join(kept[:most]) + (f"; and {len(kept) - most} more" if len(kept) > most else "")
