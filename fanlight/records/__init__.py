"""The crime-record store: files in, every row accounted for, tables out."""

from pathlib import Path

from fanlight.records.database.file import is_store
from fanlight.records.erasing import erase
from fanlight.records.extracts.extract import Extract
from fanlight.records.importing import import_files
from fanlight.records.removing import remove
from fanlight.records.reports.file_report import FileReport, ImportReport
from fanlight.records.store import Store

__all__ = ["Extract", "FileReport", "ImportReport", "Store", "erase", "import_files", "is_store", "remove", "report"]


def report(store: Store | Path) -> ImportReport:
    """What the imports into a store counted and did not count, file by file: hash, rows, rejections by reason, columns
    that no field takes, undated and unidentified rows, worksheets that were not read. Raises as `Store.open`."""
    if isinstance(store, Store):
        return store.report()
    with Store.open(store) as opened:
        return opened.report()
