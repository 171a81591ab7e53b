"""Perturbation tables: of each count the probabilities of its noise, with the most entropy that the conditions allow.

Source: the cell key method of the Australian Bureau of Statistics (Fraser and Wooton, 2005) and the maximum-entropy
design of its tables (Giessing, 2016): noise at most D, mean 0, a given variance, no count below 0, none of the counts
that are blocked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput
from fanlight.tables.cells.equations import Ints

Floats = NDArray[np.float64]
EDGE = 0.02
"""A variance that the conditions do not allow is moved inside the ones they do by this share."""


@dataclass(frozen=True, eq=False)
class PTable:
    """`noise[i]`, `chance[i]`: for count i (the last for all larger counts) the possible changes and their
    probabilities. `variance[i]` is what they have; it differs from what was asked where no distribution has that."""

    most: int
    noise: tuple[Ints, ...]
    chance: tuple[Floats, ...]
    variance: tuple[float, ...]

    def changes(self, counts: Ints, keys: Floats) -> Ints:
        """The change of each count whose cell key is in [0, 1)."""
        row = np.minimum(counts, len(self.noise) - 1)
        found = np.zeros(len(counts), dtype=np.int64)
        for number, (noise, chance) in enumerate(zip(self.noise, self.chance, strict=True)):
            own = np.flatnonzero(row == number)
            steps = np.cumsum(chance)
            at = np.searchsorted(steps, keys[own], side="right")
            found[own] = noise[np.minimum(at, len(noise) - 1)]
        return found


def ptable(*, most: int, variance: float, blocked: int = 0) -> PTable:
    """A table for noise of at most `most`, mean 0 and `variance`; counts from 1 to `blocked` never appear; 0 stays 0.

    Raises `BadInput` where the conditions cannot be met: no variance, or blocked counts that the noise cannot leave.
    """
    if most < 1 or not variance > 0 or blocked < 0:
        raise BadInput("Noise must be at least 1, the variance above 0, and blocked counts from 0.")
    if variance >= most * most:
        raise BadInput(f"Noise of at most {most} has a variance below {most * most}.", where=f"variance {variance:g}")
    if blocked >= most:
        raise BadInput(f"Noise of at most {most} cannot leave counts up to {blocked}.", where="blocked counts")
    noises, chances, variances = [np.zeros(1, dtype=np.int64)], [np.ones(1)], [0.0]
    for count in range(1, most + blocked + 1):
        noise = np.array(
            [step for step in range(-most, most + 1) if count + step == 0 or count + step > blocked], dtype=np.int64
        )
        if not (noise < 0).any() and not (noise == 0).any():
            raise BadInput(f"A count of {count} cannot go down: block fewer counts.", where="blocked counts")
        noise_variance = _allowed(noise, variance)
        chance = _entropy(noise.astype(float), noise_variance)
        noises.append(noise)
        chances.append(chance)
        variances.append(float((chance * noise**2).sum()))
    return PTable(most, tuple(noises), tuple(chances), tuple(variances))


def _allowed(noise: Ints, wanted: float) -> float:
    """The variance nearest to the wanted one that a mean of 0 on these steps allows."""
    below, above = noise[noise < 0], noise[noise > 0]
    least = 0.0 if (noise == 0).any() else float(-below.max() * above.min())
    largest = float(-below.min() * above.max())
    if least < wanted < largest:
        return wanted
    return least + EDGE * (largest - least) if wanted <= least else largest - EDGE * (largest - least)


def _entropy(noise: Floats, variance: float) -> Floats:
    """Probabilities proportional to exp(a * v + b * v * v) with mean 0 and this variance: Newton's method on the dual,
    which is convex, with steps halved until it falls."""
    moments = np.stack([noise, noise**2])
    wanted = np.array([0.0, variance])
    weights = np.zeros(2)

    def dual(w: Floats) -> tuple[float, Floats]:
        power = w @ moments
        top = float(power.max())
        raised = np.exp(power - top)
        return top + math.log(float(raised.sum())) - float(w @ wanted), raised / raised.sum()

    value, chance = dual(weights)
    for _ in range(500):
        slope = moments @ chance - wanted
        if float(np.abs(slope).max()) < 1e-12:
            break
        centred = moments - (moments @ chance)[:, None]
        curve = (centred * chance) @ centred.T + 1e-14 * np.eye(2)
        step = np.linalg.solve(curve, -slope)
        size = 1.0
        while size > 1e-12:
            new_value, new_chance = dual(weights + size * step)
            if new_value <= value + 1e-4 * size * float(slope @ step):
                break
            size /= 2
        else:
            break
        weights, value, chance = weights + size * step, new_value, new_chance
    if float(np.abs(moments @ chance - wanted).max()) > 1e-6:
        raise BadInput("No perturbation table was found for these conditions.", where=f"variance {variance:g}")
    return chance
