"""A letter that came back edited: answers are taken over, everything else is shown and stays."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from fanlight.answering.edited import Returned, returned
from fanlight.answering.folder import read_case
from fanlight.answering.response import compose
from fanlight.answering.response.composition import composed
from fanlight.documents.letter_back import read_letter
from fanlight.documents.letter_docx import write_letter_docx
from fanlight.errors import BadInput
from tests.unit.cli.test_cells import run

CASE = Path(__file__).parents[3] / "demo" / "case"
case, request_text = read_case(CASE)
DRAFTED = write_letter_docx(compose.letter(composed(case, request_text, ())))


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraph(document: Any, begin: str) -> Any:
    return next(p for p in document.paragraphs if p.text.startswith(begin))


def back(data: bytes) -> Returned:
    return returned(case, request_text, read_letter(DRAFTED, where="a"), read_letter(data, where="b"))


def test_an_untouched_letter_changes_nothing() -> None:
    found = back(DRAFTED)
    assert (found.changes, found.remains, found.case.file) == ((), (), case.file)


def test_answers_points_and_what_follows_are_taken_over() -> None:
    document = docx.Document(io.BytesIO(DRAFTED))
    paragraph(document, "The policy has not been updated").text = "The policy is as it was in March 2023."
    paragraph(document, "hate crime").text = "hate crimes"
    added = paragraph(document, "firearms").insert_paragraph_before("knife crime in schools", style="List Bullet")
    assert added.text
    paragraph(document, "A police officer or member").text = ""
    found = back(saved(document))
    assert all(change.taken for change in found.changes)
    questions = found.case.file.questions
    assert questions["1"].answer == "The policy is as it was in March 2023."
    assert questions["2(a)"].points[1] == "hate crimes"
    assert "knife crime in schools" in questions["2(a)"].points
    assert questions["2(a)"].after.startswith("In exceptional circumstances")
    assert "A police officer" not in questions["2(a)"].after
    again = write_letter_docx(compose.letter(composed(found.case, request_text, ())))
    assert read_letter(again, where="x").lines == read_letter(saved(document), where="x").lines


@pytest.mark.parametrize(
    "begin",
    ["Your request", "We received", "Question 3(a)", "If you are not content with", "1. Your community", "Dear "],
)
def test_what_is_no_answer_is_shown_and_stays(begin: str) -> None:
    document = docx.Document(io.BytesIO(DRAFTED))
    paragraph(document, begin).text = "Something else altogether."
    found = back(saved(document))
    assert found.changes
    assert not any(change.taken for change in found.changes)
    assert found.case.file == case.file


def test_an_answer_that_tells_a_figure_meets_the_same_checks() -> None:
    document = docx.Document(io.BytesIO(DRAFTED))
    paragraph(
        document, "The policy has not been updated"
    ).text = "Only two of the resolutions were for threats to kill."
    found = back(saved(document))
    assert "quantity_not_declared" in {item.code for item in found.remains}


def test_tracked_changes_are_read_as_accepted() -> None:
    with zipfile.ZipFile(io.BytesIO(DRAFTED)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode()
    old = "The policy has not been updated"
    assert old in body
    start = body.rindex("<w:r>", 0, body.index(old))
    end = body.index("</w:r>", start) + len("</w:r>")
    run_ = body[start:end]
    tracked = (
        f'<w:del w:id="1" w:author="x">{run_.replace("w:t>", "w:delText>").replace("<w:t ", "<w:delText ")}</w:del>'
        '<w:ins w:id="2" w:author="x"><w:r><w:t>It was updated in May.</w:t></w:r></w:ins>'
    )
    parts["word/document.xml"] = (body[:start] + tracked + body[end:]).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    found = back(stream.getvalue())
    assert found.tracked
    assert found.case.file.questions["1"].answer == "It was updated in May."


@pytest.mark.parametrize("data", [b"", b"no archive", DRAFTED[:2000], b"PK\x03\x04" + bytes(40)])
def test_what_is_no_letter_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_letter(data, where="letter.docx")


def test_a_body_that_unfolds_is_refused() -> None:
    for body in (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"<a>" + b" " * 31_000_000 + b"</a>",
    ):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", body)
        with pytest.raises(BadInput):
            read_letter(stream.getvalue(), where="letter.docx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_letter_saved_by_libreoffice_is_read(tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(DRAFTED))
    paragraph(document, "hate crime").text = "hate crimes"
    (tmp_path / "letter.docx").write_bytes(saved(document))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    subprocess.run(
        [*command, "docx", "--outdir", str(tmp_path / "o"), str(tmp_path / "letter.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    found = back((tmp_path / "o" / "letter.docx").read_bytes())
    assert [(change.before, change.after, change.question) for change in found.changes] == [
        (("hate crime",), ("hate crimes",), "2(a)")
    ]
    assert found.case.file.questions["2(a)"].points[1] == "hate crimes"


def test_the_command_writes_the_case_and_keeps_the_old_one(tmp_path: Path) -> None:
    folder, out = tmp_path / "case", tmp_path / "out"
    shutil.copytree(CASE, folder)
    (out / "draft" / "requester").mkdir(parents=True)
    (out / "draft" / "requester" / "letter.docx").write_bytes(DRAFTED)
    document = docx.Document(io.BytesIO(DRAFTED))
    paragraph(document, "hate crime").text = "hate crimes"
    paragraph(document, "Dear ").text = "Hello,"
    (tmp_path / "back.docx").write_bytes(saved(document))
    before = (folder / "case.yaml").read_bytes()
    code, said = run("edited", folder, tmp_path / "back.docx", "--draft", out)
    assert code == 1
    assert "- hate crime\n" in said
    assert "+ Hello," in said
    assert (folder / "case.yaml").read_bytes() == before
    run("edited", folder, tmp_path / "back.docx", "--draft", out, "--write")
    assert (folder / "case.before-1.yaml").read_bytes() == before
    held = yaml.safe_load((folder / "case.yaml").read_text())
    assert held["questions"]["2(a)"]["points"][1] == "hate crimes"
    assert read_case(folder)[0].file.exemptions == case.file.exemptions
