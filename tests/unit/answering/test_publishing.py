"""Sending and publishing are two decisions: a page now, later, never, and taken back, each on the trail."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from fanlight.answering.approve import approve
from fanlight.answering.case.model import CaseFile
from fanlight.answering.checks.remaining import of_publication
from fanlight.answering.folder import answer, read_case
from fanlight.answering.publishing import publish, withdraw
from fanlight.documents.bundle import read_bundle
from fanlight.documents.page import draw
from fanlight.errors import BadInput, NotReady

CASES = Path(__file__).parents[3] / "docs" / "examples" / "cases"
DAY = date(2026, 11, 2)


def released(name: str, out: Path) -> Path:
    made = answer(CASES / name, [], out, no_ledger=True)
    assert made.missing == ()
    return approve(out, by="Idris Vane", on=DAY)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def events(out: Path) -> list[str]:
    trail = json.loads((out / "internal" / "trail.json").read_text(encoding="utf-8"))["trail"]
    return [entry["event"] for entry in trail]


def test_a_page_for_later_waits_and_can_be_taken_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    release = released("published-later", out)
    assert {path.split("/")[0] for path in files(release)} == {"requester"}
    with pytest.raises(NotReady, match="No page is published"):
        withdraw(out, by="Idris Vane", on=DAY, reason="x")
    place = publish(out, by="Idris Vane", on=DAY)
    assert files(place) == {"page.html", "response.json"}
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for name in files(place):
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == manifest["files"][f"publish/{name}"]
    with pytest.raises(NotReady, match="published already"):
        publish(out, by="Idris Vane", on=DAY)
    with pytest.raises(BadInput, match="needs its reason"):
        withdraw(out, by="Idris Vane", on=DAY, reason=" ")
    page = (place / "page.html").read_bytes()
    withdraw(out, by="Idris Vane", on=DAY, reason="a name was in it")
    assert not place.exists()
    assert (out / "withdrawn" / "page.html").read_bytes() == page
    publish(out, by="Idris Vane", on=DAY)
    assert events(out)[-4:] == ["approved", "published", "withdrawn", "published"]
    withdraw(out, by="Idris Vane", on=DAY, reason="again")
    (out / "draft" / "publish" / "page.html").write_bytes(page + b"\n")
    with pytest.raises(NotReady, match=r"page\.html changed"):
        publish(out, by="Idris Vane", on=DAY)
    assert events(out)[-1] == "withdrawn"
    assert not place.exists()


def test_a_response_that_is_not_published_is_complete_without_a_page(tmp_path: Path) -> None:
    out = tmp_path / "out"
    release = released("not-published", out)
    assert files(release) == {"requester/letter.html", "requester/letter.pdf", "requester/letter.docx"}
    assert "publication decided" in events(out)
    with pytest.raises(NotReady, match="approved without a page"):
        publish(out, by="Idris Vane", on=DAY)


def test_attachments_go_out_as_they_are_and_the_page_comes_from_the_bundle(tmp_path: Path) -> None:
    out = tmp_path / "out"
    release = released("attachment", out)
    sent = (CASES / "attachment" / "drone-guidance.pdf").read_bytes()
    for folder in ("requester", "publish"):
        assert (release / folder / "attachments" / "drone-guidance.pdf").read_bytes() == sent
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    data = (release / "publish" / "response.json").read_bytes()
    held = read_bundle(data, sha256=manifest["files"]["publish/response.json"])
    assert draw(held) == (release / "publish" / "page.html").read_bytes()
    (file,) = held.files
    assert (
        file.sha256 == hashlib.sha256(sent).hexdigest() == manifest["files"]["requester/attachments/drone-guidance.pdf"]
    )
    assert held.exemptions == ("31(1)(a)",)
    assert [(one.number, one.outcome) for one in held.questions] == [("1", "disclosed in part"), ("2", "not held")]
    for word in (b"Farthingale", b"imogen"):
        assert word not in data


def test_nobody_publishes_what_nobody_approved(tmp_path: Path) -> None:
    out = tmp_path / "out"
    answer(CASES / "published-later", [], out, no_ledger=True)
    with pytest.raises(NotReady, match="Nothing is approved"):
        publish(out, by="Idris Vane", on=DAY)
    approve(out, by="Idris Vane", on=DAY)
    with pytest.raises(BadInput, match="nobody whom the case enters"):
        publish(out, by=" ", on=DAY)
    path = out / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"]["publish/page.html"] = hashlib.sha256(b"x").hexdigest()
    path.write_text(json.dumps(manifest), encoding="utf-8")
    (out / "draft" / "publish" / "page.html").write_bytes(b"x")
    with pytest.raises(NotReady, match="does not name the files that were approved"):
        publish(out, by="Idris Vane", on=DAY)


@pytest.mark.parametrize(
    ("publication", "publishes", "expected"),
    [
        (None, True, ["publication_absent"]),
        (None, False, []),
        ({"publish": False}, True, ["publication_not_decided"]),
        ({"publish": False, "reason": "own data"}, True, ["publication_not_decided"]),
        ({"publish": False, "reason": "own data", "decided_by": "R. Achebe"}, True, []),
        ({"publish": "later", "title": "T", "summary": "S"}, True, ["publication_not_decided", "publication_not_confirmed"]),
        ({"title": "T"}, True, ["entry_not_filled_in", "publication_not_confirmed"]),
        ({"title": "T", "summary": "S", "feedback": "me"}, True, ["entry_not_filled_in", "publication_not_confirmed"]),
    ],
)  # fmt: skip
def test_what_a_decision_on_publication_needs(
    publication: dict[str, object] | None, publishes: bool, expected: list[str]
) -> None:
    from dataclasses import replace

    case, request = read_case(CASES / "published-later")
    content = case.file.model_dump(by_alias=True) | {"publication": publication}
    content["authority"] |= {"publishes": publishes}
    changed = replace(case, file=CaseFile.model_validate(content))
    assert [item.code for item in of_publication(changed, request)] == expected
