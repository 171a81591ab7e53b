"""protect(), audit(), the same with the ledger: values in, values out."""

from fanlight.protection.request import Perturbing, ProtectionRequest, RecordKeys, WithLedger
from fanlight.protection.result import ProtectionResult, Unproved
from fanlight.protection.run import protect_table

__all__ = [
    "Perturbing",
    "ProtectionRequest",
    "ProtectionResult",
    "RecordKeys",
    "Unproved",
    "WithLedger",
    "protect_table",
]
