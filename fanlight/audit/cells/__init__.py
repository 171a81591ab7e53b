"""The audit of tables of many cells: intervals, witnesses and verdict, from what is published."""

from fanlight.audit.cells.auditor import audit_cells
from fanlight.audit.cells.knowledge import CellKnowledge, Source, telling
from fanlight.audit.cells.request import AuditRequest, audit_table
from fanlight.audit.cells.requirement import Requirements, from_table, unknown_values
from fanlight.audit.cells.result import CellAudit, State
from fanlight.audit.cells.sealing import sealed

__all__ = [
    "AuditRequest",
    "CellAudit",
    "CellKnowledge",
    "Requirements",
    "Source",
    "State",
    "audit_cells",
    "audit_table",
    "from_table",
    "sealed",
    "telling",
    "unknown_values",
]
