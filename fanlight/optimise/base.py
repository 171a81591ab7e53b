"""A whole-number table from which a system of figures is worked on: the true figures, and numbers that agree with them."""

from __future__ import annotations

from collections.abc import Callable

from fanlight.errors import BadInput, NotProvedSafe
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cliques import Cliques, cliques_of
from fanlight.figures.kinds import Kinds, groups_of, kinds_of, selected
from fanlight.figures.linked import linked
from fanlight.figures.system import Contradiction, Stated, System, contradiction, readings, system_of
from fanlight.optimise.completion import completed
from fanlight.optimise.selection import kinds_needed


def with_base(stated: Stated, left: Callable[[], float]) -> tuple[System, Ints]:
    """The system, and whole-number counts of all its cells: the true ones, and numbers that agree with them for the rest.

    Raises `BadInput` for figures that contradict one another however they are read, `NotProvedSafe` where no whole table was
    found, `TooLarge`."""
    refused: NotProvedSafe | BadInput | None = None
    for reading in readings(stated):
        try:
            return _read(reading, left)
        except Contradiction as error:
            refused = refused if isinstance(refused, NotProvedSafe) else error
        except NotProvedSafe as error:
            refused = error
    assert refused is not None
    raise refused


def _read(stated: Stated, left: Callable[[], float]) -> tuple[System, Ints]:
    system = system_of(stated, finest_of(stated))
    known, values = system.known.copy(), system.values.copy()
    clash: list[str] = []
    for one, cell in zip(system.true, system.of_true.tolist(), strict=True):
        if not system.lower[cell] <= one.value <= system.upper[cell]:
            clash += [
                given.source for given, at in zip(system.given, system.of_given.tolist(), strict=True) if at == cell
            ]
        known[cell], values[cell] = True, one.value
    if clash:
        raise contradiction(clash)
    try:
        return system, completed(system.equations, known, values, system.lower, system.upper, max(left(), 0.0))
    except Contradiction:
        if not system.exact:
            raise NotProvedSafe(
                f"The true table of {system.unit.value} cannot be followed: its units have records in too many categories.",
                next_step="Nothing was released. Ask for fewer breakdowns in one response, or count disposals.",
            ) from None
        raise contradiction(sorted((one.source for one in system.given), key=_told_elsewhere(system))) from None


def finest_of(stated: Stated) -> Cliques | Kinds:
    if stated.additive or not any(stated.repeated):
        return cliques_of(stated.predicates)
    if len(stated.units) > 1:
        return linked(stated, kinds_needed)
    groups = groups_of(stated.predicates, stated.repeated[0])
    return kinds_of(groups) or selected(groups, kinds_needed(stated, groups))


def _told_elsewhere(system: System) -> Callable[[str], int]:
    """What is known from elsewhere comes first: there the mistake is likelier."""
    own = {one.source for one in system.given if one.kind == "published"}
    return lambda source: int(source in own)
