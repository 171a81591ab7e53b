"""Policy as data: loaded from dated, cited YAML; the version in force on a day."""

from fanlight.policy.disclosure import disclosure_rules
from fanlight.policy.magnitude import magnitude_rules

__all__ = ["disclosure_rules", "magnitude_rules"]
