"""Words of a PDF that stand beside its pages: bookmarks, and text that replaces what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fanlight.errors import CouldNotRead
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.pdf.structure import entries, get

LONG = 4
"""Words of fewer letters say nothing."""
MANY = 5
"""So many words of one bookmark that no page shows are more than a heading put differently."""
READABLE = 40
"""Letters that a file must show before a word can be missed in it: a scan has a page number at most."""
MOST_BOOKMARKS = 20_000


def alternate(source: Any, where: str, number: int) -> Iterator[Finding]:
    """Text in a page's content that replaces its own when it is copied or read aloud, and is longer than what is painted:
    a redaction took the signs away and left their replacement. (PDFium reads the replacement as the page's text.)"""
    import pikepdf

    try:
        contents = source.obj.get("/Contents")
        streams = entries(contents) or ([contents] if contents is not None else [])
        if not any(b"/ActualText" in stream.read_bytes() for stream in streams):
            return
        instructions = pikepdf.parse_content_stream(source)
    except Exception:
        raise CouldNotRead(f"Page {number} is damaged.", where=where) from None
    open_marks: list[list[Any]] = []
    hidden: list[str] = []
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator in {"BDC", "BMC"}:
            text = get(instruction.operands[1], "/ActualText") if operator == "BDC" else None
            open_marks.append([str(text) if text is not None else "", 0])
        elif operator in {"Tj", "TJ", "'", '"'}:
            for mark in open_marks:
                mark[1] += sum(map(_signs, instruction.operands))
        elif operator == "EMC" and open_marks:
            text, painted = open_marks.pop()
            if len(re.findall(r"\w", text)) > 1.5 * painted + 3:
                hidden += _words(text)
    if len(hidden) > 1:
        yield found("alternate_text", where, count=len(hidden), sample=" ".join(hidden), place=Place(page=number))


def _signs(operand: Any) -> int:
    """How many bytes of text an operand paints."""
    import pikepdf

    if isinstance(operand, pikepdf.String):
        return len(bytes(operand))
    return sum(map(_signs, operand)) if isinstance(operand, pikepdf.Array) else 0


def _words(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"\w+", text) if len(word) >= LONG]


def beside_the_pages(pdf: Any, pages: Sequence[str], name: str) -> Iterator[Finding]:
    """Bookmarks, and replacement text of the structure, with words that no page shows.

    `pages` are the letters of each page, in lower case without blanks. A file without text (a scan) has nothing to
    compare with, and its bookmarks are given as information.
    """
    import pikepdf

    def unseen(text: str) -> list[str]:
        return [word for word in _words(text) if not any(word in page for page in pages)]

    readable = sum(map(len, pages)) > READABLE
    marks, lost, sample = 0, 0, ""
    for title in _bookmarks(get(get(pdf.Root, "/Outlines"), "/First")):
        marks += 1
        words = unseen(title) if readable else []
        if len(words) >= MANY:
            lost += 1
            sample = sample or " ".join(words)
    if lost:
        yield found("bookmarks", name, count=lost, sample=sample)
    elif marks and not readable:
        yield found("bookmarks", f"{name}: no text to compare with", count=marks, severity="info")
    replaced: list[str] = []
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and "/ActualText" in one:
            replaced += unseen(str(one.get("/ActualText")))
    if len(replaced) > 1 and readable:
        yield found("alternate_text", f"{name}: structure", count=len(replaced), sample=" ".join(replaced[:8]))


def _bookmarks(first: Any) -> Iterator[str]:
    """The titles of an outline, at most so many; a circle ends it."""
    queue = [first]
    seen: set[tuple[int, int]] = set()
    while queue and len(seen) < MOST_BOOKMARKS:
        item = queue.pop()
        if item is None or not hasattr(item, "objgen") or item.objgen in seen:
            continue
        seen.add(item.objgen)
        title = get(item, "/Title")
        if title is not None:
            yield str(title)
        queue += [get(item, "/Next"), get(item, "/First")]
