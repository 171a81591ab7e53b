"""Parts beside the sheets of a workbook: pivot caches, links, comments, tables, form controls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.package.drawings import text_in
from fanlight.inspection.ooxml.package.package import Office
from fanlight.inspection.opened import attribute, elements

OUTLINE = {"Note", "Pict", "Rect", "RectA", "Group", "Movie", "Shape"}
"""Kinds of old drawings that are no controls."""


def beside_findings(office: Office) -> Iterator[Finding]:
    for part in office.of_kind("pivotcachedefinition"):
        yield from _pivot_cache(office, part)
    for part in office.of_kind("pivotcacherecords"):
        yield from _records(office, part)
    for part in office.of_kind("externallink"):
        yield from _link(office, part)
    for part in office.of_kind("comments", "threadedcomment", "threadedcomments"):
        root: Any = office.xml(part)
        notes = list(elements(root, "comment", "threadedComment"))
        if notes:
            yield found("comments", office.entry(part), count=len(notes), sample=_note(notes[0]),
                        place=_cells(office, part, notes))  # fmt: skip
        elif any((e.text or "").strip() for e in elements(root, "author")):
            yield found("persons", office.entry(part), place=Place(part=office.entry(part)))
    for part in office.of_kind("person", "persons"):
        people = [attribute(e, "displayName") for e in elements(office.xml(part), "person")]
        if people:
            yield found("persons", office.entry(part), count=len(people), sample=people[0],
                        place=Place(part=office.entry(part)))  # fmt: skip
    for part in office.of_kind("table"):
        yield from _table(office, part)
    for part in office.of_kind("vmldrawing"):
        yield from _old_drawing(office, part)


def _cells(office: Office, part: str, notes: list[Any]) -> Place:
    return Place(part=office.entry(part), cells=attribute(notes[0], "ref"))


def _note(note: Any) -> str:
    return text_in(note) or " ".join(t.strip() for t in note.itertext() if t.strip())


def _pivot_cache(office: Office, part: str) -> Iterator[Finding]:
    """A definition is a finding with or without its records: it lists the values of its fields."""
    root: Any = office.xml(part)
    place = Place(part=office.entry(part))
    records = [r for r in office.of(part, "pivotcacherecords") if r.target in office.entries]
    items = [e for shared in elements(root, "sharedItems") for e in shared]
    sample = next((attribute(e, "v") for e in items if attribute(e, "v")), "")
    if records:
        count = sum(1 for r in records for _ in _record_rows(office, r.target))
        yield found(
            "pivot_cache", f"{office.entry(part)}: {count} records", count=max(1, count), sample=sample, place=place
        )
    else:
        yield found("pivot_cache", f"{office.entry(part)}: without records", count=max(1, len(items)), sample=sample,
                    place=place)  # fmt: skip
    if items:
        yield found("pivot_cache_items", office.entry(part), count=len(items), sample=sample, place=place)
    if attribute(root, "refreshedBy"):
        yield found("properties_person", f"{office.entry(part)}: refreshed by", sample=attribute(root, "refreshedBy"),
                    place=place)  # fmt: skip
    for source in elements(root, "worksheetSource"):
        if any(key.endswith("}id") for key in source.attrib):
            yield found("external_link", f"{office.entry(part)}: source", place=place)


def _record_rows(office: Office, part: str) -> Iterator[Any]:
    from lxml import etree

    with office.opened.parts.open(office.entry(part)) as stream:
        for _, element in etree.iterparse(
            stream, events=("end",), tag="{*}r", resolve_entities=False, no_network=True, huge_tree=True
        ):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _records(office: Office, part: str) -> Iterator[Finding]:
    source = office.reached.get(office.reached[part].source)
    if source is None or source.kind != "pivotcachedefinition":
        yield found("pivot_cache", f"{office.entry(part)}: records without a definition",
                    place=Place(part=office.entry(part)))  # fmt: skip


def _link(office: Office, part: str) -> Iterator[Finding]:
    """A link to another file, with the copies of its values that it keeps."""
    root: Any = office.xml(part)
    target = next((r.target for r in office.of(part) if r.external), "")
    copies = [e for e in elements(root, "v") if (e.text or "").strip()]
    kind = next((e.tag.rpartition("}")[2] for e in root if isinstance(e.tag, str)), "link")
    where = f"{office.entry(part)} ({kind}), {len(copies)} cached values"
    yield found("external_link", where, count=max(1, len(copies)), sample=target, place=Place(part=office.entry(part)))


def _table(office: Office, part: str) -> Iterator[Finding]:
    root: Any = office.xml(part)
    place = Place(part=office.entry(part), cells=attribute(root, "ref"))
    name = attribute(root, "displayName") or office.entry(part)
    active = [e for e in elements(root, "filterColumn") if len(e)]
    if active:
        yield found("filter_active", f"table {name}", count=len(active), place=place)
    if attribute(root, "connectionId") or attribute(root, "tableType") in {"queryTable", "xml"}:
        yield found("connections", f"table {name}", place=place)
    if attribute(root, "comment").strip():
        yield found("comments", f"table {name}: alternative text", sample=attribute(root, "comment"), severity="info",
                    place=place)  # fmt: skip
    if attribute(root, "headerRowCount") == "0":
        columns = [attribute(e, "name") for e in elements(root, "tableColumn")]
        named = [c for c in columns if not c.lower().startswith(("column", "spalte", "colonne"))]
        if named:
            yield found("columns_hidden", f"table {name}: names of columns without a header", count=len(named),
                        sample=named[0], severity="warning", place=place)  # fmt: skip


def _old_drawing(office: Office, part: str) -> Iterator[Finding]:
    """Old (VML) drawings: comments' boxes are told with the comments; controls and texts here."""
    root: Any = office.xml(part, recover=True)
    controls = [attribute(e, "ObjectType") for e in elements(root, "ClientData")]
    controls = [kind for kind in controls if kind and kind not in OUTLINE]
    place = Place(part=office.entry(part))
    if controls:
        yield found("active_x", office.entry(part), count=len(controls), sample=controls[0], place=place)
    for shape in elements(root, "shape"):
        kinds = {attribute(e, "ObjectType") for e in elements(shape, "ClientData")}
        if kinds & {"Note"}:
            continue
        words = " ".join(t.strip() for box in elements(shape, "textbox") for t in box.itertext() if t.strip())
        if words:
            yield found("text_box", office.entry(part), sample=words, severity="info", place=place)
        if "visibility:hidden" in attribute(shape, "style").replace(" ", "").lower():
            yield found("shape_hidden", office.entry(part), place=place)
