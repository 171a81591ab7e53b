"""How far a solver's numbers are trusted: one place for all that reads them. Nothing rests on these alone: what is claimed of a
table is checked in whole numbers, and what is claimed of a bound in fractions.
"""

from __future__ import annotations

WHOLE = 1e-5
"""A number this close to a whole one is tried as that."""
NEAR_WHOLE = 1e-4
"""The same for the audit, which tries more and believes none before its sums are checked."""
MOVED = 1e-7
"""A movement smaller than this is none."""
SHORT = 1e-6
"""By this part of what is asked, or of 1, a movement may fall short and be taken to reach it."""
SLACK = 1e-9
"""What a sum of fractions may lack and still be full."""
WEIGHT = 1e-9
"""A multiplier smaller than this is none."""
FEASIBLE = 1e-9
"""What a solver may miss a row or a bound by."""
