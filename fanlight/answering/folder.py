"""The case folder: read into values, and a draft written from values. Here alone the answering part knows a case's paths."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from fanlight.answering import memory
from fanlight.answering.beginning import begin
from fanlight.answering.behind import places_file
from fanlight.answering.beside import warnings
from fanlight.answering.case import casefile
from fanlight.answering.case.inside import check_name, inside
from fanlight.answering.case.model import Case, CaseFile
from fanlight.answering.counting.protecting import Step
from fanlight.answering.counting.sources import opened
from fanlight.answering.drafting import Draft, draft
from fanlight.answering.output import manifest as manifests
from fanlight.answering.output.files import ready_to_inspect
from fanlight.answering.output.outputs import check_place, put_back, written_whole
from fanlight.chain.private import private, private_folder
from fanlight.errors import BadInput
from fanlight.law.clock import deadline
from fanlight.pipeline import SECONDS
from fanlight.requests import read_request
from fanlight.tables.yaml.lines import LinedYaml, read_text, read_yaml

log = logging.getLogger(__name__)


def answer(
    case_dir: Path,
    records: Sequence[Path],
    out: Path,
    *,
    mapping: str | None = None,
    source: str | None = None,
    ledger: str | None = None,
    no_ledger: bool = False,
    seconds: float = SECONDS,
    step: Step = lambda _: None,
) -> Draft:
    """Makes `out`/draft, `out`/internal and the manifest, all at once or not at all.

    `ledger`: where the ledger is (by default as case.yaml says, the authority's by setting, or in the record store); `no_ledger`: use none, and say so.
    `seconds`: for choosing what to publish and for the audit. Raises as `read_case` and `draft` do: then nothing is written.
    """
    check_place(out)
    put_back(out)
    case, request = read_case(case_dir)
    ready_to_inspect()
    place = None if no_ledger else memory.place_of(case_dir, case, records, ledger)
    name = memory.seen_from(out, place) if place is not None else ""
    # A case without tables publishes no figure.
    unseen = warnings(place, records, case_dir, case.file.ledger) if case.file.tables else ()
    with (
        opened(case.file, records, mapping=mapping, source=source, step=step) as counted,
        memory.memory_of(case, place) as earlier,
    ):
        made = draft(case, request, counted, earlier, ledger_name=name, ledger_notes=unseen, seconds=seconds, step=step)
    if case.file.spec_files:
        places = places_file(out, () if source else records, mapping, case.file.extracted)
        made = replace(made, internal={**made.internal, **places})
    write_draft(made, out)
    return made


def read_case(folder: Path) -> tuple[Case, str]:
    """The case and the request's text, newlines as they are in the file. Raises `BadInput` or `SpecError` naming file
    and line."""
    if not folder.is_dir():
        raise BadInput(f"There is no case folder {folder}.", next_step="Name a folder with request.txt and case.yaml.")
    source = read_yaml(inside(folder, casefile.CASE, str(folder)))
    file = casefile.validate(source)
    request = _request(folder)
    specs, copy = _specs(folder, file, source), _publication_copy(folder, file, source)
    style = _style(folder, file, source)
    case = Case(file, specs, copy, _files(folder, file, source), source, manifests.of_folder(folder), style=style)
    log.info("Case %s read: %d questions, %d spec files.", file.reference, len(file.questions), len(file.tables))
    return case, request


def _request(folder: Path) -> str:
    path = inside(folder, casefile.REQUEST, str(folder))
    if not path.exists():
        raise BadInput("There is no request.txt.", where=str(folder), next_step="Put the request there as received.")
    request = read_request(path)
    if not request.strip():
        raise BadInput("The request is empty.", where="request.txt")
    return request


def _publication_copy(folder: Path, file: CaseFile, source: LinedYaml) -> str | None:
    if file.publication is None:
        return None
    path = inside(folder, file.publication.copy_file, source.place(("publication", "copy")))
    return read_request(path) if path.exists() else None


def _style(folder: Path, file: CaseFile, source: LinedYaml) -> dict[str, bytes]:
    """The files of the folder that `style` names, by name."""
    if not file.style:
        return {}
    place = source.place(("style",))
    check_name(file.style, place)
    held = folder / file.style
    if not held.is_dir():
        raise BadInput(f"There is no folder {file.style}.", where=place, next_step="Put it there, or take out `style`.")
    paths = [inside(folder, f"{file.style}/{one.name}", place) for one in sorted(held.iterdir()) if one.is_file()]
    return {path.name: path.read_bytes() for path in paths}


def _specs(folder: Path, file: CaseFile, source: LinedYaml) -> dict[str, str]:
    places = {name: source.place(("tables", number)) for number, name in file.spec_files}
    paths = {name: inside(folder, name, place) for name, place in places.items()}
    for name, path in paths.items():
        if not path.exists():
            raise BadInput(f"There is no table spec {name}.", where=places[name])
    return {name: read_text(path) for name, path in paths.items()}


def _files(folder: Path, file: CaseFile, source: LinedYaml) -> dict[str, bytes]:
    """The files that go out as they are, and those of ready tables. Raises `BadInput` for one that is not there, or too large, and
    for two that would go out under one name."""
    named = [(one.file, source.place(("tables", at, "file"))) for at, one in file.ready_tables]
    outgoing: set[str] = set()
    for number, entry in enumerate(file.attachments):
        place = source.place(("attachments", number, "file"))
        if entry.name.casefold() in outgoing:
            raise BadInput(f"Two attachments are called “{entry.name}”.", where=place, next_step="Rename one of them.")
        outgoing.add(entry.name.casefold())
        named.append((entry.file, place))
    return {name: _bytes(inside(folder, name, place), name, place) for name, place in named}


def _bytes(path: Path, name: str, place: str) -> bytes:
    if not path.exists():
        raise BadInput(f"There is no file {name}.", where=place, next_step="Copy it into the case's folder.")
    if path.stat().st_size > LARGEST:
        most = f"{LARGEST // 10**6:,} MB"
        raise BadInput(f"The file is larger than {most}.", where=place, next_step="Part it, or hand it over otherwise.")
    return path.read_bytes()


LARGEST = 500_000_000
"""Bytes of an attachment, or of a ready table's file."""


def begin_case(request: Path, folder: Path, received: date, *, given: bool) -> date:
    """Makes a first case folder from a request's file, and returns the last day to answer. Raises `BadInput` where the folder
    holds something already, or the request cannot be read."""
    text = read_request(request)
    if not text.strip():
        raise BadInput("The request is empty.", where=str(request))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput("This folder holds other things.", where=str(folder), next_step="Name a new one with --out.")
    files = begin(text, received, given=given)
    _write(folder, {**files, casefile.REQUEST: request.read_bytes()})
    return deadline(received).due


def write_case(folder: Path, case: Case, request: str) -> None:
    """The case as canonical files in `folder`, which is made; `read_case` gives the same case and request again.

    Raises `BadInput` where the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadInput("This folder holds other things.", where=str(folder), next_step="Name an empty folder.")
    _write(folder, casefile.files(case, request))


def rewrite_case(folder: Path, case: Case) -> Path:
    """Puts the case into case.yaml in its canonical form, and gives the place of the file as it was: beside it, under the first
    free of case.before-1.yaml, case.before-2.yaml and so on."""
    path = inside(folder, casefile.CASE, str(folder))
    number = next(n for n in range(1, 10_000) if not os.path.lexists(folder / f"case.before-{n}.yaml"))
    old = folder / f"case.before-{number}.yaml"
    new = folder / f".case-{number}.yaml"
    new.write_text(casefile.dump(case.file), encoding="utf-8", newline="\n")
    shutil.copymode(path, new)
    shutil.copy2(path, old)
    os.replace(new, path)
    return old


def write_draft(made: Draft, out: Path) -> None:
    """`out`/draft, `out`/internal and the manifest, all at once or not at all; an earlier draft there is replaced."""
    with written_whole(out) as folder:
        _write(folder / "draft", made.files)
        _write(folder / "internal", made.internal)
        (folder / manifests.NAME).write_text(made.manifest.to_json(), encoding="utf-8", newline="\n")
    log.info("Case %s: the draft is in place.", made.reference)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    private_folder(folder)
    with private():
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
