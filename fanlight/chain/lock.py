"""A lock over processes and threads, which the system frees when its holder dies: many readers, or one writer."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from fanlight.errors import StoreError


@contextmanager
def locked(path: Path, *, wait: float, busy: StoreError, shared: bool = False) -> Iterator[None]:
    """Holds the lock file, made where there is none. Raises `busy` where others hold it for longer than `wait` seconds.

    A reader of a folder that nobody may write to needs no lock.
    """
    import fcntl

    file = _opened(path, shared)
    if file is None:
        yield
        return
    until = time.monotonic() + wait
    # Of the opened file, not of the process: it holds between threads too.
    with file:
        while True:
            try:
                fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise busy from None
                time.sleep(0.02)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def _opened(path: Path, shared: bool) -> IO[str] | None:
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        return os.fdopen(os.open(path, flags, 0o600), "a")
    except OSError:
        if not shared:
            raise
    return path.open() if path.exists() else None
