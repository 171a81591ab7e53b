"""What the root of each kind of XML part is called: a part that is something else is shown by no program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.ooxml.package.package import Office

ROOTS: dict[str, tuple[str, ...]] = {
    "core-properties": ("coreProperties",),
    "extended-properties": ("Properties",),
    "custom-properties": ("Properties",),
    "theme": ("theme", "officeStyleSheet"),
    "themeoverride": ("themeOverride",),
    "styles": ("styles", "styleSheet"),
    "styleswitheffects": ("styles",),
    "settings": ("settings",),
    "websettings": ("webSettings",),
    "fonttable": ("fonts",),
    "numbering": ("numbering",),
    "footnotes": ("footnotes",),
    "endnotes": ("endnotes",),
    "header": ("hdr",),
    "footer": ("ftr",),
    "comments": ("comments", "cmLst"),
    "commentauthors": ("cmAuthorLst",),
    "commentsextended": ("commentsEx",),
    "commentsids": ("commentsIds",),
    "commentsextensible": ("commentsExtensible",),
    "people": ("people",),
    "person": ("personList",),
    "customxmlprops": ("datastoreItem",),
    "sharedstrings": ("sst",),
    "calcchain": ("calcChain",),
    "table": ("table",),
    "sheetmetadata": ("metadata",),
    "worksheet": ("worksheet",),
    "chartsheet": ("chartsheet",),
    "dialogsheet": ("dialogsheet",),
    "chart": ("chartSpace",),
    "chartstyle": ("chartStyle",),
    "chartcolorstyle": ("colorStyle",),
    "chartusershapes": ("userShapes",),
    "diagramdata": ("dataModel",),
    "diagramlayout": ("layoutDef",),
    "diagramquickstyle": ("styleDef",),
    "diagramcolors": ("colorsDef",),
    "diagramdrawing": ("drawing",),
    "slide": ("sld",),
    "slidemaster": ("sldMaster",),
    "slidelayout": ("sldLayout",),
    "notesslide": ("notes",),
    "notesmaster": ("notesMaster",),
    "handoutmaster": ("handoutMaster",),
    "presprops": ("presentationPr",),
    "viewprops": ("viewPr",),
    "tablestyles": ("tblStyleLst",),
}
"""Local names, so that strict and transitional packages are one."""

READ_ELSEWHERE = {"worksheet", "sharedstrings"}
"""Large parts: their own readers, which stream, look at the root."""


def root_findings(office: Office) -> Iterator[Finding]:
    """Parts whose content is not what the relation that leads to them says, or is not XML at all.

    Raises CouldNotRead where the package's list of types is something else.
    """
    if "/[content_types].xml" in office.entries:
        office.rooted("/[content_types].xml", "Types")
    for name in sorted(office.reached):
        kind = office.reached[name].kind
        if kind not in ROOTS or kind in READ_ELSEWHERE or name.endswith(".bin"):
            continue
        entry = office.entry(name)
        try:
            root: Any = office.xml(name)
        except CouldNotRead:
            yield found("unknown_part", f"{entry} (not XML, though {kind})", place=Place(part=entry))
            continue
        if not isinstance(root.tag, str) or root.tag.rpartition("}")[2] not in ROOTS[kind]:
            yield found("unknown_part", f"{entry} (not {kind})", place=Place(part=entry))
