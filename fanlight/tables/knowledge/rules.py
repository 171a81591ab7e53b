"""What a policy asks of a table, as plain values: the same for the protector and for the auditor."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from numbers import Integral, Rational

from fanlight.errors import BadInput
from fanlight.tables.knowledge.costs import Costs


class Knowledge(Enum):
    """How withheld zeros are taken to be known to the reader.

    K0: nobody is assumed to know how zeros are treated. K1: policy or documents say that every zero is shown, so
    every withheld inner cell is at least 1.
    """

    K0 = "K0"
    K1 = "K1"


@dataclass(frozen=True, slots=True)
class DisclosureRules:
    """Values of a dated disclosure-control policy.

    `threshold`: counts from 1 up to one below it are flagged for a person to assess. `flag_zeros`: zeros are flagged
    too. `group_disclosure`: a group all of whose members fall in one category is flagged. `policy` and `sha256` name
    the policy version that the values come from. `costs`: which of the safe ways of publishing loses least.
    """

    threshold: int
    flag_zeros: bool = False
    group_disclosure: bool = True
    knowledge: Knowledge = Knowledge.K0
    policy: str = ""
    sha256: str = ""
    costs: Costs = field(default_factory=Costs)


@dataclass(frozen=True, slots=True, init=False)
class MagnitudeRules:
    """Values of a dated policy for tables of amounts. A rule that is None (or a minimum of 1) is not used.

    `dominance`: (n, k), unsafe where the n largest contributors make up more than k per cent. `p_percent`: unsafe where
    the second largest can estimate the largest to within p per cent; `pq`: the same where the rest is known to within q
    per cent beforehand. `coalition`: how many contributors may pool what they know. `minimum_contributors`: fewer are
    unsafe. The values must be kept secret: whoever knows them can undo part of the protection.

    Per cents may be given as int, float, str, Decimal or Fraction and are kept as exact fractions, a float as the decimal
    that it is written as: 90.9 is 909/10. Raises `BadInput` for anything else and for values out of range.
    """

    dominance: tuple[int, Fraction] | None
    p_percent: Fraction | None
    pq: tuple[Fraction, Fraction] | None
    coalition: int
    minimum_contributors: int
    policy: str
    sha256: str

    def __init__(
        self,
        dominance: tuple[int, Percent] | None = None,
        p_percent: Percent | None = None,
        pq: tuple[Percent, Percent] | None = None,
        coalition: int = 1,
        minimum_contributors: int = 1,
        policy: str = "",
        sha256: str = "",
    ) -> None:
        def keep(**values: object) -> None:
            for name, value in values.items():
                object.__setattr__(self, name, value)

        keep(dominance=None, p_percent=None, pq=None, policy=policy, sha256=sha256)
        if dominance is not None:
            n, k = _pair(dominance, "dominance", "(n, k)", policy)
            keep(dominance=(_number(n, "The n of dominance", policy), _percent(k, "The k of dominance", policy)))
        if p_percent is not None:
            keep(p_percent=_percent(p_percent, "p_percent", policy))
        if pq is not None:
            p, q = _pair(pq, "pq", "(p, q)", policy)
            keep(pq=(_percent(p, "The p of pq", policy), _percent(q, "The q of pq", policy)))
        keep(
            coalition=_number(coalition, "coalition", policy),
            minimum_contributors=_number(minimum_contributors, "minimum_contributors", policy),
        )
        if self.dominance is not None and not self.dominance[1] < 100:
            raise BadInput("Dominance needs k between 0 and 100.", where=policy)
        if self.pq is not None and not self.pq[0] < self.pq[1] <= 100:
            raise BadInput("The (p,q) rule needs 0 < p < q <= 100.", where=policy)

    @property
    def top(self) -> int:
        """How many of the largest contributors the rules look at."""
        return max(1 + self.coalition, self.dominance[0] if self.dominance else 1)


Percent = int | float | str | Decimal | Fraction
"""How a per cent of a rule may be given."""

MOST_PERCENT, MOST_NUMBER = 10**6, 10**6
"""No rule has a larger one; beyond it a mistyped exponent would take for ever."""

_WRITTEN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,18})?|[0-9]{1,18}/0*[1-9][0-9]{0,17}")


def _percent(value: object, what: str, where: str) -> Fraction:
    found: Fraction | None = None
    truth = isinstance(value, bool)
    if isinstance(value, str) and _WRITTEN.fullmatch(value.strip()):
        found = Fraction(value.strip())
    elif isinstance(value, float | Decimal) and 0 < value <= MOST_PERCENT:
        # Not the binary number that a float is, but the decimal that somebody wrote.
        found = Fraction(str(float(value)) if isinstance(value, float) else value)
    elif isinstance(value, Rational) and not truth:
        found = Fraction(int(value.numerator), int(value.denominator))
    if found is None or not 0 < found <= MOST_PERCENT:
        raise BadInput(
            f"{what} is not a number of per cent above 0.",
            where=where,
            next_step="Give 10, 90.9 or “90.9”, say.",
        )
    return found


def _number(value: object, what: str, where: str) -> int:
    truth = isinstance(value, bool)
    found = int(value) if isinstance(value, Integral) and not truth else 0
    if not 1 <= found <= MOST_NUMBER:
        raise BadInput(f"{what} is not a whole number from 1.", where=where, next_step="Give 1 or 3, say.")
    return found


def _pair(value: object, what: str, form: str, where: str) -> tuple[object, object]:
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise BadInput(f"{what} is not a pair {form}.", where=where, next_step="Give both values in one tuple.")
    return value[0], value[1]
