"""XML parts as a stream of UTF-8, whatever they were written in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from fanlight.errors import CouldNotRead
from fanlight.inspection.opened import Stream

STEP = 1 << 18


def as_utf8(stream: Stream) -> Iterator[bytes]:
    """The part in steps of bytes, in UTF-8, whatever it was written in; without its XML declaration."""
    first = stream.read(STEP)
    encoding = "utf-8"
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif first[:4] in {b"<\x00?\x00", b"<\x00w\x00"}:
        encoding = "utf-16-le"
    elif first[:4] in {b"\x00<\x00?", b"\x00<\x00w"}:
        encoding = "utf-16-be"
    else:
        first = first.removeprefix(b"\xef\xbb\xbf")
        declared = re.match(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""", first)
        encoding = declared[1].decode() if declared else "utf-8"
    plain = encoding.lower() in {"utf-8", "utf8", "us-ascii", "ascii"}
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise CouldNotRead("A part is in an encoding that is not known.", where="worksheet") from None
    chunk, started = first, False
    while chunk:
        try:
            made = chunk if plain else decoder.decode(chunk).encode()
        except UnicodeDecodeError:
            raise CouldNotRead("A part is not in the encoding it names.", where="worksheet") from None
        if not started and made:
            made = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", made.removeprefix(b"\xef\xbb\xbf"))
            if b"<!DOCTYPE" in made:
                raise CouldNotRead("A part declares a document type of its own.", where="worksheet")
            started = True
        yield made
        chunk = stream.read(STEP)
