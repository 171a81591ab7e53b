"""A whole-number table from which a system of figures is worked on: the true figures, and numbers that agree with them."""

from __future__ import annotations

from collections.abc import Callable

from fanlight.errors import BadInput, NotProvedSafe
from fanlight.figures.system import Stated, System, contradiction, system_of, without_assumed
from fanlight.optimise.completion import Contradiction, completed
from fanlight.optimise.selection import kinds_needed
from fanlight.tables.cells.equations import Ints


def with_base(stated: Stated, left: Callable[[], float]) -> tuple[System, Ints]:
    """The system, and whole-number counts of all its cells: the true ones, and numbers that agree with them for the rest."""
    system = system_of(stated)
    if not system.exact:
        system = system_of(stated, kinds_needed(stated))
    known, values = system.known.copy(), system.values.copy()
    clash: list[str] = []
    for one, cell in zip(system.true, system.of_true.tolist(), strict=True):
        if not system.lower[cell] <= one.value <= system.upper[cell]:
            clash += [
                given.source for given, at in zip(system.given, system.of_given.tolist(), strict=True) if at == cell
            ]
        known[cell], values[cell] = True, one.value
    assumed = any(one.kind == "assumed" for one in system.given)
    try:
        if clash:
            raise contradiction(clash)
        return system, completed(system.equations, known, values, system.lower, system.upper, max(left(), 0.0))
    except BadInput as error:
        if assumed:
            return with_base(without_assumed(stated), left)
        if not system.exact:
            raise NotProvedSafe(
                f"The true table of {system.unit.value} cannot be followed: its units have records in too many categories.",
                next_step="Nothing was released. Ask for fewer breakdowns in one response, or count disposals.",
            ) from None
        if isinstance(error, Contradiction):
            raise contradiction(sorted((one.source for one in system.given), key=_told_elsewhere(system))) from None
        raise


def _told_elsewhere(system: System) -> Callable[[str], int]:
    """What is known from elsewhere comes first: there the mistake is likelier."""
    own = {one.source for one in system.given if one.kind == "published"}
    return lambda source: int(source in own)
