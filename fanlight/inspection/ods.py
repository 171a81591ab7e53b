"""OpenDocument spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding
from fanlight.inspection.opened import Opened, attribute, elements
from fanlight.inspection.packages import zip_findings

KNOWN = re.compile(
    r"^(mimetype|content\.xml|styles\.xml|meta\.xml|settings\.xml|manifest\.rdf|META-INF/manifest\.xml)$"
)


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from zip_findings(opened)
    for name in sorted(opened.parts):
        if not KNOWN.match(name):
            yield Finding("unknown_part", "warning", name, "No check knows this part: write the file again.")
    if "meta.xml" in opened.parts:
        for element in elements(
            opened.xml("meta.xml"), "creator", "initial-creator", "printed-by", "template", "user-defined"
        ):
            if (element.text or "").strip() or element.attrib:
                tag = element.tag.rpartition("}")[2]
                yield Finding("properties_person", "warning", f"meta.xml: {tag}", "Take the property out.")
    root = opened.xml("content.xml")
    hidden_styles, white = set(), set()
    for style in elements(root, "style"):
        for properties in elements(style, "table-properties"):
            if attribute(properties, "display") == "false":
                hidden_styles.add(attribute(style, "name"))
        for properties in elements(style, "text-properties"):
            if attribute(properties, "color").lower() in {"#ffffff", "#fff"}:
                white.add(attribute(style, "name"))
    for table in elements(root, "table"):
        name = attribute(table, "name")
        if attribute(table, "style-name") in hidden_styles or attribute(table, "display") == "false":
            yield Finding("sheet_hidden", "serious", name, "Take the sheet out: hiding it protects nothing.")
        for kind, check in (("table-row", "rows_hidden"), ("table-column", "columns_hidden")):
            hidden = [e for e in elements(table, kind) if attribute(e, "visibility") in {"collapse", "filter"}]
            if hidden:
                yield Finding(check, "serious", name, "Take hidden rows and columns out.", len(hidden))
        formulas = [e for e in elements(table, "table-cell") if attribute(e, "formula")]
        if formulas:
            yield Finding("formulas", "warning", name, "Write values in place of formulas.", len(formulas))
        unseen = [
            e
            for e in elements(table, "table-cell")
            if attribute(e, "style-name") in white and "".join(e.itertext()).strip()
        ]
        if unseen:
            yield Finding("invisible_text", "serious", name, "Take out text in the background's colour.", len(unseen))
    for kind, check in (("annotation", "comments"), ("tracked-changes", "revisions"), ("named-range", "defined_name"),
                        ("database-range", "filter_active"), ("data-pilot-table", "pivot_table"), ("script", "macros"),
                        ("object", "embedded"), ("content-validation", "validation_list")):  # fmt: skip
        count = sum(1 for _ in elements(root, kind))
        if count:
            yield Finding(check, "serious", "content.xml", "Write the figures as plain values.", count)


def text(opened: Opened) -> str:
    names = [name for name in ("meta.xml", "content.xml") if name in opened.parts]
    return "\n".join(" ".join(t for t in opened.xml(name).itertext() if t.strip()) for name in names)
