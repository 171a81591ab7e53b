"""Many at once: cases opened and decided by threads and processes, beside a long count; stops in between; and the moving
of an old store. Nobody fails for another's work, nothing is lost, and no row is counted twice."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from fanlight.chain import canonical, link
from fanlight.cli import build_app
from fanlight.decisions.case.states import Move
from fanlight.decisions.registry import upgrade as upgrading
from fanlight.decisions.registry.upgrade import upgrade
from fanlight.decisions.store.in_folder import InFolder
from fanlight.decisions.store.in_memory import InMemory
from fanlight.decisions.store.journal import Broken
from fanlight.decisions.store.port import Decisions, Settled
from fanlight.errors import StoreBusy, StoreError
from fanlight.records import Store, import_files
from fanlight.records.database import connection
from fanlight.records.database.outbox import place
from fanlight.records.disposals import settling
from tests.resolutions import CLEAN, CRIME, DOOR, OFFICER, all_cases, decided, load, moved, opened, verify

ROOT = Path(__file__).parents[4]
EVIDENCE = ROOT / "tests" / "data" / "evidence-d23bafd"
OLD_HEAD = "23:c8a1cb567fb149865a411b6b1217dc148a545ca90feca8af4b18a558594a6c95"


def crime(name: object) -> dict[str, Any]:
    return {**CRIME, "crime_ref": f"C{name}"}


def children(program: str, *each: tuple[object, ...]) -> list[str]:
    """Runs the program once for each list of arguments, all at the same time, and gives what each wrote."""
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for arguments in each
    ]  # fmt: skip
    said = [child.communicate(timeout=240) for child in begun]
    assert [child.returncode for child in begun] == [0] * len(begun), [error for _, error in said]
    return [text for text, _ in said]


COUNT = """
import sys, time
from pathlib import Path
from fanlight.records import Store
with Store.open(Path(sys.argv[1])) as store:
    print("counting", flush=True)
    sys.stdin.readline()
    print(store.tables()["disposals"].count().execute(), flush=True)
"""


@contextmanager
def a_long_count(store: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that reads the records until it is told to finish."""
    child = subprocess.Popen(
        [sys.executable, "-c", COUNT, str(store)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "counting\n"
        yield child
    finally:
        child.stdin.close()
        child.wait(timeout=60)
        child.stdout.close()


def finished(child: subprocess.Popen[str]) -> int:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write("\n")
    child.stdin.flush()
    return int(child.stdout.readline())


def counted(store: Path) -> list[str]:
    """The disposals that anybody who opens the store counts."""
    with settling.reading(store) as db:
        return [row[0] for row in db.execute("SELECT crime_ref FROM disposals ORDER BY 1").fetchall()]


@pytest.mark.parametrize("kind", ["in a folder", "in memory"])
def test_eight_threads_open_and_decide_at_once(tmp_path: Path, kind: str) -> None:
    store: Decisions = InFolder(tmp_path / "store") if kind == "in a folder" else InMemory()
    together = threading.Barrier(8)

    def work(name: int) -> str:
        together.wait()
        return decided(store, CLEAN, crime(name))

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(work, range(8)))
    assert sorted(made) == [f"CR-2022-{number:06d}" for number in range(1, 9)]
    found = verify(store, door=DOOR)
    assert (found.entries, found.cases, found.records) == (16, 8, 8)


OPEN = """
import sys
from pathlib import Path
from tests.resolutions import *
print(opened(Path(sys.argv[1]), CLEAN, {**CRIME, "crime_ref": sys.argv[2]}).case.id)
"""


def test_eight_processes_open_cases_at_once_in_a_store_that_is_not_there_yet(tmp_path: Path) -> None:
    store = tmp_path / "store"
    said = children(OPEN, *((store, f"C{number}") for number in range(8)))
    assert sorted(said) == [f"CR-2022-{number:06d}\n" for number in range(1, 9)]
    found = verify(store, door=DOOR)
    assert (found.entries, found.cases, found.records) == (8, 8, 0)
    assert {path.name for path in store.iterdir()} == {
        "records.duckdb",
        "records.lock",
        "records.queue",
        "decisions.sqlite",
    }


DECIDE = """
import sys
from pathlib import Path
from tests.resolutions import *
decided(Path(sys.argv[1]), CLEAN, {**CRIME, "crime_ref": sys.argv[2]})
"""


def test_eight_processes_decide_at_once_and_every_row_is_there(tmp_path: Path) -> None:
    store = tmp_path / "store"
    children(DECIDE, *((store, f"C{number}") for number in range(8)))
    assert counted(store) == [f"C{number}" for number in range(8)]
    assert verify(store, door=DOOR).records == 8


def test_of_two_about_one_disposal_at_once_one_is_told(tmp_path: Path) -> None:
    def work(_: int) -> str:
        try:
            return opened(tmp_path).case.id
        except StoreError as error:  # pragma: no cover - what must not be
            return f"trouble: {error}"
        except Exception as error:
            return type(error).__name__

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(work, range(4)))
    assert said == ["CR-2022-000001", "NotAllowed", "NotAllowed", "NotAllowed"]


def test_a_long_count_and_a_decision_at_once_both_succeed(tmp_path: Path) -> None:
    store = tmp_path / "store"
    decided(store, CLEAN, crime(1))
    with a_long_count(store) as child:
        begun = time.monotonic()
        case = opened(store, CLEAN, crime(2)).case.id
        done = moved(store, case, Move.DECIDE, OFFICER)
        assert time.monotonic() - begun < 30
        assert done.case.decisions
        assert "using this store" in done.waits
        # Who counts meanwhile counts it, though the store cannot be written to.
        assert counted(store) == ["C1", "C2"]
        assert verify(store, door=DOOR).records == 2
        assert finished(child) == 1  # it began before the decision
    assert counted(store) == ["C1", "C2"]
    with connection.connected(store, read_only=True) as db:
        assert not settling.waiting(store, db)


def test_a_long_count_and_a_decision_in_one_process(tmp_path: Path) -> None:
    store = tmp_path / "store"
    decided(store, CLEAN, crime(1))
    with Store.open(store) as counting:
        decided(store, CLEAN, crime(2))
        assert counted(store) == ["C1", "C2"]
        assert counting.tables()["disposals"].count().execute() == 1
    assert counted(store) == ["C1", "C2"]


def test_readers_one_after_another_do_not_keep_rows_out_for_good(tmp_path: Path) -> None:
    store = tmp_path / "store"
    decided(store, CLEAN, crime(1))
    done = threading.Event()

    def count() -> int:
        times = 0
        while not done.is_set():
            with settling.reading(store):
                time.sleep(0.2)
            times += 1
        return times

    with ThreadPoolExecutor(3) as pool:
        counting = []
        for _ in range(3):
            counting.append(pool.submit(count))
            time.sleep(0.07)  # there is always somebody who reads
        try:
            with connection.connected(store, read_only=False):
                pass
        finally:
            done.set()
    assert all(one.result() > 0 for one in counting)


def test_an_import_and_decisions_at_once(tmp_path: Path) -> None:
    store = tmp_path / "store"
    decided(store, CLEAN, crime(0))
    lines = ["disposal_id,crime_ref,offender_ref,outcome_type,outcome_date,ho_class"]
    lines += [f"D{number},X{number},N{number},8,2022-04-02,46" for number in range(20_000)]
    lines.append("D-1,C1,N1,8,2022-05-01,46")  # the disposal that is decided meanwhile
    (tmp_path / "extract.csv").write_text("\n".join(lines) + "\n")
    with ThreadPoolExecutor(2) as pool:
        imported = pool.submit(import_files, [tmp_path / "extract.csv"], store)
        decided(store, CLEAN, crime(1))
        imported.result()
    found = counted(store)
    assert len(found) == 20_002
    assert (found.count("C0"), found.count("C1")) == (1, 1)
    assert verify(store, door=DOOR).records == 2


STOP = """
import os, signal, sys
from pathlib import Path
from fanlight.records.disposals import settling
from tests.resolutions import *
store, where = Path(sys.argv[1]), sys.argv[2]
def stop(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "before the row":
    settling.settle = stop
else:  # the row is in, and what says so is not
    settling.decided.settled = stop
decided(store, CLEAN, {**CRIME, "crime_ref": "C2"})
"""


@pytest.mark.parametrize("where", ["before the row", "in the middle of the row"])
def test_a_stop_between_the_entry_and_the_row_is_mended_at_the_next_opening(tmp_path: Path, where: str) -> None:
    store = tmp_path / "store"
    decided(store, CLEAN, crime(1))
    stopped = subprocess.run([sys.executable, "-c", STOP, str(store), where], cwd=ROOT, timeout=120, check=False)
    assert stopped.returncode == -signal.SIGKILL
    assert len(all_cases(store)) == 2  # the decision stands
    assert counted(store) == ["C1", "C2"]
    assert counted(store) == ["C1", "C2"]
    assert verify(store, door=DOOR).records == 2


def test_records_that_were_lost_or_are_older_follow_the_decisions_again(tmp_path: Path) -> None:
    store = tmp_path / "store"
    decided(store, CLEAN, crime(1))
    older = (store / "records.duckdb").read_bytes()
    decided(store, CLEAN, crime(2))
    (store / "records.duckdb").write_bytes(older)
    assert counted(store) == ["C1", "C2"]
    (store / "records.duckdb").unlink()
    (tmp_path / "x.csv").write_text("disposal_id,crime_ref,outcome_type,outcome_date\nD1,C0,8,2022-04-02\n")
    import_files([tmp_path / "x.csv"], store)
    assert counted(store) == ["C0", "C1", "C2"]
    assert verify(store, door=DOOR).records == 2


def test_decisions_that_were_cut_back_to_an_older_copy_are_found_out_and_go_on(tmp_path: Path) -> None:
    store = tmp_path / "store"
    decided(store, CLEAN, crime(1))
    older = place(store).read_bytes()
    decided(store, CLEAN, crime(2))
    place(store).write_bytes(older)
    with pytest.raises(Broken, match="CR-2022-000002 is not in the chain"):
        verify(store, door=DOOR)
    # The next decision has a number that the records have seen, and counts all the same.
    decided(store, CLEAN, crime(3))
    assert counted(store) == ["C1", "C3"]
    assert verify(store, door=DOOR).records == 2


def test_a_row_that_cannot_be_put_in_waits_and_the_decision_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(tmp_path).case.id

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(settling, "settle", fails)
    done = moved(tmp_path, case, Move.DECIDE, OFFICER)
    assert "No space left" in done.waits
    monkeypatch.undo()
    assert len(load(tmp_path, case).decisions) == 1
    assert counted(tmp_path) == [CRIME["crime_ref"]]
    assert InFolder(tmp_path).settle() == Settled()


def test_a_busy_store_is_called_busy_after_a_bounded_wait(tmp_path: Path) -> None:
    store = tmp_path / "store"
    decided(store)
    writer = sqlite3.connect(place(store), isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(StoreBusy, match="Somebody else"), InFolder(store, wait=0.2).writing():
            pass
    finally:
        writer.close()
    with connection.connected(store, read_only=False):
        begun = time.monotonic()
        with pytest.raises(StoreBusy, match="Somebody else is using"), settling.reading(store, wait=0.2):
            pass
        assert time.monotonic() - begun < 10
    # Programs that know nothing of the store's lock: in this process, and in another.
    with duckdb.connect(str(store / "records.duckdb")), pytest.raises(StoreBusy), settling.reading(store, wait=0.2):
        pass
    program = "import duckdb, sys; db = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.readline()"
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(store / "records.duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"open\n"
    for read_only in (True, False):
        with pytest.raises(StoreBusy), connection.connected(store, read_only=read_only, wait=0.2):
            pass
    other.communicate(b"\n")
    assert verify(store, door=DOOR).records == 1


@pytest.mark.parametrize("name", ["records.duckdb", "decisions.sqlite"])
@pytest.mark.parametrize("how", ["overwritten", "cut short", "changed in a block"])
def test_damage_is_said_of_a_damaged_store_alone(tmp_path: Path, name: str, how: str) -> None:
    store = tmp_path / "store"
    decided(store)
    whole = (store / name).read_bytes()
    start = 4096 if name == "records.duckdb" else 0
    spoilt = {
        "overwritten": b"this is no database" * 400,
        "cut short": whole[: start + 5000],
        "changed in a block": whole[:start]
        + bytes(byte ^ 0x5A for byte in whole[start : start + 8192])
        + whole[start + 8192 :],
    }[how]
    (store / name).write_bytes(spoilt)
    with pytest.raises(StoreError, match="damaged") as caught:
        verify(store, door=DOOR)
    assert not isinstance(caught.value, StoreBusy)
    (store / name).write_bytes(whole)
    assert verify(store, door=DOOR).records == 1


def test_decisions_of_a_newer_version_are_not_touched(tmp_path: Path) -> None:
    decided(tmp_path)
    with sqlite3.connect(place(tmp_path)) as db:
        db.execute("UPDATE fanlight_decisions_version SET version = 9")
    db.close()
    with pytest.raises(StoreError, match="newer version"):
        opened(tmp_path, CLEAN, crime(2))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store whose decisions the first version kept inside DuckDB."""
    with tarfile.open(EVIDENCE / "decided.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "decided" / "store"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(build_app(), [str(argument) for argument in arguments])


def test_an_old_store_is_read_and_its_upgrade_loses_nothing(old: Path) -> None:
    with InFolder(old).reading() as held:
        before = list(held.kept())
    rows = counted(old)
    with pytest.raises(StoreError, match="fanlight upgrade"):
        opened(old, CLEAN, crime("new"))
    assert not place(old).exists()
    done = run("upgrade", old)
    assert (done.exit_code, done.stdout) == (
        0,
        f"23 entries, 7 cases, 4 records: moved, and all hold.\nhead {OLD_HEAD}\n",
    )
    with InFolder(old).reading() as held:
        assert list(held.kept()) == before
    assert counted(old) == rows
    with connection.connected(old, read_only=True) as db:
        assert db.execute("SELECT version FROM fanlight_store").fetchall() == [(2,)]
        assert not db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'decision_entries'").fetchall()
    decided(old, CLEAN, crime("new"))
    assert verify(old, door=DOOR, kept_head=OLD_HEAD).entries == 25
    again = run("upgrade", old)
    assert (again.exit_code, again.stdout) == (0, "This store is of the present form: there was nothing to do.\n")


UPGRADE = """
import os, signal, sys
from pathlib import Path
from fanlight.decisions.registry import upgrade
from fanlight.decisions.store import in_folder
from fanlight.decisions.case.policies import Policies
place = sys.argv[2]
def stop(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if place == "in the copy":
    in_folder.TableChain.put_row = stop
elif place == "before the swap":
    in_folder.connection.put_in_place = stop
elif place == "after the swap":
    upgrade._retire = stop
else:  # the old chain is dropped, and that is not yet committed
    settled = upgrade.decided.settled
    class Db:
        def __init__(self, db): self.db = db
        def execute(self, text, *more):
            done = self.db.execute(text, *more)
            if text.startswith("DROP"): stop()
            return done
    retire = upgrade._retire
    upgrade._retire = lambda db: retire(Db(db))
upgrade.upgrade(Path(sys.argv[1]), door=Policies())
"""


@pytest.mark.parametrize("where", ["in the copy", "before the swap", "after the swap", "in the last step"])
def test_an_upgrade_that_is_stopped_half_way_loses_nothing(old: Path, where: str) -> None:
    rows = counted(old)
    stopped = subprocess.run([sys.executable, "-c", UPGRADE, str(old), where], cwd=ROOT, timeout=120, check=False)
    assert stopped.returncode == -signal.SIGKILL
    swapped = where in {"after the swap", "in the last step"}
    assert place(old).exists() == swapped
    assert verify(old, door=DOOR, kept_head=OLD_HEAD).entries == 23
    assert counted(old) == rows
    if swapped:  # the store goes on at once, in its new form
        decided(old, CLEAN, crime("new"))
    found = upgrade(old, door=DOOR)
    assert found is not None
    assert found.entries == (25 if swapped else 23)
    assert verify(old, door=DOOR, kept_head=OLD_HEAD).entries == found.entries
    assert len(counted(old)) == len(rows) + swapped
    assert upgrade(old, door=DOOR) is None


def test_an_old_chain_that_does_not_hold_is_not_moved(old: Path) -> None:
    with duckdb.connect(str(old / "records.duckdb")) as db:
        db.execute("UPDATE decision_entries SET entry = replace(entry, 'sorry', 'angry') WHERE number = 2")
    with pytest.raises(Broken, match=r"Entry 2 .* changed"):
        upgrade(old, door=DOOR)
    assert not place(old).exists()
    assert not list(old.glob(".making-*"))


def test_two_chains_in_one_store_are_not_made_one(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrading, "_retire", lambda _: None)
    upgrade(old, door=DOOR)
    with duckdb.connect(str(old / "records.duckdb")) as db:
        ((text,),) = db.execute("SELECT entry FROM decision_entries WHERE number = 23").fetchall()
        entry = json.loads(text)
        entry["details"]["reasons"] = "something else was seen"
        entry = link(
            {name: value for name, value in entry.items() if name not in ("hash", "previous")}, entry["previous"]
        )
        db.execute(
            "UPDATE decision_entries SET hash = ?, entry = ? WHERE number = 23", [entry["hash"], canonical(entry)]
        )
    with pytest.raises(Broken, match="two chains"):
        upgrade(old, door=DOOR)
    assert verify(old, door=DOOR, kept_head=OLD_HEAD).entries == 23
    with connection.connected(old, read_only=True) as db:
        assert db.execute("SELECT count(*) FROM decision_entries").fetchall() == [(23,)]
