"""The record: counted once whatever extracts say, hash-chained, replayed, whole after any stop."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fanlight.decisions.case.checks import NotAllowed
from fanlight.decisions.case.states import Move, State
from fanlight.decisions.registry import replay
from fanlight.decisions.registry.verification import check_moves
from fanlight.decisions.store.in_folder import InFolder, TableChain
from fanlight.decisions.store.in_folder import opened as opened_file
from fanlight.decisions.store.journal import Broken
from fanlight.errors import BadInput, StoreError
from fanlight.records import Store, import_files
from fanlight.records.database.outbox import place
from fanlight.tables.spec.file import parse_specs
from fanlight.tabulation import open_source, tabulate
from tests.resolutions import (
    BLADE,
    CLEAN,
    CRIME,
    DOOR,
    INSPECTOR,
    KNIFE,
    OFFICER,
    SERGEANT,
    all_cases,
    at,
    authorised,
    decided,
    load,
    moved,
    opened,
    verify,
)  # fmt: skip

SPEC = """
tables:
  - id: resolutions
    title: Community resolutions in 2020 and 2021 by offence
    count: {unit: disposals, basis: outcome_date}
    population: {title: Community resolutions, where: {outcome_type: "8"}}
    period: {kind: calendar_year, from: 2020, to: 2021}
    dimensions:
      - name: offence
        field: offence_code
        values: ["46", "8/26"]
        total: All
"""
HEADER = "disposal_id,crime_ref,offender_ref,outcome_type,outcome_date,ho_class,ho_subclass,flag_weapon\n"


def counts(store: Path) -> dict[tuple[str, ...], int]:
    with open_source(str(store)) as source:
        (spec,) = parse_specs(SPEC)
        return dict(tabulate(source.resolve(spec), source).counts)


def extract(folder: Path, *rows: str, name: str = "extract.csv") -> Path:
    path = folder / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return path


def decide_in(store: Path, day: str, crime: dict[str, Any]) -> str:
    facts = {**CLEAN, "victim": {"exists": "yes", "wish": "supports", "when_recorded": "2019-12-01"}}
    case = opened(store, facts, {**crime, "recorded_date": "2019-12-01"}, day=day).case.id
    moved(store, case, Move.DECIDE, OFFICER, 10, day)
    return case


def test_decided_here_and_imported_count_together_and_once(tmp_path: Path) -> None:
    store = tmp_path / "store"
    here = decide_in(store, "2020-03-01", CRIME)
    decide_in(store, "2021-03-01", {**CRIME, "crime_ref": "C9"})
    rows = [
        f"{here},WY220000001,N1,8,2020-03-01,46,,",  # the same by its id, agreeing
        "X1,WY220000001,N1,8,2020-03-01,46,,",  # the same by crime and offender, agreeing
        "X2,C2,N7,8,2020-05-01,46,,",  # another
        "X3,C9,N1,8,2020-12-31,46,,",  # the same, contradicting in the date
        "X4,C9,,8,2021-03-01,46,,",  # perhaps the same: it does not say whose
        "X5,C9,N1,8,2021-03-01,8,26,Y",  # the same crime and offender, another offence: another disposal
    ]
    (report,) = import_files([extract(tmp_path, *rows)], store).files
    assert (report.accepted, report.duplicates, report.rejected) == (2, 2, 2)
    assert report.rows == 6
    assert counts(store) == {
        ("46", "2020"): 2, ("46", "2021"): 1, ("8/26", "2020"): 0, ("8/26", "2021"): 1, ("Total", "2020"): 2, ("Total", "2021"): 2,
    }  # fmt: skip
    with Store.open(store) as opened_store:
        reasons = {entry["raw"].split(",")[0]: entry["reason"] for entry in opened_store.rejected()}
    assert "contradicts the decision recorded here" in reasons["X3"]
    assert "outcome_date" in reasons["X3"]
    assert "does not say whose" in reasons["X4"]
    assert verify(store, door=DOOR).records == 2


def test_the_order_of_import_and_decision_changes_no_count(tmp_path: Path) -> None:
    rows = [
        "X1,WY220000001,N1,8,2020-03-01,46,,", "X2,C2,N7,8,2020-05-01,46,,", "X3,C9,N1,8,2020-12-31,46,,", "X4,C9,,8,2021-03-01,46,,",
    ]  # fmt: skip
    for folder, first in (("a", "import"), ("b", "decide")):
        store = tmp_path / folder
        store.mkdir()
        path = extract(store, *rows)
        steps = {
            "import": lambda s=store, p=path: import_files([p], s / "store"),
            "decide": lambda s=store: (
                decide_in(s / "store", "2020-03-01", CRIME),
                decide_in(s / "store", "2021-03-01", {**CRIME, "crime_ref": "C9"}),
            ),
        }
        for name in (first, next(n for n in steps if n != first)):
            steps[name]()
    assert counts(tmp_path / "a" / "store") == counts(tmp_path / "b" / "store")
    with Store.open(tmp_path / "a" / "store") as store_a:
        (own, imported) = sorted(store_a.held(), key=lambda entry: str(entry["file"]))
        assert imported["rows"] == imported["accepted"] + imported["duplicates"] + imported["rejected"]
        assert own["accepted"] == 2
        said = [entry["reason"] for entry in store_a.rejected()]
    assert sum("that record counts" in reason for reason in said) == 1
    assert sum("outcome_date" in reason for reason in said) == 1


def test_what_set_the_imported_row_aside_is_said_at_once(tmp_path: Path) -> None:
    store = tmp_path / "store"
    import_files([extract(tmp_path, "X1,WY220000001,N1,8,2022-04-30,46,,")], store)
    case = opened(store).case.id
    done = moved(store, case, Move.DECIDE, OFFICER)
    assert len(done.notes) == 1
    assert "contradicts" in done.notes[0]
    assert "outcome_date" in done.notes[0]


def test_a_cancellation_in_an_extract_contradicts_a_decision_that_stands(tmp_path: Path) -> None:
    store = tmp_path / "store"
    decide_in(store, "2020-03-01", CRIME)
    path = tmp_path / "later.csv"
    path.write_text(
        "disposal_id,crime_ref,offender_ref,outcome_type,outcome_date,outcome_cancelled_date\n"
        "X1,WY220000001,N1,8,2020-03-01,2020-04-01\n"
    )
    (report,) = import_files([path], store).files
    assert (report.accepted, report.rejected) == (0, 1)
    assert counts(store)["Total", "2020"] == 1


def test_two_forces_with_one_reference_are_two_disposals(tmp_path: Path) -> None:
    store = tmp_path / "store"
    decide_in(store, "2020-03-01", {**CRIME, "force": "Wyrefordshire"})
    path = tmp_path / "other.csv"
    path.write_text(
        "disposal_id,crime_ref,offender_ref,force,outcome_type,outcome_date,ho_class\n"
        "X1,WY220000001,N1,Elsewhere,8,2020-03-01,46\n"
    )
    import_files([path], store)
    assert counts(store)["Total", "2020"] == 2


def _change(store: Path, statement: str) -> None:
    if "fanlight_" in statement:
        with closing(sqlite3.connect(place(store))) as decisions, decisions:
            decisions.execute(statement)
        return
    with duckdb.connect(str(store / "records.duckdb")) as db:
        db.execute(statement)


def _entries(store: Path) -> list[dict[str, Any]]:
    with InFolder(store).reading() as held:
        return held.everything()


def _rewrite(store: Path, entries: list[dict[str, Any]]) -> None:
    """Writes a whole new chain with right hashes, as somebody with the file could."""
    with opened_file(place(store)) as (db, held), db.transaction():
        db.run("DELETE FROM fanlight_decisions")
        for entry in entries:
            linked = {"hash", "previous", "case_previous", "number"}
            held.append({key: value for key, value in entry.items() if key not in linked})


@pytest.fixture
def store(two_cases: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two_cases, tmp_path / "store"))


@pytest.fixture(scope="module")
def two_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop theft decided, and a knife authorised and decided."""
    place = tmp_path_factory.mktemp("cases") / "store"
    decided(place)
    case = opened(place, KNIFE, {**BLADE, "crime_ref": "C2"}).case.id
    moved(place, case, Move.REQUEST_AUTHORITY, OFFICER)
    moved(place, case, Move.AUTHORISE, INSPECTOR, 11)
    moved(place, case, Move.DECIDE, OFFICER, 12)
    return place


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE fanlight_decisions SET body = replace(body, 'proportionate', 'disproportionate') WHERE n = 2", "Entry 2 .* changed"),
        ("UPDATE fanlight_decisions SET hash = 'f' || substr(hash, 2) WHERE n = 3", "Entry 3 .* changed"),
        ("UPDATE fanlight_decisions SET body = '{}' WHERE n = 1", "Entry 1 .* changed"),
        ("UPDATE fanlight_decisions SET body = 'nonsense' WHERE n = 1", "Entry 1 .* cannot be read"),
        ("DELETE FROM fanlight_decisions WHERE n = 4", "Entry 4 .* missing"),
        ("DELETE FROM fanlight_decisions WHERE n = 1", "Entry 1 .* missing"),
        ("UPDATE fanlight_decisions SET case_id = 'CR-2022-000002' WHERE n = 2", "Entry 2 .* out of its place"),
        ("UPDATE fanlight_decisions SET subject = 'x' WHERE n = 1", "Entry 1 .* out of its place"),
        ("UPDATE fanlight_rows SET content = replace(content, '8/26', '44')", "What is kept for the record .* CR-2022-000002"),
        ("DELETE FROM fanlight_rows", "What is kept for the record .* CR-2022-000001"),
        ("UPDATE disposals SET offence_code = '44' WHERE disposal_id = 'CR-2022-000001'", "CR-2022-000001 is not what the chain says"),
        ("DELETE FROM disposals WHERE disposal_id = 'CR-2022-000001'", "CR-2022-000001 is missing"),
        ("INSERT INTO disposals (disposal_id, crime_ref, outcome_type, _file) VALUES ('F1', 'C7', '8', 'decided-here')", "F1 is not in the chain"),
        ("INSERT INTO disposals (disposal_id, crime_ref, outcome_type, _file) VALUES ('F2', 'C7', '8', 'x')", "F2 came by no import"),
    ],
)  # fmt: skip
def test_whatever_is_changed_is_named(store: Path, statement: str, message: str) -> None:
    verify(store, door=DOOR)
    _change(store, statement)
    with pytest.raises(Broken, match=message):
        verify(store, door=DOOR)


def _forged_authority(entries: list[dict[str, Any]]) -> None:
    entries[4]["by"] = {
        **entries[4]["by"],
        "rank": "Inspector",
        "rank_status": "acting",
        "substantive_rank": "Sergeant",
    }


def _forged_own(entries: list[dict[str, Any]]) -> None:
    entries[4]["by"] = {**entries[4]["by"], "name": "Jo Smith"}


def _forged_status(entries: list[dict[str, Any]]) -> None:
    entries[1]["recorded"]["advice"]["status"] = "NEEDS_ACTION"


def _forged_facts(entries: list[dict[str, Any]]) -> None:
    entries[5]["recorded"]["facts"]["weapon"] = "no"


def _without_authority(entries: list[dict[str, Any]]) -> None:
    del entries[4]


def _decided_from_nowhere(entries: list[dict[str, Any]]) -> None:
    del entries[0]


@pytest.mark.parametrize(
    "forge",
    [_forged_authority, _forged_own, _forged_status, _forged_facts, _without_authority, _decided_from_nowhere],
)
def test_a_chain_written_anew_with_right_hashes_is_still_found_out(store: Path, forge: Any) -> None:
    entries = _entries(store)
    forge(entries)
    _rewrite(store, entries)
    with pytest.raises(Broken, match=r"could not have been made|does not say"):
        verify(store, door=DOOR)


def test_a_chain_cut_off_or_written_anew_is_found_by_a_head_kept_elsewhere(store: Path) -> None:
    kept = verify(store, door=DOOR).head
    entries = _entries(store)
    entries[1]["details"]["reasons"] = "written anew, and possible"
    _rewrite(store, entries)
    verify(store, door=DOOR)  # the chain alone cannot show it
    with pytest.raises(Broken, match="written anew"):
        verify(store, door=DOOR, kept_head=kept)
    _change(store, "DELETE FROM fanlight_decisions WHERE n > 2")
    with pytest.raises(Broken, match="cut off"):
        verify(store, door=DOOR, kept_head=kept)
    with pytest.raises(BadInput, match="NUMBER:HASH"):
        verify(store, door=DOOR, kept_head="6")


def test_a_record_replays_to_the_same_advice_and_says_what_differs(store: Path, tmp_path: Path) -> None:
    entries = [entry for entry in _entries(store) if entry["case"] == "CR-2022-000002"]
    path = tmp_path / "record.json"
    path.write_text(replay.export(entries, "x"), encoding="utf-8")
    assert path.read_text().splitlines()[0].startswith('{"internal": "INTERNAL')
    again = replay.read_record(path)
    replay.check_record(again)
    replay.check_against_store(again, InFolder(store))
    check_moves(again, DOOR)
    assert [(one.move, one.version, one.differences) for one in replay.replay(again, DOOR)] == [
        ("open", "2019", ()), ("decide", "2019", ()),
    ]  # fmt: skip
    again[3]["recorded"]["facts"]["authority"]["substantive_rank"] = "Sergeant"
    with pytest.raises(Broken, match="Entry 6 has been changed"):
        replay.check_record(again)
    again[3]["recorded"]["facts"]["authority"] = {"person": "no"}
    (differences,) = [one.differences for one in replay.replay(again, DOOR) if one.move == "decide"]
    assert "the status is NEEDS_ACTION, recorded SUPPORTABLE" in differences
    assert "rule R7 holds, and did not" in differences


def test_a_record_with_an_entry_taken_out(store: Path) -> None:
    entries = [entry for entry in _entries(store) if entry["case"] == "CR-2022-000002"]
    with pytest.raises(Broken, match="does not follow"):
        replay.check_record([entries[0], *entries[2:]])


def test_a_record_of_another_store(store: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    decided(other, CLEAN, {**CRIME, "crime_ref": "C3"})
    with pytest.raises(Broken, match="not the one in the store"):
        replay.check_against_store(_entries(store)[:2], InFolder(other))


def test_a_record_under_a_policy_that_was_edited(store: Path) -> None:
    entries = [entry for entry in _entries(store) if entry["case"] == "CR-2022-000001"]
    entries[1]["recorded"]["advice"]["policy"]["sha256"] = "0" * 64
    (differences,) = [one.differences for one in replay.replay(entries, DOOR) if one.move == "decide"]
    assert "the policy's content is another" in differences[0]


def test_a_later_version_of_the_policy_changes_no_old_record(store: Path) -> None:
    """The versions that an entry recorded are those that it is checked by."""

    class Later(type(DOOR)):  # type: ignore[misc]
        def candidates(self, on: object) -> tuple[str, ...]:
            return ("2019", "2023")

    assert verify(store, door=Later()).records == 2


@pytest.mark.parametrize("content", ["", "[]", '{"entries": []}', '{"entries": [1]}', "\x00\xff"])
def test_what_is_no_record_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(BadInput, match="no record"):
        replay.read_record(path)


PROGRAM = """
import sys
from pathlib import Path
from tests.resolutions import *
store, name = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
for i in range(int(sys.argv[3])):
    decided(store, CLEAN, {**CRIME, "crime_ref": f"{name}{i}"})
"""
ROOT = Path(__file__).parents[4]


def _child(store: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(store), name, str(count)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_killed_at_any_point_the_store_is_whole(tmp_path: Path) -> None:
    store = tmp_path / "store"
    for attempt in range(3):
        child = _child(store, f"K{attempt}-", 10_000)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.15 + 0.35 * attempt)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        if (store / "records.duckdb").exists():
            held = verify(store, door=DOOR)
            states = [case.state for case in all_cases(store)]
            assert held.records == states.count(State.DECIDED)
    decided(store)
    assert verify(store, door=DOOR).records >= 1


def test_two_writers_at_once_both_get_their_turn(tmp_path: Path) -> None:
    store = tmp_path / "store"
    children = [_child(store, name, 4) for name in ("A", "B")]
    assert [child.wait(timeout=120) for child in children] == [0, 0]
    for child in children:
        assert child.stdout is not None
        child.stdout.close()
    found = verify(store, door=DOOR)
    assert (found.cases, found.records, found.entries) == (8, 8, 16)


def test_of_two_moves_from_one_state_the_second_is_refused(tmp_path: Path) -> None:
    case = authorised(tmp_path)
    seen = load(tmp_path, case)  # somebody looks, and then another decides first
    assert seen.state is State.AUTHORISED
    moved(tmp_path, case, Move.DECIDE, OFFICER, 12)
    with pytest.raises(NotAllowed, match="no move “decide”"):
        moved(tmp_path, case, Move.DECIDE, OFFICER, 12, outcome="no_community_resolution")
    assert len(load(tmp_path, case).decisions) == 1


def test_an_error_in_the_middle_stores_neither_entry_nor_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = opened(tmp_path).case.id

    def fails(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(TableChain, "put_row", fails)
    with pytest.raises(OSError, match="full"):
        moved(tmp_path, case, Move.DECIDE, OFFICER)
    monkeypatch.undo()
    assert load(tmp_path, case).state is State.OPEN
    assert verify(tmp_path, door=DOOR).records == 0


def test_a_store_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no record store"):
        load(tmp_path, "CR-2022-000001")
    (tmp_path / "records.duckdb").write_bytes(b"not a database")
    with pytest.raises(StoreError, match="damaged"):
        opened(tmp_path)
    store = tmp_path / "s"
    decided(store)
    with pytest.raises(BadInput, match="no case CR-2022-000009"):
        moved(store, "CR-2022-000009", Move.AMEND, SERGEANT)
    assert at().year == 2022
