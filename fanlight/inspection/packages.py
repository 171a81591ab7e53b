"""What every package (Office, OpenDocument, ZIP) may hide besides its content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from fanlight.inspection.findings import Finding
from fanlight.inspection.opened import Opened, attribute, elements


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
