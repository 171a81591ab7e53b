"""Confidence intervals of a rate and of a ratio of two rates.

Rate: Wilson's score interval (E. B. Wilson, JASA 22, 1927). Ratio: Katz's log interval (D. Katz, J. Baptista,
S. P. Azen and M. C. Pike, Biometrics 34, 1978). Neither says anything of bias in who was counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate (0 to 1) or a ratio, and the ends of its interval; None where the method gives no end."""

    value: float
    lo: float | None
    hi: float | None


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(part: int, whole: int, confidence: float = CONFIDENCE) -> Estimate | None:
    """The share `part` of `whole`; None of nothing. Raises `ValueError` unless 0 <= part <= whole."""
    if not 0 <= part <= whole:
        raise ValueError("a part is between none and the whole")
    if whole == 0:
        return None
    z2, p = _z(confidence) ** 2, part / whole
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = math.sqrt(z2) / (1 + z2 / whole) * math.sqrt(p * (1 - p) / whole + z2 / (4 * whole**2))
    lo = 0.0 if part == 0 else max(0.0, middle - half)
    hi = 1.0 if part == whole else min(1.0, middle + half)
    return Estimate(p, lo, hi)


def katz(part: int, whole: int, other: int, other_whole: int, confidence: float = CONFIDENCE) -> Estimate | None:
    """The rate part/whole as a multiple of other/other_whole. None where the other rate is nothing or unknown; no ends
    where a count of zero leaves the logarithm undefined."""
    if not (0 <= part <= whole and 0 <= other <= other_whole):
        raise ValueError("a part is between none and the whole")
    if whole == 0 or other == 0:
        return None
    ratio = (part / whole) / (other / other_whole)
    if part == 0:
        return Estimate(0.0, None, None)
    spread = _z(confidence) * math.sqrt(1 / part - 1 / whole + 1 / other - 1 / other_whole)
    return Estimate(ratio, ratio * math.exp(-spread), ratio * math.exp(spread))
