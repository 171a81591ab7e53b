"""Where the records of a case are: a store, files to import for this once, or a database elsewhere."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
    from fanlight.tabulation import open_source

    with aside(Path(tempfile.gettempdir()), "fanlight-records-") as scratch:
        if not source and not case.spec_files:
            yield None
            return
        place = source or str(_store(case, records, scratch / "store", mapping, step))
        with open_source(place) as found:
            yield found


def _store(
    case: CaseFile, records: Sequence[Path], scratch: Path, mapping: str | None, step: Callable[[str], None]
) -> Path:
    from fanlight.records import import_files, is_store

    if not records:
        raise BadInput("This case counts records, and none are named.", next_step="Name them with --records.")
    for path in records:
        if not path.exists():
            raise BadInput("There are no records here.", where=str(path))
    if len(records) == 1 and is_store(records[0]):
        return records[0]
    step("Importing the records")
    log.info("Importing %d files of records for this once.", len(records))
    import_files(list(records), scratch, mapping=mapping, extracted=case.extracted)
    return scratch
