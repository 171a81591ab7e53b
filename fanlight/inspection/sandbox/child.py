"""The process that reads files: bounded in memory and time, without network, writing nothing.

It reads one JSON request a line from standard input ({"path", "name", "limits"}; with "page", for that page's layout, with
"text", for the file's text)
and answers each with one line of JSON. A file that breaks the reader breaks this process alone; the parent says "could not be read".
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import stat
import sys
from dataclasses import asdict
from typing import Any

from fanlight.errors import CouldNotRead, FanlightError
from fanlight.inspection.context import Limits
from fanlight.inspection.findings import Finding, Place

FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.system", "os.remove",
             "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
             "shutil.", "ftplib.", "smtplib.", "urllib.")  # fmt: skip
"""Audit events that reading a file never needs."""


def inspect_path(path: str, name: str, limits: Limits) -> dict[str, Any]:
    """One file's answer: {"findings": […]} or {"error": {what, where, next_step, check}, "findings": […]}."""
    from fanlight.inspection.engine import inspect_data

    try:
        return {"findings": [asdict(found) for found in inspect_data(name, read(path, name, limits), limits)]}
    except CouldNotRead as error:
        reason = {"what": error.what, "where": error.where, "next_step": error.next_step, "check": error.check}
        return {"error": reason, "findings": [asdict(found) for found in error.findings if isinstance(found, Finding)]}
    except MemoryError:
        reason = {"what": "The file needs more memory than it may use.", "where": name, "check": "too_large"}
        return {"error": reason, "findings": []}
    except RecursionError:
        return {"error": {"what": "The file is nested too deep.", "where": name, "check": "too_deep"}, "findings": []}


def rebuild_path(path: str, name: str, ranges: list[str], limits: Limits) -> dict[str, Any]:
    """A rebuilt workbook: {"data": base64, "sheets": [[name, cells, {reason: left out}]], "skipped": […]}, or error."""
    from fanlight.inspection.ooxml.workbook.rebuild import rebuild

    try:
        made = rebuild(name, read(path, name, limits), ranges, limits)
    except CouldNotRead as error:
        return {"error": {"what": error.what, "where": error.where, "next_step": error.next_step, "check": error.check}}
    except FanlightError as error:
        return {"bad": {"what": error.what, "where": error.where, "next_step": error.next_step}}
    except MemoryError:
        return {"error": {"what": "The file needs more memory than it may use.", "where": name, "check": "too_large"}}
    sheets = [[sheet.name, len(sheet.cells), dict(sheet.left_out)] for sheet in made.sheets]
    return {"data": base64.b64encode(made.data).decode(), "sheets": sheets, "skipped": list(made.skipped)}


def text_path(path: str, name: str, limits: Limits) -> dict[str, Any]:
    """All of a file's text: {"text": …}, or error."""
    from fanlight.inspection.engine import text_of_data

    try:
        return {"text": text_of_data(name, read(path, name, limits))}
    except CouldNotRead as error:
        return {"error": {"what": error.what, "where": error.where, "next_step": error.next_step, "check": error.check}}
    except (MemoryError, RecursionError):
        return {"error": {"what": "The file needs more memory than it may use.", "where": name, "check": "too_large"}}


def sketch_path(path: str, name: str, limits: Limits, page: int) -> dict[str, Any] | None:
    """The layout of one page of a PDF, or nothing where it could not be read."""
    from fanlight.inspection.pdf.sketch import sketch

    try:
        return asdict(sketch(read(path, name, limits), page, name))
    except (CouldNotRead, MemoryError):
        return None


def read(path: str, name: str, limits: Limits) -> bytes:
    """A regular file's bytes. Raises CouldNotRead for anything else, and for a file beyond the limits."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise CouldNotRead("This is not a file.", where=name, check="unknown_format")
        if status.st_size > limits.file:
            raise CouldNotRead("The file is too large.", where=name, check="too_large")
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise CouldNotRead(f"The file could not be read: {error.strerror}.", where=name) from None


def finding_of(values: dict[str, Any]) -> Finding:
    """A finding from its JSON."""
    place = dict(values["place"])
    box = place.pop("box")
    inside = tuple(place.pop("inside"))
    return Finding(**{**values, "place": Place(**place, box=None if box is None else tuple(box), inside=inside)})


def main() -> None:
    sys.dont_write_bytecode = True
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a library that prints does not disturb the answers
    _bound_memory(int(sys.argv[1]))
    _forbid()
    for name in sys.argv[2:]:
        importlib.import_module(name)
    for line in sys.stdin:
        request = json.loads(line)
        limits = Limits(**request["limits"])
        _bound_time(limits.seconds)
        if "page" in request:
            out.write(json.dumps(sketch_path(request["path"], request["name"], limits, request["page"])) + "\n")
            out.flush()
            continue
        if "rebuild" in request:
            answer = rebuild_path(request["path"], request["name"], request["rebuild"], limits)
        elif "text" in request:
            answer = text_path(request["path"], request["name"], limits)
        else:
            answer = inspect_path(request["path"], request["name"], limits)
        out.write(json.dumps(answer) + "\n")
        out.flush()


def _bound_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # not on this platform: the parent still bounds the time
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _bound_time(seconds: float) -> None:
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _forbid() -> None:
    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError(f"The inspector may not do this: {event}.")
        if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            raise PermissionError("The inspector writes no file.")

    sys.addaudithook(guard)


if __name__ == "__main__":
    main()
