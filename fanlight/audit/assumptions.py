"""What an audit assumes of the reader, in words: part of every result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fanlight.figures.cliques import Cliques
from fanlight.figures.system import System
from fanlight.tables.earlier import NOTHING_EARLIER, Earlier
from fanlight.tables.knowledge.rules import Knowledge


def assumptions_of(
    systems: Sequence[System], knowledge: Knowledge, earlier: Earlier = NOTHING_EARLIER
) -> tuple[str, ...]:
    return (*_assumptions(systems, knowledge, earlier), *earlier.assumptions)


def _assumptions(systems: Sequence[System], knowledge: Knowledge, earlier: Earlier) -> Iterator[str]:
    yield (
        'A reader knows the figures and statements listed under "published", what the categories mean, that counts are '
        "whole numbers and not below zero, and nothing else: nobody is taken to know a single record, their own included."
    )
    if knowledge is Knowledge.K1:
        yield (
            "K1: readers know that every zero is shown, so a withheld figure of the finest breakdown "
            "that has a row is at least 1."
        )
    else:
        yield "K0: readers do not know how zeros are treated, so a withheld figure may be zero."
    yield (
        "How the program chooses what to withhold is taken to be unknown. Somebody who knew the choice and its measure "
        "could rule out tables for which it would have chosen otherwise (the minimality attack): this risk is not "
        "examined here, and not disproved."
    )
    yield (
        "Categories of different fields are taken to occur in every combination, unless a statement says that a "
        "combination does not occur."
    )
    if any(given.kind == "assumed" for one in systems for given in one.given):
        yield (
            "Where the parts of a breakdown make up its total, readers are taken to know that nothing else is in the "
            "total."
        )
    for one in systems:
        if len(one.units) > 1:
            others = " and ".join(unit.value for unit in one.units[1:])
            first = (
                f"A disposal is for one offender and one offence, and each of the {others} among some records has at least "
                "one disposal among them: "
            )
            if isinstance(one.finest, Cliques):
                yield (
                    f"{first}so {others} are taken to be some of the disposals, one for each. Where there is none of them, there "
                    "is no other disposal, and none has more than 1,000 others."
                )
            else:
                yield (
                    f"{first}so {others} can have one in each of several categories, and are no more than the disposals of "
                    "each. Where there is none of them, there is no disposal, and none has more than 1,000."
                )
    if len(systems) > 1:
        units = ", ".join(unit.value for one in systems for unit in one.units)
        yield f"Figures of different units ({units}) are otherwise taken to say nothing about one another."
    for one in systems:
        if not one.additive:
            counted = " and ".join(unit.value for unit in (one.units[1:] or one.units))
            yield (
                f"Each of the {counted} is counted once by every figure that one of its records belongs to; only "
                "in breakdowns whose parts sum to more than their total can it have several records."
            )
            if one.taken_to_repeat:
                names = " and ".join(sorted(one.taken_to_repeat))
                yield (
                    f"Earlier figures of {counted} agree with one another only where one of them can have several "
                    f"records that differ in {names}: so each can."
                )
            if not one.exact:
                yield (
                    f"For {counted}, safety is proved by tables of the simpler kinds alone; a failure to prove it "
                    "is not a proof of exposure."
                )
