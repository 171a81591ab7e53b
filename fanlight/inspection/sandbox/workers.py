"""Child processes that inspect files for this one: as many as asked, each replaced when a file breaks it."""

from __future__ import annotations

import atexit
import base64
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import fanlight
from fanlight.errors import BadInput, CouldNotRead
from fanlight.inspection.context import Limits
from fanlight.inspection.findings import Findings
from fanlight.inspection.pdf.sketch import PageSketch
from fanlight.inspection.sandbox.child import finding_of

T = TypeVar("T")

GRACE = 10.0
"""Seconds beyond the limit after which a child that has not stopped itself is ended."""

FILES_PER_CHILD = 200


class Child:
    """One process. `inspect` asks it for a file; a process that ends, or takes too long, is "could not be read"."""

    def __init__(self, limits: Limits, modules: Sequence[str] = ()) -> None:
        """`modules` are imported at once, while the parent is at other work."""
        self.limits = limits
        self.asked = 0
        root = str(Path(fanlight.__file__).resolve().parents[1])
        paths = [root, *([os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else [])]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fanlight.inspection.sandbox.child", str(limits.memory), *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"},
        )

    def inspect(self, path: Path) -> Findings:
        """Raises CouldNotRead."""
        answer = self.ask(path)
        findings = Findings(finding_of(values) for values in answer["findings"])
        if "error" in answer:
            raise CouldNotRead(**answer["error"], findings=findings)
        return findings

    def ask(self, path: Path, **more: Any) -> dict[str, Any]:
        """One answer about a file. Raises CouldNotRead where the process ends or is too late."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(self.limits.seconds + GRACE, end)
        timer.daemon = True
        timer.start()
        try:
            answer = self._ask({"path": os.fspath(path), "name": path.name, "limits": asdict(self.limits), **more})
        finally:
            timer.cancel()
        if answer is None:
            self.close()
            if late.is_set() or self.process.returncode == -24:  # SIGXCPU
                raise CouldNotRead("The inspection took longer than it may.", where=path.name, check="too_long")
            raise CouldNotRead("The file broke its reader.", where=path.name)
        return dict(answer)

    def sketch(self, path: Path, page: int) -> PageSketch | None:
        """The layout of a page, or nothing where it could not be read."""
        request = {"path": os.fspath(path), "name": path.name, "limits": asdict(self.limits), "page": page}
        answer = self._timed(request, self.process.kill)
        if answer is None:
            return None
        boxes = {key: tuple(tuple(box) for box in answer[key]) for key in ("lines", "pictures", "shapes")}
        return PageSketch(answer["width"], answer["height"], **boxes)

    def _timed(self, request: dict[str, Any], end: Callable[[], None]) -> Any:
        timer = threading.Timer(self.limits.seconds + GRACE, end)
        timer.daemon = True
        timer.start()
        try:
            return self._ask(request)
        finally:
            timer.cancel()

    def _ask(self, request: dict[str, Any]) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.asked += 1
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
            return json.loads(line) if line.endswith("\n") else None
        except (OSError, ValueError):
            return None

    @property
    def usable(self) -> bool:
        return self.process.poll() is None and self.asked < FILES_PER_CHILD

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


_idle: list[Child] = []
_lock = threading.Lock()


def warm(kinds: Sequence[str], limits: Limits | None = None) -> None:
    """Starts a child now that will be asked later for files of these kinds: it makes itself ready meanwhile."""
    from fanlight.inspection.engine import FORMATS, LIBRARIES

    limits = limits or Limits()
    with _lock:
        if any(child.limits.memory == limits.memory for child in _idle):
            return
        wanted = [name for kind in kinds for name in (FORMATS[kind], *LIBRARIES.get(kind, ()))]
        _idle.append(Child(limits, list(dict.fromkeys(wanted))))


def inspect_in_child(path: Path, limits: Limits) -> Findings:
    """Findings of one file, read in a process of its own. Raises CouldNotRead."""
    return _with_child(limits, lambda child: child.inspect(path))


def text_in_child(path: Path, limits: Limits) -> str:
    """All of one file's text, read in a process of its own. Raises CouldNotRead."""
    answer = _with_child(limits, lambda child: child.ask(path, text=True))
    if "error" in answer:
        raise CouldNotRead(**answer["error"])
    return str(answer["text"])


def rebuild_in_child(path: Path, ranges: Sequence[str], limits: Limits) -> tuple[bytes, list[Any], list[str]]:
    """A rebuilt workbook's bytes, its sheets as (name, cells, left out by reason), and the sheets that were skipped.

    Raises CouldNotRead, and BadInput for a range that is not there.
    """
    answer = _with_child(limits, lambda child: child.ask(path, rebuild=list(ranges)))
    if "error" in answer:
        raise CouldNotRead(**answer["error"])
    if "bad" in answer:
        raise BadInput(**answer["bad"])
    return base64.b64decode(answer["data"]), answer["sheets"], answer["skipped"]


def _with_child(limits: Limits, work: Callable[[Child], T]) -> T:
    """Work by a child that is idle, or a new one; it is kept for the next file if it is still well."""
    with _lock:
        child = next((c for c in _idle if c.limits.memory == limits.memory), None)
        if child is not None:
            _idle.remove(child)
    if child is None or not child.usable:
        if child is not None:
            child.close()
        child = Child(limits)
    child.limits = limits
    try:
        return work(child)
    finally:
        if child.usable:
            with _lock:
                _idle.append(child)
        else:
            child.close()


def sketch_in_child(path: Path, page: int, limits: Limits) -> PageSketch | None:
    """The layout of a page of a PDF, read in a process of its own; nothing where it could not be read."""
    child = Child(limits)
    try:
        return child.sketch(path, page)
    finally:
        child.close()


@atexit.register
def close_idle() -> None:
    with _lock:
        while _idle:
            _idle.pop().close()


def inspect_many(
    paths: Sequence[Path], limits: Limits, workers: int, done: Callable[[Path], None] = lambda path: None
) -> list[Findings | CouldNotRead]:
    """The answer for each path, in their order. `done` is told of each path as it is finished."""
    answers: list[Findings | CouldNotRead | None] = [None] * len(paths)
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for index in range(len(paths)):
        waiting.put(index)

    def work() -> None:
        while True:
            try:
                index = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                answers[index] = inspect_in_child(paths[index], limits)
            except CouldNotRead as error:
                answers[index] = error
            except Exception as error:  # a thread that ends early would leave files without an answer
                answers[index] = CouldNotRead(f"The inspector failed: {type(error).__name__}.", where=paths[index].name)
            done(paths[index])

    threads = [threading.Thread(target=work, daemon=True) for _ in range(max(1, min(workers, len(paths))))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [a if a is not None else CouldNotRead("The file was not inspected.", where=p.name)
            for a, p in zip(answers, paths, strict=True)]  # fmt: skip
