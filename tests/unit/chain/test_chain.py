"""One link for all chains, and the places that hold them: a file (see test_ledger_store) and a table of two databases."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fanlight.chain import START, canonical, holds, link, linked, sound, verify
from fanlight.chain.database import Database, Postgres, Sqlite
from fanlight.chain.lock import locked
from fanlight.chain.table import TableStore
from fanlight.decisions.store.in_folder import TableChain
from fanlight.decisions.store.journal import Broken, whole
from fanlight.errors import BadInput, StoreBusy, StoreError
from fanlight.records.database.outbox import Intended


def test_the_first_hash_rule_is_what_it_was() -> None:
    """Made by another hand: printf '%s' TEXT | sha256sum."""
    entry = link({"event": "begun", "by": "Ä. Name", "n": 1}, START)
    text = '{"by":"Ä. Name","event":"begun","n":1,"previous":"' + "0" * 64 + '"}'
    assert canonical({name: value for name, value in entry.items() if name != "hash"}) == text
    assert entry["hash"] == "a0f9348c709d9b96778f6fad346cd47450d9a6b905c68e1af5af02f24f696587"
    assert holds(entry)


def test_a_change_anywhere_breaks_the_chain_there() -> None:
    chain = linked([{"event": str(number)} for number in range(4)])
    verify(chain)
    for place in range(4):
        for spoilt in (
            [*chain[:place], *chain[place + 1 :]],
            [*chain[:place], {**chain[place], "event": "x"}, *chain[place + 1 :]],
        ):
            if place == 3 and len(spoilt) == 3:
                continue  # an end cut off shows only against a head that was kept
            with pytest.raises(BadInput, match=f"Entry {place + 1} "):
                verify(spoilt)


def test_a_rule_of_a_later_day_is_refused_and_not_called_changed() -> None:
    for rule in (2, "1", None, [1]):
        body = {"event": "x", "hash_rule": rule, "previous": START, "hash": "f" * 64}
        with pytest.raises(StoreError, match="does not know"):
            holds(body)
        with pytest.raises(StoreError, match="does not know"):
            sound(json.dumps(body), START)
    assert holds(link({"event": "x", "hash_rule": 1}, START))


def test_a_lock_lets_many_readers_in_or_one_writer_over_threads(tmp_path: Path) -> None:
    path, busy = tmp_path / "x.lock", StoreBusy("busy")
    with (
        locked(path, wait=0, busy=busy, shared=True),
        locked(path, wait=0, busy=busy, shared=True),
        pytest.raises(StoreBusy),
        locked(path, wait=0.1, busy=busy),
    ):
        pass
    with locked(path, wait=0, busy=busy):
        for shared in (True, False):
            with pytest.raises(StoreBusy), locked(path, wait=0.1, busy=busy, shared=shared):
                pass

    def hold() -> None:
        with locked(path, wait=0, busy=busy):
            held.set()
            time.sleep(0.3)

    held = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with locked(path, wait=5, busy=busy):  # waits its turn
        thread.join(timeout=5)
        assert not thread.is_alive()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        found: Database = Sqlite(tmp_path / "x.sqlite", durable=True)
    else:
        url = request.getfixturevalue("postgres_url")
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP SCHEMA IF EXISTS chains CASCADE")
            server.execute("CREATE SCHEMA chains")
        found = Postgres(f"{url}?options=-csearch_path%3Dchains")
    yield found
    found.close()


@pytest.mark.parametrize("packed", [False, True])
def test_a_table_keeps_a_chain_and_never_forks(db: Database, packed: bool) -> None:
    store = TableStore(db, f"entries_{packed}", {"kind": "TEXT"}, packed=packed)
    db.run(store.statement)
    assert store.head() == (0, START)
    for number in (1, 2):
        entry = link({"n": number, "event": f"Ä {number}"}, store.head()[1])
        with db.transaction(alone=True):
            store.add(
                number, entry["hash"], entry["previous"], canonical(entry), {"kind": "odd" if number % 2 else "even"}
            )
    assert store.head() == (2, entry["hash"])
    first, second = store.stored()
    assert (first.number, first.previous, first.own, second.previous) == (1, START, ("odd",), first.hash)
    assert sound(str(store.text(1)), START, n=1) == first.hash
    assert [row.number for row in store.stored("kind = ?", ("even",))] == [2]
    assert store.text(3) is None
    twin = link({"n": 3, "event": "another after the first"}, first.hash)
    with pytest.raises(Exception, match=r"(?i)unique"), db.transaction():
        store.add(3, twin["hash"], twin["previous"], canonical(twin), {"kind": "odd"})
    assert store.head()[0] == 2


def _append_all(db: Database, chain: TableChain, bodies: list[dict[str, Any]]) -> None:
    with db.transaction(alone=True):
        for body in bodies:
            chain.append(body)


def test_decisions_keep_their_chain_in_either_database(db: Database) -> None:
    chain = TableChain(db)
    chain.make()
    chain.make()
    crime = {"crime_ref": "C 1", "offender_ref": "N-1", "disposal_id": "D1"}
    with db.transaction(alone=True):
        chain.append({"case": "CR-2022-000001", "move": "open", "details": {"crime": crime}})
        chain.append({"case": "CR-2022-000001", "move": "decide", "details": {}})
        chain.append({"case": "CR-2022-000012", "move": "open", "details": {"crime": {**crime, "disposal_id": "D2"}}})
        chain.put_row("D1", Intended(2, "h2", {"disposal_id": "D1"}))
        chain.put_row("D1", Intended(3, "h3", None))
    with db.snapshot():
        assert [entry["number"] for entry in chain.everything()] == [1, 2, 3]
        assert [entry["move"] for entry in chain.of_case("CR-2022-000001")] == ["open", "decide"]
    assert (chain.next_number(2022), chain.next_number(2023)) == (13, 1)
    assert chain.about("c1 n1", "") == ["CR-2022-000001", "CR-2022-000012"]
    assert chain.about("", "D2") == chain.about("", "CR-2022-000012") == ["CR-2022-000012"]
    assert chain.about("", "") == []
    assert chain.rows() == {"D1": Intended(3, "h3", None)}
    with pytest.raises(KeyError):
        _append_all(db, chain, [{"case": "CR-2022-000013", "move": "open", "details": {}}, {"move": "of no case"}])
    assert len(chain.everything()) == 3
    chain.check_version("here")
    db.run("UPDATE fanlight_decisions SET body = replace(body, 'decide', 'decidf') WHERE n = 2")
    with pytest.raises(Broken, match="Entry 2 "):
        whole(chain.kept())
