"""A folder written aside and put in place when it is whole: a stop in the middle leaves what was there before."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fanlight.errors import BadInput, NotReady

OURS = {"draft", "internal", "manifest.json"}


def check_place(out: Path) -> None:
    """Refuses a place that holds a release, or anything that is not an earlier draft: nothing of anybody's is lost."""
    if not out.exists():
        return
    if not out.is_dir():
        raise BadInput("This is a file, not a folder.", where=str(out), next_step="Name a folder for the draft.")
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    if "release" in names:
        raise NotReady(
            "This folder holds a release, which stays as it is.",
            where=str(out),
            next_step="Name another folder with --out.",
        )
    if names - OURS:
        raise BadInput(
            f"This folder holds other things ({', '.join(sorted(names - OURS)[:3])}).",
            where=str(out),
            next_step="Name an empty folder, or one of an earlier draft.",
        )


@contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """Gives a folder beside `out` to write into; at the end it takes the place of `out`, unless an error came."""
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield aside
        old = aside.with_name(aside.name + "-old")
        if out.exists():
            os.replace(out, old)
        try:
            os.replace(aside, out)
        except OSError:
            if old.exists():
                os.replace(old, out)
            raise
        out.chmod(0o755)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
