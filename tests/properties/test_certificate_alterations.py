"""Whatever is altered in a certificate of cells, the second checker refuses it; and where somebody seals it again, what it
still accepts says the same and is proved."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fanlight.certificate import check
from fanlight.cli import build_app
from fanlight.errors import FanlightError, NotProvedSafe
from tests.certificates import alterations, sealed

CELLS = "offence,year,n\nTheft,2021,12\nTheft,2022,3\nDrugs,2021,20\nDrugs,2022,14\nArson,2021,8\nArson,2022,9\n"
HEAD = "offence,year,count,status\n"
EXPOSED = (
    HEAD + "Theft,2021,12,\nTheft,2022,,c\nTheft,Total,15,\nDrugs,2021,20,\nDrugs,2022,14,\nDrugs,Total,34,\n"
    "Arson,2021,8,\nArson,2022,9,\nArson,Total,17,\nTotal,2021,40,\nTotal,2022,26,\nTotal,Total,66,\n"
)
SAFE = EXPOSED.replace("Theft,2021,12,", "Theft,2021,,c").replace("Drugs,2021,20,", "Drugs,2021,,c")
SAFE = SAFE.replace("Drugs,2022,14,", "Drugs,2022,,c")
LOW = "<5"
MARKED = SAFE.replace(",,c", ",,s").replace("Theft,2022,,s", "Theft,2022,,<5")
ZERO = CELLS.replace("Theft,2022,3", "Theft,2022,0")
SAFE_ZERO = SAFE.replace("Theft,Total,15,", "Theft,Total,12,").replace("2022,26", "2022,23").replace("66", "63")
KNOWN = "offence,year,at_least,at_most\nTheft,2022,,12\nArson,2021,8,\n"
YEAR = "offence,count,status\nTheft,,c\nDrugs,14,\nArson,9,\nTotal,26,\n"
JJ = "0\n4\n0 10 10 s 0 99 0 0 0\n1 4 4 u 0 99 2 2 1\n2 3 3 s 0 99 0 0 0\n3 3 3 s 0 99 0 0 0\n1\n0 4 : 0 (-1) 1 (1) 2 (1) 3 (1)\n"
TENTHS = (
    "0\n4\n0 1 1 s 0 9.9 0 0 0\n1 0.4 4 u 0 9.9 0.2 2e-1 0.1\n2 0.30 3 s 0 9.9 0 0 0\n3 0.3 3 s 0 9.9 0 0 0\n1\n"
    "0 4 : 0 (-1) 1 (1) 2 (1) 3 (1)\n"
)
POOLS = "dimension,pool,code\noffence,Rest,Theft\noffence,Rest,Arson\n"
POOLED = (
    HEAD + "Drugs,2021,20,\nDrugs,2022,14,\nDrugs,Total,34,\nRest,2021,20,\nRest,2022,12,\nRest,Total,32,\n"
    "Total,2021,40,\nTotal,2022,26,\nTotal,Total,66,\n"
)
# Nobody knows the counts; those of z are shown to be none.
SPARED = (
    "a,b,count,status\nx,p,,c\nx,q,,c\nx,Total,40,\ny,p,,c\ny,q,,c\ny,Total,20,\nz,p,,c\nz,q,,c\nz,Total,0,\n"
    "Total,p,30,\nTotal,q,30,\nTotal,Total,60,\n"
)
# All of 2022 is Drugs, all of Theft and of Arson is 2021.
ONE_SIDED = ZERO.replace("Arson,2022,9", "Arson,2022,0")
HIDDEN = HEAD + "".join(
    f"{offence},2021,,c\n{offence},2022,,c\n{offence},Total,{total},\n"
    for offence, total in (("Theft", 12), ("Drugs", 34), ("Arson", 8))
)
ENDS = "Total,2021,40,\nTotal,2022,14,\nTotal,Total,54,\n"
HIDDEN_POOL = (
    HEAD + "Drugs,2021,,c\nDrugs,2022,,c\nDrugs,Total,34,\nRest,2021,,c\nRest,2022,,c\nRest,Total,20,\n" + ENDS
)
BY_YEAR = ("--threshold", "5", "--groups", "year")
TRUE = ("--cells", "cells.csv", "--count", "n")

CASES: dict[str, tuple[dict[str, str], tuple[str, ...], tuple[str, ...], str]] = {
    "safe": ({"public.csv": SAFE}, TRUE, ("--threshold", "5"), "safe"),
    "exposed": ({"public.csv": EXPOSED}, TRUE, ("--threshold", "5"), "exposed"),
    "zeros shown": ({"public.csv": SAFE}, TRUE, ("--threshold", "5", "--zeros-shown"), "safe"),
    "zeros protected": (
        {"public.csv": SAFE_ZERO, "cells.csv": ZERO},
        TRUE,
        ("--threshold", "5", "--protect-zeros"),
        "safe",
    ),
    "unknown counts": ({"public.csv": EXPOSED}, (), ("--threshold", "5"), "exposed"),
    "some spared": ({"public.csv": SPARED}, (), ("--threshold", "5"), "safe"),
    "some spared, some low": (
        {"public.csv": SPARED.replace("y,Total,20", "y,Total,3").replace("p,30", "p,13").replace("60", "43")},
        (),
        ("--threshold", "5"),
        "exposed",
    ),
    "marks that say it": ({"public.csv": MARKED}, (), ("--threshold", "5", "--marks", "telling"), "exposed"),
    "marks by use": (
        {"public.csv": MARKED.replace(LOW, "x")},
        TRUE,
        ("--threshold", "5", "--marks", "telling", "--zeros-shown"),
        "exposed",
    ),
    "own marks": ({"public.csv": SAFE}, TRUE, ("--threshold", "5", "--marks", "telling", "--zeros-shown"), "exposed"),
    "known": (
        {"public.csv": SAFE, "known.csv": KNOWN},
        TRUE,
        ("--threshold", "5", "--known", "known.csv"),
        "safe",
    ),
    "another release": (
        {"public.csv": SAFE, "year.csv": YEAR},
        TRUE,
        ("--threshold", "5", "--also", "year.csv@year=2022"),
        "exposed",
    ),
    "pools": (
        {"public.csv": POOLED, "pools.csv": POOLS},
        TRUE,
        ("--threshold", "5"),
        "safe",
    ),
    "given low": (
        {"public.csv": SAFE.replace("Theft,2022,,c", "Theft,2022,3,")},
        TRUE,
        ("--threshold", "5"),
        "exposed",
    ),
    "groups": (
        {"public.csv": HIDDEN + ENDS, "cells.csv": ONE_SIDED},
        TRUE,
        (*BY_YEAR, "--groups", "offence"),
        "safe",
    ),
    "groups with pools": (
        {"public.csv": HIDDEN_POOL, "cells.csv": ONE_SIDED, "pools.csv": POOLS},
        TRUE,
        ("--threshold", "5", "--groups", "offence"),
        "safe",
    ),
    "groups, exposed by sums": (
        {
            "public.csv": EXPOSED.replace("15,", "12,").replace("2022,26", "2022,23").replace("66", "63"),
            "cells.csv": ZERO,
        },
        TRUE,
        BY_YEAR,
        "exposed",
    ),
    "groups, exposed by what is given": (
        {
            "public.csv": SAFE_ZERO.replace("2021,,c", "2021,12,", 1)
            .replace("2022,,c", "2022,0,", 1)
            .replace("Drugs,2021,,c", "Drugs,2021,20,")
            .replace("Drugs,2022,,c", "Drugs,2022,14,"),
            "cells.csv": ZERO,
        },
        TRUE,
        BY_YEAR,
        "exposed",
    ),
    "an instance": ({"x.jj": JJ, "public.csv": "cell,status\n0,\n1,c\n2,c\n3,\n"}, (), (), "safe"),
    "decimals": ({"x.jj": TENTHS, "public.csv": "cell,status\n0,\n1,c\n2,c\n3,\n"}, (), ("--zeros-shown",), "safe"),
    "decimals, exposed": (
        {"x.jj": TENTHS, "public.csv": "cell,count,status\n0,1.0,\n1,,c\n2,0.3,\n3,0.3,\n"},
        (),
        (),
        "exposed",
    ),
    "an instance, exposed": ({"x.jj": JJ, "public.csv": "cell,status\n0,\n1,c\n2,\n3,\n"}, (), (), "exposed"),
}
PROOF = {"witnesses", "claims", "spared", "failures"}
"""Parts that prove and say nothing: what stands there is checked, not believed."""


def run(*words: str) -> Any:
    done = CliRunner().invoke(build_app(), list(words))
    assert not isinstance(done.exception, FanlightError), done.exception
    return done


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """(the certificate, how it is checked, what the case is called)"""
    texts, true, words, verdict = CASES[request.param]
    monkeypatch.chdir(tmp_path)
    for name, text in ({"cells.csv": CELLS} | texts).items():
        Path(name).write_text(text)
    files = (["x.jj"] if "x.jj" in texts else []) + ["public.csv"]
    pools = ["--pools", "pools.csv"] if "pools.csv" in texts else []
    done = run("audit", *files, *true, *words, *pools, "--certificate", "paper.json", "--report", "r.txt", "--json")
    paper = json.loads(Path("paper.json").read_text())
    said = json.loads(done.stdout)
    assert said["verdict"] == verdict == paper["verdict"]
    assert said["certificate_sha256"] == paper["sha256"]
    assert said["assumptions"] == paper["assumptions"]
    assert paper["sha256"] in Path("r.txt").read_text()
    about = {"instance": Path("x.jj") if "x.jj" in texts else None, "pools": Path("pools.csv") if pools else None}
    return paper, about, (request.param, [*files, *pools])


def accepts(paper: Any, about: dict[str, Any]) -> bool:
    try:
        check(paper, Path("public.csv"), **about)
    except FanlightError:
        return False
    return True


def test_an_honest_certificate_is_proved_and_its_words_are_told(case: Any) -> None:
    paper, about, (_, words) = case
    assert check(paper, Path("public.csv"), **about) == paper["verdict"]
    told = CliRunner().invoke(build_app(), ["verify-certificate", "paper.json", *words, "--sha256", paper["sha256"]])
    assert told.exit_code == (0 if paper["verdict"] == "safe" else 1)
    assert paper["rule"] in told.output
    assert all(f"Assumed: {sentence}" in told.output for sentence in paper["assumptions"])


def test_every_alteration_is_refused(case: Any) -> None:
    paper, about, _ = case
    accepted, tried = [], 0
    for place, done, other in alterations(paper):
        if json.dumps(other, sort_keys=True) != json.dumps(paper, sort_keys=True):
            tried += 1
            accepted += [(place, done)] if accepts(other, about) else []
    assert tried > 200
    assert not accepted


def test_what_is_sealed_again_says_the_same_and_is_proved(case: Any) -> None:
    """An alteration that is still accepted is one of the proof alone, or of what the certificate is about in a way that
    its SHA-256 in the report shows: each is named here."""
    paper, about, (name, _) = case
    for place, done, other in alterations(paper):
        if not isinstance(other, dict) or json.dumps(other, sort_keys=True) == json.dumps(paper, sort_keys=True):
            continue
        again = sealed(other)
        if again == paper:
            continue
        if not accepts(again, about):
            continue
        assert again["verdict"] == paper["verdict"], (place, done)
        same = place and (
            place[0] in PROOF
            or (place[0] in ("base", "sources") and done.endswith("after the next"))
            or (place[0] == "groups" and (done.endswith("after the next") or place[3:4] in (("witness",), ("steps",))))
            or (place[0] == "base" and not paper["counts_known"])
            or (place[0] == "sources" and len(place) == 5 and name == "known")
        )
        assert same, (name, place, done)
        with pytest.raises(FanlightError, match="another certificate"):
            check(again, Path("public.csv"), sha256=paper["sha256"], **about)


def test_a_certificate_that_leaves_a_group_out_is_refused(case: Any) -> None:
    paper, about, (name, _) = case
    if "groups" not in paper:
        with pytest.raises(NotProvedSafe, match="does not speak of these groups"):
            check(paper, Path("public.csv"), groups=("year",), **about)
        return
    groups = paper["groups"]
    assert groups["claims" if paper["verdict"] == "safe" else "failures"], name
    for part in ("claims", "failures"):
        for at in range(len(groups[part])):
            less = groups | {part: groups[part][:at] + groups[part][at + 1 :]}
            with pytest.raises(NotProvedSafe, match="groups without a proof"):
                check(sealed(paper | {"groups": less}), Path("public.csv"), **about)
    # One that says so of what it leaves out proves no more than that.
    open_ = [{key: one[key] for key in ("over", "sum", "others")} for one in groups["claims"]]
    if open_:
        none = groups | {"claims": [], "unproved": open_}
        with pytest.raises(NotProvedSafe, match="it proves: nothing"):
            check(sealed(paper | {"groups": none}), Path("public.csv"), **about)
    # The base table moves nothing, and no other sum is a group.
    for claim in groups["claims"]:
        for other in (
            {"witness": -1},
            {"witness": len(paper["witnesses"])},
            {"sum": claim["sum"][::-1]},
            {"others": []},
        ):
            claims = [one | other if one is claim else one for one in groups["claims"]]
            with pytest.raises(NotProvedSafe):
                check(sealed(paper | {"groups": groups | {"claims": claims}}), Path("public.csv"), **about)


def test_wording_that_is_weakened_and_sealed_is_refused(case: Any) -> None:
    paper, about, _ = case
    for at in range(len(paper["assumptions"])):
        for words in ([], ["Nothing is assumed."], [paper["assumptions"][at].replace("not ", "")[:-1]]):
            other = copy.deepcopy(paper)
            other["assumptions"][at : at + 1] = words
            with pytest.raises(FanlightError, match="follow from its facts"):
                check(sealed(other), Path("public.csv"), **about)
    other = sealed(paper | {"rule": "Protected: every count."})
    with pytest.raises(FanlightError, match="follow from its facts"):
        check(other, Path("public.csv"), **about)
