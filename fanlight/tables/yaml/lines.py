"""YAML read with the line of every value, so that a message can say where a mistake is."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from fanlight.errors import BadInput, Location, SpecError
from fanlight.tables.yaml.bounds import LONGEST, TROUBLE, BoundedLoader, check_length, invalid, read_node

__all__ = ["LinedYaml", "Location", "Mistakes", "parse_yaml", "read_text", "read_yaml", "validated"]

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class LinedYaml:
    """`data` as plain values; `lines` gives the 1-based line of every key and list item by its path."""

    data: Any
    lines: Mapping[Location, int]
    where: str

    def line(self, location: Location) -> int | None:
        """The line of the value, or of the nearest value that holds it."""
        for end in range(len(location), -1, -1):
            if location[:end] in self.lines:
                return self.lines[location[:end]]
        return None

    def place(self, location: Location) -> str:
        line = self.line(location)
        return f"{self.where} line {line}" if line else self.where

    def wrong(self, location: Location, what: str, next_step: str = "") -> SpecError:
        """The error that names a mistake at a location."""
        words = f"{what} {next_step}".rstrip()
        return SpecError(what, where=self.place(location), next_step=next_step, mistakes=[(location, words)])


class Mistakes:
    """Gathers a file's mistakes, so that all are told at once."""

    def __init__(self, source: LinedYaml) -> None:
        self._source = source
        self._errors: list[SpecError] = []

    def add(self, location: Location, what: str, next_step: str = "") -> None:
        self._errors.append(self._source.wrong(location, what, next_step))

    @contextmanager
    def at(self, location: Location) -> Iterator[None]:
        """A part of the file that can be read by itself: its mistakes are kept, and what follows is looked at too."""
        try:
            yield
        except SpecError as error:
            error.mistakes = error.mistakes or ((location, f"{error.what} {error.next_step}".rstrip()),)
            self._errors.append(error)

    def tell(self) -> None:
        """Raises `SpecError` with every mistake, in the order of their lines; nothing where there is none."""
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            every = [mistake for error in self._errors for mistake in error.mistakes]
            every.sort(key=lambda mistake: self._source.line(mistake[0]) or 0)
            lines = [f"{self._source.place(location)}: {words}" for location, words in every]
            raise SpecError("\n".join(lines), mistakes=every)


class _Loader(BoundedLoader):
    """Refuses a key that stands twice: the second would silently replace the first."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    """Keys are text as written: YAML would read the key `on` as true, and `3` as a number."""
    loader.flatten_mapping(node)
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in found:
            raise yaml.MarkedYAMLError(problem=f"the key “{key}” stands twice", problem_mark=key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


# A date stays text until something that knows its place reads it, so that a wrong one is named with its line.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in BoundedLoader.yaml_implicit_resolvers.items()
}
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> LinedYaml:
    """Raises `BadInput` where the file is absent, is no text or is no YAML, naming the line."""
    return parse_yaml(read_text(path), where=path.name)


def read_text(path: Path) -> str:
    """The file's text, in UTF-8, newlines as they are. Raises `BadInput` where the file is absent, too large or no text."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
        check_length(len(data), path.name)
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        there = "" if str(path.parent) == "." else str(path.parent)
        raise BadInput(f"There is no file {path.name}.", where=there) from None
    except IsADirectoryError:
        raise BadInput("The file cannot be read as text: it is a folder.", where=str(path)) from None
    except PermissionError:
        raise BadInput("The file cannot be read as text: you may not read it.", where=path.name) from None
    except UnicodeDecodeError as error:
        raise BadInput(
            f"The file cannot be read as text: byte {error.start + 1} is not UTF-8.",
            where=path.name,
            next_step="Save it as text in UTF-8.",
        ) from None


def parse_yaml(text: str, *, where: str) -> LinedYaml:
    """Raises `BadInput`, naming the line, for what is no YAML, too large, too deep, or unfolds to too much."""
    check_length(len(text), where)
    try:
        loader = _Loader(text)
        node = read_node(loader)
        lines: dict[Location, int] = {}
        if node is not None:
            _note(node, (), lines)
        data = None if node is None else loader.construct_document(node)
    except TROUBLE as error:
        raise invalid(error, where) from None
    return LinedYaml(data, lines, where)


def _note(node: yaml.Node, location: Location, lines: dict[Location, int]) -> None:
    lines.setdefault(location, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*location, str(key.value))
            lines[inner] = key.start_mark.line + 1
            _note(value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _note(item, (*location, index), lines)


def validated(model: type[Model], source: LinedYaml, *, at: Location = ()) -> Model:
    """The data at a location as a pydantic model. Raises `SpecError` with every mistake and its line."""
    data = source.data
    for step in at:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        mistakes: list[tuple[Location, str]] = []
        for mistake in error.errors():
            location = (*at, *_own(data, mistake["loc"]))
            name = ".".join(str(part) for part in location) or "the file"
            mistakes.append((location, f"{name}: {_in_words(mistake)}"))
        problems = [f"{source.place(location)}: {words}" for location, words in mistakes]
        raise SpecError("\n".join(problems), mistakes=mistakes) from None


def _own(data: Any, location: Sequence[Any]) -> Iterator[int | str]:
    """The location without the names that a model gives to its alternatives, which are no entries of the file."""
    for place, part in enumerate(location):
        last = place == len(location) - 1
        if isinstance(data, dict) and part not in data and not last:
            continue
        if isinstance(part, int | str) and not (last and isinstance(data, str)):
            yield part
        data = data[part] if isinstance(data, dict | list) and _has(data, part) else None


def _has(data: Any, part: Any) -> bool:
    return part in data if isinstance(data, dict) else isinstance(part, int) and part < len(data)


def _in_words(mistake: Mapping[str, Any]) -> str:
    kind, given = mistake["type"], mistake.get("input")
    shown = f"“{given}”" if isinstance(given, str | int | float | datetime.date) else "what stands here"
    match kind:
        case "extra_forbidden":
            return "there is no such entry; see the reference for what may stand here."
        case "missing":
            return "this entry is missing."
        case "literal_error":
            return f"{shown} is none of {str(mistake['ctx']['expected']).replace(chr(39), '')}."
        case "dict_type" | "model_type" | "model_attributes_type":
            return "named entries should stand here (name: value)."
        case "union_tag_not_found":
            return f"the name of a file, or named entries, should stand here, not {shown}."
        case "list_type" | "tuple_type":
            return f"a list should stand here, not {shown}."
        case "string_type":
            return f"text should stand here, not {shown}; put it in quotation marks."
        case "bool_type" | "bool_parsing":
            return f"true or false should stand here, not {shown}."
        case _ if kind.startswith("date"):
            return f"{shown} is no day; write it like 2026-10-05."
    return str(mistake["msg"]).removeprefix("Value error, ").rstrip(".") + "."
