"""protect(), audit(), the same with the ledger: values in, values out."""

from fanlight.audit.cells import AuditRequest, audit_table
from fanlight.protection.report.result import ProtectionResult, Unproved
from fanlight.protection.request.request import Known, Perturbing, ProtectionRequest, RecordKeys, WithLedger
from fanlight.protection.run import protect_table

__all__ = [
    "AuditRequest",
    "Known",
    "Perturbing",
    "ProtectionRequest",
    "ProtectionResult",
    "RecordKeys",
    "Unproved",
    "WithLedger",
    "audit_table",
    "protect_table",
]
