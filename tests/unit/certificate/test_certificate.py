"""The second checker refuses every certificate that has been tampered with."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from fanlight.audit import audit
from fanlight.certificate import check as check_as_written
from fanlight.errors import BadInput, FanlightError, NotProvedSafe, TooLarge
from fanlight.tables.predicate.predicate import EVERY_RECORD
from fanlight.tables.spec.table import PublicFigure, Unit
from tests.certificates import alterations, sealed
from tests.unit.audit.test_audit import RULES, square, withholding

Papers = tuple[dict[str, Any], dict[str, Any]]


def check(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    """Checks both documents as somebody would hand them in who altered them on purpose."""
    digest = sealed(published | {"sha256": ""})["sha256"]
    check_as_written(sealed(certificate | {"published_sha256": digest}), published)


@pytest.fixture
def safe() -> Papers:
    table = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    return papers(audit([table], rules=RULES))


@pytest.fixture
def exposed() -> Papers:
    return papers(audit([withholding(square(), ("A", "1"))], rules=RULES))


def papers(result: Any) -> Papers:
    """Both documents as a reader of the files has them: through JSON."""
    return json.loads(json.dumps(result.certificate)), json.loads(json.dumps(result.published))


def claim(certificate: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in certificate["systems"][0]["withheld"] if one["id"] == name)


def test_honest_certificates_pass(safe: Papers, exposed: Papers) -> None:
    for papers in (safe, exposed):
        check_as_written(*papers)
        check(*papers)


@pytest.mark.parametrize("which", ["safe", "exposed"])
def test_every_alteration_of_either_document_is_refused(which: str, request: pytest.FixtureRequest) -> None:
    certificate, published = request.getfixturevalue(which)
    pairs = [(other, published) for *_, other in alterations(certificate)]
    pairs += [(certificate, other) for *_, other in alterations(published)]
    accepted = []
    for pair in pairs:
        if json.dumps(pair, sort_keys=True) != json.dumps((certificate, published), sort_keys=True):
            try:
                check_as_written(*pair)
            except FanlightError:
                continue
            accepted.append(pair)
    assert len(pairs) > 1_000
    assert not accepted


def test_a_part_too_many_is_refused_though_it_is_sealed(safe: Papers) -> None:
    certificate, published = safe
    system = certificate["systems"][0]
    for part in (certificate, system, system["withheld"][0], system["withheld"][0]["requirements"][0]):
        part["note"] = "Checked twice."
        with pytest.raises(BadInput, match="too many"):
            check(certificate, published)
        del part["note"]
    check(certificate, published)


def off_by_one(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    certificate["systems"][0]["witnesses"][0][1] += 1


def below_zero(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    system = certificate["systems"][0]
    base = dict(zip(system["base"][::2], system["base"][1::2], strict=True))
    moves = system["witnesses"][0]
    times = 1 + max(base[kind] for kind in moves[::2])
    moves[1::2] = [step * times for step in moves[1::2]]


def missing_cell(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    certificate["systems"][0]["withheld"].pop()


def missing_system(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    certificate["systems"] = []


def forged_requirement(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    claim(certificate, "t:A|1")["requirements"][0]["reach_up_to"] = 4


def dropped_requirement(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    claim(certificate, "t:A|1")["requirements"] = []


def forged_value(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    claim(certificate, "t:A|1").update(value=9, requirements=[])


def wrong_witness(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    claim(certificate, "t:A|1")["up"] = -1


def no_witness(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    claim(certificate, "t:A|1")["down"] = 99


def figure_changed(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    published["systems"][0]["given"][0]["value"] += 1


def one_person_twice(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    units = certificate["systems"][0]["units"]
    units[0]["records"] += units[1]["records"]


def flagged_figure_given(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    certificate["threshold"] = 7


def other_knowledge(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    certificate["knowledge"] = "K1"


def zeros_left_possible(certificate: dict[str, Any], published: dict[str, Any]) -> None:
    certificate["knowledge"] = published["knowledge"] = "K1"


@pytest.mark.parametrize(
    "fault",
    [
        off_by_one,
        below_zero,
        missing_cell,
        missing_system,
        forged_requirement,
        dropped_requirement,
        forged_value,
        wrong_witness,
        no_witness,
        figure_changed,
        one_person_twice,
        flagged_figure_given,
        other_knowledge,
        zeros_left_possible,
    ],
    ids=lambda fault: str(fault.__name__),
)
def test_each_fault_in_a_safe_certificate_is_refused(
    safe: Papers, fault: Callable[[dict[str, Any], dict[str, Any]], None]
) -> None:
    certificate, published = copy.deepcopy(safe)
    fault(certificate, published)
    with pytest.raises(NotProvedSafe):
        check(certificate, published)


def bounds(certificate: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = certificate["systems"][0]["bounds"]
    return found


def test_a_bound_that_its_multipliers_do_not_prove_is_refused(exposed: Papers) -> None:
    certificate, published = exposed
    for one in bounds(certificate):
        one["bound"] += 1 if one["side"] == "hi" else -1
    with pytest.raises(NotProvedSafe, match="another bound"):
        check(certificate, published)


def test_multipliers_that_do_not_cover_the_figure_are_refused(exposed: Papers) -> None:
    certificate, published = exposed
    for one in bounds(certificate):
        one["multipliers"] = one["multipliers"][1:]
    with pytest.raises(NotProvedSafe):
        check(certificate, published)


def test_multipliers_need_the_sign_of_their_statement() -> None:
    table = withholding(square(), ("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"))
    low = PublicFigure(Unit.DISPOSALS, table.raw.spec.predicate(("A", "1")), "<=", 4, "letter")
    certificate, published = papers(audit([table], rules=RULES, public=[low]))
    check(certificate, published)
    for figure in published["systems"][0]["given"]:
        if figure["relation"] == "<=":
            figure["relation"] = ">="
    with pytest.raises(NotProvedSafe, match="sign"):
        check(certificate, published)


def test_a_certificate_of_nothing_proves_nothing(safe: Papers) -> None:
    certificate, published = safe
    certificate["verdict"] = "exposed"
    with pytest.raises(NotProvedSafe, match="Nothing"):
        check(certificate, published)
    certificate["verdict"] = "not_proved"
    with pytest.raises(NotProvedSafe, match="no verdict"):
        check(certificate, published)


def test_documents_that_are_not_what_they_should_be_are_bad_input(safe: Papers) -> None:
    certificate, published = safe
    with pytest.raises(BadInput):
        check({}, published)
    with pytest.raises(BadInput):
        check(certificate, {"knowledge": "K0"})
    published["systems"][0]["given"][0]["records"] = {"like": ["offence", "A%"]}
    with pytest.raises(BadInput, match="does not describe"):
        check(certificate, published)


def test_too_many_kinds_of_record_are_refused_rather_than_waited_for() -> None:
    from fanlight.certificate.reading import classes

    wide = [{"in": [f"field {n}", [str(v) for v in range(50)]]} for n in range(6)]
    with pytest.raises(TooLarge):
        list(classes(wide))


def test_every_record_counts_towards_everything() -> None:
    from fanlight.certificate.reading import counts
    from fanlight.tables.predicate.written import records_json

    assert counts(records_json(EVERY_RECORD), {})
