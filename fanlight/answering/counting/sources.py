"""Where the records of a case are: a store, files to import for this once, or a database elsewhere."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fanlight.answering.case.model import CaseFile
from fanlight.chain.aside import aside
from fanlight.errors import BadInput

if TYPE_CHECKING:
    from fanlight.tabulation import Source

log = logging.getLogger(__name__)


@contextmanager
def opened(
    case: CaseFile, records: Sequence[Path], *, mapping: str | None, source: str | None, step: Callable[[str], None]
) -> Iterator[Source | None]:
    """The records that the case's specs count; None where it has none and no records are named."""
    if not source and not case.spec_files:
        yield None
        return
    with opened_at(records, mapping=mapping, source=source, extracted=case.extracted, step=step) as found:
        yield found


@contextmanager
def opened_at(
    records: Sequence[Path],
    *,
    mapping: str | None,
    source: str | None,
    extracted: date | None,
    step: Callable[[str], None] = lambda _: None,
) -> Iterator[Source]:
    """`extracted`: the day of the extracts, for files. Raises `BadInput` where no records are named, or they are not there."""
    from fanlight.tabulation import open_source

    with aside(Path(tempfile.gettempdir()), "fanlight-records-") as scratch:
        place = source or str(_store(extracted, records, scratch / "store", mapping, step))
        with open_source(place) as found:
            yield found


def _store(
    extracted: date | None, records: Sequence[Path], scratch: Path, mapping: str | None, step: Callable[[str], None]
) -> Path:
    from fanlight.records import import_files, is_store

    if not records:
        raise BadInput("This case counts records, and none are named.", next_step="Name them with --records.")
    for path in records:
        if not path.exists():
            raise BadInput("There are no records here.", where=str(path))
    if len(records) == 1 and is_store(records[0]):
        return records[0]
    files = [file for path in records for file in _files(path)]
    step("Importing the records")
    log.info("Importing %d files of records for this once.", len(files))
    import_files(files, scratch, mapping=mapping, extracted=extracted)
    return scratch


def _files(path: Path) -> list[Path]:
    """The file, or those of a folder in order of their names. Raises `BadInput` for a folder that holds none, a store
    beside other records, and folders in the folder, which nobody would read."""
    from fanlight.records import is_store

    if not path.is_dir():
        return [path]
    if is_store(path):
        raise BadInput("A record store stands alone.", where=str(path), next_step="Import the other files into it.")
    listed = sorted(own for own in path.iterdir() if not own.name.startswith("."))
    within = [own.name for own in listed if own.is_dir()]
    if within or not listed:
        what = f"The folder holds folders ({', '.join(within[:3])})." if within else "The folder holds no files."
        raise BadInput(what, where=str(path), next_step="Name the files of records, or a folder of nothing else.")
    return listed
