"""Runs Python in a child process, and says how long it took and how much memory it had at most."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

_WRAP = """
import json, resource, time
started = time.perf_counter()
{program}
elapsed = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print('MEASURED ' + json.dumps([elapsed, peak]))
"""


@dataclass(frozen=True)
class Measured:
    """`seconds` of the program alone, `peak` memory of its process in MiB."""

    seconds: float
    peak: float
    printed: str


def measured(program: str, setup: str = "") -> Measured:
    """Runs `setup`, then `program` under the clock. Raises where the child fails."""
    done = subprocess.run(
        [sys.executable, "-c", setup + "\n" + _WRAP.format(program=program)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    *printed, last = done.stdout.strip().splitlines()
    seconds, peak = json.loads(last.removeprefix("MEASURED "))
    return Measured(seconds, peak, "\n".join(printed))
