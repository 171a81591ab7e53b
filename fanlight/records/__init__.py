from fanlight.records.thin import ImportReport, Store, import_files, is_store  # noqa: F401
