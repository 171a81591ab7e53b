"""Office packages: parts, types and relations, whatever the names' case, encoding or place."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from fanlight.errors import CouldNotRead
from fanlight.inspection.opened import Opened, attribute, elements, rooted


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind` is the last word of the type, in small letters; `target` a part, or an address where `external`."""

    id: str
    kind: str
    target: str
    external: bool
    source: str


def canonical(name: str) -> str:
    """A part's name as packages compare them: from the root, decoded, in small letters."""
    return posixpath.normpath("/" + unquote(name).replace("\\", "/").lstrip("/")).lower()


def _folder_of(relations: str) -> str:
    """The source part of a `.rels` part: "/xl/_rels/workbook.xml.rels" → "/xl/workbook.xml"; the package's → "/"."""
    folder, _, name = relations.rpartition("/_rels/")
    return f"{folder}/{name.removesuffix('.rels')}"


class Office:
    """A package's graph. Parts are named canonically; `entry` gives the name in the package."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.entries = {canonical(name): name for name in opened.parts}
        self.relations: dict[str, list[Relation]] = {}
        for name in sorted(self.entries):
            if name.endswith(".rels") and "/_rels/" in name:
                self._relate(name, _folder_of(name))

    def _relate(self, name: str, source: str) -> None:
        base = posixpath.dirname(source) or "/"
        rows = self.relations.setdefault(source, [])
        for element in elements(self.rooted(name, "Relationships"), "Relationship"):
            target = attribute(element, "Target").strip()
            external = attribute(element, "TargetMode").strip().lower() == "external"
            kind = attribute(element, "Type").strip().rstrip("/").rpartition("/")[2].lower()
            if not external:
                target = canonical(posixpath.join(base, unquote(target.partition("#")[0])))
            rows.append(Relation(attribute(element, "Id"), kind, target, external, source))

    @cached_property
    def types(self) -> dict[str, str]:
        """Content types by part, in small letters; "" where none is declared."""
        if "/[content_types].xml" not in self.entries:
            return {}
        root = self.rooted("/[content_types].xml", "Types")
        endings = {attribute(e, "Extension").lower(): attribute(e, "ContentType").lower()
                   for e in elements(root, "Default")}  # fmt: skip
        own = {canonical(attribute(e, "PartName")): attribute(e, "ContentType").lower()
               for e in elements(root, "Override")}  # fmt: skip
        return {name: own.get(name) or endings.get(name.rpartition(".")[2], "") for name in self.entries}

    def of(self, source: str, *kinds: str) -> list[Relation]:
        """A part's relations of these kinds, in order; of every kind where none is named."""
        return [r for r in self.relations.get(source, []) if not kinds or r.kind in kinds]

    def target(self, source: str, identifier: str) -> Relation | None:
        return next((r for r in self.relations.get(source, []) if r.id == identifier), None)

    @cached_property
    def main(self) -> str:
        """The main part. Raises CouldNotRead where there is none."""
        for relation in self.of("/", "officedocument"):
            if relation.target in self.entries:
                return relation.target
        for name, kind in sorted(self.types.items()):
            if kind.endswith((".main+xml", "sheet.binary.macroenabled.main")):
                return name
        raise CouldNotRead("The package has no main part.", where=self.opened.name)

    @cached_property
    def reached(self) -> dict[str, Relation]:
        """Every part that relations lead to from the package, with the first relation that does."""
        seen: dict[str, Relation] = {}
        waiting = ["/"]
        while waiting:
            for relation in self.relations.get(waiting.pop(), []):
                if not relation.external and relation.target in self.entries and relation.target not in seen:
                    seen[relation.target] = relation
                    waiting.append(relation.target)
        return seen

    def of_kind(self, *kinds: str) -> list[str]:
        """All reached parts whose relation is of these kinds, in order of their names."""
        return sorted(name for name, relation in self.reached.items() if relation.kind in kinds)

    @cached_property
    def orphans(self) -> list[str]:
        """Parts that nothing leads to, apart from the package's own plumbing."""
        reached = self.reached
        return [name for name in sorted(self.entries)
                if name not in reached and name != "/[content_types].xml" and not self._plumbing(name)]  # fmt: skip

    def _plumbing(self, name: str) -> bool:
        if not (name.endswith(".rels") and "/_rels/" in name):
            return False
        source = _folder_of(name)
        return source == "/" or source in self.reached

    def entry(self, name: str) -> str:
        return self.entries[name]

    def data(self, name: str) -> bytes:
        return self.opened.parts[self.entries[name]]

    def xml(self, name: str, *, recover: bool = False) -> object:
        return self.opened.xml(self.entries[name], recover=recover)

    def rooted(self, name: str, *roots: str) -> Any:
        """A part's element, where its root bears one of these names. Raises CouldNotRead otherwise."""
        return rooted(self.opened.xml(self.entries[name]), f"{self.opened.name}: {self.entries[name]}", *roots)

    def externals(self) -> Iterator[Relation]:
        for source in sorted(self.relations):
            yield from (r for r in self.relations[source] if r.external)
