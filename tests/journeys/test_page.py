"""The published page in a real browser: leaving, choosing, reading; nothing asked of anybody else."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fanlight.documents import write_page
from fanlight.documents.content import Authority, Bullets, Download, Heading, Page, Paragraph, Quoted, TableHere
from fanlight.inspection import inspect
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGE = Page(
    Authority("Wyrefordshire <Constabulary>", ("Dunmere Road",), "foi@example.org"),
    "01.FOI.22.000001", "Community resolutions & <script>alert(1)</script>", date(2022, 7, 29), "A summary.",
    (
        Heading("The request"), Quoted(((0, "1. How many?"), (1, "(a) In 2020?"), (2, "i. <b>Here</b>"))),
        Heading("Our answers"), Heading("Question 1", 3), Paragraph("An answer."), Bullets(("one", "two")),
        TableHere(1), TableHere(2),
    ),
    (factories.totals(), factories.with_marks()),
    (Download("tables.xlsx", "All tables", "Excel spreadsheet", 12_345, "0" * 64),),
    beta=True, feedback_href="mailto:foi@example.org", exit_href="/elsewhere.html",
)  # fmt: skip


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "page.html").write_bytes(write_page(PAGE))
    (folder / "plain.html").write_bytes(write_page(replace(PAGE, beta=False)))
    (folder / "start.html").write_text("<title>start</title><a href='page.html'>go</a>")
    (folder / "elsewhere.html").write_text("<title>elsewhere</title>")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        opened = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield opened
        opened.close()


@contextlib.contextmanager
def visit(browser: Any, url: str, **options: Any) -> Iterator[Any]:
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def axe(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found.response["violations"]]


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(browser: Any, site: str, width: int) -> None:
    with visit(browser, f"{site}/page.html", viewport={"width": width, "height": 900}, bypass_csp=True) as page:
        assert page.locator("#cookie-banner").is_visible()
        assert axe(page) == []
        page.click("#cookies-reject")
        assert axe(page) == []


def test_no_sideways_scroll_at_320_pixels(browser: Any, site: str) -> None:
    with visit(browser, f"{site}/page.html", viewport={"width": 320, "height": 800}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_is_asked_of_anybody_else(browser: Any, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{site}/page.html")
    page.click("#cookies-accept")
    page.wait_for_timeout(200)
    assert [url for url in asked if not url.endswith(("/page.html", "/favicon.ico"))] == []
    assert [text for text in errors if "favicon" not in text and "404" not in text] == []
    context.close()


def test_escape_leaves_and_back_does_not_return(browser: Any, site: str) -> None:
    with visit(browser, f"{site}/start.html") as page:
        page.click("text=go")
        page.wait_for_url("**/page.html")
        page.keyboard.press("Escape")
        page.wait_for_url("**/elsewhere.html")
        page.go_back()
        assert page.url.endswith("/start.html")


def test_the_button_leaves_by_replacement_too(browser: Any, site: str) -> None:
    with visit(browser, f"{site}/start.html") as page:
        page.click("text=go")
        page.wait_for_url("**/page.html")
        page.click("#exit")
        page.wait_for_url("**/elsewhere.html")
        page.go_back()
        assert page.url.endswith("/start.html")


@pytest.mark.parametrize(
    "before",
    [
        "const d = document.createElement('dialog'); d.innerHTML = '<button>x</button>'; document.body.append(d); d.showModal()",
        "const s = document.createElement('select'); document.body.append(s); s.focus()",
        "const i = document.createElement('input'); document.body.append(i); i.value = 'words'; i.focus()",
        "const m = document.createElement('div'); m.setAttribute('role', 'menu'); m.tabIndex = 0; document.body.append(m); m.focus()",
        "const t = document.createElement('textarea'); document.body.append(t); t.focus()",
    ],
)
def test_escape_stays_with_whatever_has_the_key(browser: Any, site: str, before: str) -> None:
    with visit(browser, f"{site}/page.html") as page:
        page.evaluate(before)
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
        assert page.url.endswith("/page.html")


def test_escape_stays_with_an_input_method(browser: Any, site: str) -> None:
    with visit(browser, f"{site}/page.html") as page:
        for options in ("{key: 'Escape', isComposing: true, bubbles: true}", "{key: 'Escape', keyCode: 229, bubbles: true}",
                        "{key: 'Escape', repeat: true, bubbles: true}"):  # fmt: skip
            page.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {options}))")
        page.wait_for_timeout(200)
        assert page.url.endswith("/page.html")


def test_no_cookie_before_a_choice_and_only_what_was_chosen_after(browser: Any, site: str) -> None:
    with visit(browser, f"{site}/page.html") as page:
        page.click("#larger")
        assert page.context.cookies() == []
        page.click("#cookies-accept")
        assert page.locator("#cookies-saved").is_visible()
        (cookie,) = page.context.cookies()
        assert cookie["name"] == "fanlight_choices"
        assert cookie["sameSite"] == "Strict"
        page.reload()
        assert not page.locator("#cookie-banner").is_visible()
        assert page.evaluate("document.documentElement.classList.contains('larger')")
        page.uncheck("#cookies-settings")
        page.click("#cookies-save")
        page.reload()
        assert not page.evaluate("document.documentElement.classList.contains('larger')")


def test_a_refused_cookie_is_said_to_have_failed(browser: Any, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("Object.defineProperty(Document.prototype, 'cookie', {get: () => '', set: () => {}})")
    page.goto(f"{site}/page.html")
    page.click("#cookies-accept")
    assert page.locator("#cookies-failed").is_visible()
    assert not page.locator("#cookies-saved").is_visible()
    context.close()


def test_the_keyboard_reaches_everything(browser: Any, site: str) -> None:
    with visit(browser, f"{site}/page.html") as page:
        reached = []
        for _ in range(24):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        assert reached[0] == "Skip to main content"
        assert {
            "cookies-accept",
            "cookies-reject",
            "exit",
            "beta-hide",
            "cookies-settings",
            "cookies-save",
            "larger",
        } <= set(reached)


def test_without_script_the_exit_is_a_plain_link(browser: Any, site: str) -> None:
    with visit(browser, f"{site}/page.html", java_script_enabled=False) as page:
        assert not page.locator("#cookie-banner").is_visible()
        page.click("#exit")
        page.wait_for_url("**/elsewhere.html")


def test_the_beta_banner_is_a_setting(browser: Any, site: str) -> None:
    with visit(browser, f"{site}/plain.html") as page:
        assert page.locator("#beta").count() == 0
    with visit(browser, f"{site}/page.html") as page:
        page.click("#beta-hide")
        assert not page.locator("#beta").is_visible()


def test_print_leaves_out_what_paper_cannot_do(browser: Any, site: str) -> None:
    with visit(browser, f"{site}/page.html") as page:
        page.emulate_media(media="print")
        for selector in ("#exit", "#cookie-banner", "#beta", "#cookies", "footer"):
            assert not page.locator(selector).is_visible()
        assert page.locator("table").count() == 2


def test_text_is_escaped_bytes_repeat_and_nothing_is_hidden(tmp_path: Path) -> None:
    data = write_page(PAGE)
    assert data == write_page(PAGE)
    assert b"<script>alert(1)" not in data
    assert b"<b>Here" not in data
    (tmp_path / "page.html").write_bytes(data)
    assert inspect(tmp_path / "page.html") == ()
