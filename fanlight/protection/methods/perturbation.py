"""The methods that give every figure, changed: rounding and noise."""

from __future__ import annotations

from dataclasses import replace

from fanlight.errors import BadInput, option
from fanlight.figures.cells import CellTable
from fanlight.progress import Progress
from fanlight.protection.methods.protected import Protected, of_perturbation
from fanlight.protection.request.request import NOISE, VARIANCE, ProtectionRequest


def by_rounding(table: CellTable, request: ProtectionRequest, progress: Progress) -> Protected:
    from fanlight.sdc.perturbation.controlled_rounding import controlled_rounding

    return of_perturbation(table, controlled_rounding(table, base=_base(request), seconds=request.time_limit))


def by_small_counts(table: CellTable, request: ProtectionRequest, progress: Progress) -> Protected:
    from fanlight.sdc.perturbation.small_counts import small_counts

    return of_perturbation(table, small_counts(table, base=_base(request), seconds=request.time_limit))


def by_cell_key(table: CellTable, request: ProtectionRequest, progress: Progress) -> Protected:
    from fanlight.sdc.perturbation.cell_key import cell_key, key_sums, keys_from_contents
    from fanlight.sdc.perturbation.ptable import ptable

    own = request.perturbing
    noise = ptable(
        most=NOISE if own.noise is None else own.noise,
        variance=VARIANCE if own.variance is None else own.variance,
    )
    keys = own.record_keys
    if keys is not None:
        if own.seed is not None:
            raise BadInput(
                f"{option('seed')} makes keys where {option('record_key')} has none to give.",
                next_step="Leave one of them out.",
            )
        sums = key_sums(table, keys.inner, keys.modulus)
        return of_perturbation(table, cell_key(table, sums, noise, modulus=keys.modulus))
    seed = _seed(own.seed)
    found = of_perturbation(table, cell_key(table, keys_from_contents(table, seed), noise, of_records=False))
    return found if len(seed) >= ENOUGH else replace(found, notes=(SHORT, *found.notes))


def _seed(given: str | None) -> str:
    if given is None:
        raise BadInput(
            "The cell key method needs record keys, or a secret seed, the same for all tables.",
            next_step=f"Give {option('record_key')} or {option('seed')}.",
        )
    if not given.strip():
        raise BadInput("The seed is empty.", where=option("seed"), next_step=NEW_SEED)
    return given.strip()


ENOUGH = 16
"""Characters: of hexadecimal digits drawn by chance 64 bits, too many to be tried out against a published table."""
SHORT = (
    f"The seed has fewer than {ENOUGH} characters: it can be tried out, and whoever finds it can take the noise off. Use 32 "
    "random ones for what is given out."
)
NEW_SEED = (
    "Give a text file with 32 random characters, as `openssl rand -hex 16` writes them, and keep it for all tables."
)


def _base(request: ProtectionRequest) -> int:
    base = request.threshold if request.perturbing.base is None else request.perturbing.base
    if base is None or base < 2:
        raise BadInput(
            "Rounding needs a base from 2.",
            next_step=f"Give {option('base')}{'' if request.table.levels else ' or ' + option('threshold')}.",
        )
    return base
