"""Which content of a PDF some page paints: what pages, forms, patterns and appearances call for by name.

A text or picture that is in the file, and that nothing paints, is what an editor took off the page and left inside.
"""

from __future__ import annotations

import re
from typing import Any

from fanlight.inspection.pdf.structure import entries, get

CALLED = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
MOST = 50_000
Identity = tuple[int, int]


def painted_objects(pdf: Any) -> set[Identity]:
    """The identities of the content streams, forms and pictures that some page paints."""
    import pikepdf

    painted: set[Identity] = set()
    queue: list[tuple[Any, Any]] = []

    def add(stream: Any, inherited: Any) -> None:
        if isinstance(stream, pikepdf.Stream) and len(painted) < MOST and stream.objgen not in painted:
            painted.add(stream.objgen)
            for key in ("/SMask", "/Mask"):
                mask = get(stream, key)
                if isinstance(mask, pikepdf.Stream):
                    painted.add(mask.objgen)
            painted.update(
                get(a, "/Image").objgen for a in entries(get(stream, "/Alternates")) if get(a, "/Image") is not None
            )
            if str(get(stream, "/Subtype", "")) != "/Image":
                queue.append((stream, get(stream, "/Resources", inherited)))

    for page in pdf.pages:
        resources = page.resources
        contents = page.obj.get("/Contents")
        for stream in entries(contents) or ([contents] if contents is not None else []):
            add(stream, resources)
        for annotation in entries(page.obj.get("/Annots")):
            for state in ("/N", "/R", "/D"):
                look = get(get(annotation, "/AP"), state)
                add(look, resources)
                if isinstance(look, pikepdf.Dictionary):
                    for key in look.keys():
                        add(look.get(key), resources)
        thumb = page.obj.get("/Thumb")
        if isinstance(thumb, pikepdf.Stream):
            painted.add(thumb.objgen)
    while queue:
        stream, resources = queue.pop()
        called = {match[1] for match in CALLED.finditer(_body(stream))}
        objects = get(resources, "/XObject")
        if isinstance(objects, pikepdf.Dictionary):
            for key in objects.keys():
                if key[1:].encode("utf-8", "surrogateescape") in called or "#" in key:
                    add(objects.get(key), resources)
        for group in ("/Pattern", "/Font", "/ExtGState"):
            members = get(resources, group)
            if not isinstance(members, pikepdf.Dictionary):
                continue
            for key in members.keys():
                one = members.get(key)
                add(one if group == "/Pattern" else get(get(one, "/SMask"), "/G"), resources)
                glyphs = get(one, "/CharProcs")
                if isinstance(glyphs, pikepdf.Dictionary):
                    for glyph in glyphs.keys():
                        add(glyphs.get(glyph), get(one, "/Resources", resources))
    return painted


def _body(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except Exception:
        return b""
