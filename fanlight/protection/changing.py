"""The methods that give every figure, changed: rounding and noise."""

from __future__ import annotations

from dataclasses import replace

from fanlight.errors import BadInput
from fanlight.protection.asked import NOISE, VARIANCE, Asked
from fanlight.protection.protected import Progress, Protected, of_perturbation
from fanlight.tables.cells import CellTable


def by_rounding(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    from fanlight.sdc.methods.controlled_rounding import controlled_rounding

    return of_perturbation(table, controlled_rounding(table, base=_base(asked), seconds=asked.seconds))


def by_small_counts(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    from fanlight.sdc.methods.small_counts import small_counts

    return of_perturbation(table, small_counts(table, base=_base(asked), seconds=asked.seconds))


def by_cell_key(table: CellTable, asked: Asked, progress: Progress | None) -> Protected:
    from fanlight.sdc.methods.cell_key import cell_key, keys_from_contents
    from fanlight.sdc.methods.ptable import ptable

    noise = ptable(
        most=NOISE if asked.noise is None else asked.noise,
        variance=VARIANCE if asked.variance is None else asked.variance,
    )
    if asked.record_key:
        from fanlight.protection.record_keys import read_record_keys

        if asked.seed is not None:
            raise BadInput("--seed makes keys where --record-key has none to give.", next_step="Leave one of them out.")
        read = read_record_keys(asked.cells, asked.record_key, table, count=asked.count)
        return of_perturbation(table, cell_key(table, read.keys, noise, modulus=read.modulus))
    seed = _seed(asked)
    found = of_perturbation(table, cell_key(table, keys_from_contents(table, seed), noise, of_records=False))
    return found if len(seed) >= ENOUGH else replace(found, notes=(SHORT, *found.notes))


def _seed(asked: Asked) -> str:
    if asked.seed is None:
        raise BadInput(
            "The cell key method needs record keys, or a secret seed, the same for all tables.",
            next_step="Give --record-key COL or --seed FILE.",
        )
    try:
        seed = asked.seed.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadInput("The seed could not be read.", where=str(asked.seed), next_step=_NEW_SEED) from None
    if not seed:
        raise BadInput("The seed is empty.", where=asked.seed.name, next_step=_NEW_SEED)
    return seed


ENOUGH = 16
"""Characters: of hexadecimal digits drawn by chance 64 bits, too many to be tried out against a published table."""
SHORT = (
    f"The seed has fewer than {ENOUGH} characters: it can be tried out, and whoever finds it can take the noise off. Use 32 "
    "random ones for what is given out."
)
_NEW_SEED = (
    "Give a text file with 32 random characters, as `openssl rand -hex 16` writes them, and keep it for all tables."
)


def _base(asked: Asked) -> int:
    base = asked.threshold if asked.base is None else asked.base
    if base < 2:
        raise BadInput(
            "Rounding needs a base from 2.", next_step="Give --base." if asked.jj else "Give --base or --threshold."
        )
    return base
