"""The table of clauses R1 to R20 written out by hand for facts that are all known: shares nothing with the policy data."""

from __future__ import annotations

from typing import Any

ABOVE = ["Constable", "Sergeant", "Inspector", "Chief Inspector", "Superintendent", "Chief Superintendent"]


def rules_and_status(f: dict[str, Any]) -> tuple[set[str], str]:
    """`f`: flat names to True, False or words. Returns the rules with a status that hold, and the status."""
    kinds = {"R1": f["domestic"], "R2": f["hate"], "R3": f["sexual"], "R4": f["firearms"], "R5": f["weapon"]}
    closed = {name for name, kind in kinds.items() if kind}
    held = set() if f["claimed"] else set(closed)
    if closed and f["claimed"]:
        if not f["authority"] or ABOVE.index(f["own_rank"]) < 2:
            held.add("R7")
        if not (f["team"] and f["advice"] and f["authority"]):
            held.add("R8")
        if not f["documented"]:
            held.add("R9")
    dps = False
    if f["police"]:
        if not f["investigated"]:
            held.add("R11")
        elif f["dps"] != "suitable":
            held.add("R11")
            if f["dps"] != "unsuitable":
                held.add("R12")
                dps = True
    for who in ("offender", "victim"):
        if f[f"{who}_ill"] and (who == "offender" or f["victim"]):
            held |= {
                rule
                for rule, done in (("R13", "consulted"), ("R14", "capacity"), ("R15", "adult"))
                if not f[f"{who}_{done}"]
            }
    if f["child"] and not f["offender_adult"]:
        held.add("R15")
    if not f["accepted"]:
        held.add("R16")
    if not (f["agreed"] or f["none_needed"]):
        held.add("R17")
    if f["victim"] and f["wish"] == "contrary":
        held.add("R18")
    if not f["spoken"]:
        held.add("R19")
    if not (f["reasons"] and f["qualifying"]):
        held.add("R20")
    if dps:
        return held, "REFER_DPS"
    if held & {"R11", "R1", "R2", "R3", "R4", "R5", "R16"}:
        return held, "NOT_AVAILABLE"
    return held, "NEEDS_ACTION" if held else "SUPPORTABLE"


def facts_file(f: dict[str, Any]) -> dict[str, Any]:
    """The same as a facts file holds it."""
    dps = {"referred": f["dps"] != "not referred"}
    if f["dps"] != "not referred" and f["police"]:
        dps["result"] = f["dps"]
    victim = {"exists": f["victim"]}
    if f["victim"]:
        victim["wish"] = f["wish"]
    return {
        "domestic": f["domestic"], "hate_crime": f["hate"], "sexual_offence": f["sexual"], "firearms": f["firearms"], "weapon": f["weapon"],
        "exceptional_circumstances": {"claimed": True, "rationale": "x"} if f["claimed"] else {"claimed": False},
        "decided_by_investigation_team": f["team"], "advice_sought": f["advice"],
        "authority": {"person": "A", "rank": "Commander", "rank_status": "acting", "substantive_rank": f["own_rank"]} if f["authority"] else False,
        "documented_reference": "report" if f["documented"] else False,
        "suspect_police": f["police"], "secondary_investigation": f["investigated"], "professional_standards": dps,
        "mental_health": {
            who: {"considered": f[f"{who}_ill"] and (who == "offender" or f["victim"]),
                  **{name: f[f"{who}_{done}"] and (who == "offender" or f["victim"]) for name, done in
                     (("professional_consulted", "consulted"), ("capacity_evident", "capacity"), ("appropriate_adult", "adult"))}}
            for who in ("offender", "victim")
        },
        "offender_under_18": f["child"], "responsibility_accepted": f["accepted"],
        "reparation": {"agreed": f["agreed"], "none_needed": f["none_needed"] and not f["agreed"]},
        "victim": victim, "everybody_spoken_to": f["spoken"],
        "proportionality_rationale": "reasons" if f["reasons"] else False, "qualifying_crime": f["qualifying"],
    }  # fmt: skip
