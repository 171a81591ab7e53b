"""The minimality attack on a published table: what a reader learns who knows that `protect` chose what is withheld."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells import AuditRequest, CellAudit, State
from fanlight.audit.cells.minimality import MinimalityAttack, minimality_attack
from fanlight.errors import BadInput, NotProvedSafe, TooLarge, option
from fanlight.figures.cells.dimensions.product import ProductNames
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.table import frequency
from fanlight.protection.request.request import ProtectionRequest
from fanlight.protection.run import pattern_of
from fanlight.tables.text.counted import counted

MOST = 2_000
"""Tables gone through at most: each is protected anew."""


@dataclass(frozen=True, eq=False)
class Examined:
    """`attack`: what it found, None where it was not computed; `why` says why then. Internal."""

    audit: CellAudit
    attack: MinimalityAttack | None
    why: str = ""

    def _keys(self, mask: NDArray[np.bool_]) -> list[list[str]]:
        return [list(self.audit.public.key(int(cell))) for cell in self.audit.cells[mask]]

    def short(self, attack: MinimalityAttack) -> NDArray[np.bool_]:
        """Figures that are protected from others, and that such a reader knows more closely than is required."""
        r, cells = self.audit.requirements, self.audit.cells
        wide = (attack.upper >= r.up[cells]) & (attack.lower <= r.down[cells])
        wide &= attack.upper - attack.lower >= r.width[cells]
        return np.asarray(~wide & (self.audit.states == State.MET))

    def to_json(self) -> dict[str, Any]:
        attack = self.attack
        if attack is None:
            return {"computed": False, "why": self.why}
        return {
            "computed": True,
            "possible": attack.possible,
            "left": attack.left,
            "narrowed": self._keys(attack.narrowed(self.audit)),
            "too_narrow": self._keys(self.short(attack)),
        }

    def lines(self) -> list[str]:
        """Lines that name figures and no count."""
        attack = self.attack
        if attack is None:
            return [f"Minimality attack not computed: {self.why}"]
        said = [
            f"Minimality attack: of {counted(attack.possible, 'table')} that agree with what is published, {attack.left:,} would have "
            "these figures withheld."
        ]
        for mask, words in (
            (attack.narrowed(self.audit), "known more closely to whoever goes through them"),
            (self.short(attack), "known to them more closely than is required"),
        ):
            keys = self._keys(mask)
            if keys:
                named = "; ".join(", ".join(key) for key in keys[:3])
                said.append(f"{counted(len(keys), 'figure')} {words}: {named}{' …' * (len(keys) > 3)}")
        return said


def check_examined(request: AuditRequest) -> None:
    """Raises `BadInput` for tables that `protect` does not choose the pattern of by counts and a threshold alone."""
    levels = request.cells is not None and request.cells.levels
    for odd, what in (
        (levels or not isinstance(request.public.names, ProductNames), "a JJ file"),
        (request.pools, "pools"),
    ):
        if odd:
            raise BadInput(
                f"{option('minimality')} does not go with {what}.",
                where=option("minimality"),
                next_step="It is computed of tables of counts in which figures are withheld and no codes merged.",
            )


def examined(request: AuditRequest, found: CellAudit, seconds: float) -> Examined:
    """Protects every table that agrees with what is published, as `protect` does by itself (method auto, costs by count),
    and keeps those of which the same figures are withheld: at most `MOST` tables, within `seconds`.

    Raises `BadInput` as `check_examined`.
    """
    check_examined(request)
    public, until = request.public, time.monotonic() + seconds

    def planner(counts: Ints) -> NDArray[np.bool_]:
        left = until - time.monotonic()
        if left <= 0:
            raise TooLarge("The time ran out before every table was looked at.", next_step="Raise the time limit.")
        table = frequency(public.names, counts, public.equations, public.inner)
        asked = ProtectionRequest(
            table,
            request.threshold,
            zeros_shown=request.zeros_shown,
            protect_zeros=request.protect_zeros,
            groups=request.groups,
            time_limit=left,
        )
        return pattern_of(asked)

    try:
        return Examined(found, minimality_attack(found, planner, most=MOST))
    except (TooLarge, NotProvedSafe) as error:
        return Examined(found, None, str(error))
