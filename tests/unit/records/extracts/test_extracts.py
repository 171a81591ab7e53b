"""Newer extracts in the place of older ones, files taken out, and what stays known of both."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fanlight.errors import BadInput
from fanlight.records import Extract, Store, import_files, remove, report

HEADER = "disposal_id,crime_ref,source_system,recorded_date,outcome_date,outcome_type,offence_code\n"
MAY = "".join(f"D{n},C{n},Niche,2024-04-0{n},2024-04-1{n},16,8/26\n" for n in range(1, 6))
JUNE = MAY.replace("D2,C2,Niche,2024-04-02,2024-04-12,16", "D2,C2,Niche,2024-04-02,2024-06-01,8").replace(
    "D5,C5,Niche,2024-04-05,2024-04-15,16,8/26\n", "D6,C6,Niche,2024-05-06,,,8/26\n"
)


def extract(folder: Path, name: str, text: str, header: str = HEADER) -> Path:
    path = folder / name
    path.write_text(header + text, encoding="utf-8")
    return path


def outcomes(store: Path) -> dict[str, str | None]:
    with Store.open(store) as opened:
        table = opened.tables()["disposals"].to_pyarrow().to_pylist()
    return {row["disposal_id"]: row["outcome_type"] for row in table}


AFTER = {"D1": "16", "D2": "8", "D3": "16", "D4": "16", "D6": None}


def test_a_newer_extract_of_the_same_source_and_period_replaces_the_older(tmp_path: Path) -> None:
    store = tmp_path / "s"
    import_files([extract(tmp_path, "may.csv", MAY)], store, extracted=date(2024, 5, 31))
    (found,) = import_files([extract(tmp_path, "june.csv", JUNE)], store, extracted=date(2024, 6, 30)).files
    assert (found.accepted, found.rejected, found.replaced) == (5, 0, ["may.csv"])
    assert any("replaces the older extract may.csv of 2024-05-31" in note for note in found.warnings)
    assert outcomes(store) == AFTER
    with Store.open(store) as opened:
        changes = opened.diff()
        assert [entry["what"] for entry in opened.history()] == ["replaced"]
        assert [entry["file"] for entry in opened.held()] == ["june.csv"]
    assert (changes.older, changes.newer, changes.new, changes.gone) == ("may.csv", "june.csv", ["D6"], ["D5"])
    assert changes.changed == [("D2", {"outcome_date": ("2024-04-12", "2024-06-01"), "outcome_type": ("16", "8")})]
    assert any("D2: outcome_date" in line for line in changes.lines())


def test_the_same_records_as_in_a_fresh_store_after_several_extracts(tmp_path: Path) -> None:
    store, fresh = tmp_path / "s", tmp_path / "fresh"
    july = JUNE.replace("D3,C3,Niche,2024-04-03,2024-04-13,16", "D3,C3,Niche,2024-04-03,2024-07-02,1")
    for day, name, text in ((5, "may.csv", MAY), (6, "june.csv", JUNE), (7, "july.csv", july)):
        import_files([extract(tmp_path, name, text)], store, extracted=date(2024, day, 28))
    import_files([tmp_path / "july.csv"], fresh)
    assert outcomes(store) == outcomes(fresh)
    with Store.open(store) as opened:
        assert opened.diff("june.csv").changed[0][0] == "D2"
        assert opened.diff("july.csv").changed[0][0] == "D3"


@pytest.mark.parametrize(("first", "second"), [(None, None), (date(2024, 5, 31), None), (None, date(2024, 6, 30))])
def test_other_values_of_no_known_day_are_refused_until_a_person_says(
    tmp_path: Path, first: date | None, second: date | None
) -> None:
    store = tmp_path / "s"
    import_files([extract(tmp_path, "may.csv", MAY)], store, extracted=first)
    june = extract(tmp_path, "june.csv", JUNE)
    with pytest.raises(BadInput, match=r"nobody says that it is the newer.*--replaces"):
        import_files([june], store, extracted=second)
    assert outcomes(store)["D2"] == "16"
    import_files([june], store, extract=Extract(day=second, replaces="may.csv"))
    assert outcomes(store) == AFTER


def test_an_older_extract_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    store = tmp_path / "s"
    import_files([extract(tmp_path, "june.csv", JUNE)], store, extracted=date(2024, 6, 30))
    with pytest.raises(BadInput, match="the store holds a newer extract"):
        import_files([extract(tmp_path, "may.csv", MAY)], store, extracted=date(2024, 5, 31))
    assert outcomes(store) == AFTER


def test_source_and_period_that_a_person_gives_decide(tmp_path: Path) -> None:
    store, year = tmp_path / "s", (date(2024, 4, 1), date(2025, 3, 31))
    north = Extract("Niche, north", year, date(2024, 5, 31))
    import_files([extract(tmp_path, "north.csv", MAY)], store, extract=north)
    south = MAY.replace("D", "S").replace("C", "E")
    import_files(
        [extract(tmp_path, "south.csv", south)], store, extract=Extract("Niche, south", year, date(2024, 6, 1))
    )
    assert len(outcomes(store)) == 10
    # Nothing in common with the older one, and yet its place: the person said that it is the same source and period.
    import_files(
        [extract(tmp_path, "n2.csv", MAY.replace("D", "N"))],
        store,
        extract=Extract("Niche, north", year, date(2024, 6, 2)),
    )
    assert sorted({key[0] for key in outcomes(store)}) == ["N", "S"]


def test_a_part_of_the_force_on_a_later_day_replaces_nothing(tmp_path: Path) -> None:
    store = tmp_path / "s"
    import_files([extract(tmp_path, "north.csv", MAY)], store, extracted=date(2024, 5, 31))
    (found,) = import_files(
        [extract(tmp_path, "south.csv", MAY.replace("D", "S").replace("C", "E"))], store, extracted=date(2024, 6, 1)
    ).files
    assert (found.accepted, found.replaced) == (5, [])
    assert len(outcomes(store)) == 10


def test_a_removed_file_leaves_a_record_and_what_other_files_hold(tmp_path: Path) -> None:
    store = tmp_path / "s"
    import_files([extract(tmp_path, "a.csv", MAY)], store)
    import_files([extract(tmp_path, "b.csv", MAY.splitlines()[0] + "\nZ1,Z1,Niche,2024-04-01,,,8/26\n")], store)
    entry = remove(store, "a.csv", person="Jo Bell", reason="Imported twice.", day=date(2024, 6, 1))
    assert (entry["file"], entry["rows"]) == ("a.csv", 5)
    assert sorted(outcomes(store)) == ["D1", "Z1"]
    with Store.open(store) as opened:
        (kept,) = opened.history()
        (held,) = opened.held()
    assert (kept["what"], kept["person"], kept["reason"], str(kept["day"])) == (
        "removed",
        "Jo Bell",
        "Imported twice.",
        "2024-06-01",
    )
    assert (held["file"], held["accepted"], held["duplicates"]) == ("b.csv", 2, 0)
    (again,) = import_files([tmp_path / "a.csv"], store).files
    assert (again.accepted, again.duplicates) == (4, 1)


@pytest.mark.parametrize(
    ("file", "person", "reason", "said"),
    [("a.csv", "", "why", "who"), ("a.csv", "Jo Bell", " - ", "why"), ("none.csv", "Jo", "why", "no file"), ("decided-here", "Jo", "why", "no file")],
)  # fmt: skip
def test_a_removal_names_a_file_a_person_and_a_reason(
    tmp_path: Path, file: str, person: str, reason: str, said: str
) -> None:
    import_files([extract(tmp_path, "a.csv", MAY)], tmp_path / "s")
    with pytest.raises(BadInput, match=said):
        remove(tmp_path / "s", file, person=person, reason=reason, day=date(2024, 6, 1))
    assert len(outcomes(tmp_path / "s")) == 5


def test_street_files_lend_anew_after_a_removal(tmp_path: Path) -> None:
    store = tmp_path / "s"
    import_files([extract(tmp_path, "a.csv", MAY)], store)
    street = "Crime ID,Crime type\n"
    import_files([extract(tmp_path, "street.csv", "C1,Drugs\n", street)], store)
    remove(store, "street.csv", person="Jo Bell", reason="Another force's.", day=date(2024, 6, 1))
    with Store.open(store) as opened:
        types = opened.tables()["disposals"].to_pyarrow().to_pylist()
    assert {row["crime_type"] for row in types} == {None}


def test_rows_that_agree_in_every_field_are_duplicates_whatever_else_a_file_holds(tmp_path: Path) -> None:
    store = tmp_path / "s"
    import_files([extract(tmp_path, "a.csv", MAY)], store)
    columns = HEADER.strip().split(",")
    order = [1, 0, 2, 3, 4, 5, 6]
    text = "".join(",".join(line.split(",")[at] for at in order) + "\n" for line in MAY.splitlines())
    (found,) = import_files(
        [extract(tmp_path, "b.csv", text, ",".join(columns[at] for at in order) + "\n")], store
    ).files
    assert (found.duplicates, found.rejected) == (5, 0)


def test_the_report_of_every_file_stays_in_the_store(tmp_path: Path) -> None:
    store = tmp_path / "s"
    made = import_files(
        [extract(tmp_path, "a.csv", MAY + "D9,,Niche,2024-04-01,,,\n")], store, extracted=date(2024, 6, 1)
    )
    kept = report(store)
    assert kept == made
    (found,) = kept.files
    assert found.reasons == {"crime_ref: it is empty": 1}
    assert (found.extracted, found.period, found.source) == (
        "2024-06-01",
        ("2024-04-01", "2024-04-30"),
        "fanlight: Niche",
    )


def test_a_store_of_an_earlier_version_has_the_counts_alone(tmp_path: Path) -> None:
    import duckdb

    store = tmp_path / "s"
    import_files([extract(tmp_path, "a.csv", MAY)], store)
    with duckdb.connect(str(store / "records.duckdb")) as db:
        for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            if name in {"reports", "echoes", "history"} or name.startswith("earlier_"):
                db.execute(f"DROP TABLE {name}")
    (found,) = report(store).files
    assert (found.file, found.accepted, found.reasons) == ("a.csv", 5, {})
    with Store.open(store) as opened:
        assert opened.history() == []
        with pytest.raises(BadInput, match="No extract in this store"):
            opened.diff()
    import_files([extract(tmp_path, "june.csv", JUNE)], store, extract=Extract(replaces="a.csv"))
    assert outcomes(store) == AFTER


def told(folder: Path, *arguments: Any) -> str:
    from typer.testing import CliRunner

    from fanlight.cli import build_app

    return CliRunner().invoke(build_app(), ["records", *map(str, arguments)], catch_exceptions=False).output


def test_the_commands_say_what_was_replaced_changed_and_removed(tmp_path: Path) -> None:
    store = tmp_path / "s"
    may, june = extract(tmp_path, "may.csv", MAY), extract(tmp_path, "june.csv", JUNE)
    told(tmp_path, "import", may, "--store", store, "--extracted", "2024-05-31")
    assert "replaces the older extract" in told(tmp_path, "import", june, "--store", store, "--extracted", "2024-06-30")
    assert "1 new, 1 gone, 1 changed" in told(tmp_path, "diff", "--store", store)
    removed = told(
        tmp_path,
        "remove",
        "june.csv",
        "--store",
        store,
        "--by",
        "Jo Bell",
        "--because",
        "Wrong query",
        "--on",
        "2024-07-01",
    )
    assert "june.csv: removed on 2024-07-01 by Jo Bell" in removed
    shown = told(tmp_path, "show", "--store", store)
    assert "may.csv: replaced by the newer extract june.csv" in shown
    assert "Wrong query" in shown
