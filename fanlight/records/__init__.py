"""The crime-record store: files in, every row accounted for, tables out."""

from fanlight.records.importing import import_files
from fanlight.records.report import FileReport, ImportReport
from fanlight.records.store import Store
from fanlight.records.store_file import is_store

__all__ = ["FileReport", "ImportReport", "Store", "import_files", "is_store"]
