"""The ledger's storage: nothing that was added is lost, whatever stops or changes; and every fault is named."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from fanlight.chain import START, sound
from fanlight.chain.file import line_of
from fanlight.errors import BadInput, StoreError
from fanlight.ledger import Ledger
from fanlight.ledger.entries import read_release, release_json
from fanlight.ledger.extents import extent
from fanlight.ledger.store import INDEX, Overtaken
from fanlight.tables.predicate.predicate import EVERY_RECORD, AllOf, AnyOf, In, Missing, Not, Within
from fanlight.tables.predicate.written import plain, read_records, records_json
from fanlight.tables.spec.table import Unit
from tests.ledger_entries import release

NAME = "ledger.jsonl"

CELLS: dict[tuple[str, ...], int | None] = {("A", "2022"): 7, ("B", "2022"): None, ("Total", "2022"): 12}


def entry(number: int) -> dict[str, object]:
    return release_json(release(f"FOI-{number}", CELLS))


def filled(folder: Path, count: int = 3) -> Path:
    Ledger.create(folder)
    with Ledger.open(folder) as ledger:
        for number in range(1, count + 1):
            ledger.add(entry(number))
    return folder


def references(folder: Path) -> list[str]:
    with Ledger.open(folder) as ledger:
        return [ledger.release(one.number).reference for one in ledger.list()]


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger")
    given = release("FOI-1", CELLS)
    with Ledger.open(folder) as ledger:
        assert ledger.release(1) == given
        found = ledger.verify()
        assert (found.entries, found.faults) == (3, ())
        assert found.head == json.loads((folder / NAME).read_text().splitlines()[-1])["hash"]
    assert read_release(json.loads(json.dumps(release_json(given)))) == given


def test_there_is_one_ledger_a_folder_and_it_must_be_there(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger", 0)
    with pytest.raises(BadInput, match="already"):
        Ledger.create(folder)
    with pytest.raises(StoreError, match="no ledger here"), Ledger.open(tmp_path / "elsewhere"):
        pass


@pytest.mark.parametrize("index_knows", [False, True], ids=["stopped before the index", "stopped after the index"])
def test_stopped_at_any_byte_of_the_last_entry_nothing_before_it_is_lost(tmp_path: Path, index_knows: bool) -> None:
    whole = filled(tmp_path / "whole", 2)
    before = tmp_path / "before"
    shutil.copytree(whole, before)
    with Ledger.open(whole) as ledger:
        ledger.add({"kind": "incident closed", "incident": 1})
    data = (whole / NAME).read_bytes()
    start = (before / NAME).stat().st_size
    for cut in range(start, len(data) + 1, 5 if index_knows else 1):
        folder = tmp_path / "cut"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole if index_knows else before, folder)
        (folder / NAME).write_bytes(data[:cut])
        stopped = cut < len(data) and (index_knows or cut > start)
        with Ledger.open(folder) as ledger:
            held = [one.kind for one in ledger.list()]
            assert held == ["release", "release", *(["incident closed"] if index_knows or cut == len(data) else [])], (
                cut
            )
            assert ledger.release(2).reference == "FOI-2"
            assert bool(ledger.notes) == stopped, cut
            assert bool(ledger.add(entry(4)).mended) == stopped, cut
            third = index_knows or cut >= len(data) - 1
            kinds = [one.kind for one in ledger.list()]
            assert kinds == ["release", "release", *(["incident closed"] if third else []), "release"], cut
            assert ledger.release(len(kinds)).reference == "FOI-4"
        aside = [path.read_bytes() for path in folder.glob("unfinished-*.txt")]
        torn = data[start:cut]
        assert (aside == [torn]) if torn and cut < len(data) - 1 else (aside == []), cut
        if cut % 10 == 0:
            with Ledger.open(folder) as ledger:
                assert ledger.verify().faults == (), cut


def test_a_changed_entry_is_named_and_its_copy_used(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger")
    path = folder / NAME
    path.write_text(path.read_text().replace('"FOI-2"', '"FOI-9"'))
    with Ledger.open(folder) as ledger:
        assert ledger.release(2).reference == "FOI-2"
        assert any("Entry 2" in note for note in ledger.notes)
        faults = ledger.verify().faults
        assert any("Entry 2 of the file has been changed" in fault for fault in faults)
        assert not any("Entry 3" in fault for fault in faults)


def test_without_index_a_changed_entry_stops_audits_and_nothing_else(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger")
    path = folder / NAME
    path.write_text(path.read_text().replace('"FOI-2","released"', '"FOI-9","released"'))
    (folder / INDEX).unlink()
    with Ledger.open(folder) as ledger:
        assert [one.kind for one in ledger.list()] == ["release", "damaged", "release"]
        assert ledger.release(3).reference == "FOI-3"
        assert any("Entry 2" in fault for fault in ledger.verify().faults)
        with pytest.raises(StoreError, match="Entry 2"):
            ledger.near([Unit.DISPOSALS], {})
        assert ledger.add(entry(4)).number == 4
    assert [one.number for one in _listed(folder)] == [1, 2, 3, 4]


def _listed(folder: Path) -> list[object]:
    with Ledger.open(folder) as ledger:
        return list(ledger.list())


def test_an_entry_taken_out_of_the_middle_is_named(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger")
    lines = (folder / NAME).read_text().splitlines(keepends=True)
    (folder / NAME).write_text(lines[0] + lines[2])
    with Ledger.open(folder) as ledger:
        assert ledger.verify().faults
        with pytest.raises(StoreError, match="entry 2 is not the one"):
            ledger.add(entry(4))
        assert [ledger.release(n).reference for n in (1, 2, 3)] == ["FOI-1", "FOI-2", "FOI-3"]


def test_the_index_is_made_again_where_it_is_gone_or_damaged(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger")
    (folder / INDEX).unlink()
    assert references(folder) == ["FOI-1", "FOI-2", "FOI-3"]
    (folder / INDEX).write_bytes(b"this is no database" * 400)
    for rest in ("-wal", "-shm"):
        (folder / f"{INDEX}{rest}").unlink(missing_ok=True)
    assert references(folder) == ["FOI-1", "FOI-2", "FOI-3"]
    assert (folder / "index-damaged-1.sqlite").exists()


def test_a_copy_changed_in_the_index_is_found(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger")
    with sqlite3.connect(folder / INDEX) as db:
        db.execute("UPDATE fanlight_entries SET body = x'00' WHERE n = 2")
    db.close()
    with Ledger.open(folder) as ledger:
        assert ledger.release(2).reference == "FOI-2"
        assert ledger.verify().faults == ("The index's copy of entry 2 does not hold.",)


def _add_many(folder: str, name: str, count: int) -> None:
    for number in range(count):
        with Ledger.open(folder) as ledger:
            ledger.add(release_json(release(f"{name}-{number}", CELLS)))


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger", 0)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_add_many, args=(str(folder), name, 12)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    assert sorted(references(folder)) == sorted(f"{name}-{n}" for name in "ab" for n in range(12))
    with Ledger.open(folder) as ledger:
        assert ledger.verify().faults == ()


def _add_until_killed(folder: str) -> None:
    number = 0
    while True:
        number += 1
        with Ledger.open(folder) as ledger:
            ledger.add(release_json(release(f"k-{number}", CELLS)))
        print(number, flush=True)


def test_killed_while_adding_what_was_reported_is_there(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger", 0)
    context = multiprocessing.get_context("spawn")
    for turn in range(3):
        writer = context.Process(target=_add_until_killed, args=(str(folder),))
        writer.start()
        held = len(_listed(folder))
        while len((folder / NAME).read_bytes().splitlines()) < held + 4 + turn:
            pass
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join(30)
        whole = (folder / NAME).read_bytes().count(b"\n")
        with Ledger.open(folder) as ledger:
            assert len(ledger.list()) >= whole
            ledger.add(entry(turn))
            assert ledger.verify().faults == ()


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger")
    with sqlite3.connect(folder / INDEX) as db:
        db.execute("UPDATE fanlight_ledger_version SET version = 99")
    db.close()
    with pytest.raises(StoreError, match="newer version"), Ledger.open(folder):
        pass


def test_a_contradiction_is_named_by_figure_and_kept(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ledger", 1)
    with Ledger.open(folder) as ledger:
        added = ledger.add(release_json(release("other", {("A", "2022"): 8})))
        assert len(added.contradictions) == 1
        assert "t:A|2022" in added.contradictions[0]
        assert "8" not in added.contradictions[0].replace("2022", "")
        assert ledger.verify().contradictions == (
            "These count the same records and differ: FOI-1 (t:A|2022); other (t:A|2022).",
        )
        assert ledger.add(release_json(release("later", {("A", "2022"): 8}, extract="2025-01-01"))).contradictions == ()


def test_the_same_ledger_in_postgresql(postgres_url: str, tmp_path: Path) -> None:
    Ledger.create(postgres_url)
    with Ledger.open(postgres_url) as one, Ledger.open(postgres_url) as other:
        one.index.db.run("DELETE FROM fanlight_entries")
        for table in ("units", "limits", "same"):
            one.index.db.run(f"DELETE FROM fanlight_{table}")
        assert one.add(entry(1)).number == 1
        assert other.add(entry(2)).number == 2
        assert one.add(release_json(release("x", {("A", "2022"): 8}))).contradictions
        found = other.verify()
        assert (found.entries, found.faults) == (3, ())
        assert one.near([Unit.DISPOSALS], extent(In("offence", frozenset("A")))) == [1, 2, 3]
        assert one.near([Unit.DISPOSALS], extent(In("offence", frozenset("B")))) == [1, 2]
        assert one.near([Unit.CRIMES], {}) == []
        assert one.release(1) == release("FOI-1", CELLS)
        one.index.db.run("UPDATE fanlight_entries SET hash = 'x' WHERE n = 2")
        assert any("entry 2" in fault for fault in other.verify().faults)
        with pytest.raises(StoreError, match="Entry 2"):
            other.entry(2)
        one.index.db.run("DELETE FROM fanlight_entries")


def test_what_lies_elsewhere_is_not_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    Ledger.create(folder)
    with Ledger.open(folder) as ledger:
        for year in (2019, 2020, 2021):
            population = Within("day", date(year, 1, 1), date(year + 1, 1, 1))
            ledger.add(release_json(release(f"y{year}", {("A", "Total"): 5}, population=population)))
        box = extent(AllOf((Within("day", date(2020, 6, 1), date(2020, 7, 1)), In("offence", frozenset("A")))))
        assert ledger.near([Unit.DISPOSALS], box) == [2]
        assert ledger.near([Unit.DISPOSALS], {}) == [1, 2, 3]
        assert ledger.near([Unit.SEARCHES], {}) == []
        assert ledger.near([Unit.DISPOSALS], extent(In("offence", frozenset("B")))) == []


def test_a_line_is_sound_only_in_its_place() -> None:
    text = line_of(entry(1), 1, START)
    assert sound(text, START, n=1) is not None
    assert sound(text, START, n=2) is None
    assert sound(text, "0", n=1) is None
    assert sound(text.replace("FOI-1", "FOI-2"), START, n=1) is None
    assert sound(text[:-1], START, n=1) is None


def test_plain_forms_are_equal_for_the_same_records() -> None:
    year = Within("day", date(2022, 1, 1), date(2023, 1, 1))
    halves = AnyOf(
        (Within("day", date(2022, 7, 1), date(2023, 1, 1)), Within("day", date(2022, 1, 1), date(2022, 7, 1)))
    )
    one = AllOf((AllOf((In("f", frozenset("AB")),)), In("f", frozenset("A")), EVERY_RECORD, year))
    other = AllOf((halves, AnyOf((In("f", frozenset("A")),))))
    assert plain(one) == plain(other)
    assert plain(Not(Not(Missing("f")))) == Missing("f")
    for predicate in (one, other, Not(year), Missing("f"), EVERY_RECORD, AnyOf()):
        assert read_records(records_json(predicate)) == predicate
    with pytest.raises(BadInput):
        read_records({"or": []})


def test_what_was_weighed_against_an_older_state_is_not_added(tmp_path: Path) -> None:
    Ledger.create(tmp_path / "ledger")
    with Ledger.open(tmp_path / "ledger") as one, Ledger.open(tmp_path / "ledger") as other:
        assert one.add(entry(1), after=0).number == 1
        with pytest.raises(Overtaken, match="grown from 0 to 1"):
            other.add(entry(2), after=0)
        assert other.head()[0] == 1
        assert other.add(entry(2), after=1).number == 2
        assert one.verify().faults == ()
