"""The record store: every row accounted for, dirt survived and reported, nothing half-written."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from fanlight.errors import BadInput, CouldNotRead, SpecError, StoreError
from fanlight.records import FileReport, Store, import_files, is_store
from fanlight.records.database.schema import KINDS
from fanlight.records.fields.mapping import load, shipped

HEADER = "disposal_id,crime_ref,outcome_type,outcome_date,ho_class,ho_subclass,offence_label\n"
GOOD = "D1,C1,8,2020-03-01,8,67,Coercive control\nD2,C2,8,01/04/2020,46,,Theft from shops\n"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def only(report: object) -> FileReport:
    (found,) = report.files  # type: ignore[attr-defined]
    assert found.rows == found.accepted + found.duplicates + found.rejected
    return found


def test_rows_are_accepted_duplicates_or_rejected_with_their_line(tmp_path: Path) -> None:
    text = (
        HEADER
        + GOOD
        + "D1,C1,8,2020-03-01,8,67,Coercive control\nD3,C3,8,31/02/2020,8,67,x\nD4,,8,2020-01-01,,,y\nD5,C5,99,2020-01-01,,,z\n"
    )
    found = only(import_files([write(tmp_path / "a.csv", text)], tmp_path / "s"))
    assert (found.rows, found.accepted, found.duplicates, found.rejected) == (6, 2, 1, 3)
    with Store.open(tmp_path / "s") as store:
        assert [(r["line"], r["field"]) for r in store.rejected()] == [
            (5, "outcome_date"),
            (6, "crime_ref"),
            (7, "outcome_type"),
        ]
        table = store.tables()["disposals"].order_by("disposal_id").to_pyarrow().to_pylist()
        assert [row["offence_code"] for row in table] == ["8/67", "46"]
        assert table[1]["outcome_date"] == date(2020, 4, 1)
        assert store.units() == {"crimes", "disposals", "offenders"}


def test_ragged_rows_and_nul_bytes_are_kept_as_rejected(tmp_path: Path) -> None:
    text = (
        HEADER
        + "D1,C1,8,2020-03-01,8,67,x\nD2,C2\nD3,C3,8,2020-03-01,8,6\x007,x\nD4,C4,8,2020-03-02,8,67,x\nD5,C5,8,never,8,67,x\n"
    )
    found = only(import_files([write(tmp_path / "a.csv", text)], tmp_path / "s"))
    assert (found.accepted, found.rejected) == (2, 3)
    with Store.open(tmp_path / "s") as store:
        assert [r["line"] for r in store.rejected()] == [3, 4, 6]


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")]
)
def test_encodings_are_detected(tmp_path: Path, encoding: str, said: str) -> None:
    text = HEADER + "".join(f"D{i},C{i},8,2020-03-01,8,67,Café près de l’école £5\n" for i in range(40))
    found = only(import_files([write(tmp_path / "a.csv", text, encoding)], tmp_path / "s"))
    assert found.encoding == said
    with Store.open(tmp_path / "s") as store:
        assert store.tables()["disposals"].to_pyarrow()["offence_label"][0].as_py() == "Café près de l’école £5"


def test_the_same_content_again_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", HEADER + GOOD)
    import_files([path], tmp_path / "s")
    again = only(import_files([path.rename(tmp_path / "b.csv")], tmp_path / "s"))
    assert again.held_already
    with Store.open(tmp_path / "s") as store:
        assert store.tables()["disposals"].count().to_pyarrow().as_py() == 2


def test_rows_held_from_another_file_are_duplicates(tmp_path: Path) -> None:
    import_files([write(tmp_path / "a.csv", HEADER + GOOD)], tmp_path / "s")
    second = write(tmp_path / "b.csv", HEADER + GOOD + "D9,C9,8,2020-05-05,3,1,new\n")
    found = only(import_files([second], tmp_path / "s"))
    assert (found.accepted, found.duplicates, found.rejected) == (1, 2, 0)


def test_workbooks_and_parquet_give_the_same_records(tmp_path: Path) -> None:
    import duckdb
    import xlsxwriter

    rows = [line.split(",") for line in (HEADER + GOOD).splitlines()]
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    source = write(tmp_path / "a.csv", HEADER + GOOD)
    duckdb.execute(
        f"COPY (SELECT * FROM read_csv('{source}', all_varchar=true)) TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)"
    )
    tables = []
    for name in ("a.csv", "a.xlsx", "a.parquet"):
        import_files([tmp_path / name], tmp_path / name.replace(".", "-"))
        with Store.open(tmp_path / name.replace(".", "-")) as store:
            tables.append(
                store.tables()["disposals"].drop("_row_hash", "_file").order_by("disposal_id").to_pyarrow().to_pylist()
            )
    assert tables[0] == tables[1] == tables[2]


@pytest.mark.parametrize(
    ("text", "error"),
    [("", BadInput), ("a,b\n1,2\n", BadInput), (HEADER.replace("ho_class", "no_such_field") + GOOD, BadInput)],
)
def test_files_that_do_not_fit_are_refused_and_leave_the_store(
    tmp_path: Path, text: str, error: type[Exception]
) -> None:
    import_files([write(tmp_path / "a.csv", HEADER + GOOD)], tmp_path / "s")
    with pytest.raises(error):
        import_files([write(tmp_path / "b.csv", text)], tmp_path / "s")
    with Store.open(tmp_path / "s") as store:
        assert len(store.held()) == 1


def test_one_bad_file_among_several_imports_none(tmp_path: Path) -> None:
    good, bad = write(tmp_path / "a.csv", HEADER + GOOD), write(tmp_path / "b.parquet", "PAR1 broken")
    with pytest.raises(CouldNotRead):
        import_files([good, bad], tmp_path / "s")
    assert not is_store(tmp_path / "s")


def test_stores_of_a_newer_version_damaged_or_none_at_all(tmp_path: Path) -> None:
    import duckdb

    with pytest.raises(StoreError, match="no record store"), Store.open(tmp_path):
        pass
    import_files([write(tmp_path / "a.csv", HEADER + GOOD)], tmp_path / "s")
    with duckdb.connect(str(tmp_path / "s" / "records.duckdb")) as db:
        db.execute("UPDATE fanlight_store SET version = 99")
    with pytest.raises(StoreError, match="newer version"), Store.open(tmp_path / "s"):
        pass
    with pytest.raises(StoreError, match="newer version"):
        import_files([write(tmp_path / "b.csv", HEADER + GOOD.replace("D", "E"))], tmp_path / "s")
    (tmp_path / "s" / "records.duckdb").write_bytes(b"not a database at all" * 1000)
    with pytest.raises(StoreError, match="damaged"), Store.open(tmp_path / "s"):
        pass


def test_a_killed_import_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    import_files([write(tmp_path / "a.csv", HEADER + GOOD)], tmp_path / "s")
    big = tmp_path / "big.csv"
    with big.open("w") as file:
        file.write(HEADER)
        file.writelines(f"X{i},C{i},8,2020-03-01,8,67,x\n" for i in range(400_000))
    program = f"from pathlib import Path; from fanlight.records import import_files; import_files([Path({str(big)!r})], Path({str(tmp_path / 's')!r}))"
    child = subprocess.Popen([sys.executable, "-c", program])
    # Killed once it is at work: its scratch folder shows that.
    deadline = time.monotonic() + 30
    while not list((tmp_path / "s").glob(".import-*")) and time.monotonic() < deadline and child.poll() is None:
        time.sleep(0.02)
    time.sleep(0.3)
    child.send_signal(signal.SIGKILL)
    child.wait()
    with Store.open(tmp_path / "s") as store:
        assert [entry["file"] for entry in store.held()] == ["a.csv"]
        assert store.tables()["disposals"].count().to_pyarrow().as_py() == 2
    only(import_files([big], tmp_path / "s"))


def test_shipped_mappings_name_fields_that_exist() -> None:
    for mapping in shipped().values():
        names = {field.name for field in KINDS[mapping.kind]}
        assert set(mapping.columns.values()) <= names


def test_a_mapping_with_an_unknown_field_names_the_line(tmp_path: Path) -> None:
    path = write(tmp_path / "m.yaml", "name: mine\nkind: disposals\nabout: mine\ncolumns:\n  Ref: crime_reff\n")
    with pytest.raises(SpecError, match="line 5"):
        load(str(path))


def test_the_bedfordshire_resolutions_and_their_dirt(extracts: Path, tmp_path: Path) -> None:
    """Every row of a crime with a local resolution; the numbers are counted by hand in SQL over the files alone."""
    files = [extracts / "open" / f"bedfordshire_{name}.parquet" for name in ("outcomes", "street")]
    outcomes, street = import_files(files, tmp_path / "s").files
    assert (outcomes.rows, outcomes.duplicates) == (4_188, 34)
    assert street.rows == 3_822 == street.accepted + street.duplicates + street.rejected
    assert any(warning.startswith("47 crimes") for warning in outcomes.warnings)
    with Store.open(tmp_path / "s") as store:
        table = store.tables()["disposals"]
        assert table.filter(table.outcome_type == "8").crime_ref.nunique().to_pyarrow().as_py() == 4_072
        assert store.units() == {"crimes"}


@pytest.mark.shared
def test_the_whole_bedfordshire_files_and_their_dirt(shared: Path, tmp_path: Path) -> None:
    data = shared / "data"
    report = import_files(
        [data / "bedfordshire_outcomes.parquet", data / "bedfordshire_street.parquet"], tmp_path / "s"
    )
    outcomes, street = report.files
    assert (outcomes.rows, outcomes.duplicates) == (150_417, 2_879)
    assert street.rows == 182_113 == street.accepted + street.duplicates + street.rejected
    assert any(warning.startswith("444 crimes") for warning in outcomes.warnings)
    with Store.open(tmp_path / "s") as store:
        table = store.tables()["disposals"]
        resolved = table.filter(table.outcome_type == "8")
        assert resolved.crime_ref.nunique().to_pyarrow().as_py() == 4_072
        assert store.units() == {"crimes"}


def test_stop_and_search_files(extracts: Path, tmp_path: Path) -> None:
    found = only(import_files([extracts / "open" / "bedfordshire_stopsearch.parquet"], tmp_path / "s"))
    assert (found.rows, found.accepted) == (11_810, 11_810)
    with Store.open(tmp_path / "s") as store:
        table = store.tables()["searches"]
        assert table.search_id.nunique().to_pyarrow().as_py() == 11_810
        assert store.units() == {"searches"}
