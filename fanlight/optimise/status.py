"""How a solver ended. A limit of time or work is "stopped", which proves nothing: never "optimal"."""

from __future__ import annotations

from typing import Literal

Status = Literal["optimal", "infeasible", "unbounded", "stopped"]
