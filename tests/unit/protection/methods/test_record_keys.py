"""fanlight protect --method cell-key --record-key: the same records have the same noise in every table."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from fanlight.errors import BadInput
from fanlight.readers.cells import read_cells
from fanlight.readers.record_keys import PARTS, WHOLE, read_record_keys
from fanlight.sdc.perturbation.cell_key import key_sums
from fanlight.sdc.perturbation.ptable import ptable
from tests.asking import protect


def records(seed: int, *, whole: bool):
    rng = np.random.default_rng(seed)
    n = 600
    codes = [rng.integers(0, size, n) for size in (3, 2, 4)]
    keys = rng.integers(0, 256, n) if whole else rng.integers(0, 10**8, n)
    return list(zip(*[one.tolist() for one in codes], keys.tolist(), strict=True))


def cells_of(path: Path, found, columns: tuple[int, ...], *, whole: bool, reduced: bool) -> Path:
    """The inner cells of a table by some of the three codes, with their sums of keys."""
    sums: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for record in found:
        cell = sums[tuple(f"{'abc'[column]}{record[column]}" for column in columns)]
        cell[0] += 1
        cell[1] += record[3]
    top = 256 if whole else 10**8
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*("abc"[column] for column in columns), "count", "keys"])
        for cell, (count, key) in sums.items():
            key = key % top if reduced else key
            writer.writerow([*cell, count, key if whole else f"{key // top}.{key % top:08d}"])
    return path


def published(path: Path) -> dict[tuple[str, ...], int]:
    done = protect(path, threshold=5, method="cell-key", record_key="keys", noise=5, variance=3)
    rows = list(csv.reader(done.public.splitlines()))
    assert "keys" not in rows[0]
    assert {row[-1] for row in rows[1:]} == {"r"}
    return {tuple(row[:-2]): int(row[-2]) for row in rows[1:]}


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("reduced", [True, False])
def test_the_same_records_have_the_same_noise_in_every_table(tmp_path: Path, whole: bool, reduced: bool) -> None:
    found = records(3, whole=whole)
    ab = published(cells_of(tmp_path / "ab.csv", found, (0, 1), whole=whole, reduced=reduced))
    ac = published(cells_of(tmp_path / "ac.csv", found, (0, 2), whole=whole, reduced=not reduced))
    ca = published(cells_of(tmp_path / "ca.csv", found, (2, 0), whole=whole, reduced=reduced))
    a = published(cells_of(tmp_path / "a.csv", found, (0,), whole=whole, reduced=False))
    codes = ("a0", "a1", "a2", "Total")
    assert (
        [ab[code, "Total"] for code in codes] == [ac[code, "Total"] for code in codes] == [a[(code,)] for code in codes]
    )
    assert all(count == ca[key[::-1]] for key, count in ac.items())
    true = published_true(found)
    assert any(a[(code,)] != true[code] for code in codes)


def published_true(found) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for record in found:
        counts[f"a{record[0]}"] += 1
        counts["Total"] += 1
    return counts


def test_keys_are_sums_of_the_keys_in_the_cell(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text("r,c,n,k\nx,u,2,400\nx,v,3,300\ny,u,1,255\ny,v,0,\n")
    table = read_cells(path, count="n", beside=("k",))
    inner, modulus = read_record_keys(path, "k", table, count="n")
    at = {table.names[cell]: int(key) for cell, key in enumerate(key_sums(table, inner, modulus))}
    assert modulus == WHOLE
    assert at["x", "u"] == 400 % 256
    assert at["x", "Total"] == 700 % 256
    assert at["Total", "u"] == 655 % 256
    assert at["Total", "Total"] == 955 % 256
    path.write_text("r,c,n,k\nx,u,2,1.25\nx,v,3,0.7500000001\ny,u,1,0.5\n")
    inner, modulus = read_record_keys(path, "k", table, count="n")
    at = {table.names[cell]: int(key) for cell, key in enumerate(key_sums(table, inner, modulus))}
    assert modulus == PARTS
    assert at["x", "u"] == PARTS // 4
    assert at["x", "Total"] == 0
    assert at["Total", "Total"] == PARTS // 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x,u,2,", "not a number"),
        ("x,u,2,-4", "not a number"),
        ("x,u,2,abc", "not a number"),
        ("x,u,2,1e2", "not a number"),
        ("x,u,2,511", "more than this many records"),
        ("x,u,0,3", "more than this many records"),
        ("x,u,2,2.5", "more than this many records"),
    ],
)
def test_sums_that_cannot_be_are_refused_with_their_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "cells.csv"
    path.write_text(f"r,c,count,keys\ny,u,3,1\n{line}\n")
    with pytest.raises(BadInput, match=said) as refused:
        protect(path, threshold=5, method="cell-key", record_key="keys")
    assert "cells.csv, line 3" in str(refused.value)


def test_options_about_keys_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    path, seed = tmp_path / "cells.csv", tmp_path / "seed.txt"
    path.write_text("r,c,count,keys\nx,u,2,9\ny,u,3,1\n")
    seed.write_text("a secret of sixteen and more")
    for more, said in (
        ({}, "Give --record-key or --seed"),
        ({"record_key": "none"}, "no column “none”"),
        ({"record_key": "count"}, "no column “count”"),
        ({"record_key": "keys", "seed": seed}, "Leave one of them out"),
    ):
        with pytest.raises(BadInput) as refused:
            protect(path, threshold=5, method="cell-key", **more)
        assert said in str(refused.value)
    with pytest.raises(BadInput, match="--record-key does not go with the method round"):
        protect(path, threshold=5, method="round", record_key="keys")


def test_with_256_keys_the_notes_say_how_far_the_mean_is_from_0(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text("r,c,count,keys\nx,u,2,9\ny,u,3,1\n")
    done = protect(path, threshold=5, method="cell-key", record_key="keys")
    said = next(note for note in done.report["notes"] if "256 keys" in note)
    within = float(re.search(r"within ([0-9.]+) of 0", said)[1])
    table = ptable(most=5, variance=2)
    keys = (np.arange(256) + 0.5) / 256
    means = [float(table.changes(np.full(256, count), keys).mean()) for count in range(6)]
    assert max(abs(mean) for mean in means) == pytest.approx(within, abs=6e-4)
    assert means[5] == 0
    assert within < 0.02
