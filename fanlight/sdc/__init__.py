"""Protection: what to flag, and the way of publishing that keeps most while nobody is given away."""

from fanlight.sdc.options import PlanOptions
from fanlight.sdc.planning.plan import Alternative, Measure, Plan, plan
from fanlight.sdc.rules import RULES, flag

__all__ = ["RULES", "Alternative", "Measure", "Plan", "PlanOptions", "flag", "plan"]
