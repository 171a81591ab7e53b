"""How a foreign layout becomes the store's fields: YAML, one file a layout."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from fanlight.errors import BadInput, SpecError
from fanlight.records.database.schema import KINDS
from fanlight.tables.yaml.lines import LinedYaml, parse_yaml, read_yaml, validated


class Mapping(BaseModel):
    """`columns`: source column → field. `values`: field → {source value: value} for fields named in `columns`, a value
    that is not listed staying empty (the label keeps it). `codes`: what dates that a spreadsheet made of codes were, such
    as {03-Jan: 3/1}. `identify`: the field that names a record, made from these
    source columns where the source has none. `copies`: whether identical rows are different records."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: Literal["disposals", "searches", "crime_types"]
    about: str
    columns: dict[str, str]
    also: dict[str, str] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    codes: dict[str, str] = {}
    month_only: list[str] = []
    identify: list[str] = []
    identical_rows: Literal["duplicates", "different"] = "duplicates"
    units: list[Literal["crimes", "disposals", "offenders", "searches"]] = []


@cache
def shipped() -> dict[str, Mapping]:
    folder = resources.files("fanlight.records") / "mappings"
    found = {}
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".yaml"):
            mapping = _checked(parse_yaml(entry.read_text(encoding="utf-8"), where=entry.name))
            found[mapping.name] = mapping
    return found


def load(name: str) -> Mapping:
    """A shipped mapping by name, or one from a file. Raises `BadInput` or `SpecError` naming the line."""
    known = shipped()
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        return _checked(read_yaml(path))
    raise BadInput(f"There is no mapping “{name}”.", next_step=f"Known: {', '.join(known)}; or name a YAML file.")


def fits(columns: Sequence[str], given: Mapping | None = None) -> bool:
    """Whether these look like the header of a file that the mapping, or a shipped one, or the own layout reads."""
    held = {column.strip().lower() for column in columns}
    wanted = [given] if given else list(shipped().values())
    return any({name.lower() for name in m.columns} <= held for m in wanted) or (
        given is None and {"disposal_id", "crime_ref"} <= held
    )


def held_columns(columns: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """Columns by their name without blanks around it; one that differs from a wanted name in case only counts as it."""
    proper = {name.lower(): name for name in wanted}
    return {proper.get(column.strip().lower(), column.strip()): column for column in columns}


def recognised(columns: list[str], *, where: str) -> Mapping:
    """The shipped mapping whose source columns the file has. Raises `BadInput` where none fits."""
    fitting = [m for m in shipped().values() if set(m.columns) <= set(held_columns(columns, list(m.columns)))]
    if fitting:
        return max(fitting, key=lambda m: len(m.columns))
    own = {field.name for field in KINDS["disposals"]}
    held = set(held_columns(columns, sorted(own)))
    if {"disposal_id", "crime_ref"} <= held:
        unknown = sorted(held - own - {"source_file"})
        if unknown:
            raise BadInput(
                f"Columns that the store does not know: {', '.join(unknown[:6])}.",
                where=where,
                next_step="Name a mapping file with --mapping, or take the columns out.",
            )
        return Mapping(
            name="fanlight",
            kind="disposals",
            about="Fanlight's own layout",
            columns={name: name for name in sorted(held & own)},
            units=["crimes", "disposals", "offenders"],
        )
    raise BadInput(
        f"No mapping fits these columns: {', '.join(columns[:8])}.",
        where=where,
        next_step=f"Name one with --mapping: {', '.join(shipped())}, or your own YAML file.",
    )


def _checked(source: LinedYaml) -> Mapping:
    mapping = validated(Mapping, source)
    known = {field.name for field in KINDS[mapping.kind]}
    for part, names in (
        ("columns", mapping.columns.items()),
        ("also", mapping.also.items()),
        ("constants", ((name, name) for name in mapping.constants)),
        ("values", ((name, name) for name in mapping.values)),
    ):
        for key, name in names:
            if name not in known:
                raise SpecError(
                    f"“{name}” is no field of {mapping.kind}.",
                    where=source.place((part, key)),
                    next_step=f"The fields are {', '.join(sorted(known))}.",
                )
    return mapping
