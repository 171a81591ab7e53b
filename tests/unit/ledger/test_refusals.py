"""The same release twice, a store that one may not read, an archive for a workbook, and PostgreSQL's refusals are told as
what they are."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.small_case import LOW, records
from tests.unit.cli.test_cells import run

ROOT = Path(__file__).parents[3]
LETTER = """release: {reference: L-1, released: 2026-01-05}
figures:
  - {says: ten of them, unit: disposals, where: {offence_code: 3/4}, value: 10}
"""
CORRECTION = "correction: {reference: L-1, why: miscounted, by: A. Person, on: 2026-02-01}\n"


def test_the_same_entry_is_added_once(tmp_path: Path) -> None:
    ledger = ("--ledger", tmp_path / "ledger")
    run("ledger", "init", *ledger)
    for name, text in (("letter", LETTER), ("correction", CORRECTION)):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text)
        code, first = run("ledger", "add", file, *ledger)
        assert code == 0
        code, again = run("ledger", "add", file, *ledger)
        assert code == 0
        assert "is in the ledger already, as entry" in again
        assert first.strip().removesuffix(".").rpartition(" ")[2] in again
    other = tmp_path / "other.yaml"
    other.write_text(LETTER.replace("value: 10", "value: 11"))
    assert "already" not in run("ledger", "add", other, *ledger)[1]
    assert run("ledger", "verify", *ledger)[1].startswith("3 entries")


@contextmanager
def without_root_s_rights() -> Iterator[None]:
    """The rights of root to read what it may not, dropped for this thread and taken back."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    before = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, before) == 0
    less = (ctypes.c_uint32 * 6)(*before)
    less[0] &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, of those in effect
    assert libc.capset(header, less) == 0
    try:
        yield
    finally:
        assert libc.capset(header, before) == 0


def test_a_store_that_one_may_not_read_is_not_called_damaged(tmp_path: Path) -> None:
    records(tmp_path / "records.csv", LOW)
    store = ("--store", tmp_path / "store")
    assert run("records", "import", tmp_path / "records.csv", *store)[0] == 0
    (tmp_path / "store" / "records.duckdb").chmod(0)
    with without_root_s_rights():
        for command in (("show",), ("import", tmp_path / "records.csv")):
            code, said = run("records", *command, *store)
            assert code == 2
            assert "You may not use this store" in said
            assert "damaged" not in said
    (tmp_path / "store" / "records.duckdb").write_bytes(b"nonsense" * 4000)
    assert "damaged" in run("records", "show", *store)[1]


def test_an_archive_is_not_called_a_damaged_workbook(tmp_path: Path) -> None:
    records(tmp_path / "records.csv", LOW)
    with zipfile.ZipFile(tmp_path / "records.zip", "w") as archive:
        archive.write(tmp_path / "records.csv", "records.csv")
    code, said = run("records", "import", tmp_path / "records.zip", "--store", tmp_path / "store")
    assert code == 2
    assert "This is a ZIP archive, not a workbook" in said
    assert "damaged" not in said
    (tmp_path / "broken.xlsx").write_bytes((tmp_path / "records.zip").read_bytes()[:60])
    assert "damaged" in run("records", "import", tmp_path / "broken.xlsx", "--store", tmp_path / "store")[1]


def told(*words: str) -> str:
    """What the command says, run as its user runs it: a refusal is a message, never a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "fanlight", *words], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
    return done.stderr


def both(address: str, out: Path) -> tuple[str, str]:
    return (
        told("answer", "demo/case", "--out", str(out), "--source", address, "--no-ledger"),
        told("ledger", "list", "--ledger", address),
    )


def test_no_server_is_told(tmp_path: Path) -> None:
    for said in both("postgres://x:secret@127.0.0.1:1/none", tmp_path / "out"):
        assert "No PostgreSQL server answers there" in said
    for said in both("postgres://x:secret@127.0.0.1:port/none", tmp_path / "out"):
        assert "address" in said


@pytest.mark.postgres
def test_a_server_s_refusals_are_told(tmp_path: Path, postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as db:
        db.execute("DROP ROLE IF EXISTS nobody_special")
        db.execute("CREATE ROLE nobody_special LOGIN")
        db.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    server = postgres_url.rpartition("/")[0]
    for said in both(f"{server}/none", tmp_path / "out"):
        assert "has no such database" in said
    unknown = re.sub("//[^@]*@", "//stranger:secret@", postgres_url)
    for said in both(unknown, tmp_path / "out"):
        assert "does not let this user in" in said
    limited = re.sub("//[^@]*@", "//nobody_special@", postgres_url)
    assert "may not do that" in told("ledger", "list", "--ledger", limited)
