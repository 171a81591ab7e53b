"""The outgoing files: written fresh from content and audited tables, re-opened, inspected, hashed."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fanlight.answering import compose
from fanlight.answering import manifest as manifests
from fanlight.answering.case import Case
from fanlight.answering.composition import Composition
from fanlight.answering.traces import personal_words, traces
from fanlight.documents.content import Download
from fanlight.errors import CouldNotRead, NotReady
from fanlight.inspection import Findings

Inspected = tuple[Path, Future[Findings]]


@dataclass(frozen=True)
class Written:
    """Hashes by path under the draft, and what stands in the way of approving them."""

    hashes: dict[str, str]
    problems: list[str]


def write_files(draft: Path, parts: Composition, case: Case, *, publish: bool) -> Written:
    """Writes requester/ and, where the publication copy is confirmed and clean, publish/."""
    from fanlight.documents import write_letter, write_page, write_tables
    from fanlight.inspection import inspect

    problems: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        inspected: list[Inspected] = []

        def out(folder: str, files: dict[str, bytes]) -> None:
            # Inspecting is a child's work: it goes on while the next files are written.
            inspected.extend((path, pool.submit(inspect, path)) for path in _write(draft / folder, files))

        try:
            out("requester", write_letter(compose.letter(parts)))
        except NotReady as error:
            # The reasons cannot be written without the record they rest on: the tables wait for the letter.
            problems.append(f"The letter cannot be written: {error}")
            publish = False
        tables = write_tables(compose.workbook(parts)) if parts.tables else {}
        out("requester", tables)
        if publish:
            page = compose.page(parts, _downloads(tables, parts))
            out("publish", {"page.html": write_page(page), **tables})
        problems += _found(draft, inspected)
    problems += _no_traces(draft / "publish", case)
    return Written(manifests.of_folder(draft), problems)


def _write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]


def _downloads(tables: dict[str, bytes], parts: Composition) -> list[Download]:
    titles = {f"table-{table.number}.csv": f"Table {table.number}: {table.title}" for table in parts.ordered}
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


def _found(draft: Path, inspected: list[Inspected]) -> list[str]:
    """What the opened files hold that should not be in them, in the order of their names; every file of the draft is
    among them."""
    written = {p for p in draft.rglob("*") if p.is_file()}
    if written != {path for path, _ in inspected}:
        raise RuntimeError("a file of the draft was not inspected")
    problems = []
    for path, finding in sorted(inspected, key=lambda one: one[0]):
        name = path.relative_to(draft).as_posix()
        try:
            findings = finding.result()
        except CouldNotRead as error:
            problems.append(f"{name} could not be read back: {error}")
            continue
        problems += [f"{name}: {found.check} at {found.where}." for found in findings if found.severity != "info"]
    return problems


def _no_traces(publish: Path, case: Case) -> list[str]:
    """Looks in every published file for the requester and for people named in the request."""
    if not publish.exists():
        return []
    from fanlight.inspection import text_of

    texts = [(path.name, text_of(path)) for path in sorted(publish.iterdir())]
    return [f"publish/{place} shows somebody's name or contact details." for place in
            traces(personal_words(case.file, case.request), texts)]  # fmt: skip
