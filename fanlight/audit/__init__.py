"""What the public can work out: the auditor, independent of whatever made the plan."""

from fanlight.audit.auditor import audit
from fanlight.audit.release import releasable
from fanlight.audit.result import Audit, Check, Finding, Problem

__all__ = ["Audit", "Check", "Finding", "Problem", "audit", "releasable"]
