"""A case's files lie in its folder: what case.yaml names outside of it, or behind a link that leads out, is not read."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from fanlight.errors import BadInput

_NEXT = "Copy the file into the case's folder, and name it by its name."


def check_name(name: str, place: str) -> None:
    """Raises `BadInput` for a name that is absolute, climbs with “..”, or is written with backslashes."""
    path = PurePosixPath(name)
    climbs = path.is_absolute() or Path(name).is_absolute() or ".." in path.parts
    if climbs or name in ("", ".") or {"\\", "\0"} & set(name):
        raise BadInput(f"“{name}” is no file of the case's folder.", where=place, next_step=_NEXT)


def inside(folder: Path, name: str, place: str) -> Path:
    """The path of a case's file, which may not be there. Raises `BadInput` where it lies outside the folder, or is no file."""
    check_name(name, place)
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BadInput(f"“{name}” is a link that leads out of the case's folder.", where=place, next_step=_NEXT)
        if path.exists() and not path.is_file():
            raise BadInput(f"“{name}” is no file.", where=place, next_step=_NEXT)
    except (OSError, RuntimeError):  # too long a name, a folder that may not be entered, links in a circle
        raise BadInput(f"“{name}” cannot be a file here.", where=place, next_step=_NEXT) from None
    return path
