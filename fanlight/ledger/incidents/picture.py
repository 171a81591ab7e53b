"""A chain as a small picture (SVG): one box a figure, with its sign, and what they come to. Internal."""

from __future__ import annotations

import textwrap
from xml.sax.saxutils import escape

from fanlight.ledger.incidents.chains import Chain

WIDTH = 640
LINE = 18
LETTERS = 78


def svg(chain: Chain, title: str) -> str:
    """Boxes from top to bottom; the last one is the figure that is given away. No fonts or pictures from elsewhere."""
    parts: list[str] = []
    top = 12
    for step in sorted(chain.steps, key=lambda step: step.times < 0):
        factor = abs(step.times)
        sign = "\N{MINUS SIGN}" if step.times < 0 else "+"
        times = "" if factor == 1 else f"{factor} \N{MULTIPLICATION SIGN} "
        relation = {"=": "", "<=": "at most ", ">=": "at least "}[step.given.relation]
        lines = textwrap.wrap(f"{times}{step.given.source}", LETTERS)
        top = _box(parts, top, sign, lines, f"{relation}{step.given.value:,}", "#eef3fb", "#33527a")
    words = {"exact": "=", "at most": "\N{LESS-THAN OR EQUAL TO}", "at least": "\N{GREATER-THAN OR EQUAL TO}"}
    top = _box(parts, top, words[chain.kind], textwrap.wrap(title, LETTERS), f"{chain.value:,}", "#fdecea", "#8a1f11")
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" role="img" '
        f'font-family="sans-serif" font-size="13">\n<title>{escape(title)}</title>\n'
        f'<rect width="{WIDTH}" height="{top}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _box(parts: list[str], top: int, sign: str, lines: list[str], value: str, fill: str, stroke: str) -> int:
    height = LINE * len(lines) + 14
    parts.append(f'<text x="22" y="{top + height / 2 + 6:g}" font-size="20" text-anchor="middle">{sign}</text>')
    parts.append(
        f'<rect x="44" y="{top}" width="{WIDTH - 56}" height="{height}" rx="4" fill="{fill}" stroke="{stroke}"/>'
    )
    for number, line in enumerate(lines):
        parts.append(f'<text x="56" y="{top + 20 + LINE * number}">{escape(line)}</text>')
    parts.append(
        f'<text x="{WIDTH - 24}" y="{top + height / 2 + 5:g}" text-anchor="end" font-weight="bold">{escape(value)}</text>'
    )
    return top + height + 10
