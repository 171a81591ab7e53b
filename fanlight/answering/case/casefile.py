"""`case.yaml`: read into values, and written from values in one canonical form.

What `dump` writes, `read` gives again: `read(dump(case)) == case`, and the same case gives the same bytes.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import yaml
from pydantic import BaseModel

from fanlight.answering.case.inside import check_name
from fanlight.answering.case.model import Case, CaseFile
from fanlight.errors import BadInput
from fanlight.tables.yaml.lines import LinedYaml, parse_yaml, validated

CASE, REQUEST = "case.yaml", "request.txt"


def read(text: str, *, where: str = CASE) -> CaseFile:
    """Raises `BadInput` or `SpecError` naming each line with a mistake."""
    return validate(parse_yaml(text, where=where))


def validate(source: LinedYaml) -> CaseFile:
    """The case of a file that is read already. Raises `SpecError` naming each line with a mistake."""
    return validated(CaseFile, source)


def dump(case: CaseFile) -> str:
    """The case as canonical YAML: entries in the order of the reference, questions in their own order.

    An entry that is empty, and empty by default, is left out; any other stands there, so that what a file means never
    hangs on a default that changes.
    """
    return yaml.dump(
        _plain(case), Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=_ONE_LINE
    )


def files(case: Case, request: str) -> dict[str, bytes]:
    """The files of a case folder that holds exactly this case, by name.

    Raises `BadInput` for a file that the case names outside its folder, or for two things.
    """
    named = [(name, case.specs[name].encode(), case.place("tables")) for _, name in case.file.spec_files]
    if case.file.publication is not None and case.publication_copy is not None:
        named.append(
            (case.file.publication.copy_file, case.publication_copy.encode(), case.place("publication", "copy"))
        )
    styled = {f"{case.file.style}/{name}": data for name, data in case.style.items()}
    attached = enumerate(case.file.attachments)
    ready = case.file.ready_tables
    named += [(name, case.files[name], case.place("tables")) for name in dict.fromkeys(one.file for _, one in ready)]
    named += [(one.file, case.files[one.file], case.place("attachments", at, "file")) for at, one in attached]
    found = {CASE: dump(case.file).encode(), REQUEST: request.encode()}
    for name, data, place in named:
        check_name(name, place)
        if str(PurePosixPath(name)) != name:
            raise BadInput(f"“{name}” is no plain name.", where=place, next_step=f"Write {PurePosixPath(name)}.")
        if name in found or name in styled:
            raise BadInput(f"“{name}” is named for two things.", where=place, next_step="Give each a file of its own.")
        found[name] = data
    return {**found, **styled}


_ONE_LINE = 2**31
"""No text is broken into lines where it has none: where a line may be broken depends on what YAML makes of its ends."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """What stands in two places is written in both."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    """Text of several lines as it reads, line by line, where that keeps every character of it."""
    lines = text.split("\n")
    style = None
    if not all(line.isprintable() for line in lines):
        style = '"'
    elif len(lines) > 1:
        kept = bool(lines[0]) and bool(lines[-1] or lines[-2]) and all(line == line.strip() for line in lines)
        style = "|" if kept else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _plain(value: Any) -> Any:
    match value:
        case BaseModel():
            return {
                field.alias or name: _plain(getattr(value, name))
                for name, field in type(value).model_fields.items()
                if getattr(value, name) != field.get_default() or not _is_empty(getattr(value, name))
            }
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value


def _is_empty(value: Any) -> bool:
    return all(map(_is_empty, dict(value).values())) if isinstance(value, BaseModel) else not value
