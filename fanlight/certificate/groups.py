"""Group disclosure in a certificate of cells: which sums fall in one code alone, worked out here, and what shows that
nobody can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fanlight.certificate.cells_reading import Key, Seen
from fanlight.certificate.form import listed, parts, whole
from fanlight.certificate.steps import Steps
from fanlight.errors import BadInput, NotProvedSafe

Group = tuple[str, Key, frozenset[str]]
"""A dimension, the codes of a sum, and the codes of its other parts over that dimension, which count none."""


def dimensions_of(entry: Any, seen: Seen) -> list[str]:
    """The dimensions that a certificate's groups are over. Raises `BadInput`, `NotProvedSafe`."""
    parts(entry, ("dimensions", "claims", "failures", "unproved"), "groups")
    names = listed(entry["dimensions"], "groups")
    if not names or not all(isinstance(name, str) for name in names):
        raise BadInput("A certificate with groups names their dimensions.", where="groups")
    if len(set(names)) != len(names) or set(names) - set(seen.dimensions):
        raise NotProvedSafe(
            "A dimension of the groups stands twice, or the published file has none such.", where="groups"
        )
    return names


def groups_of(names: Sequence[str], seen: Seen, count: Callable[[Key], int]) -> Iterator[Group]:
    """Every sum that is not 0 and falls in one of several parts. Codes that a pool merges are one part of a sum that counts
    them all; sums at a code of another dimension that has no row are left out."""
    gone = [{code for (name, _), own in seen.pools.items() if name == head for code in own} for head in seen.dimensions]
    for name, (terms, _) in seen.sums.items():
        over, top, _ = name
        if over not in names:
            continue
        at = seen.dimensions.index(over)
        if any(code in gone[place] for place, code in enumerate(top) if place != at):
            continue
        codes = {cell[at] for cell, _ in terms[1:]}
        for (head, pool), own in seen.pools.items():
            if head == over and codes >= set(own):
                codes = codes - set(own) | {pool}
        filled = {code for code in codes if count((*top[:at], code, *top[at + 1 :]))}
        if len(codes) > 1 and len(filled) == 1:
            yield over, top, frozenset(codes - filled)


class Grouped:
    """`left`: groups of which nothing has been shown yet."""

    def __init__(self, entry: Mapping[str, Any], seen: Seen, place: Mapping[Key, int], base: Sequence[int]) -> None:
        self.entry, self.seen, self.place, self.base = entry, seen, place, base
        self.names = dimensions_of(entry, seen)
        self.left = set(groups_of(self.names, seen, self._count))

    def _count(self, cell: Key) -> int:
        return self.seen.given[cell] if cell in self.seen.given else self.base[self.place[cell]]

    def verdict(self, witnesses: Sequence[Mapping[int, int]], steps: Steps) -> str:
        """What is proved: "safe" where each group has a table with 1 or more in another part, "exposed" where the other
        parts of one are proved to be 0, else "nothing"."""
        for claim in self._entries("claims", "witness"):
            self._reached(self._take(claim), claim["witness"], witnesses)
        failures = self._entries("failures", "steps")
        for failure in failures:
            self._fails(self._take(failure), failure["steps"], steps)
        open_ = {self._named(entry) for entry in self._entries("unproved")}
        if open_ != self.left or len(open_) != len(self.entry["unproved"]):
            raise NotProvedSafe("The groups without a proof are not those that the certificate lists.", where="groups")
        return "exposed" if failures else "nothing" if self.left else "safe"

    def _entries(self, name: str, *more: str) -> list[Mapping[str, Any]]:
        entries = listed(self.entry[name], "groups")
        return [parts(entry, ("over", "sum", "others", *more), "groups") for entry in entries]

    def _named(self, entry: Mapping[str, Any]) -> Group:
        codes, others = listed(entry["sum"], "groups"), listed(entry["others"], "groups")
        if not all(isinstance(text, str) for text in (entry["over"], *codes, *others)):
            raise BadInput("A group is not named by codes.", where="groups")
        if others != sorted(set(others)):
            raise NotProvedSafe("A group's codes stand twice, or in another order than by name.", where="groups")
        return entry["over"], tuple(codes), frozenset(others)

    def _take(self, entry: Mapping[str, Any]) -> Group:
        group = self._named(entry)
        if group not in self.left:
            raise NotProvedSafe("A group stands twice in the certificate, or is none.", where=", ".join(group[1]))
        self.left.remove(group)
        return group

    def _hidden(self, group: Group) -> list[int]:
        over, top, others = group
        at = self.seen.dimensions.index(over)
        cells = ((*top[:at], code, *top[at + 1 :]) for code in others)
        return [self.place[cell] for cell in cells if cell in self.place]

    def _reached(self, group: Group, number: Any, witnesses: Sequence[Mapping[int, int]]) -> None:
        where = ", ".join(group[1])
        if not 0 <= whole(number, where) < len(witnesses):
            raise NotProvedSafe("The certificate has no witness where it needs one.", where=where)
        # Where a part is given it counts none: this is what makes it another part.
        if sum(witnesses[number].get(cell, 0) for cell in self._hidden(group)) < 1:
            raise NotProvedSafe("The witness does not show a sum in several of its parts.", where=where)

    def _fails(self, group: Group, proof: Any, steps: Steps) -> None:
        for cell in self._hidden(group):
            _, high = steps.proved(proof, cell)
            if high is None or high > 0:
                raise NotProvedSafe("No step proves that a sum falls in one part alone.", where=", ".join(group[1]))
        if not self._hidden(group) and proof != []:
            raise NotProvedSafe("Steps are given where all parts are.", where=", ".join(group[1]))
