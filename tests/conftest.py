"""Fixtures that many tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts and real data beside the checkout; FANLIGHT_SHARED names another place."""
    default = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("FANLIGHT_SHARED", default))
    if not (folder / "README.md").exists():
        pytest.skip(f"The shared facts and data are not at {folder}; set FANLIGHT_SHARED to run this test.")
    return folder
