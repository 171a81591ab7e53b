"""The outgoing files as bytes: made fresh from content and audited tables, re-opened, inspected."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from fanlight.answering.case.attachments import FOLDER, kind
from fanlight.answering.case.model import CaseFile
from fanlight.answering.checks.attached import of_inspection
from fanlight.answering.checks.names import people_in_file_name
from fanlight.answering.checks.traces import may_stay, personal_words, traces
from fanlight.answering.counting.protecting import Step
from fanlight.answering.missing import Missing
from fanlight.answering.outcomes.section14 import without_letter
from fanlight.answering.output.manifest import sha256
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
    from fanlight.documents import write_bundle, write_letter, write_page, write_tables

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
        attached = {one.path: one.data for one in parts.enclosed}
        inspection.add("requester", attached)
        publish = publish and not without_letter(parts.case)
        if publish:
            step("Writing the page")
            page = compose.page(parts, _downloads(tables, parts))
            published = {one.path: one.data for one in parts.enclosed if one.entry.publish}
            inspection.add("publish", {"page.html": write_page(page), "response.json": write_bundle(page), **tables})
            inspection.files.update({f"publish/{path}": data for path, data in published.items()})
        step("Inspecting what was written")
        problems += inspection.problems(apart=[f"requester/{path}" for path in attached])
        for one in parts.enclosed:
            found = inspection.found(f"requester/{one.path}")
            problems += of_inspection(one, found, sha256(one.data))
        if publish:
            problems += _attachments_without_traces(inspection, parts, request)
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
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            log.debug("Made %s/%s.", folder, name)
            self.files[f"{folder}/{name}"] = data
            self._found[f"{folder}/{name}"] = self._pool.submit(inspect, path)

    def found(self, name: str) -> Findings | CouldNotRead:
        try:
            return self._found[name].result()
        except CouldNotRead as error:
            return error

    def text(self, name: str) -> str:
        """All of a file's text. Raises `CouldNotRead`."""
        from fanlight.inspection import Limits
        from fanlight.inspection.sandbox.workers import text_in_child

        return text_in_child(self._folder / name, Limits())

    def problems(self, *, apart: Sequence[str] = ()) -> list[Missing]:
        """What the files made here hold that should not be in them, in the order of their names; `apart`: not these."""
        problems = []
        for name in sorted(set(self._found) - set(apart)):
            findings = self.found(name)
            if isinstance(findings, CouldNotRead):
                log.warning("%s could not be read back: %s.", name, findings.check)
                problems.append(Missing("file_not_read", name, f"{name} could not be read back: {findings}"))
                continue
            problems += [
                Missing("file_hides_something", name, f"{name}: {found.check} at {found.where}.")
                for found in findings
                if found.severity != "info"
            ]
        return problems


def _downloads(tables: Mapping[str, bytes], parts: Composition) -> list[Download]:
    titles = {f"table-{table.number}.csv": caption(table) for table in parts.ordered}
    titles |= {f"{name}-metadata.json": f"What the columns of {name} mean" for name in titles}
    made = [
        Download(
            name,
            titles.get(name, "All tables, with notes"),
            kind(name),
            len(data),
            sha256(data),
            not name.endswith(".json"),
        )
        for name, data in tables.items()
    ]
    published = [one for one in parts.enclosed if one.entry.publish]
    given = [Download(one.path, one.title, kind(one.entry.name), len(one.data), sha256(one.data)) for one in published]
    return [*made, *given]


def ready_to_inspect() -> None:
    """Lets the process that inspects the files start while the tables are counted and protected."""
    from fanlight.inspection.sandbox.workers import warm

    warm(("pdf", "docx", "xlsx", "ods", "html", "csv", "json"))


def _no_traces(files: Mapping[str, bytes], case: CaseFile, request: str) -> list[Missing]:
    """Looks in every published file, and its name, for the requester and for people named in the request; and in its name for
    anybody else."""
    from fanlight.inspection.engine import text_of_data

    published = {path: data for path, data in sorted(files.items()) if _is_made_for_all(path)}
    texts = [(path, text_of_data(Path(path).name, data)) for path, data in published.items()]
    texts += [(path, re.sub(r"[\W_]+", " ", path)) for path in published]
    found = dict.fromkeys(traces(personal_words(case, request), texts))
    for path in published:
        if any(not may_stay(case, name) for name in people_in_file_name(path)):
            found[path] = None
    return [Missing("file_names_somebody", path, f"{path} shows somebody's name or contact details.") for path in found]


def _is_made_for_all(path: str) -> bool:
    return path.startswith("publish/") and not path.startswith(f"publish/{FOLDER}/")


def _attachments_without_traces(inspection: _Inspection, parts: Composition, request: str) -> Iterator[Missing]:
    """The same of the attachments that are published, with their names: one that cannot be searched is not published."""
    words = personal_words(parts.case, request)
    for one in parts.enclosed:
        if not one.entry.publish:
            continue
        path = f"publish/{one.path}"
        try:
            text = inspection.text(f"requester/{one.path}")
        except CouldNotRead:
            said = f"{path} cannot be searched for the requester's name and details."
            yield Missing("file_not_read", path, said, f"Give it to the requester alone ({one.at}.publish: no).")
            continue
        shown = traces(words, [(path, text), (path, one.spoken_name), (path, one.title)])
        if shown or any(not may_stay(parts.case, name) for name in people_in_file_name(one.entry.file)):
            yield Missing("file_names_somebody", path, f"{path} shows somebody's name or contact details.")
