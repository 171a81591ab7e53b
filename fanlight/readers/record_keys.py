"""Sums of record keys beside the counts of inner cells: the keys that every record carries, added up for each cell.

Two kinds are in use. Whole numbers from 0 to 255 a record, added up modulo 256, as the published cell-key tool of the
Office for National Statistics takes them; and numbers from 0 to below 1, added up modulo 1, as the R package cellKey
makes them (8 decimals). The sums may have been taken modulo already, or not.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from fanlight.errors import BadInput, option
from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.equations import Ints
from fanlight.readers.sheet import Source, read_sheet

WHOLE = 256
PARTS = 10**9
"""Numbers below 1 are taken in thousand-millionths: record keys of up to 9 decimals add up to the same everywhere."""

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,30})?")


def read_record_keys(source: Source, column: str, table: CellTable, *, count: str = "count") -> tuple[Ints, int]:
    """Of each inner cell of the table its sum of keys, 0 for all others, and the modulus. With a decimal point anywhere in
    the column the keys are modulo 1 (in units of 10^-9), else modulo 256. A cell without records has no key, 0 or nothing.

    Raises `BadInput` naming the line for what is no such number, for a sum that this many records cannot have, and
    for a cell of records without one.
    """
    sheet = read_sheet(source, "The cells")
    if column not in sheet.heads or column == count:
        raise BadInput(
            f"There is no column “{column}” of record keys.",
            where=sheet.name,
            next_step=f"The columns are {', '.join(sheet.heads)}; name the one of sums of record keys with "
            f"{option('record_key')}.",
        )
    if not isinstance(table.names, ProductNames):
        raise BadInput(
            "Record keys need a table with dimensions; a JJ file has none.",
            where=sheet.name,
            next_step=f"Give the table as CSV, or use {option('seed')}.",
        )
    at = sheet.heads.index(column)
    places = [sheet.heads.index(name) for name in table.names.heads]
    modulus = PARTS if any("." in row[at] for row in sheet.rows) else WHOLE
    inner = np.zeros(len(table), dtype=np.int64)
    for row, line in zip(sheet.rows, sheet.numbers, strict=True):
        cell = table.names.cell([row[place] for place in places])
        inner[cell] = _key(row[at], int(table.values[cell]), modulus, sheet.place(line))
    return inner, modulus


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
