"""TIFF pictures: tags, several pages, previews, bytes after the end."""

from __future__ import annotations

from collections.abc import Iterator

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, found
from fanlight.inspection.opened import Opened
from fanlight.inspection.pictures.exif import Directory, directories, tag_findings
from fanlight.inspection.pictures.pixels import decoded, differs, transparent_findings

SUBFILE, WIDTH, HEIGHT = 0x00FE, 0x0100, 0x0101
OFFSETS = ((0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202))
MOST_PAGES = 500


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    where = opened.name
    if opened.data[2:4] in {b"+\x00", b"\x00+"}:
        raise CouldNotRead("TIFF files of the large kind are not read.", where=where, check="unknown_format")
    read, end = directories(opened.data, where)
    pages = [d for d in read if d.kind == "main"]
    for number, directory in enumerate(read, 1):
        yield from tag_findings(directory, f"{where}, page {number}" if len(pages) > 1 else where, context)
        end = max(end, _reach(directory, opened.data, where))
    previews = [d for d in read if d.kind in {"main", "sub"} and (d.numbers(SUBFILE) or [0])[0] & 1]
    if len(pages) - len([p for p in previews if p.kind == "main"]) > 1:
        yield found("picture_frames", f"{where}, {len(pages)} pages", count=len(pages))
    if len(pages) > MOST_PAGES:
        raise CouldNotRead("The picture has too many pages to look at.", where=where, check="too_large")
    picture = decoded(opened.data, where)
    yield from transparent_findings(picture, where)
    for preview in previews:
        index = pages.index(preview) if preview in pages else -1
        if index > 0:
            picture.seek(0)
            main = picture.copy()
            try:
                picture.seek(index)
                small = picture.copy()
            except Exception:
                raise CouldNotRead("A page of the picture is damaged.", where=where) from None
            check = "preview_differs" if differs(small, main) else "thumbnail"
            yield found(check, f"{where}, preview", severity=None if check == "preview_differs" else "info")
        else:
            yield found("thumbnail", f"{where}, preview")
    after = opened.data[end:].strip(b"\x00")
    if len(after) > 8:
        yield found("bytes_outside", f"{where}, {len(opened.data) - end} bytes after the picture", count=len(after))


def _reach(directory: Directory, data: bytes, where: str) -> int:
    """Where the last strip, tile or preview of a directory ends."""
    end = 0
    for starts, sizes in OFFSETS:
        for start, size in zip(directory.numbers(starts), directory.numbers(sizes), strict=False):
            end = max(end, start + size)
    if end > len(data):
        raise CouldNotRead("The picture ends too early.", where=where)
    return end


def text(opened: Opened) -> str:
    """All text tags."""
    read, end = directories(opened.data, opened.name)
    lines = [raw.decode("utf-8", "ignore") for d in read for form, _, raw in d.tags.values() if form in {1, 2, 7}]
    return "\n".join([*lines, opened.data[end:].decode("utf-8", "ignore")])
