"""Checks a certificate against what a response gave out, in whole numbers and fractions alone.

A "safe" certificate holds tables of made-up records: each must agree with everything given out, and between them they
must take every protected figure as far from its true count as the requirement says. An "exposed" certificate holds
multipliers that add up published figures to a bound on a withheld one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from fanlight.certificate.made_up import Links, tables_of
from fanlight.certificate.pair import check_pair
from fanlight.certificate.reading import classes, counts, need
from fanlight.errors import BadInput, NotProvedSafe

System = Mapping[str, Any]


def check_units(certificate: Mapping[str, Any], published: Mapping[str, Any]) -> str:
    """Returns the certificate's verdict, "safe" or "exposed", when it proves that about `published`.

    Raises `NotProvedSafe` where it does not (with what is wrong), `BadInput` where either document cannot be read,
    `TooLarge` where a bound is about too many kinds of record.
    """
    try:
        return _check(certificate, published)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise BadInput("The certificate or the published figures are not of the documented form.") from error


def _check(certificate: Mapping[str, Any], published: Mapping[str, Any]) -> str:
    certificate = check_pair(certificate, published)
    verdict: str = need(certificate, "verdict", str, "certificate")
    if verdict not in ("safe", "exposed"):
        raise NotProvedSafe("The certificate claims no verdict that it could prove.")
    if need(certificate, "knowledge", str, "certificate") != need(published, "knowledge", str, "published"):
        raise NotProvedSafe("The certificate and what was given out speak of different knowledge of the reader.")
    given_out = {need(one, "unit", str, "published"): one for one in need(published, "systems", list, "published")}
    certified = {need(one, "unit", str, "certificate"): one for one in need(certificate, "systems", list, "cert")}
    if len(given_out) != len(published["systems"]) or len(certified) != len(certificate["systems"]):
        raise BadInput("A unit of count occurs twice.")
    if set(given_out) != set(certified):
        raise NotProvedSafe("The certificate is about other units of count than what was given out.")
    if verdict == "safe":
        for unit, system in given_out.items():
            _Checker(certificate, certified[unit], system).safe()
    elif not any(_Checker(certificate, certified[unit], system).exposed() for unit, system in given_out.items()):
        raise NotProvedSafe("Nothing in the certificate proves that a figure is exposed.")
    return verdict


class _Checker:
    """One unit's part of both documents."""

    def __init__(self, certificate: Mapping[str, Any], claims: System, system: System) -> None:
        self.threshold = need(certificate, "threshold", int, "certificate")
        self.flag_zeros = need(certificate, "zeros_protected", bool, "certificate")
        self.knowledge = certificate["knowledge"]
        if self.threshold < 1 or self.knowledge not in ("K0", "K1"):
            raise BadInput("The certificate's threshold or knowledge is not one that this checker knows.")
        self.unit = claims["unit"]
        self.additive = need(system, "additive", bool, self.unit)
        self.given = _by_id(need(system, "given", list, self.unit), self.unit)
        self.withheld = _by_id(need(system, "withheld", list, self.unit), self.unit)
        self.claims = _by_id(need(claims, "withheld", list, self.unit), self.unit)
        self.cleared = set(need(claims, "cleared", list, self.unit))
        self.sensitive = set(need(claims, "sensitive", list, self.unit))
        self.tables = tables_of(claims, self.unit)
        self.bounds = need(claims, "bounds", list, self.unit)
        self.kinds: dict[int, tuple[str, ...]] = {}
        figures = [*self.given.values(), *self.withheld.values()]
        self.links = Links(self.unit, [(figure.get("unit", ""), figure["records"]) for figure in figures])
        both = set(self.given) & set(self.withheld)
        if both:
            raise BadInput("A figure is both given and withheld.", where=min(both))

    def safe(self) -> None:
        self._same_figures()
        self._nothing_identifying_is_given()
        self._zeros()
        values = self._values()
        for name, claim in self.claims.items():
            true = claim.get("value")
            if true is not None and self._at(values, self.tables.truth, name) != true:
                raise NotProvedSafe("The true count does not agree with what was given out.", where=name)
            for requirement in self._requirements(name):
                self._reached(name, requirement, claim, values)

    def exposed(self) -> bool:
        self._same_figures()
        if any(self._identifying(figure) for figure in self.given.values()):
            return True
        for claim in self.bounds:
            name = need(claim, "id", str, self.unit)
            if name not in self.withheld:
                raise BadInput("A bound is about a figure that is not withheld.", where=name)
            side, bound = need(claim, "side", str, name), need(claim, "bound", int, name)
            self._bound(name, side, bound, need(claim, "multipliers", list, name))
            for _, up, down, width in self._requirements(name):
                if side == "hi" and up is not None and bound < up:
                    return True
                if side == "lo" and down is not None and bound > down:
                    return True
                if width is not None and self._width(name) < width:
                    return True
        return False

    def _same_figures(self) -> None:
        if set(self.claims) != set(self.withheld):
            missing = sorted(set(self.claims) ^ set(self.withheld))
            raise NotProvedSafe("A withheld figure has no place in the certificate, or the reverse.", where=missing[0])

    def _identifying(self, figure: Mapping[str, Any]) -> bool:
        """A figure that is given although a rule or a person flags it and nobody cleared it."""
        value = need(figure, "value", int, figure["id"])
        low = 1 <= value < self.threshold or (value == 0 and self.flag_zeros)
        flagged = low or figure["id"] in self.sensitive
        return figure.get("kind") == "published" and flagged and figure["id"] not in self.cleared

    def _nothing_identifying_is_given(self) -> None:
        for name, figure in self.given.items():
            if self._identifying(figure):
                raise NotProvedSafe("A flagged figure is given and nobody cleared it.", where=name)

    def _zeros(self) -> None:
        """Where every zero is shown, everybody knows that a withheld inner figure is at least 1."""
        if self.knowledge != "K1":
            return
        known = [g["records"] for g in self.given.values() if g["relation"] == ">=" and g["value"] >= 1]
        for name, figure in self.withheld.items():
            if need(figure, "inner", bool, name) and figure["records"] not in known:
                raise NotProvedSafe("Zeros are shown, yet this figure is allowed to be zero.", where=name)

    def _requirements(self, name: str) -> list[tuple[str, int | None, int | None, int | None]]:
        """(rule, reach up to, come down to, width): worked out here from the true count, then compared."""
        claim = self.claims[name]
        claimed = [
            (need(one, "rule", str, name), one.get("reach_up_to"), one.get("reach_down_to"), one.get("width"))
            for one in need(claim, "requirements", list, name)
        ]
        own = self._own_requirement(name, claim)
        if own is not None and own not in claimed:
            raise NotProvedSafe("The requirement is not the one that the rules make for this figure.", where=name)
        return claimed

    def _own_requirement(
        self, name: str, claim: Mapping[str, Any]
    ) -> tuple[str, int | None, int | None, int | None] | None:
        value, t, k1 = claim.get("value"), self.threshold, self.knowledge == "K1"
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise BadInput("A true count is not a whole number.", where=name)
        if name in self.cleared or self.withheld[name].get("trusted") is True:
            return None
        if self.withheld[name].get("group"):
            return ("group", 1, None, None)
        if value is None:
            return ("unknown_value", t, 1 if k1 else 0, None)
        if value == 0:
            return ("zero", t, None, None) if self.flag_zeros or name in self.sensitive else None
        if value >= t:
            return None
        return ("low_count", t, None if value == 1 and k1 else value - 1, None)

    def _values(self) -> dict[int, dict[str, int]]:
        """By number of a witness: the withheld figures in it, once it is seen to agree with every figure given."""
        base = self._counted(self.tables.base, f"{self.unit}, base table", least=0)
        self._agrees(base, f"{self.unit}, base table")
        self.links.check(self.tables.units, self.tables.base, f"{self.unit}, base table")
        found = {-1: base}
        for number, moves in enumerate(self.tables.moves):
            where = f"{self.unit}, witness {number + 1}"
            for kind, step in moves.items():
                if self.tables.base.get(kind, 0) + step < 0:
                    raise NotProvedSafe("A witness has a count below zero.", where=where)
            table = dict(base)
            for name, step in self._counted(moves, where, least=None).items():
                table[name] += step
            self._agrees(table, where)
            if self.links.others:
                own = {kind: self.tables.base.get(kind, 0) + moves.get(kind, 0) for kind in {*self.tables.base, *moves}}
                self.links.check(self.tables.units, own, where)
            found[number] = table
        return found

    def _counted(self, kinds: Mapping[int, int], where: str, least: int | None) -> dict[str, int]:
        """Of every figure: how many units of these kinds (kind → how many) it counts."""
        total: dict[str, int] = {} if least is None else dict.fromkeys([*self.given, *self.withheld], 0)
        for kind, count in kinds.items():
            _, records = self.tables.units[kind]
            if not records or (self.additive and len(records) != 1) or (least is not None and count < least):
                raise NotProvedSafe("A witness has a count below zero, or units that cannot be.", where=where)
            for name in self._counted_by(kind):
                total[name] = total.get(name, 0) + count
        return total

    def _agrees(self, table: Mapping[str, int], where: str) -> None:
        for name, figure in self.given.items():
            if not _holds(table[name], need(figure, "relation", str, name), need(figure, "value", int, name)):
                raise NotProvedSafe("A witness disagrees with a figure that is given.", where=f"{where}, {name}")

    def _counted_by(self, kind: int) -> tuple[str, ...]:
        """The figures that count a unit of this kind: worked out once."""
        if kind not in self.kinds:
            unit, records = self.tables.units[kind]
            self.kinds[kind] = tuple(
                name
                for name, figure in (*self.given.items(), *self.withheld.items())
                if figure.get("unit", "") == unit and any(counts(figure["records"], record) for record in records)
            )
        return self.kinds[kind]

    def _at(self, values: Mapping[int, Mapping[str, int]], number: object, name: str) -> int:
        if not isinstance(number, int) or isinstance(number, bool) or number not in values:
            raise NotProvedSafe("The certificate has no witness where it needs one.", where=name)
        return values[number][name]

    def _reached(
        self,
        name: str,
        requirement: tuple[str, int | None, int | None, int | None],
        claim: Mapping[str, Any],
        values: Mapping[int, Mapping[str, int]],
    ) -> None:
        _, up, down, width = requirement
        if up is not None and self._at(values, claim.get("up"), name) < up:
            raise NotProvedSafe("The witness above does not reach the requirement.", where=name)
        if down is not None and self._at(values, claim.get("down"), name) > down:
            raise NotProvedSafe("The witness below does not reach the requirement.", where=name)
        if width is not None:
            spread = self._at(values, claim.get("up"), name) - self._at(values, claim.get("down"), name)
            if spread < width:
                raise NotProvedSafe("The witnesses lie too close together.", where=name)

    def _width(self, name: str) -> float:
        both = {one["side"]: one["bound"] for one in self.bounds if one["id"] == name}
        for one in self.bounds:
            if one["id"] == name:
                self._bound(name, one["side"], one["bound"], one["multipliers"])
        return float(both["hi"] - both["lo"]) if set(both) == {"hi", "lo"} else math.inf

    def _bound(self, name: str, side: str, bound: int, multipliers: list[Any]) -> None:
        """Adds up the given figures by the multipliers: for every kind of record, the sum must cover the figure. Of linked
        units a record is a disposal, and may be the one that stands for its crime."""
        if not self.additive or side not in ("hi", "lo"):
            raise NotProvedSafe("Multipliers prove nothing about this figure.", where=name)
        sign = 1 if side == "hi" else -1
        weights: list[tuple[Fraction, Mapping[str, Any]]] = []
        total = Fraction(0)
        for given_id, text in multipliers:
            if given_id not in self.given:
                raise NotProvedSafe("A multiplier belongs to no figure that is given.", where=name)
            figure, weight = self.given[given_id], Fraction(text)
            allowed = {"=": True, "<=": weight * sign >= 0, ">=": weight * sign <= 0}[figure["relation"]]
            if not allowed:
                raise NotProvedSafe("A multiplier has the wrong sign for its figure.", where=name)
            weights.append((weight, figure))
            total += weight * figure["value"]
        target = self.withheld[name]
        for record in classes([target["records"], *(figure["records"] for _, figure in weights)]):
            own = [(weight, figure) for weight, figure in weights if counts(figure["records"], record)]
            there = counts(target["records"], record)
            for units in self.links.stands_for():
                covered = sum((weight for weight, figure in own if figure.get("unit", "") in units), Fraction(0))
                if (covered - int(there and target.get("unit", "") in units)) * sign < 0:
                    raise NotProvedSafe("The multipliers do not cover the withheld figure.", where=name)
        if bound != (math.floor(total) if sign > 0 else math.ceil(total)):
            raise NotProvedSafe("The multipliers add up to another bound.", where=name)


def _by_id(entries: list[Any], where: str) -> dict[str, Any]:
    found = {need(entry, "id", str, where): entry for entry in entries}
    if len(found) != len(entries):
        raise BadInput("Two figures have one id.", where=where)
    return found


def _holds(left: int, relation: str, right: int) -> bool:
    if relation not in ("=", ">=", "<="):
        raise BadInput("A relation is not one of =, >= and <=.")
    return left == right if relation == "=" else left >= right if relation == ">=" else left <= right
