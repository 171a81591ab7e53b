"""What any OpenDocument content may hold besides plain text and cells: gathered element by element."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.odf.styles import OdfStyles
from fanlight.inspection.ooxml.package.parts import picture_findings
from fanlight.inspection.ooxml.package.properties import looks_located, looks_personal
from fanlight.inspection.opened import attribute, elements

SIMPLE: dict[str, str] = {
    "annotation": "comments",
    "hidden-text": "hidden_text",
    "hidden-paragraph": "hidden_text",
    "conditional-text": "hidden_text",
    "placeholder": "field_codes",
    "database-display": "connections",
    "database-name": "connections",
    "database-row-number": "connections",
    "database-next": "connections",
    "dde-connection": "external_link",
    "dde-connection-decl": "external_link",
    "dde-source": "external_link",
    "dde-link": "external_link",
    "execute-macro": "macros",
    "event-listener": "macros",
    "script": "macros",
    "plugin": "active_x",
    "applet": "active_x",
    "floating-frame": "external_link",
    "changed-region": "tracked_changes",
    "meta-field": "field_codes",
    "cell-content-change": "revisions",
    "insertion": "revisions",
    "deletion": "revisions",
    "movement": "revisions",
    "scenario": "scenarios",
    "data-pilot-table": "pivot_table",
    "data-pilot-member": "pivot_cache_items",
    "filter": "filter_active",
    "database-source-sql": "connections",
    "database-source-table": "connections",
    "database-source-query": "connections",
    "source-service": "connections",
    "consolidation": "pivot_table",
    "sender-firstname": "properties_person",
    "sender-lastname": "properties_person",
    "sender-email": "properties_person",
    "author-name": "properties_person",
    "initial-creator": "properties_person",
    "file-name": "field_codes",
    "template-name": "field_codes",
}
WITHIN_CHANGES = {"insertion", "deletion", "movement"}
CONTROLS = {"text", "textarea", "password", "file", "formatted-text", "number", "date", "time", "fixed-text", "combobox",
            "listbox", "button", "image", "checkbox", "radio", "frame", "image-frame", "hidden", "grid", "value-range",
            "generic-control"}  # fmt: skip
FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@dataclass
class Gathered:
    """How often each check was met, where first, and one sample."""

    styles: OdfStyles
    context: Context
    part: str
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    samples: dict[tuple[str, str], str] = field(default_factory=dict)
    pictures: list[bytes] = field(default_factory=list)

    def add(self, check: str, where: str, sample: str = "", count: int = 1) -> None:
        key = check, where
        self.counts[key] = self.counts.get(key, 0) + count
        if sample and key not in self.samples:
            self.samples[key] = sample

    def look(self, root: Any, where: str) -> None:
        """Takes in an element and everything in it."""
        for element in root.iter():
            if isinstance(element.tag, str):
                self._element(element, where)
            elif "Comment" in type(element).__name__:
                self.add("xml_comment", where, element.text or "")

    def _element(self, element: Any, where: str) -> None:
        tag = element.tag.rpartition("}")[2]
        check = SIMPLE.get(tag)
        if tag == "placeholder" and not element.tag.startswith(TEXT):
            check = None  # a layout's empty frame
        if check and not (tag in WITHIN_CHANGES and not element.tag.startswith(TABLE)):
            if tag == "filter" and not any(True for _ in elements(element, "filter-condition")):
                check = None
            if tag == "initial-creator":
                check = None
        if check:
            self.add(check, where, " ".join(element.itertext()))
        elif tag in CONTROLS and element.tag.startswith(FORM):
            self.add("active_x", where, attribute(element, "value") or attribute(element, "current-value"))
        elif tag in {"variable-decl", "user-field-decl"}:
            value = attribute(element, "string-value") or attribute(element, "value")
            if value:
                self.add("document_variables", where, value)
        elif tag == "section":
            if attribute(element, "display") in {"none", "condition"}:
                self.add("hidden_text", f"{where}: section", " ".join(element.itertext()))
        elif tag == "binary-data":
            self._binary(element)
        href = attribute(element, "href")
        if href:
            self._href(tag, href, where)
        if attribute(element, "display") == "none" and tag not in {"section", "text-properties", "style"}:
            self.add("shape_hidden", where, attribute(element, "name"))
        style = attribute(element, "style-name")
        if style and tag in {"frame", "image"} and self.styles.get("graphic", style).cropped:
            self.add("cropped", where)
        if tag in {"desc", "title"} and looks_personal(element.text or ""):
            self.add("picture_metadata", f"{where}: description", element.text or "")
        if tag in {"p", "h", "span"}:
            self._text(element, tag, where)

    def _binary(self, element: Any) -> None:
        try:
            self.pictures.append(base64.b64decode("".join(element.itertext())))
        except (binascii.Error, ValueError):
            self.add("unknown_part", f"{self.part}: data within")

    def _href(self, tag: str, href: str, where: str) -> None:
        low = href.lower()
        inside = (
            low.startswith(("#", "pictures/", "./object", "object", "./pictures", "media/", "./media"))
            or ":" not in low
        )
        if tag == "a":
            if not low.startswith(("http://", "https://", "#")):
                self.add("hyperlinks_local", where, href)
        elif tag in {"table-source", "cell-range-source", "section-source"} or (
            not inside and tag not in {"simple-type", "bibliography-mark"}
        ):
            macro = low.startswith(("vnd.sun.star.script", "macro:"))
            self.add("macros" if macro else "external_link", where, href)
        elif looks_located(href) or low.startswith("../"):
            self.add("external_link", where, href)

    def _text(self, element: Any, tag: str, where: str) -> None:
        own = (element.text or "").strip() or ("".join((child.tail or "") for child in element).strip())
        if not own:
            return
        family = "text" if tag == "span" else "paragraph"
        look = self.styles.get(family, attribute(element, "style-name"))
        if look.hidden:
            self.add("hidden_text", where, own)
            return
        if look.size is not None and look.size <= 2:
            self.add("invisible_text", where, own)
        elif look.colour is not None:
            ground = look.ground if look.ground is not None else self._ground(element)
            from fanlight.inspection.ooxml.package.colours import WHITE, unseen

            if unseen(look.colour, ground or WHITE):
                self.add("invisible_text", where, own)

    def _ground(self, element: Any) -> Any:
        """The nearest background above an element: a paragraph's, a cell's, a shape's."""
        above = element.getparent()
        while above is not None:
            name = attribute(above, "style-name")
            tag = above.tag.rpartition("}")[2] if isinstance(above.tag, str) else ""
            family = {"p": "paragraph", "h": "paragraph", "span": "text", "table-cell": "table-cell",
                      "table-row": "table-row", "table": "table", "page": "drawing-page"}.get(tag, "graphic")  # fmt: skip
            if name:
                look = self.styles.get(family, name)
                if look.ground is None and family == "graphic":
                    look = self.styles.get("presentation", name)
                if look.ground is not None:
                    return look.ground
            above = above.getparent()
        return None

    def findings(self) -> Iterator[Finding]:
        for (check, where), count in sorted(self.counts.items()):
            yield found(check, where, count=count, sample=self.samples.get((check, where), ""),
                        place=Place(part=self.part, sheet=where if where != self.part else ""))  # fmt: skip
        for number, data in enumerate(self.pictures, start=1):
            yield from picture_findings(f"{self.part}: picture {number}", data, self.context)


def header_texts(root: Any) -> list[str]:
    """Texts of page headers and footers that are shown."""
    texts = []
    for element in elements(root, "header", "footer", "header-left", "footer-left", "header-first", "footer-first"):
        if attribute(element, "display") == "false":
            continue
        text = " ".join("".join(p.itertext()) for p in elements(element, "p")).strip()
        if text:
            texts.append(text)
    return texts
