"""A folder written aside and put in place when it is whole: a stop in the middle leaves what was there before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fanlight.chain.aside import aside, left_over
from fanlight.chain.private import no_links, private, private_folder
from fanlight.errors import BadInput, NotReady

OURS = {"draft", "internal", "manifest.json"}


def check_place(out: Path) -> None:
    """Refuses a place that holds a release, or anything that is not an earlier draft: nothing of anybody's is lost."""
    no_links(out.absolute().parent, [out.name])
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
    """Gives a folder beside `out` to write into, for its owner alone; at the end it takes the place of `out`, unless an error
    came. What a process that was killed left there is cleared first: an earlier draft that it had moved goes back."""
    out = out.absolute()
    no_links(out.parent, [out.name])
    private_folder(out.parent)
    put_back(out)
    with private(), aside(out.parent, f".{out.name}-", _is_ours) as made:
        yield made
        old = made.with_name(made.name + "-old")
        if out.exists():
            os.replace(out, old)
        try:
            os.replace(made, out)
        except OSError:
            if old.exists():
                os.replace(old, out)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _is_ours(place: Path) -> bool:
    return {path.name for path in place.iterdir()} <= {*OURS, "protected"}


def put_back(out: Path) -> None:
    """The earlier draft, where a stop between the two moves left no `out` and that beside it."""
    out = out.absolute()
    old = [place for place in left_over(out.parent, f".{out.name}-") if place.name.endswith("-old") and _is_ours(place)]
    if old and not os.path.lexists(out):
        os.replace(old[-1], out)
