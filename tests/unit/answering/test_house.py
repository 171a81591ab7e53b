"""House style and Welsh: one look over the formats, own sentences that lose nothing, translations that wait for a translator."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image, PngImagePlugin

from fanlight.answering.case.house import house_of
from fanlight.answering.checks.notice import notice_findings
from fanlight.answering.checks.remaining import before_counting
from fanlight.answering.folder import read_case, write_case
from fanlight.answering.response import compose
from fanlight.answering.response.composition import composed
from fanlight.documents import write_letter, write_page
from fanlight.documents.style import logo
from fanlight.errors import BadInput
from fanlight.inspection.engine import text_of_data
from fanlight.law.fixed import fixed, languages

CASE = Path(__file__).parents[3] / "demo" / "case"


def crest(secret: str = "") -> bytes:
    stream = io.BytesIO()
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", secret or "made by hand")
    Image.new("RGBA", (300, 120), (120, 20, 60, 200)).save(stream, "PNG", pnginfo=about)
    return stream.getvalue()


def styled(folder: Path, style: dict[str, Any], wording: dict[str, Any] | None = None, **case: Any) -> Path:
    made = folder / "case"
    shutil.copytree(CASE, made)
    held = yaml.safe_load((made / "case.yaml").read_text())
    (made / "case.yaml").write_text(yaml.safe_dump({**held, "style": "house", **case}, sort_keys=False))
    (made / "house").mkdir()
    (made / "house" / "crest.png").write_bytes(crest("Zebedee drew it"))
    if wording is not None:
        (made / "house" / "words.yaml").write_text(yaml.safe_dump(wording))
        style = {**style, "wording": "words.yaml"}
    (made / "house" / "style.yaml").write_text(yaml.safe_dump(style))
    return made


LOOK = {
    "logo": "crest.png",
    "logo_text": "Crest of the constabulary",
    "logo_width": 30,
    "ink": "#7a143c",
    "address": ["Information Rights", "PO Box 1"],
}


def test_every_format_takes_the_houses_look_and_words(tmp_path: Path) -> None:
    folder = styled(tmp_path, LOOK, {"request.heading": "What you asked", "letter.sincerely": "Yours faithfully,"})
    case, request = read_case(folder)
    parts = composed(case, request, ())
    files = write_letter(compose.letter(parts))
    for name, data in files.items():
        text = text_of_data(name, data)
        assert all(said in text for said in ("Information Rights", "What you asked", "Yours faithfully,")), name
        assert "Yours sincerely" not in text
        assert b"Zebedee" not in data
    assert b"#7a143c" in files["letter.html"]
    assert b'alt="Crest of the constabulary"' in files["letter.html"]
    import docx
    import pikepdf

    document = docx.Document(io.BytesIO(files["letter.docx"]))
    assert 'descr="Crest of the constabulary"' in document.paragraphs[0]._p.xml
    with pikepdf.open(io.BytesIO(files["letter.pdf"])) as pdf:
        assert pdf.pages[0].get_images()
    page = write_page(compose.page(parts, ()))
    assert b"--ink: #7a143c" in page
    assert b"img-src data:" in page


def test_the_same_case_in_values_gives_the_same_letter(tmp_path: Path) -> None:
    case, request = read_case(styled(tmp_path, LOOK, {"letter.dear": "To {name}:"}))
    write_case(tmp_path / "again", case, request)
    again, _ = read_case(tmp_path / "again")
    assert again.style == case.style
    assert "house/crest.png" in again.hashes
    letters = [write_letter(compose.letter(composed(one, request, ()))) for one in (case, again)]
    assert letters[0] == letters[1]
    assert "To Imogen Farthingale:" in text_of_data("letter.html", letters[0]["letter.html"])


@pytest.mark.parametrize(
    ("style", "wording", "said"),
    [
        ({"ink": "#f0f0a0"}, None, "too pale"),
        ({"ink": "red; }"}, None, "no colour"),
        ({"font": 'Arial"; } body { display: none'}, None, "no name of a font"),
        ({"logo": "crest.png"}, None, "lacks its description"),
        ({"logo": "../case.yaml", "logo_text": "x"}, None, "There is no"),
        ({"logo": "words.yaml", "logo_text": "x"}, {"letter.to": "x"}, "no PNG or JPEG"),
        ({"colour": "#000000"}, None, "colour"),
        ({}, {"request.hedding": "x"}, "no fixed sentence"),
        ({}, {"complaint.review": "You may complain."}, "has to say"),
        ({}, {"letter.dear": "Dear {name.__class__},"}, "has to say"),
        ({}, {"letter.dear": "Dear {name"}, "brace"),
        ({}, {"letter.dear": 3}, "is a text"),
        ({}, {"letter.to": [{"text": "x", "since": None, "until": None}, {"text": "y"}]}, "overlap"),
    ],
)
def test_a_style_that_cannot_be_used_says_why(
    tmp_path: Path, style: dict[str, Any], wording: dict[str, Any] | None, said: str
) -> None:
    case, _ = read_case(styled(tmp_path, style, wording))
    with pytest.raises(BadInput, match=said):
        house_of(case)


@pytest.mark.parametrize("name", ["../case", "none", "/etc"])
def test_a_style_lies_in_the_case_folder(tmp_path: Path, name: str) -> None:
    folder = styled(tmp_path, {})
    held = yaml.safe_load((folder / "case.yaml").read_text())
    (folder / "case.yaml").write_text(yaml.safe_dump({**held, "style": name}))
    with pytest.raises(BadInput):
        read_case(folder)


def test_a_logo_is_made_anew_from_its_pixels() -> None:
    made = logo(crest("a name"), "Crest", 40, where="style.yaml")
    assert (made.width, made.height) == (40, 16)
    assert b"a name" not in made.data
    with pytest.raises(BadInput, match="that can be read"):
        logo(crest()[:60], "Crest", 40, where="style.yaml")


def test_every_language_says_the_same_things() -> None:
    english = languages()["en-GB"].texts
    for code, language in languages().items():
        assert set(language.texts) == set(english), code
        assert len(set(language.months)) == 12
        texts = {
            key: [{"text": v.value, "since": v.since, "until": v.until} for v in held]
            for key, held in language.texts.items()
        }
        fixed("en-GB", date(2026, 10, 29), texts)  # the same braces, or it is refused


def test_welsh_waits_for_a_translator_and_stands_in_every_format(tmp_path: Path) -> None:
    case, request = read_case(styled(tmp_path, {}, language="cy"))
    assert [m.code for m in before_counting(case, request) if m.code.startswith("wording")] == ["wording_not_checked"]
    parts, demonstration = composed(case, request, ()), read_case(CASE)[0]
    # The reader of notices knows English: it is given the same letter in English, and finds what it finds there.
    found = notice_findings(case.file, parts)
    assert found == notice_findings(demonstration.file, composed(demonstration, request, ()))
    files = write_letter(compose.letter(parts))
    for name, data in files.items():
        text = " ".join(text_of_data(name, data).split())
        for said in (
            "Annwyl Imogen Farthingale,",
            "Eich cais",
            "Cawsom eich cais ar 5 Hydref 2026.",
            "29 Hydref 2026",
            "chwe wythnos",
        ):
            assert said in text, (name, said)
    checked, _ = read_case(styled(tmp_path / "b", {}, language="cy", wording_checked_by="Nia Prys, translator"))
    assert not [m for m in before_counting(checked, request) if m.code.startswith("wording")]
    other, _ = read_case(styled(tmp_path / "c", {}, language="fr"))
    with pytest.raises(BadInput, match="no fixed sentences"):
        composed(other, request, ())
