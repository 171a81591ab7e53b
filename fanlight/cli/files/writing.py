"""Writes several files so that all are there, or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from fanlight.errors import BadInput


def refuse_same_place(reads: Iterable[Path | None], writes: Iterable[Path | None]) -> None:
    """Two outputs in one place would leave one of them, an internal one under a public name perhaps, and an output over
    an input would destroy it. Raises `BadInput`."""
    taken = {path.resolve() for path in reads if path is not None}
    for path in writes:
        if path is None:
            continue
        if path.resolve() in taken:
            raise BadInput(
                "This file is named for two things.", where=str(path), next_step="Give each output a file of its own."
            )
        taken.add(path.resolve())


def write_together(texts: Mapping[Path, str], inside: Container[Path] = ()) -> None:
    """Writes each text beside its place first, then moves all there; those for `inside` are their owner's alone. Raises `BadInput` where a folder is missing
    or something else than a file is in a place."""
    waiting: list[tuple[str, Path]] = []
    try:
        for path, text in texts.items():
            if not path.parent.is_dir():
                raise BadInput("The folder does not exist.", where=str(path.parent), next_step="Make it first.")
            if path.exists() and not path.is_file():
                raise BadInput("This is no file to write to.", where=str(path), next_step="Name a file.")
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            waiting.append((name, path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if path not in inside:
                os.chmod(name, 0o644)
        while waiting:
            name, path = waiting[0]
            os.replace(name, path)
            del waiting[0]
    finally:
        for name, _ in waiting:
            os.unlink(name)
