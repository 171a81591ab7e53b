"""What a policy asks of a table, as plain values: the same for the protector and for the auditor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fanlight.errors import BadInput


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
    the policy version that the values come from.
    """

    threshold: int
    flag_zeros: bool = False
    group_disclosure: bool = True
    knowledge: Knowledge = Knowledge.K0
    policy: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class MagnitudeRules:
    """Values of a dated policy for tables of amounts. A rule that is None (or a minimum of 1) is not used.

    `dominance`: (n, k), unsafe where the n largest contributors make up more than k per cent. `p_percent`: unsafe where
    the second largest can estimate the largest to within p per cent; `pq`: the same where the rest is known to within q
    per cent beforehand. `coalition`: how many contributors may pool what they know. `minimum_contributors`: fewer are
    unsafe. The values must be kept secret: whoever knows them can undo part of the protection.
    """

    dominance: tuple[int, Fraction] | None = None
    p_percent: Fraction | None = None
    pq: tuple[Fraction, Fraction] | None = None
    coalition: int = 1
    minimum_contributors: int = 1
    policy: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        if self.dominance is not None and not (self.dominance[0] >= 1 and 0 < self.dominance[1] < 100):
            raise BadInput("Dominance needs n from 1 and k between 0 and 100.", where=self.policy)
        if self.p_percent is not None and self.p_percent <= 0:
            raise BadInput("The p% rule needs p above 0.", where=self.policy)
        if self.pq is not None and not 0 < self.pq[0] < self.pq[1] <= 100:
            raise BadInput("The (p,q) rule needs 0 < p < q <= 100.", where=self.policy)
        if self.coalition < 1 or self.minimum_contributors < 1:
            raise BadInput("Coalitions and minimum contributors count from 1.", where=self.policy)

    @property
    def top(self) -> int:
        """How many of the largest contributors the rules look at."""
        return max(1 + self.coalition, self.dominance[0] if self.dominance else 1)
