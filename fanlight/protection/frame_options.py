"""Options and files of the functions for data frames: the command line's, under the same names, for a caller without files."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fanlight.errors import BadInput, FanlightError
from fanlight.protection.frame_texts import csv_of, narwhals_of

Trees = Mapping[str, Mapping[str, str] | Sequence[Mapping[str, str]]]
"""Of a dimension its tree, code to parent ("" at the top), or several trees."""

PROTECT: Mapping[str, tuple[str, str]] = {
    "time_limit": ("seconds", "number"),
    "seconds": ("seconds", "number"),
    "pools": ("pools", "pools"),
    "costs": ("costs", "costs"),
    "publish": ("publish", "frame"),
    "withhold": ("withhold", "frame"),
    "zeros_shown": ("zeros_shown", "flag"),
    "protect_zeros": ("zeros_protected", "flag"),
    "zeros_protected": ("zeros_protected", "flag"),
    "groups": ("groups", "texts"),
    "base": ("base", "whole"),
    "seed": ("seed", "path"),
    "record_key": ("record_key", "text"),
    "noise": ("noise", "whole"),
    "variance": ("variance", "number"),
    "ledger": ("ledger", "place"),
    "describe": ("describe", "path"),
    "revisions": ("revisions", "text"),
    "leave_out": ("leave_out", "texts"),
}
"""Options of `protect_frame`: their fields of `Asked`, and what they take."""

AUDIT: Mapping[str, tuple[str, str]] = {
    "time_limit": ("time_limit", "number"),
    "seconds": ("time_limit", "number"),
    "pools": ("pools", "frame"),
    "marks": ("marks", "text"),
    "zeros_shown": ("zeros_shown", "flag"),
    "protect_zeros": ("zeros_protected", "flag"),
    "zeros_protected": ("zeros_protected", "flag"),
    "groups": ("groups", "texts"),
    "known": ("known", "frame"),
    "also": ("also", "texts"),
    "intervals": ("ends", "text"),
    "ends": ("ends", "text"),
}
"""Options of `audit_frame`."""

KINDS = {int: "a whole number", float: "a number", bool: "True or False", str: "a text"}


def checked(name: str, value: Any, kind: type) -> Any:
    """The value as that type. Raises `BadInput` naming the option."""
    if kind is bool:
        fits = isinstance(value, bool)
    elif kind in (int, float):
        # Whole numbers of NumPy too; True is none.
        fits = not isinstance(value, bool) and (
            hasattr(value, "__index__") or (kind is float and isinstance(value, float))
        )
    else:
        fits = isinstance(value, kind)
    if not fits:
        raise BadInput(f"{name} is not {KINDS[kind]}.", where=name, next_step=f"It is of type {type(value).__name__}.")
    return kind(value)


def as_list(trees: Mapping[str, str] | Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return [trees] if isinstance(trees, Mapping) else list(trees)


class Workplace:
    """A private folder for the files that the command line would have. What goes wrong in it is told in the caller's words:
    rows of frames for lines of files, names of arguments for flags."""

    def __enter__(self) -> Workplace:
        self._folder = tempfile.TemporaryDirectory(prefix="fanlight-")
        self.folder = Path(self._folder.name)
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._folder.cleanup()
        if isinstance(error, FanlightError):
            ours = re.match(r"the (frame|tree)\b", error.where) is not None
            told = [self._told(text, ours) for text in (error.what, error.where, error.next_step)]
            error.what, error.where, error.next_step = told
            error.args = tuple(told)

    def frame(self, frame: Any, name: str) -> Path:
        """`name`: what the caller knows it as, and messages call it."""
        path = self.folder / name
        path.write_text(csv_of(frame), encoding="utf-8")
        return path

    def trees(self, hierarchies: Trees | None) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for number, (name, trees) in enumerate((hierarchies or {}).items()):
            for at, tree in enumerate(as_list(trees)):
                path = self.folder / f"the tree of {_plain(name)} ({number + 1}, {at + 1})"
                out = io.StringIO(newline="")
                writer = csv.writer(out, lineterminator="\n")
                writer.writerows([("code", "parent"), *tree.items()])
                path.write_text(out.getvalue(), encoding="utf-8")
                found.setdefault(name, []).append(path)
        return found

    def write(self, path: Path, text: str) -> None:
        """Raises `BadInput` where it cannot be written."""
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise BadInput(f"The pools could not be written: {error.strerror}.", where=str(path)) from None

    def fields(self, function: str, known: Mapping[str, tuple[str, str]], options: Mapping[str, Any]) -> dict[str, Any]:
        """Options as fields. One that is None is one that was not given. Raises `BadInput` for an unknown one, a wrong type,
        and one that is given under both of its names."""
        found: dict[str, Any] = {}
        for name, value in options.items():
            if name not in known:
                raise BadInput(
                    f"{function} has no option “{name}”.", where=name, next_step=f"Its options: {', '.join(known)}."
                )
            if value is None:
                continue
            field, kind = known[name]
            if field in found:
                raise BadInput(f"{name} is given twice, under two names.", where=name, next_step="Give it once.")
            found[field] = self._value(name, value, kind)
        return found

    def _value(self, name: str, value: Any, kind: str) -> Any:
        simple = {"number": float, "whole": int, "flag": bool, "text": str}
        if kind in simple:
            return checked(name, value, simple[kind])
        if kind == "texts":
            texts = [value] if isinstance(value, str | Path) else value
            if not isinstance(texts, list | tuple) or not all(isinstance(one, str | Path) for one in texts):
                raise BadInput(f"{name} is not a list of texts.", where=name)
            return tuple(str(one) for one in texts)
        if kind == "costs" and isinstance(value, str | Path):
            return str(value)
        if kind == "pools" and isinstance(value, bool):
            return value
        if isinstance(value, str | Path):
            return str(value) if kind == "place" else Path(value)
        if kind in ("path", "place"):
            raise BadInput(f"{name} is not a path.", where=name, next_step="Give it as str or Path.")
        try:
            path = self.frame(narwhals_of(value), f"the frame of {name}")
        except BadInput:
            raise BadInput(f"{name} is neither a path nor a data frame.", where=type(value).__name__) from None
        return str(path) if kind == "costs" else path

    def _told(self, text: str, ours: bool) -> str:
        text = text.replace(f"{self.folder}/", "")
        if ours:
            # The first line of a file is its header.
            text = re.sub(r"\bline ([0-9]+)", lambda found: f"row {int(found[1]) - 1}", text)
        return re.sub(
            r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)",
            lambda found: _ARGUMENTS.get(found[1], found[1].replace("-", "_")),
            text,
        )


_ARGUMENTS = {"hierarchy": "hierarchies"}


def _plain(name: str) -> str:
    return re.sub(r"[^\w -]", "_", name)[:60]
