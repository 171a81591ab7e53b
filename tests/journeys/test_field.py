"""Cases from the field, scored at the command line as their own list says what is right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.shared, pytest.mark.full]


@pytest.mark.parametrize("folder", ["answers", "records", "notices", "requests"])
def test_every_case_of_the_field_is_right(shared: Path, folder: str, tmp_path: Path) -> None:
    command = tmp_path / "fanlight"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m fanlight "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    score = shared / "field" / "score.py"
    done = subprocess.run(
        [sys.executable, str(score), str(shared / "field" / folder), str(command)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
