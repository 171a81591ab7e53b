"""The ledger: every figure ever published, so that a new one is weighed against all of them."""

from fanlight.ledger.store import Added, Ledger, is_ledger
from fanlight.ledger.verify import Verified

__all__ = ["Added", "Ledger", "Verified", "is_ledger"]
