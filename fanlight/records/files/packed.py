"""A file packed by gzip (extract.csv.gz), unpacked into the import's own folder and never beyond a bound."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from fanlight.errors import CouldNotRead

MOST = 4 << 30
"""Bytes that one file may unpack to."""
PIECE = 1 << 20


def unpacked(path: Path, scratch: Path) -> Path:
    """The file that a gzip file holds, under its own name without ".gz". Raises `CouldNotRead`."""
    folder = scratch / "unpacked"
    folder.mkdir(exist_ok=True)
    target = folder / (path.name[:-3] if path.name.lower().endswith(".gz") else path.name)
    size = 0
    try:
        with gzip.open(path) as source, target.open("wb") as out:
            while piece := source.read(PIECE):
                size += len(piece)
                if size > MOST:
                    raise CouldNotRead(
                        f"The file unpacks to more than {MOST >> 30} GB.",
                        where=path.name,
                        next_step="Unpack it, and import it in parts.",
                    )
                out.write(piece)
    except (OSError, EOFError, zlib.error):
        raise CouldNotRead(
            "The packed file is damaged or cut short.", where=path.name, next_step="Fetch or pack it again."
        ) from None
    return target
