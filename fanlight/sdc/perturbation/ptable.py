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
from fanlight.figures.cells.equations import Ints

Floats = NDArray[np.float64]
EDGE = 0.02
"""A variance that the conditions do not allow is moved inside the ones they do by this share."""
MOST_NOISE = 1000
"""Rows grow with the noise, and so do their lengths: 1,000 make a table of two million numbers."""
LEAST_VARIANCE = 1e-6
CLOSE = 1e-9
"""How near mean and variance must come to what was asked, in standard deviations and as a part of the variance."""


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
        for number in np.unique(row).tolist():
            noise = self.noise[number]
            own = np.flatnonzero(row == number)
            at = np.searchsorted(np.cumsum(self.chance[number]), keys[own], side="right")
            found[own] = noise[np.minimum(at, len(noise) - 1)]
        return found

    def reached(self, keys: int) -> tuple[Ints, ...]:
        """Of each row the changes that occur at all where cell keys are the middles of `keys` equal steps of [0, 1)."""
        found = []
        for noise, chance in zip(self.noise, self.chance, strict=True):
            ends = np.cumsum(chance)
            ends[-1] = 1.0
            begins = np.concatenate([[0.0], ends[:-1]])
            # The first key at or after each begin, and its neighbours in case the product was rounded.
            first = np.ceil(begins * keys - 0.5) + np.array([[-1], [0], [1]])
            middle = (np.clip(first, 0, keys - 1) + 0.5) / keys
            found.append(noise[((begins <= middle) & (middle < ends)).any(axis=0)])
        return tuple(found)


def ptable(*, most: int, variance: float, blocked: int = 0) -> PTable:
    """A table for noise of at most `most`, mean 0 and `variance`; counts from 1 to `blocked` never appear; 0 stays 0.

    Raises `BadInput` where the conditions cannot be met: no variance, one that noise of at most `most` cannot have, or
    blocked counts that the noise cannot leave; and for more noise than `MOST_NOISE`.
    """
    if most < 1 or blocked < 0:
        raise BadInput("Noise must be at least 1, and blocked counts from 0.", where=f"noise {most}")
    if most > MOST_NOISE:
        raise BadInput(
            f"Noise of more than {MOST_NOISE:,} is not offered: a perturbation table has a row for every count up to it.",
            where=f"noise {most}",
            next_step="Give a smaller one; 5 to 20 is usual.",
        )
    if not variance >= LEAST_VARIANCE:
        raise BadInput(
            f"The variance of noise must be at least {LEAST_VARIANCE:g}: with less hardly a figure would change.",
            where=f"variance {variance:g}",
        )
    if variance >= most * most:
        raise BadInput(
            f"Noise of at most {most} has a variance below {most * most}.",
            where=f"variance {variance:g}",
            next_step="Allow more noise, or ask for less variance.",
        )
    if blocked >= most:
        raise BadInput(f"Noise of at most {most} cannot leave counts up to {blocked}.", where="blocked counts")
    start = np.zeros(2)
    noises, chances, variances = [np.zeros(1, dtype=np.int64)], [np.ones(1)], [0.0]
    for count in range(1, most + blocked + 1):
        noise = np.array(
            [step for step in range(-most, most + 1) if count + step == 0 or count + step > blocked], dtype=np.int64
        )
        if not (noise < 0).any() and not (noise == 0).any():
            raise BadInput(f"A count of {count} cannot go down: block fewer counts.", where="blocked counts")
        # The rows are alike, so that one's exponents are near the next one's.
        chance, start = _entropy(noise.astype(float), _allowed(noise, variance), start)
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


def _entropy(noise: Floats, variance: float, start: Floats) -> tuple[Floats, Floats]:
    """Probabilities proportional to exp(a * v + b * v * v) with mean 0 and this variance, and (a, b): Newton's method on
    the dual, which is convex, with steps halved until it falls.

    In steps of the standard deviation both moments are of size 1 whatever the noise, which keeps the programme well
    conditioned. `start`: (a, b) to begin with.
    """
    size = math.sqrt(variance)
    scaled = noise / size
    moments = np.stack([scaled, scaled**2])
    wanted = np.array([0.0, 1.0])
    unit = np.array([size, variance])
    for weights in (start * unit, np.array([0.0, -0.5]), np.zeros(2)):
        weights, chance = _newton(moments, wanted, weights)
        if float(np.abs(moments @ chance - wanted).max()) <= CLOSE:
            return chance, weights / unit
    raise BadInput("No perturbation table was found for these conditions.", where=f"variance {variance:g}")


def _newton(moments: Floats, wanted: Floats, weights: Floats) -> tuple[Floats, Floats]:
    def dual(w: Floats) -> tuple[float, Floats]:
        power = w @ moments - float(w @ wanted)
        top = float(power.max())
        raised = np.exp(power - top)
        whole = float(raised.sum())
        return top + math.log(whole), raised / whole

    value, chance = dual(weights)
    for _ in range(200):
        slope = moments @ chance - wanted
        if float(np.abs(slope).max()) < CLOSE / 1000:
            break
        centred = moments - (moments @ chance)[:, None]
        curve = (centred * chance) @ centred.T
        step = np.linalg.lstsq(curve, -slope, rcond=1e-15)[0]
        part = 1.0
        while part > 1e-12:
            new_value, new_chance = dual(weights + part * step)
            better = new_value <= value + 1e-4 * part * float(slope @ step)
            # Near the end the dual falls by less than its own rounding; the moments still tell.
            if better or float(np.abs(moments @ new_chance - wanted).max()) < 0.5 * float(np.abs(slope).max()):
                break
            part /= 2
        else:
            break
        weights, value, chance = weights + part * step, new_value, new_chance
    return weights, chance
