"""Community resolutions: what the policy in force says of a case. Advice is the program's, a decision a person's."""

from __future__ import annotations

from fanlight.policy.community_resolution.facts import Facts
from fanlight.policy.tri import Tri

__all__ = ["Facts", "Tri"]
