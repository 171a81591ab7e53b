"""Cells that a JJ file protects, or withholds by hand, without saying how far: nobody may know them exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanlight.audit.certificate.cells import certificate_of
from fanlight.certificate import check
from fanlight.errors import NotSafe
from fanlight.readers.jj.file import read_jj
from tests.asking import audited, protect


def jj(folder: Path, status: str, *, value: str = "6", other: str = "s", levels: str = "0 0 0") -> Path:
    """One cell beside another; their sum is given."""
    path = folder / "instance.jj"
    total = {"6": "15", "1": "10", "0": "9", "6.5": "15.5"}[value]
    path.write_text(
        f"0\n3\n0 {value} 1 {status} 0 100 {levels}\n1 9 1 {other} 0 100 0 0 0\n2 {total} 1 z 0 100 0 0 0\n"
        "1\n0 3 : 2 (-1) 0 (1) 1 (1)\n"
    )
    return path


def public(folder: Path, marks: str) -> Path:
    """Of each cell whether it is given (-) or withheld (c)."""
    path = folder / "public.csv"
    rows = [f"{cell},{'' if mark == '-' else mark}" for cell, mark in enumerate(marks)]
    path.write_text("\n".join(["cell,status", *rows]) + "\n")
    return path


@pytest.mark.parametrize("status", ["u", "m"])
@pytest.mark.parametrize("value", ["6", "0", "6.5"])
@pytest.mark.parametrize("method", ["suppress", "large"])
def test_a_method_withholds_what_keeps_it_unknown(tmp_path: Path, status: str, value: str, method: str) -> None:
    done = protect(jj(tmp_path, status, value=value), method=method, time_limit=10)
    assert done.exit_code == 0
    assert [line.split(",")[1] for line in done.public.splitlines()[1:]] == ["c", "c", ""]
    assert done.report["exact"] == []
    assert done.report["secondary"] == 1
    # A rule protects what the file calls u; what is withheld by hand is only asked for.
    assert (done.report["primary"], len(done.report["forced"]["withheld"])) == ((1, 0) if status == "u" else (0, 1))


def test_what_the_file_protects_counts_as_that_though_it_is_asked_for_too(tmp_path: Path) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_text("cell\n0\n")
    done = protect(jj(tmp_path, "u"), withhold=asked, time_limit=10)
    assert (done.report["primary"], done.report["forced"]["withheld"]) == (1, [["0"]])


def test_where_nothing_can_keep_it_unknown_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotSafe, match="1 cell cannot be protected: 0"):
        protect(jj(tmp_path, "u", other="z"), time_limit=10)


@pytest.mark.parametrize("status", ["u", "m"])
@pytest.mark.parametrize(("marks", "verdict"), [("c--", "exposed"), ("cc-", "safe"), ("---", "exposed")])
def test_the_audit_and_its_certificate_ask_for_it(tmp_path: Path, status: str, marks: str, verdict: str) -> None:
    instance, shown = jj(tmp_path, status), public(tmp_path, marks)
    found = audited(instance, shown)
    assert found.verdict == verdict
    assert check(certificate_of(found), shown, instance=instance) == verdict


def test_a_count_of_one_with_a_lower_level_alone_may_not_be_known_where_zeros_are_shown(tmp_path: Path) -> None:
    instance = jj(tmp_path, "u", value="1", levels="1 0 0")
    for marks, verdict in (("c--", "exposed"), ("cc-", "safe")):
        shown = public(tmp_path, marks)
        found = audited(instance, shown, zeros_shown=True)
        assert found.verdict == verdict
        assert check(certificate_of(found), shown, instance=instance) == verdict


def test_a_level_that_is_there_is_all_that_is_asked(tmp_path: Path) -> None:
    table = read_jj(jj(tmp_path, "u", levels="0 2 0"))
    assert table.kept_unknown(table.primary).spl.tolist() == table.spl.tolist()
