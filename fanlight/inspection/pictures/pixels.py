"""Pictures as pixels: previews that show another picture, and content that full transparency hides."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from fanlight.errors import CouldNotRead
from fanlight.inspection.findings import Finding, found

MOST_PIXELS = 120_000_000


def opened_picture(data: bytes, where: str) -> Any:
    """The picture, read as far as its header. Raises CouldNotRead where it is none, or too large to look at."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.MAX_IMAGE_PIXELS = None
        try:
            picture = Image.open(io.BytesIO(data))
        except Exception:
            raise CouldNotRead("The picture is damaged.", where=where) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise CouldNotRead("The picture has too many pixels to look at.", where=where, check="too_large")
    return picture


def decoded(data: bytes, where: str) -> Any:
    """The picture with all its pixels. Raises CouldNotRead where they cannot be read."""
    picture = opened_picture(data, where)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture.load()
        except Exception:
            raise CouldNotRead("The picture is damaged.", where=where) from None
    return picture


def preview_findings(preview: bytes, picture: Any, where: str) -> Iterator[Finding]:
    """Whether a preview shows what its picture shows."""
    try:
        small = decoded(preview, where)
    except CouldNotRead:
        yield found("thumbnail", f"{where}, a preview that cannot be read", sure="possible")
        return
    if differs(small, picture):
        yield found("preview_differs", where, sure="likely")
    else:
        yield found("thumbnail", where, severity="info")


def differs(small: Any, picture: Any) -> bool:
    """Another shape, or other tones on average than the picture has when it is made as small.

    A preview may be padded with black bars to the shape of the camera's display: those are cut first.
    """
    inner = small.convert("L")
    grey = np.asarray(inner)
    rows = np.flatnonzero(grey.max(axis=1) > 16)
    columns = np.flatnonzero(grey.max(axis=0) > 16)
    if len(rows) and len(columns):
        inner = inner.crop((int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1))
    for candidate in (small.convert("L"), inner):
        shape = candidate.width / candidate.height
        if abs(shape * picture.height / picture.width - 1) > 0.08:
            continue
        size = (32, 32)
        first = np.asarray(candidate.resize(size), dtype=np.float64)
        second = np.asarray(picture.convert("L").resize(size), dtype=np.float64)
        if np.abs(first - second).mean() < 14 and np.percentile(np.abs(first - second), 98) < 70:
            return False
    return True


def transparent_findings(picture: Any, where: str) -> Iterator[Finding]:
    """Colours under full transparency that make a picture of their own."""
    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return
    pixels = np.asarray(picture.convert("RGBA"))
    hidden = pixels[:, :, 3] <= 4
    share = float(hidden.mean())
    if share < 0.005:
        return
    grey = pixels[:, :, :3].astype(np.int16).max(axis=2)
    across = np.abs(np.diff(grey, axis=1))[hidden[:, 1:] & hidden[:, :-1]]
    if across.size < 50:
        return
    edges = float((across > 40).mean())
    if edges > 0.005 and int((across > 40).sum()) > 40:
        yield found("transparent_content", where, count=int(hidden.sum()), sure="likely")
