"""The look that a house gives its documents: logo, colours, type; and the words that the writers themselves put in."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from fanlight.errors import BadInput

LARGEST = 4000
"""Pixels of a logo's longer side."""
READABLE = 4.5
"""The least contrast of text with white paper (WCAG 2.2, success criterion 1.4.3)."""


@dataclass(frozen=True, slots=True)
class Logo:
    """`data`: a PNG as `logo` makes it. `text` says what it shows, for those who do not see it. `width`, `height` in millimetres."""

    data: bytes
    text: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Style:
    """`ink`: of headings and rules. `font`: a family for every format, taken from `fonts` (files) or the reader's machine in
    PDF; where it is empty each format has its own."""

    logo: Logo | None = None
    ink: str = "#12263f"
    font: str = ""
    fonts: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """Words of the letter's form, in its language. What stands in braces is filled in."""

    to: str = "To"
    reference: str = "Reference"
    date: str = "Date"
    page: str = "Page {page} of {pages}"
    part: str = "{title} (part {part} of {parts})"
    marks: str = "[c]: withheld. [z]: no figure is meant to stand here."
    months: tuple[str, ...] = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip


PLAIN, ENGLISH = Style(), Labels()


def logo(data: bytes, text: str, width: float, *, where: str) -> Logo:
    """A PNG or JPEG, made anew from its pixels alone: nothing that a file carries beside them goes out. `width` in millimetres.
    Raises `BadInput` for what is no such picture, is too large, or lacks its description."""
    from PIL import Image, UnidentifiedImageError

    if not text.strip():
        raise BadInput("The logo lacks its description.", where=where, next_step="Say what it shows under logo_text.")
    if not 5 <= width <= 120:
        raise BadInput("A logo is 5 to 120 mm wide.", where=where)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > LARGEST or min(picture.size) < 1:
                raise BadInput(f"The logo has more than {LARGEST} pixels a side.", where=where)
            pixels = picture.convert("RGBA" if picture.mode in {"RGBA", "LA", "P"} else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise BadInput("The logo is no PNG or JPEG that can be read.", where=where) from None
    if pixels.mode == "RGBA":
        # On white paper a see-through pixel is white: what lies under full transparency does not go out.
        paper = Image.new("RGBA", pixels.size, "white")
        pixels = Image.alpha_composite(paper, pixels).convert("RGB")
    stream = io.BytesIO()
    pixels.save(stream, "PNG")
    return Logo(stream.getvalue(), text.strip(), width, width * pixels.height / pixels.width)


def ink(colour: str, *, where: str) -> str:
    """A colour as #rrggbb. Raises `BadInput` for one that is none, or too pale to read on white."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BadInput(f"“{colour}” is no colour.", where=where, next_step="Write it as #12263f.")
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    bright = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    if 1.05 / (bright + 0.05) < READABLE:
        raise BadInput(f"“{colour}” is too pale to be read on white.", where=where, next_step="Take a darker colour.")
    return colour.lower()


def font(name: str, *, where: str) -> str:
    """A font family's name. Raises `BadInput` for what could be anything else in a document."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 -]{0,60}", name):
        raise BadInput(f"“{name}” is no name of a font family.", where=where)
    return name
