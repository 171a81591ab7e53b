"""Word documents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding
from fanlight.inspection.office import Office
from fanlight.inspection.opened import Opened, attribute, elements
from fanlight.inspection.packages import zip_findings
from fanlight.inspection.properties import property_findings

PARTS = (
    (r"word/comments|word/people", "comments", "serious", "Take the comments out."),
    (r"word/embeddings/", "embedded", "serious", "Take embedded files out: a chart keeps its whole workbook."),
    (r"word/(vbaProject|vbaData|activeX)", "macros", "serious", "Save without macros or controls."),
    (r"word/charts/", "chart_cache", "warning", "Check the copies of figures that a chart keeps."),
    (r"word/media/", "drawing", "warning", "Look at the picture."),
    (r"customXml/", "custom_xml", "warning", "Take the custom XML out."),
    (r"docProps/thumbnail", "thumbnail", "warning", "Save without a preview picture."),
    (r"word/glossary/", "building_blocks", "warning", "Save without building blocks."),
)
KNOWN = re.compile(
    r"^(\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|word/(document|styles|stylesWithEffects"
    r"|settings|webSettings|fontTable|numbering|footnotes|endnotes|header\d*|footer\d*)\.xml|word/theme/theme\d+\.xml"
    r"|word/_rels/[\w]+\.xml\.rels)$"
)


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from zip_findings(opened)
    for name in sorted(opened.parts):
        for pattern, check, severity, mend in PARTS:
            if re.match(pattern, name):
                yield Finding(check, severity, name, mend)  # type: ignore[arg-type]
                break
        else:
            if not KNOWN.match(name):
                yield Finding("unknown_part", "warning", name, "No check knows this part: write the file again.")
    yield from property_findings(Office(opened))
    for name in sorted(
        n for n in opened.parts if re.match(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$", n)
    ):
        root = opened.xml(name)
        changes = sum(1 for _ in elements(root, "ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))
        if changes:
            yield Finding("tracked_changes", "serious", name, "Accept or reject all changes, then save anew.", changes)
        hidden = sum(1 for e in elements(root, "vanish", "webHidden") if attribute(e, "val") not in {"0", "false"})
        if hidden:
            yield Finding("hidden_text", "serious", name, "Take hidden text out.", hidden)
        white = sum(1 for e in elements(root, "color") if attribute(e, "val").upper() == "FFFFFF")
        if white:
            yield Finding("invisible_text", "serious", name, "Take out text in the background's colour.", white)
        fields = sum(1 for _ in elements(root, "instrText", "fldSimple"))
        if fields:
            yield Finding("field_codes", "warning", name, "Turn fields into plain text.", fields)
    if "word/settings.xml" in opened.parts:
        for element in elements(opened.xml("word/settings.xml"), "attachedTemplate", "rsids", "docVars"):
            tag = element.tag.rpartition("}")[2]
            severity = "info" if tag == "rsids" else "warning"
            yield Finding("settings_trace", severity, f"word/settings.xml: {tag}", "Save the text in a new document.")  # type: ignore[arg-type]


def text(opened: Opened) -> str:
    names = [
        n for n in sorted(opened.parts) if re.match(r"(word/(document|header|footer|footnotes|comments)|docProps/)", n)
    ]
    return "\n".join(" ".join(t for t in opened.xml(n).itertext() if t.strip()) for n in names if n.endswith(".xml"))
