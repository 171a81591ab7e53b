"""Community resolutions: what the policy in force says of a case. Advice is the program's, a decision a person's."""

from __future__ import annotations

from fanlight.policy.community_resolution.advice import (
    Advice,
    PolicyRef,
    RuleHeld,
    UncertainPolicy,
    advise,
    advise_candidates,
    advise_under,
    differences,
)
from fanlight.policy.community_resolution.facts.facts import Facts
from fanlight.policy.community_resolution.facts.reading import facts_from
from fanlight.policy.community_resolution.rules.policy import Policy, Status
from fanlight.policy.community_resolution.rules.versions import Held, in_force, load, versions
from fanlight.policy.community_resolution.rules.vocabulary import vocabulary_version
from fanlight.policy.tri import Tri

__all__ = [
    "Advice",
    "Facts",
    "Held",
    "Policy",
    "PolicyRef",
    "RuleHeld",
    "Status",
    "Tri",
    "UncertainPolicy",
    "advise",
    "advise_candidates",
    "advise_under",
    "differences",
    "facts_from",
    "in_force",
    "load",
    "versions",
    "vocabulary_version",
]
