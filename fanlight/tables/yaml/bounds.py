"""The bounds of a YAML file that somebody else wrote: its size, its depth, and what its aliases unfold to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from fanlight.errors import BadInput
from fanlight.tables.text.legible import legible

LONGEST = 4 << 20
"""Bytes of a file, and characters of its texts with every alias written out."""
MOST = 200_000
"""Values of a file, with every alias written out."""
DEEPEST = 64
"""Levels of lists and entries within one another."""


_HALF = re.compile("[\ud800-\udfff]")


class BoundedLoader(yaml.SafeLoader):
    """Plain values alone, and none that stand deeper than `DEEPEST`. Control characters that are not written as escapes are no
    YAML: they are read as the text that shows them."""

    depth = 0

    def __init__(self, text: str) -> None:
        super().__init__(legible(text))

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            problem = f"more than {DEEPEST} levels stand within one another"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def read_node(loader: BoundedLoader) -> yaml.Node | None:
    """The file's one value, not yet unfolded. Raises `yaml.MarkedYAMLError` for one that is too deep or too large, or that
    stands within itself."""
    node = loader.get_single_node()
    if node is not None:
        _measure(node, {}, 0)
    return node


def _measure(node: yaml.Node, known: dict[int, tuple[int, int, int]], depth: int) -> tuple[int, int, int]:
    """How many values, characters and levels a node unfolds to. What stands in several places is measured once."""
    found = known.get(id(node))
    if found is None:
        known[id(node)] = (-1, 0, 0)
        values, characters, levels = 1, len(node.value) if isinstance(node, yaml.ScalarNode) else 0, 0
        for inner in _inside(node):
            more = _measure(inner, known, depth + 1)
            values, characters, levels = values + more[0], characters + more[1], max(levels, more[2])
        found = known[id(node)] = (values, characters, levels + 1)
    if isinstance(node, yaml.ScalarNode) and _HALF.search(node.value):
        raise _refused("half of a character stands here", node)
    if found[0] < 0:
        raise _refused("what stands here holds itself", node)
    if depth + found[2] > DEEPEST:
        raise _refused(f"more than {DEEPEST} levels stand within one another", node)
    if found[0] > MOST or found[1] > LONGEST:
        raise _refused("what stands here unfolds to more than a file may hold", node)
    return found


def _inside(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _refused(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def check_length(length: int, where: str) -> None:
    """Raises `BadInput` for more bytes or characters than a file may have."""
    if length > LONGEST:
        raise BadInput(
            f"The file is larger than {LONGEST >> 20} MB.", where=where, next_step="Name the file that was meant."
        )


def invalid(error: Exception, where: str) -> BadInput:
    """The refusal of a text that is no YAML, with its line where that is known."""
    if isinstance(error, yaml.MarkedYAMLError):
        line = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        return BadInput(f"This is not valid YAML: {error.problem}.", where=f"{where}{line}")
    if isinstance(error, yaml.YAMLError | ValueError) and str(error):
        return BadInput(f"This is not valid YAML: {str(error).splitlines()[0]}.", where=where)
    return BadInput("This is not valid YAML: a value is not what its tag says.", where=where)


TROUBLE = (yaml.YAMLError, ValueError, KeyError, AttributeError, TypeError, OverflowError)
"""What PyYAML raises for a text that is no YAML: of its own, and where a value is not what its tag says."""


def plain(text: str, *, where: str) -> Any:
    """The values of a text, without their lines. Raises `BadInput` for what is no YAML or out of bounds."""
    check_length(len(text), where)
    try:
        loader = BoundedLoader(text)
        node = read_node(loader)
        return None if node is None else loader.construct_document(node)
    except TROUBLE as error:
        raise invalid(error, where) from None
