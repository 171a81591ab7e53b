"""What a policy asks of a table, as plain values: the same for the protector and for the auditor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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
