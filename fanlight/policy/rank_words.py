"""How ranks are written: every form in the table of policies/community_resolution/ranks.yaml, and what a text can mean."""

from __future__ import annotations

import difflib
import itertools
import re
from functools import cache
from importlib import resources
from typing import Any

from fanlight.dated import own_data

Reading = tuple[str, bool, str]
"""A rank's national name, whether of a detective, and the status that the text says ("" where it says none)."""


@cache
def _data() -> dict[str, Any]:
    folder = resources.files("fanlight") / "policies" / "community_resolution"
    loaded: dict[str, Any] = own_data((folder / "ranks.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def levels() -> dict[str, int]:
    """Every national rank with its level, lowest first."""
    return {entry["rank"]: level for level, equals in enumerate(_data()["order"]) for entry in equals}


@cache
def _plain() -> dict[str, str]:
    """Letters alone → rank: full names, each word in every way that it is written, and abbreviations."""
    data, found = _data(), {}
    for entry in (entry for equals in data["order"] for entry in equals):
        name = entry["rank"]
        ways = [[word, *data["words"].get(word, [])] for word in name.lower().split()]
        forms = ["".join(way) for way in itertools.product(*ways)]
        if levels()[name] <= levels()["Inspector"]:
            forms += [police + form for police in data["police"] for form in list(forms)]
        found.update(dict.fromkeys([*forms, *(_letters(short) for short in entry["short"])], name))
    return found


@cache
def _written() -> dict[str, Reading]:
    """Letters alone → what they mean, without a status but for the few that are written together with one."""
    data = _data()["detective"]
    found: dict[str, Reading] = {letters: (name, False, "") for letters, name in _plain().items()}
    # No police detective: DPS and PSD are departments, and so is CID, which no rank ends like.
    detectives = {
        letters: name for letters, name in _plain().items() if name in data["ranks"] and letters[0] not in "pw"
    }
    for word, (letters, name) in itertools.product(data["words"], detectives.items()):
        found.setdefault(word + letters, (name, True, ""))
        if len(word) > 1:
            found.setdefault(letters + word, (name, True, ""))
    found |= {_letters(short): (name, True, "") for short, name in data["short"].items()}
    found |= {_letters(short): ("Constable", True, "") for short in data["trainee"]}
    for letters in (_letters(short) for short in _data()["together"]):
        name, detective, _ = found[letters]
        for status in ("acting", "temporary"):
            found.setdefault(status[0] + letters, (name, detective, status))
    return found


def readings(text: str) -> list[Reading]:
    """What a text can mean: none where it is no rank, several where it is ambiguous.

    Joined, the letters are looked up whole (“D. I.”, “A.C.C.”); apart, a first or last word can be a status (“A/DI”,
    “Temp Insp”, “DI (acting)”). A stroke or brackets set the status apart; a space or dot may stand inside initials, so
    that “A CC” is ambiguous where “A/CC” is not.
    """
    words = _words(text)
    whole = _written().get("".join(words))
    apart = _with_status(words, bracketed="(" in text)
    set_apart = bool(re.match(r"[^a-z]*[at][^a-z]*/", text.lower())) or "(" in text
    if apart is None:
        # “A/C” is no assistant commissioner: the stroke says that A is a status.
        return [whole] if whole is not None and not (set_apart and not whole[2] and "/" in text) else []
    if whole is None or whole == apart:
        return [apart]
    if levels()[apart[0]] == 0:
        return [whole]  # there is no acting or temporary constable
    if set_apart:
        return [apart]
    return [whole] if all(len(word) == 1 for word in words) else [whole, apart]


def _with_status(words: list[str], *, bracketed: bool) -> Reading | None:
    for status, written in _data()["status"].items():
        for said, rest, first in ((words[:1], words[1:], True), (words[-1:], words[:-1], False)):
            # A single letter stands before a rank, or behind it in brackets.
            if rest and said[0] in written and (first or bracketed or len(said[0]) > 1):
                found = _written().get("".join(rest))
                if found is not None and not found[2]:
                    return found[0], found[1], status
    return None


def detective_without_rank(text: str) -> str:
    """The rank that a text gives to a detective although no detective holds it; "" otherwise."""
    words = [word for word in _words(text) if word not in itertools.chain(*_data()["status"].values())]
    for said, rest in ((words[:1], words[1:]), (words[-1:], words[:-1])):
        if rest and said[0] in _data()["detective"]["words"]:
            return _plain().get("".join(rest), "")
    return ""


def nearest(text: str) -> str:
    """The rank whose written form is nearest to the text; "" where none is near."""
    near = difflib.get_close_matches("".join(_words(text)), list(_plain()), n=1, cutoff=0.6)
    return _plain()[near[0]] if near else ""


@cache
def understood() -> str:
    """All ranks with their usual abbreviations, and what can stand before them, for a message."""
    data = _data()
    detectives = {name: short for short, name in data["detective"]["short"].items()}
    ranks = []
    for entry in (entry for equals in data["order"] for entry in equals):
        short = [*entry["short"], *([detectives[entry["rank"]]] if entry["rank"] in detectives else [])]
        ranks.append(f"{entry['rank']} ({', '.join(short)})" if short else entry["rank"])
    return (
        f"Known: {'; '.join(ranks)}. Before a rank: Detective, Det or D; Acting or A/; Temporary, Temp or T/. Dots and "
        "spaces do not matter."
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def _letters(text: str) -> str:
    return "".join(_words(text))
