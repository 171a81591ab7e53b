"""Folders to write in aside, gone at the end. What a process that was killed left of one goes when the next is made."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_FRESH = 60.0
"""Seconds for which an empty folder may be one that somebody has just made and not locked yet."""


@contextmanager
def aside(folder: Path, prefix: str, ours: Callable[[Path], bool] = lambda _: True) -> Iterator[Path]:
    """A new folder in `folder`, named by the prefix, for its owner alone. The system frees its lock when its process dies:
    those without one are left over, and go where they are `ours`."""
    import fcntl

    clear_left_over(folder, prefix, ours)
    place = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(handle)


def clear_left_over(folder: Path, prefix: str, ours: Callable[[Path], bool] = lambda _: True) -> None:
    for place in left_over(folder, prefix):
        if ours(place):
            shutil.rmtree(place, ignore_errors=True)


def left_over(folder: Path, prefix: str) -> list[Path]:
    """Folders of a process that is no more, in order of their names; links and other people's are none."""
    named = re.compile(re.escape(prefix) + r"[a-z0-9_]{8}(-old)?")
    found = []
    with suppress(OSError):
        for entry in os.scandir(folder):
            if named.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False) and _is_abandoned(Path(entry)):
                found.append(Path(entry))
    return sorted(found)


def _is_abandoned(place: Path) -> bool:
    import fcntl

    try:
        status = place.stat(follow_symlinks=False)
        if status.st_uid != os.geteuid() or (time.time() - status.st_mtime < _FRESH and not any(place.iterdir())):
            return False
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(handle)
