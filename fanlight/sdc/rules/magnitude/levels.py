"""From a rule's share to whole-number protection levels, exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from fanlight.errors import BadInput
from fanlight.figures.cells.equations import Ints


def short_of(share: Fraction, of: Ints, rest: Ints) -> Ints:
    """How much more than `rest` the share of `of` is: share * of - rest, rounded up; 0 where it is not more.

    Raises `BadInput` for amounts too large to be exact.
    """
    most = int(max(np.abs(of).max(initial=0), np.abs(rest).max(initial=0)))
    if most * max(share.numerator, share.denominator) >= 2**62:
        raise BadInput("The amounts are too large for exact arithmetic.", next_step="Give them in thousands.")
    over = share.numerator * of - share.denominator * rest
    return np.where(over > 0, -(-over // share.denominator), 0).astype(np.int64)
