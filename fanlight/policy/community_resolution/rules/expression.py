"""The language of a rule's condition: a few words over the vocabulary, in three values.

    domestic and not exceptional_circumstances.claimed
    victim.exists and not (victim.wish in (supports, no_view))
    setting.cannot is absolute
    domestic is unknown

`NAME` alone means “NAME is yes”. `is` and `in` compare with values of the vocabulary; `and`, `or`, `not` are Kleene's: a
condition that an unknown leaves open is unknown. `NAME is unknown` alone is always yes or no. Names of definitions stand for their conditions, `setting.NAME` for
what the version chose. There is nothing else: no numbers, no text, no calls.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from fanlight.errors import BadInput
from fanlight.policy.tri import Tri, every, negate, some


@dataclass(frozen=True, slots=True)
class Is:
    """Yes where the fact has one of the values, unknown where it is unknown, else no."""

    name: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class IsUnknown:
    """Yes where the fact is unknown, else no: for what must be known before anything can be supported."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    inner: Expression


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What a setting decided before any fact is seen."""

    value: Tri


Expression = Is | IsUnknown | Not | And | Or | Fixed


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition can name: `values` of each fact (unknown last), settings with the value chosen and the values
    allowed, definitions already read."""

    values: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, tuple[str, tuple[str, ...]]]
    definitions: Mapping[str, Expression]


_TOKEN = re.compile(r"\s*(?:([A-Za-z_][\w.]*)|([(),]))")
_WORDS = {"and", "or", "not", "is", "in"}


def parse(text: str, scope: Scope, *, where: str) -> Expression:
    """Raises `BadInput` with the place of the first mistake: an unknown name or value, a missing word."""
    return _Parser(text, scope, where).whole()


class _Parser:
    def __init__(self, text: Any, scope: Scope, where: str) -> None:
        self.text, self.scope, self.where = str(text), scope, where
        self.tokens: list[str] = []
        at, stripped = 0, self.text.rstrip()
        while at < len(stripped):
            found = _TOKEN.match(stripped, at)
            if not found:
                self.refuse(f"“{stripped[at:].strip()[:1]}” cannot stand in a condition")
            self.tokens.append(found.group(1) or found.group(2))
            at = found.end()
        self.next = 0

    def refuse(self, problem: str, next_step: str = "") -> NoReturn:
        raise BadInput(f"{problem}, in the condition “{self.text}”.", where=self.where, next_step=next_step)

    def peek(self) -> str:
        return self.tokens[self.next] if self.next < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            self.refuse(f"Expected {wanted or 'a name'}, found {token or 'the end'}")
        self.next += 1
        return token

    def whole(self) -> Expression:
        found = self.either()
        if self.peek():
            self.refuse(f"“{self.peek()}” stands where the condition should end")
        return found

    def either(self) -> Expression:
        parts = [self.both()]
        while self.peek() == "or":
            self.take()
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Expression:
        parts = [self.single()]
        while self.peek() == "and":
            self.take()
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def single(self) -> Expression:
        if self.peek() == "not":
            self.take()
            return Not(self.single())
        if self.peek() == "(":
            self.take()
            found = self.either()
            self.take(")")
            return found
        name = self.take()
        if name in _WORDS or name in ",)":
            self.refuse(f"Expected a name, found “{name}”")
        return self.named(name)

    def named(self, name: str) -> Expression:
        wanted = self.wanted()
        if name.startswith("setting."):
            return self.setting(name.removeprefix("setting."), wanted)
        if name in self.scope.definitions:
            if wanted is not None:
                self.refuse(f"“{name}” is a definition: it is yes or no by itself")
            return self.scope.definitions[name]
        allowed = self.scope.values.get(name)
        if allowed is None:
            near = difflib.get_close_matches(name, [*self.scope.values, *self.scope.definitions], n=3, cutoff=0.5)
            self.refuse(f"There is no fact “{name}”", f"Nearest: {', '.join(near)}." if near else "")
        if wanted == ["unknown"]:
            return IsUnknown(name)
        if wanted is None and "yes" not in allowed:
            self.refuse(f"“{name}” is not a yes/no fact", f"Say which of {', '.join(allowed[:-1])} is meant.")
        values = frozenset(wanted if wanted is not None else ["yes"])
        for value in sorted(values - set(allowed[:-1])):
            self.refuse(f"“{name}” never has the value “{value}”", f"Its values: {', '.join(allowed[:-1])}.")
        return Is(name, values)

    def wanted(self) -> list[str] | None:
        if self.peek() == "is":
            self.take()
            return [self.take()]
        if self.peek() != "in":
            return None
        self.take()
        self.take("(")
        values = [self.take()]
        while self.peek() == ",":
            self.take()
            values.append(self.take())
        self.take(")")
        return values

    def setting(self, name: str, wanted: list[str] | None) -> Expression:
        known = self.scope.settings.get(name)
        if known is None or wanted is None:
            self.refuse(f"There is no setting “{name}”" if known is None else f"Say which value of setting.{name}")
        chosen, allowed = known
        for value in wanted:
            if value not in allowed:
                self.refuse(f"setting.{name} never has the value “{value}”", f"Its values: {', '.join(allowed)}.")
        return Fixed(Tri.YES if chosen in wanted else Tri.NO)


def simplify(expression: Expression) -> Expression:
    """The same condition without settings: what they decided is worked out."""
    match expression:
        case Not(inner):
            found = simplify(inner)
            return Fixed(negate(found.value)) if isinstance(found, Fixed) else Not(found)
        case And(parts) | Or(parts):
            absorbing = Tri.NO if isinstance(expression, And) else Tri.YES
            left = []
            for part in map(simplify, parts):
                if isinstance(part, Fixed):
                    if part.value is absorbing:
                        return part
                    continue
                left.append(part)
            if not left:
                return Fixed(negate(absorbing))
            return left[0] if len(left) == 1 else type(expression)(tuple(left))
        case _:
            return expression


def evaluate(expression: Expression, values: Mapping[str, str]) -> Tri:
    """`values` gives each fact's value by name, "unknown" among them."""
    match expression:
        case Is(name, wanted):
            value = values[name]
            return Tri.UNKNOWN if value == "unknown" else Tri.YES if value in wanted else Tri.NO
        case IsUnknown(name):
            return Tri.YES if values[name] == "unknown" else Tri.NO
        case Not(inner):
            return negate(evaluate(inner, values))
        case And(parts):
            return every(evaluate(part, values) for part in parts)
        case Or(parts):
            return some(evaluate(part, values) for part in parts)
        case Fixed(value):
            return value


def names(expression: Expression) -> frozenset[str]:
    """Every fact that the condition asks about."""
    match expression:
        case Is(name, _) | IsUnknown(name):
            return frozenset([name])
        case Not(inner):
            return names(inner)
        case And(parts) | Or(parts):
            return frozenset().union(*(names(part) for part in parts))
        case Fixed():
            return frozenset()


def grounds(expression: Expression, values: Mapping[str, str]) -> tuple[str, ...]:
    """The facts on which the outcome rests, in the order of the condition: changing others alone does not change it."""
    found: dict[str, None] = {}
    _grounds(expression, values, found)
    return tuple(found)


def _grounds(expression: Expression, values: Mapping[str, str], found: dict[str, None]) -> None:
    outcome = evaluate(expression, values)
    match expression:
        case Is(name, _) | IsUnknown(name):
            found[name] = None
        case Not(inner):
            _grounds(inner, values, found)
        case And(parts) | Or(parts):
            deciding = Tri.NO if isinstance(expression, And) else Tri.YES
            for part in parts:
                # One deciding part would do; all are named, since each is a reason. Parts that could still decide
                # otherwise are grounds of an open outcome, as are all parts where none decides.
                if outcome is deciding and evaluate(part, values) is not deciding:
                    continue
                _grounds(part, values, found)
        case Fixed():
            pass
