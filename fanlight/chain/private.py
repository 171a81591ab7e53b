"""Files of one owner: what is made here nobody else may read, and no link that somebody planted leads elsewhere."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from fanlight.errors import BadInput

_turn = threading.Lock()
_masks: list[int] = []
"""What the umask was as each of those inside `private` came in; the first is the process's own."""


@contextmanager
def private() -> Iterator[None]:
    """All that the process makes meanwhile is for its owner alone (0600, 0700), whatever its umask: also what a database
    makes beside its own file. Of several threads inside, the last one out puts the umask back."""
    with _turn:
        _masks.append(os.umask(0o077))
    try:
        yield
    finally:
        with _turn:
            mask = _masks.pop()
            if not _masks:
                os.umask(mask)


def private_folder(folder: Path) -> None:
    """Makes the folder where there is none, for its owner alone; one that is there stays as it is. Raises `BadInput`."""
    try:
        with private():
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words = "This is a file, not a folder" if isinstance(error, FileExistsError) else error.strerror
        raise BadInput(f"The folder cannot be made: {words}.", where=str(folder), next_step="Name another.") from None


def new_private(path: Path) -> IO[bytes]:
    """A new file for its owner alone, to write to. Raises `FileExistsError` where something is there, a link too."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def make_private(path: Path) -> None:
    """An empty file for its owner alone, where there is none and one can be made: a database fills it."""
    with suppress(OSError):
        new_private(path).close()


def no_links(folder: Path, names: Iterable[str]) -> None:
    """Raises `BadInput` where one of these is a link: what it leads to is not ours to read or write."""
    for name in names:
        if (folder / name).is_symlink():
            raise BadInput(
                "This is a link, and is not followed.",
                where=str(folder / name),
                next_step="See who put it there, and put the file itself in its place.",
            )


def no_links_in(folder: Path) -> None:
    """The same of the folder and everything in it."""
    no_links(folder.absolute().parent, [folder.absolute().name])
    for place, folders, files in os.walk(folder):
        no_links(Path(place), sorted((*folders, *files)))
