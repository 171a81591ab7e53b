"""Damaged copies of a file: flipped bits, cut ends, blocks swapped, doubled or blanked. The same seed gives the same."""

from __future__ import annotations

import random
from collections.abc import Iterator


def mutants(data: bytes, count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """(what was done, the damaged bytes)."""
    chance = random.Random(seed)
    for number in range(count):
        kind = ("flip", "cut", "swap", "double", "blank", "flips")[number % 6]
        made = bytearray(data)
        size = len(made)
        at = chance.randrange(size)
        if kind == "flip":
            made[at] ^= 1 << chance.randrange(8)
        elif kind == "flips":
            for _ in range(1 + size // 200):
                made[chance.randrange(size)] ^= 1 << chance.randrange(8)
        elif kind == "cut":
            made = made[: max(1, at)]
        else:
            span = chance.randrange(1, max(2, min(512, size // 3)))
            other = chance.randrange(size)
            if kind == "swap":
                first, second = made[at : at + span], made[other : other + span]
                made[at : at + span], made[other : other + span] = second, first
            elif kind == "double":
                made[at:at] = made[other : other + span]
            else:
                made[at : at + span] = b"\x00" * len(made[at : at + span])
        yield f"{kind} {number}", bytes(made)
