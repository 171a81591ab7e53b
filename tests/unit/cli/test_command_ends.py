"""A command's process ends at once, and as any other: exit codes, streams, exit handlers and children."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fanlight.inspection.sandbox import workers

ROOT = Path(__file__).parents[3]


def ended(code: str, **more: object) -> subprocess.CompletedProcess[str]:
    said = f"import sys; sys.argv = ['fanlight', *sys.argv[1:]]\n{code}"
    return subprocess.run(
        [sys.executable, "-c", said], text=True, cwd=ROOT, timeout=60, **{"capture_output": True, **more}
    )  # type: ignore[call-overload, no-any-return]


STAND_IN = "import fanlight.cli as cli\ndef main():\n    {body}\ncli.main = main\ncli.run()\n"


@pytest.mark.parametrize(
    ("body", "code"),
    [("print('whole')", 0), ("print('whole'); sys.exit(3)", 3), ("print('whole'); sys.exit()", 0), ("print('whole'); 1/0", 1),
     ("print('whole'); sys.exit('said')", 1)],
)  # fmt: skip
def test_exit_codes_and_output_are_kept(body: str, code: int) -> None:
    done = ended(STAND_IN.format(body=body))
    assert (done.returncode, done.stdout) == (code, "whole\n")


def test_exit_handlers_run_and_threads_are_waited_for() -> None:
    done = ended(STAND_IN.format(body="import atexit; atexit.register(print, 'handled')"))
    assert done.stdout == "handled\n"
    wait = "import threading, time; threading.Thread(target=lambda: (time.sleep(0.3), print('late'))).start()"
    assert ended(STAND_IN.format(body=wait)).stdout == "late\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written_is_no_success() -> None:
    with open("/dev/full", "w") as full:
        done = ended(STAND_IN.format(body="print('lost')"), capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode != 0


def test_a_child_made_ready_is_the_one_that_is_asked(tmp_path: Path) -> None:
    workers.close_idle()
    path = tmp_path / "a.csv"
    path.write_text("Offence,2022\nTheft,12\n")
    workers.warm(("csv", "pdf"))
    (child,) = workers._idle
    workers.warm(("csv",))
    assert workers._idle == [child]
    assert list(workers.inspect_in_child(path, child.limits)) == []
    assert workers._idle == [child]
    assert child.asked == 1
    workers.close_idle()
    assert child.process.returncode is not None
