"""What an inspection finds, and the parts of a package that it reads."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from fanlight.errors import CouldNotRead

Severity = Literal["info", "warning", "serious"]

MAX_PART = 200_000_000
"""Largest part of a package that is unpacked, in bytes: more is taken for a bomb."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is a stable id; `where` says the part, sheet or page; `count` how many; `mend` how to mend it."""

    check: str
    severity: Severity
    where: str
    mend: str
    count: int = 1


@dataclass(frozen=True)
class Opened:
    """A file's name and bytes; for a package, its parts."""

    name: str
    data: bytes

    @cached_property
    def parts(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.data)) as package:
            for info in package.infolist():
                if info.flag_bits & 1:
                    raise CouldNotRead("The file is encrypted.", where=self.name)
                if info.file_size > MAX_PART:
                    raise CouldNotRead("A part of the file is too large to unpack.", where=self.name)
            return {name: package.read(name) for name in package.namelist() if not name.endswith("/")}

    def xml(self, name: str) -> Any:
        """A part as an element; no entity is resolved and nothing is fetched."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(self.parts[name], parser)


def elements(root: Any, *names: str) -> Iterator[Any]:
    """The elements with these local names, whatever their namespace."""
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in names:
            yield element


def attribute(element: Any, name: str) -> str:
    """The attribute with this local name, or ""."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def zip_ends(opened: Opened) -> Iterator[Finding]:
    """A comment on the package, or bytes outside it."""
    with zipfile.ZipFile(io.BytesIO(opened.data)) as package:
        if package.comment:
            yield Finding("zip_comment", "warning", opened.name, "Write the file again without a comment.")
    if not opened.data.startswith(b"PK"):
        yield Finding(
            "bytes_outside", "serious", opened.name, "Write the file again: it holds bytes before its content."
        )


def core_properties(opened: Opened) -> Iterator[Finding]:
    """People, companies and places in the properties of an Office package."""
    people = {"creator", "lastModifiedBy", "Company", "Manager", "HyperlinkBase", "Template"}
    for name in ("docProps/core.xml", "docProps/app.xml"):
        if name in opened.parts:
            for element in elements(opened.xml(name), *people):
                if (element.text or "").strip() and element.text.strip() != "Normal.dotm":
                    tag = element.tag.rpartition("}")[2]
                    yield Finding("properties_person", "warning", f"{name}: {tag}", "Take the property out.")
    if "docProps/custom.xml" in opened.parts:
        yield Finding("properties_custom", "warning", "docProps/custom.xml", "Take the custom properties out.")


def external_relations(opened: Opened) -> Iterator[Finding]:
    """Relations that lead outside the package, hyperlinks apart."""
    for name in sorted(opened.parts):
        if not name.endswith(".rels"):
            continue
        for relation in elements(opened.xml(name), "Relationship"):
            kind = attribute(relation, "Type").rpartition("/")[2]
            if attribute(relation, "TargetMode") == "External" and kind != "hyperlink":
                yield Finding(
                    "external_link", "serious", f"{name}: {kind}", "Write the values alone, without the link."
                )
