"""The incident report: figures that were withheld and can be worked out all the same, for the data-protection officer.

Internal. It says which releases give a figure away and how, and sets out the assessment of a personal data breach with
its 72 hours (UK GDPR, Article 33). Whether there is a breach, and what follows, is for the officer to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from fanlight.ledger.incidents.lost import Lost
from fanlight.ledger.incidents.picture import svg

INTERNAL = (
    "INTERNAL: for the data-protection officer. Never give this out: it says how withheld figures can be worked out."
)

QUESTIONS = (
    "Is the figure about living individuals, and could one of them be identified from it by means reasonably likely to be used?",
    "What would somebody learn about them, and is any of it special category or criminal offence data?",
    "How likely is harm or distress, and to how many people?",
    "Can anything still be done: a table taken down, a figure replaced, a copy recalled?",
    "Is it a personal data breach, and is it unlikely to result in a risk to people's rights and freedoms? If it is likely, "
    "the Commissioner must be told within the 72 hours; if the risk is high, the people concerned too, without undue delay.",
)


def releases_in(lost: Sequence[Lost]) -> tuple[str, ...]:
    """References of the releases that the chains name, and of those that withheld the figures."""
    named = [one.name.rpartition(" of ")[2] for one in lost if one.earlier]
    named += [step.given.source.rpartition(" of ")[2] for one in lost for chain in one.chains for step in chain.steps]
    return tuple(name for name in dict.fromkeys(named) if name)


def incident_entry(lost: Sequence[Lost], *, found: date, case: str) -> dict[str, Any]:
    """The incident as a ledger entry: figures and releases by name, no counts."""
    return {
        "kind": "incident",
        "reference": f"{case} incident",
        "on": found.isoformat(),
        "found_in": case,
        "title": f"{len(lost)} withheld figures can be worked out from what is published",
        "figures": [{"id": one.id, "name": one.name} for one in lost],
        "releases": list(releases_in(lost)),
    }


def incident_json(lost: Sequence[Lost], *, found: date, case: str) -> dict[str, Any]:
    return {
        "format": "fanlight-incident",
        "version": 1,
        "found_in": case,
        "discovered": found.isoformat(),
        "clock": {
            "starts": f"{found.isoformat()}T00:00",
            "ends": f"{(found + timedelta(days=3)).isoformat()}T00:00",
            "hours": 72,
            "law": "UK GDPR, Article 33(1)",
        },
        "releases": list(releases_in(lost)),
        "figures": [
            {
                "id": one.id,
                "name": one.name,
                "withheld_before": one.earlier,
                "lo": one.lo,
                "hi": one.hi,
                "exact": one.exact,
                "chains": [
                    {
                        "kind": chain.kind,
                        "value": chain.value,
                        "words": chain.words(),
                        "steps": [
                            {
                                "times": str(step.times),
                                "figure": step.given.source,
                                "relation": step.given.relation,
                                "value": step.given.value,
                            }
                            for step in chain.steps
                        ],
                    }
                    for chain in one.chains
                ],
            }
            for one in lost
        ],
        "assessment": list(QUESTIONS),
    }


def incident_html(lost: Sequence[Lost], *, found: date, case: str) -> str:
    """One page: what, since when, how, and what to assess. The first line says that it is internal."""
    ends = found + timedelta(days=3)
    parts = [
        f"<!-- {INTERNAL} -->",
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Incident report</title><style>'
        "body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}"
        "h1,h2{line-height:1.2}.note{border-left:5px solid #8a1f11;padding:.4rem 1rem;background:#fdecea}"
        "svg{max-width:100%;height:auto}</style></head><body>",
        f'<p class="note"><strong>{escape(INTERNAL)}</strong></p>',
        "<h1>Incident: withheld figures that can be worked out</h1>",
        f"<p>Found while answering {escape(case)}, on {_day(found)}. {len(lost)} "
        f"{'figure' if len(lost) == 1 else 'figures'} can be worked out from what is published already, more closely than "
        "allowed. Nothing in the response at hand adds to it.</p>",
        "<h2>The clock</h2>",
        f"<p>If this is a personal data breach that is likely to be a risk to people, the Commissioner must be told not later "
        f"than 72 hours after the authority became aware of it (UK GDPR, Article 33(1)). Counted from the beginning of "
        f"{_day(found)}, the date of the case, the time runs out at the beginning of <strong>{_day(ends)}</strong>. Hours at "
        "night and at weekends count.</p>",
        f"<h2>Releases concerned</h2><ul>{''.join(f'<li>{escape(name)}</li>' for name in releases_in(lost))}</ul>",
        "<p>Until the officer has closed the incident in the ledger, none of these is pointed to in an answer.</p>",
        "<h2>The figures</h2>",
    ]
    for one in lost:
        parts.append(f"<h3>{escape(one.name)}</h3>")
        state = "withheld when it was published" if one.earlier else "asked for now, and not yet published"
        parts.append(f"<p>It was {state}. Anybody can work out that it {_range(one)}.</p>")
        for chain in one.chains:
            parts.append(f"<p>{escape(chain.words())}</p>{svg(chain, one.name)}")
        if not one.chains:
            parts.append("<p>No short chain was found; the audit's certificate holds the proof.</p>")
    parts.append("<h2>To be assessed by the data-protection officer</h2><ol>")
    parts += [f"<li>{escape(question)}</li>" for question in QUESTIONS]
    parts.append("</ol><p>Assessed by: ______________ on: ______________ Decision: ______________</p></body></html>")
    return "\n".join(parts) + "\n"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _range(one: Lost) -> str:
    if one.exact:
        return f"is {one.lo}"
    return f"is {one.lo} or more" if one.hi is None else f"lies from {one.lo} to {one.hi}"
