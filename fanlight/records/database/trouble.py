"""What DuckDB's trouble with a store means. Damage is said of what is damaged alone."""

from __future__ import annotations

from fanlight.errors import StoreBusy, StoreError

_BUSY = (
    "set lock",
    "conflicting lock",
    "different configuration",
    "already attached",
    "file handle conflict",
    "in use",
)
_DAMAGED = ("corrupt", "not a valid duckdb", "checksum", "could not read enough bytes", "serialization", "invalidated")


def busy(where: str) -> StoreBusy:
    return StoreBusy(
        "Somebody else is using this store.",
        where=where,
        next_step="Nothing was written. Try again when they have finished.",
    )


def forbidden(where: str) -> StoreError:
    return StoreError("You may not use this store.", where=where, next_step="See who may read and write it.")


def understood(error: Exception, where: str) -> StoreError:
    """The refusal in words, without DuckDB's own, which can carry a row."""
    text = str(error).lower()
    if "permission denied" in text:
        return forbidden(where)
    if any(sign in text for sign in _DAMAGED):
        return StoreError(
            "The store is damaged and cannot be opened.", where=where, next_step="Restore it from a copy."
        )
    if any(sign in text for sign in _BUSY):
        return busy(where)
    if "read-only" in text or "readonly" in text:
        return StoreError("This store may not be opened so.", where=where, next_step="See who may read and write it.")
    if "no space left" in text or "disk" in text:
        return StoreError("The disk is full. The store is as it was.", where=where, next_step="Free some space.")
    if "out of memory" in text:
        return StoreError("There is not enough memory for this store.", where=where)
    if "newer" in text or "version" in text:
        return StoreError(
            "This store was written by a newer DuckDB.", where=where, next_step="Use that or a newer one."
        )
    return StoreError(f"The store cannot be used ({type(error).__name__}).", where=where)
