"""What PDFium says of a page: its objects in the order of painting, its characters, and pictures of it."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""(left, bottom, right, top) in the page's own space, in points."""

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
INVISIBLE, CLIPPING = 3, 7
"""Render modes of text that put no ink on the page."""


@dataclass(frozen=True)
class Painted:
    """One object of a page. `order` counts in the order of painting; `mode` is a text's render mode; `colour` the fill's
    red, green, blue and opacity; `layer` whether it is marked as belonging to a layer."""

    raw: Any
    key: int
    kind: int
    order: int
    box: Box
    mode: int
    colour: tuple[int, int, int, int]
    filled: bool
    layer: bool


@dataclass(frozen=True)
class Characters:
    """The characters of a page: `boxes` (n x 4) in page space, `keys` of the text objects they belong to, `sizes` in
    points as shown."""

    text: str
    boxes: NDArray[np.float64]
    keys: list[int]
    sizes: NDArray[np.float64]


def address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def painted(page: Any) -> list[Painted]:
    """All objects of a page, those inside forms too, in the order of painting."""
    import pypdfium2.raw as pdfium

    found: list[Painted] = []

    def walk(objects: Iterator[Any], matrix: NDArray[np.float64], layer: bool, depth: int) -> None:
        for raw in objects:
            kind = pdfium.FPDFPageObj_GetType(raw)
            marked = layer or _in_layer(raw)
            if kind == FORM and depth < 12:
                own = matrix @ _matrix(raw)
                count = pdfium.FPDFFormObj_CountObjects(raw)
                inner = (pdfium.FPDFFormObj_GetObject(raw, i) for i in range(count))
                walk(inner, own, marked, depth + 1)
                continue
            found.append(_painted(raw, kind, len(found), (*map(float, matrix[:2].ravel()),), marked))

    count = pdfium.FPDFPage_CountObjects(page.raw)
    walk((pdfium.FPDFPage_GetObject(page.raw, i) for i in range(count)), np.eye(3), False, 0)
    return found


def _painted(raw: Any, kind: int, order: int, matrix: tuple[float, ...], layer: bool) -> Painted:
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(raw, left, bottom, right, top)
    a, c, e, b, d, f = matrix
    corners = [(x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    across, up = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
    box = (min(across), min(up), max(across), max(up))
    colour = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(raw, *colour)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(raw) if kind == TEXT else 0
    filled = kind in {IMAGE, SHADING}
    if kind == PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(raw, fill, stroke)
        filled = fill.value != 0
    values = tuple(c.value for c in colour)
    return Painted(raw, address(raw), kind, order, box, mode, values, filled, layer)  # type: ignore[arg-type]


def _matrix(raw: Any) -> NDArray[np.float64]:
    import pypdfium2.raw as pdfium

    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(raw, m)
    return np.array([[m.a, m.c, m.e], [m.b, m.d, m.f], [0, 0, 1]], dtype=np.float64)


def _in_layer(raw: Any) -> bool:
    import pypdfium2.raw as pdfium

    for index in range(pdfium.FPDFPageObj_CountMarks(raw)):
        mark = pdfium.FPDFPageObj_GetMark(raw, index)
        buffer = ctypes.create_string_buffer(64)
        length = ctypes.c_ulong()
        wide = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        if pdfium.FPDFPageObjMark_GetName(mark, wide, 64, length) and buffer.raw.startswith(b"O\0C\0\0\0"):
            return True
    return False


def _light(function: Any, result: Any, *arguments: Any) -> Any:
    """A function of PDFium that takes and gives plain addresses: it is called for every character."""
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


@functools.cache
def _text_functions() -> tuple[Any, Any, Any]:
    import pypdfium2.raw as pdfium

    pointer = ctypes.c_void_p
    return (
        _light(pdfium.FPDFText_GetUnicode, ctypes.c_uint, pointer, ctypes.c_int),
        _light(pdfium.FPDFText_GetCharBox, ctypes.c_int, pointer, ctypes.c_int, pointer, pointer, pointer, pointer),
        _light(pdfium.FPDFText_GetTextObject, pointer, pointer, ctypes.c_int),
    )


def characters(page: Any) -> Characters:
    """The characters of a page as its text reads, blanks and signs that the reader adds apart."""
    import pypdfium2.raw as pdfium

    unicode_of, box_of, object_of = _text_functions()
    textpage = page.get_textpage()
    try:
        raw = textpage.raw
        place = address(raw)
        letters, boxes, keys, sizes = [], [], [], []
        corners = (ctypes.c_double * 4)()
        start = ctypes.addressof(corners)
        at = [start + 8 * i for i in range(4)]
        known: dict[int, float] = {}
        for index in range(max(0, pdfium.FPDFText_CountChars(raw))):
            code = unicode_of(place, index)
            letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
            if letter.isspace() or not letter.isprintable():
                continue
            key = object_of(place, index)
            if not key or not box_of(place, index, at[0], at[1], at[2], at[3]):
                continue
            if key not in known:
                known[key] = _size(raw, index)
            left, right, bottom, top = corners
            letters.append(letter)
            boxes.append((left, bottom, right, top))
            keys.append(key)
            sizes.append(known[key])
    finally:
        textpage.close()
    return Characters("".join(letters), np.array(boxes, dtype=np.float64).reshape(-1, 4), keys, np.array(sizes))


def _size(raw: Any, index: int) -> float:
    """The size of a character's font as shown, in points."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    size = float(pdfium.FPDFText_GetFontSize(raw, index))
    if pdfium.FPDFText_GetMatrix(raw, index, matrix):
        size *= float(np.hypot(matrix.c, matrix.d))
    return size


def activate(objects: Sequence[Painted], active: bool) -> None:
    """Has PDFium paint these objects, or leave them out. The file is not changed."""
    import pypdfium2.raw as pdfium

    for one in objects:
        pdfium.FPDFPageObj_SetIsActive(one.raw, active)


def picture(page: Any, scale: float, *, annotations: bool = False) -> NDArray[np.uint8]:
    """The page as shown, rows x columns x (blue, green, red)."""
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=annotations, rev_byteorder=False)
    try:
        return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()


def to_pixels(page: Any, boxes: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Boxes in page space as (left, top, right, bottom) in pixels of a picture of this shape."""
    import pypdfium2.raw as pdfium

    fine = 64
    wide, high = shape[1] * fine, shape[0] * fine

    def device(x: float, y: float) -> tuple[float, float]:
        column, row = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, x, y, column, row)
        return column.value / fine, row.value / fine

    origin, across, up = np.array(device(0, 0)), np.array(device(100, 0)), np.array(device(0, 100))
    turn = np.stack([(across - origin) / 100, (up - origin) / 100], axis=1)
    first = boxes[:, [0, 1]] @ turn.T + origin
    second = boxes[:, [2, 3]] @ turn.T + origin
    return np.concatenate([np.minimum(first, second), np.maximum(first, second)], axis=1)
