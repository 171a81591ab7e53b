"""`python -m benchmarks [NAME …]`: what ran, on what, and how long it took. `make bench` runs them all."""

from __future__ import annotations

import importlib
import os
import platform
import sys
import time

NAMES = (
    "questions",
    "answer",
    "answers",
    "records",
    "tabulation",
    "resolutions",
    "inspection_peers",
    "audit",
    "ledger",
    "suppression",
    "amounts",
    "sparse",
    "growth",
    "inspection",
)


def main() -> int:
    chosen = sys.argv[1:] or NAMES
    unknown = set(chosen) - set(NAMES)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}. There are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {memory:.0f} GiB")
    for name in chosen:
        started = time.monotonic()
        print(f"\n== {name} ==", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()
        print(f"({name}: {time.monotonic() - started:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
