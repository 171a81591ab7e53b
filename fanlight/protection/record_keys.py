"""Sums of record keys from the file of cells: the keys that every record carries, added up for each inner cell.

Two kinds are in use. Whole numbers from 0 to 255 a record, added up modulo 256, as the published cell-key tool of the
Office for National Statistics takes them; and numbers from 0 to below 1, added up modulo 1, as the R package cellKey
makes them (8 decimals). The sums may have been taken modulo already, or not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import numpy as np

from fanlight.errors import BadInput
from fanlight.sdc.methods.cell_key import key_sums
from fanlight.tables.cells import CellTable
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.lines import read_lines
from fanlight.tables.cells.product import ProductNames

WHOLE = 256
PARTS = 10**9
"""Numbers below 1 are taken in thousand-millionths: record keys of up to 9 decimals add up to the same everywhere."""

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,30})?")


def record_keys(ids: Sequence[str], seed: str) -> list[Decimal]:
    """A key of each record, from 0 to below 1 in 9 decimals: BLAKE2b over its id, keyed by the seed. Their sums are what
    `--record-key` reads. The same record has the same key in every table; nobody can tell it who has not the seed, which
    must stay secret.

    Raises `BadInput` for an empty seed.
    """
    if not seed:
        raise BadInput("Record keys need a seed, which must stay secret and the same for all tables.")
    key = hashlib.blake2b(seed.encode(), digest_size=32).digest()
    found = []
    for one in ids:
        drawn = int.from_bytes(hashlib.blake2b(one.encode(), key=key, digest_size=16).digest(), "big")
        found.append(Decimal(drawn % PARTS).scaleb(-9))
    return found


@dataclass(frozen=True, eq=False)
class CellKeys:
    """`keys`: one a cell of the table, totals among them, from 0 to below `modulus`."""

    keys: Ints
    modulus: int


def read_record_keys(path: Path, column: str, table: CellTable, *, count: str) -> CellKeys:
    """The cell keys of a table from a column of its file. With a decimal point anywhere in the column the keys are
    modulo 1, else modulo 256. A cell without records has no key, 0 or nothing.

    Raises `BadInput` naming the line for what is no such number, for a sum that this many records cannot have, and
    for a cell of records without one.
    """
    heads, rows, lines = read_lines(path, "The cells")
    if column not in heads or column == count:
        raise BadInput(
            f"There is no column “{column}” of record keys.",
            where=path.name,
            next_step=f"The columns are {', '.join(heads)}; name the one of sums of record keys with --record-key.",
        )
    if not isinstance(table.names, ProductNames):
        raise BadInput(
            "Record keys need a table with dimensions; a JJ file has none.",
            where=path.name,
            next_step="Give the table as CSV, or use --seed.",
        )
    at = heads.index(column)
    places = [heads.index(name) for name in table.names.heads]
    modulus = PARTS if any("." in row[at] for row in rows) else WHOLE
    inner = np.zeros(len(table), dtype=np.int64)
    for row, line in zip(rows, lines, strict=True):
        cell = table.names.cell([row[place] for place in places])
        inner[cell] = _key(row[at], int(table.values[cell]), modulus, f"{path.name}, line {line}")
    return CellKeys(key_sums(table, inner, modulus), modulus)


def _key(text: str, records: int, modulus: int, where: str) -> int:
    if not text and not records:
        return 0
    if not _NUMBER.fullmatch(text):
        raise BadInput(
            "The sum of record keys is not a number from 0.",
            where=where,
            next_step="Give whole numbers (keys from 0 to 255) or numbers with a decimal point (keys below 1).",
        )
    scale = 1 if modulus == WHOLE else PARTS
    found = int((Decimal(text) * scale).to_integral_value(ROUND_HALF_EVEN))
    # Each record brings at most one step less than the modulus.
    if found > records * (modulus - 1):
        raise BadInput(
            "The sum of record keys is more than this many records can have.",
            where=where,
            next_step=f"Keys are {'whole numbers from 0 to 255' if modulus == WHOLE else 'from 0 to below 1'} a record.",
        )
    return found % modulus
