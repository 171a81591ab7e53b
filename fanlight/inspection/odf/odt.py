"""OpenDocument texts."""

from __future__ import annotations

from collections.abc import Iterator

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place
from fanlight.inspection.odf.content import Gathered
from fanlight.inspection.odf.package import all_text, bodied, is_flat, object_findings, objects_of, package_findings
from fanlight.inspection.odf.styles import OdfStyles
from fanlight.inspection.opened import Opened, parse_xml
from fanlight.inspection.text_tables import table_findings


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    yield from package_findings(opened, context)
    styles = OdfStyles()
    if is_flat(opened):
        roots = {opened.name: parse_xml(opened.data, opened.name)}
    else:
        roots = {name: opened.xml(name) for name in ("styles.xml", "content.xml") if name in opened.parts}
    bodied(list(roots.values())[-1], opened.name, "text", "presentation", "drawing")
    for root in roots.values():
        styles.read(root)
    for name, root in roots.items():
        gathered = Gathered(styles, context, name)
        gathered.look(root, name)
        yield from gathered.findings()
        yield from table_findings(root, name, Place(part=name), context)
    if not is_flat(opened):
        for name in objects_of(opened):
            yield from object_findings(opened, name)


def text(opened: Opened) -> str:
    return all_text(opened)
