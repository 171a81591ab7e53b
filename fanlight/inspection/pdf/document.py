"""PDF documents: what a reader does not see on the pages, and what the file holds besides them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from fanlight.errors import CouldNotRead
from fanlight.inspection.context import Context
from fanlight.inspection.findings import Finding, Place, found
from fanlight.inspection.opened import Opened
from fanlight.inspection.pdf import history, objects, structure, tables
from fanlight.inspection.pdf.structure import entries, get
from fanlight.inspection.pdf.unseen import Page, covered_pictures, inked, unseen
from fanlight.inspection.pdf.words import alternate, beside_the_pages
from fanlight.inspection.traces import xmp_findings

REASONS = {
    "box_over": ("text_covered", "text under a box"),
    "image_over": ("text_covered", "text under a picture"),
    "annotation_over": ("text_covered", "text under an annotation"),
    "background": ("invisible_text", "text in the background's colour"),
    "invisible": ("invisible_text", "text painted without ink"),
    "transparent": ("invisible_text", "transparent text"),
    "clipped": ("invisible_text", "text that is clipped away or leaves no mark"),
    "off_page": ("off_page", "text outside the page"),
    "overrun": ("text_overrun", "lines that run off the page"),
    "cropped": ("cropped", "text outside what the page shows"),
    "layer": ("layers", "text in a layer that is off"),
    "tiny": ("tiny_text", "text too small to read"),
    "scan": ("scan_text", "a text layer behind a scanned page"),
}
"""Why text is not seen → (check, words)."""

MOST_IMAGES = 2_000


def findings(opened: Opened, context: Context) -> Iterator[Finding]:
    import pikepdf

    name = opened.name
    try:
        pdf = pikepdf.open(io.BytesIO(opened.data), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise CouldNotRead("The file is encrypted.", where=name, check="encrypted") from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise CouldNotRead("The file is damaged.", where=name) from None
    with pdf:
        if not len(pdf.pages):
            raise CouldNotRead("The file has no pages.", where=name)
        yield from history.outside(opened.data, name, context)
        yield from history.revisions(opened.data, name, pdf)
        yield from structure.catalogue(pdf, name, context)
        yield from structure.layers(pdf, name)
        yield from structure.page_marks(pdf, name)
        yield from history.orphans(opened.data, pdf, name, context)
        yield from _pictures(pdf, name, context)
        yield from _pages(opened, pdf, context)
        repaired = [str(w) for w in pdf.get_warnings() if "common error handled correctly" not in str(w)]
        if repaired:
            yield found("repaired", name, count=len(repaired))


def _pages(opened: Opened, pdf: Any, context: Context) -> Iterator[Finding]:
    """Findings of every page, by what is painted."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(opened.data)
    except pypdfium2.PdfiumError:
        raise CouldNotRead("The file's pages could not be read.", where=opened.name) from None
    texts: list[str] = []
    try:
        if len(document) != len(pdf.pages):
            raise CouldNotRead("Two readers count the file's pages differently.", where=opened.name)
        for index in range(len(document)):
            context.budget.spend(0, opened.name)
            try:
                shown = document[index]
            except pypdfium2.PdfiumError:
                raise CouldNotRead(f"Page {index + 1} could not be read.", where=opened.name) from None
            page = Page(
                shown,
                objects.painted(shown),
                objects.characters(shown),
                _frame(pdf.pages[index].mediabox),
                _frame(pdf.pages[index].cropbox),
            )
            yield from _page(page, pdf.pages[index], index + 1, opened.name)
            rows = tables.rows_of(page.letters.text, page.letters.boxes)
            yield from context.rows_check(rows, f"{opened.name}: page {index + 1}", Place(page=index + 1))
            texts.append(re.sub(r"\W", "", page.letters.text).lower())
            shown.close()
        yield from beside_the_pages(pdf, texts, opened.name)
    finally:
        document.close()


def _frame(box: Any) -> objects.Box:
    left, bottom, right, top = (float(v) for v in box)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _page(page: Page, source: Any, number: int, name: str) -> Iterator[Finding]:
    where = f"{name}: page {number}"
    groups = unseen(page)
    for group in groups:
        check, words = REASONS[group.reason]
        short = group.reason == "off_page" and len(group.text) < 3
        yield found(
            check,
            f"{where}, {words}",
            count=len(group.text.replace(" ", "")),
            sample=group.text,
            severity="info" if short else None,
            place=Place(page=number, box=_from_top(group.box, page)),
        )
    under = _under_annotations(page, source)
    if under:
        text = "".join(page.letters.text[i] for i in under)
        boxes = page.letters.boxes[under]
        box = (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
        yield found(
            "text_covered",
            f"{where}, text under an annotation",
            count=len(under),
            sample=text,
            place=Place(page=number, box=_from_top(box, page)),
        )
    for box, dark in covered_pictures(page):
        yield found(
            "picture_covered",
            f"{where}, a {'dark' if dark else 'light'} box over a picture",
            place=Place(page=number, box=_from_top(box, page)),
        )
    yield from alternate(source, where, number)
    if any(group.reason == "cropped" for group in groups):
        return
    cut = [thing for thing in page.things if thing.kind == objects.IMAGE and _beyond(thing.box, page) > 0.2]
    if cut:
        yield found(
            "cropped",
            f"{where}, a picture that runs off the page",
            count=len(cut),
            severity="info",
            place=Place(page=number, box=_from_top(cut[0].box, page)),
        )
    elif page.crop != page.media:
        yield found("cropped", f"{where}, nothing outside what is shown", severity="info", place=Place(page=number))


def _from_top(box: objects.Box, page: Page) -> tuple[float, float, float, float]:
    """A box in page space as (left, top, right, bottom) from the top left corner of what is shown."""
    left, top = page.crop[0], page.crop[3]
    return tuple(round(float(v), 1) for v in (box[0] - left, top - box[3], box[2] - left, top - box[1]))  # type: ignore[return-value]


def _beyond(box: objects.Box, page: Page) -> float:
    """The part of a box that lies outside what the page shows."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    wide = min(box[2], page.crop[2]) - max(box[0], page.crop[0])
    high = min(box[3], page.crop[3]) - max(box[1], page.crop[1])
    return 0.0 if area <= 0 else 1 - max(wide, 0) * max(high, 0) / area


def _under_annotations(page: Page, source: Any) -> list[int]:
    """Characters that an annotation hides when it is shown."""
    boxes = []
    for annotation in entries(source.obj.get("/Annots")):
        if str(get(annotation, "/Subtype", "")) in {"/Link", "/Popup"} or get(annotation, "/Rect") is None:
            continue
        try:
            boxes.append(_frame(annotation.Rect))
        except (TypeError, ValueError):
            continue
    letters = page.letters
    if not boxes or not len(letters.keys):
        return []
    centres = (letters.boxes[:, :2] + letters.boxes[:, 2:]) / 2
    near = np.zeros(len(letters.keys), dtype=np.bool_)
    for left, bottom, right, top in boxes:
        near |= (centres[:, 0] > left) & (centres[:, 0] < right) & (centres[:, 1] > bottom) & (centres[:, 1] < top)
    if not near.any():
        return []

    scale = page.scale(2.0)

    def with_and_without(annotated: bool) -> Any:
        shown = objects.picture(page.page, scale, annotations=annotated)
        objects.activate(page.texts, False)
        blank = objects.picture(page.page, scale, annotations=annotated)
        objects.activate(page.texts, True)
        return inked(page, shown, blank, letters)

    hidden = near & with_and_without(False) & ~with_and_without(True)
    return [int(i) for i in np.flatnonzero(hidden)]


def _pictures(pdf: Any, name: str, context: Context) -> Iterator[Finding]:
    """Metadata of embedded pictures: their own, and that which the file keeps beside them."""
    import pikepdf

    from fanlight.inspection.pictures import jpeg

    seen = 0
    for one in pdf.objects:
        if not isinstance(one, pikepdf.Stream):
            continue
        label = f"{name}: picture {one.objgen[0]}"
        if str(one.get("/Subtype", "")) == "/Image":
            seen += 1
            if seen > MOST_IMAGES:
                raise CouldNotRead("The file has more pictures than can be looked at.", where=name, check="too_large")
            filters = one.get("/Filter")
            kinds = [str(f) for f in entries(filters)] or [str(filters)]
            if kinds == ["/DCTDecode"]:
                raw = bytes(one.read_raw_bytes())
                context.budget.spend(len(raw), name)
                yield from jpeg.metadata(raw, label, context, embedded=True)
        metadata = one.get("/Metadata")
        if isinstance(metadata, pikepdf.Stream):
            packet = bytes(metadata.read_bytes())
            context.budget.spend(len(packet), name)
            yield from xmp_findings(packet, f"{label}, metadata", name)


def text(opened: Opened) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(opened.data)
    try:
        pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
        information = " ".join(str(value) for value in document.get_metadata_dict().values())
    finally:
        document.close()
    return "\n".join([*pages, information])
