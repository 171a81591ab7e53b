"""Keys of records, made from their ids and a secret seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from fanlight.errors import BadInput
from fanlight.readers.record_keys import PARTS


def record_keys(ids: Sequence[str], seed: str) -> list[Decimal]:
    """A key of each record, from 0 to below 1 in 9 decimals: BLAKE2b over its id, keyed by the seed. Their sums are what
    the cell key method takes. The same record has the same key in every table; nobody can tell it who has not the seed, which
    must stay secret.

    Raises `BadInput` for an empty seed.
    """
    if not seed:
        raise BadInput("Record keys need a seed, which must stay secret and the same for all tables.")
    key = hashlib.blake2b(seed.encode(), digest_size=32).digest()
    found = []
    for one in ids:
        drawn = int.from_bytes(hashlib.blake2b(one.encode(), key=key, digest_size=16).digest(), "big")
        found.append(Decimal(drawn % PARTS).scaleb(-9))
    return found
