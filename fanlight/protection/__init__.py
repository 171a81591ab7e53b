"""From a file of cells to a file that may be given out: read, protect, audit, write, with a report for inside."""

from fanlight.protection.asked import Asked
from fanlight.protection.run import Done, protect

__all__ = ["Asked", "Done", "protect"]
