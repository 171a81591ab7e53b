"""The outgoing files as bytes: made fresh from content and audited tables, re-opened, inspected."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from fanlight.answering.case.model import CaseFile
from fanlight.answering.checks.names import people_in_file_name
from fanlight.answering.checks.traces import may_stay, personal_words, traces
from fanlight.answering.counting.protecting import Step
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes.section14 import without_letter
from fanlight.answering.response import compose
from fanlight.answering.response.composition import Composition
from fanlight.chain.aside import aside
from fanlight.documents.content import Download
from fanlight.errors import CouldNotRead, NotReady
from fanlight.inspection import Findings
from fanlight.tables.layout import caption

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """The draft's files by path, and what stands in the way of approving them."""

    files: dict[str, bytes]
    problems: list[Missing]


def written(parts: Composition, request: str, *, publish: bool, step: Step) -> Written:
    """requester/ and, where the publication copy is confirmed and clean (`publish`), publish/."""
    from fanlight.documents import write_letter, write_page, write_tables

    problems: list[Missing] = []
    with _Inspection() as inspection:
        step("Writing the letter")
        try:
            if not without_letter(parts.case):
                inspection.add("requester", write_letter(compose.letter(parts)))
        except NotReady as error:
            # The reasons cannot be written without the record they rest on: the tables wait for the letter.
            text = f"The letter cannot be written: {error}"
            problems.append(Missing("letter_not_written", "requester/letter.html", text))
            publish = False
        step("Writing the tables")
        tables = write_tables(compose.workbook(parts)) if parts.tables else {}
        inspection.add("requester", tables)
        if publish and not without_letter(parts.case):
            step("Writing the page")
            page = compose.page(parts, _downloads(tables, parts))
            inspection.add("publish", {"page.html": write_page(page), **tables})
        step("Inspecting what was written")
        problems += inspection.problems()
    problems += _no_traces(inspection.files, parts.case, request)
    return Written(inspection.files, problems)


class _Inspection:
    """Files are inspected in a child process while the next are made. The child reads them from a folder of its own,
    which is gone at the end, whatever happens."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._found: dict[str, Future[Findings]] = {}
        self._scratch = ExitStack()
        self._folder = self._scratch.enter_context(aside(Path(tempfile.gettempdir()), "fanlight-inspected-"))
        self._pool = ThreadPoolExecutor(1)

    def __enter__(self) -> _Inspection:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._scratch.close()

    def add(self, folder: str, files: Mapping[str, bytes]) -> None:
        from fanlight.inspection import inspect

        for name, data in files.items():
            path = self._folder / folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            log.debug("Made %s/%s.", folder, name)
            self.files[f"{folder}/{name}"] = data
            self._found[f"{folder}/{name}"] = self._pool.submit(inspect, path)

    def problems(self) -> list[Missing]:
        """What the opened files hold that should not be in them, in the order of their names."""
        problems = []
        for name, finding in sorted(self._found.items()):
            try:
                findings = finding.result()
            except CouldNotRead as error:
                log.warning("%s could not be read back: %s.", name, error.check)
                problems.append(Missing("file_not_read", name, f"{name} could not be read back: {error}"))
                continue
            problems += [
                Missing("file_hides_something", name, f"{name}: {found.check} at {found.where}.")
                for found in findings
                if found.severity != "info"
            ]
        return problems


def _downloads(tables: Mapping[str, bytes], parts: Composition) -> list[Download]:
    titles = {f"table-{table.number}.csv": caption(table) for table in parts.ordered}
    formats = {".xlsx": "Excel spreadsheet", ".ods": "OpenDocument spreadsheet", ".csv": "CSV"}
    return [
        Download(name, titles.get(name, "All tables, with notes"), formats[Path(name).suffix], len(data))
        for name, data in tables.items()
        if Path(name).suffix in formats
    ]


def ready_to_inspect() -> None:
    """Lets the process that inspects the files start while the tables are counted and protected."""
    from fanlight.inspection.sandbox.workers import warm

    warm(("pdf", "docx", "xlsx", "ods", "html", "csv", "json"))


def _no_traces(files: Mapping[str, bytes], case: CaseFile, request: str) -> list[Missing]:
    """Looks in every published file, and its name, for the requester and for people named in the request; and in its name for
    anybody else."""
    from fanlight.inspection.engine import text_of_data

    published = {path: data for path, data in sorted(files.items()) if path.startswith("publish/")}
    texts = [(path, text_of_data(Path(path).name, data)) for path, data in published.items()]
    texts += [(path, re.sub(r"[\W_]+", " ", path)) for path in published]
    found = dict.fromkeys(traces(personal_words(case, request), texts))
    for path in published:
        if any(not may_stay(case, name) for name in people_in_file_name(path)):
            found[path] = None
    return [Missing("file_names_somebody", path, f"{path} shows somebody's name or contact details.") for path in found]
