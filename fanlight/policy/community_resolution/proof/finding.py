"""One fault of a policy, with the facts that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fanlight.policy.community_resolution.rules.policy import Policy
from fanlight.policy.community_resolution.space.diagram import Choice, Formula
from fanlight.policy.community_resolution.space.formulas import contradiction, slots_for, solver_for


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind`: unreadable, pin, dates, clause, setting, case, hole, unknown, overlap, unreachable,
    dead, eases, loses, disagreement.
    `facts` is the counter-example, `apart` how it differs from the clean case."""

    kind: str
    version: str
    what: str
    mend: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        said = {"kind": self.kind, "version": self.version, "what": self.what, "mend": self.mend}
        return {**said, "facts": dict(self.facts), "differs_from_clean": dict(self.apart)}


def find(policy: Policy, true: Sequence[Formula], false: Sequence[Formula] = ()) -> dict[str, Choice] | None:
    """Possible facts of which all of `true` hold and none of `false`, as near to the clean case as can be."""
    return solver_for(slots_for([policy])).nearest(true, [contradiction(), *false])
