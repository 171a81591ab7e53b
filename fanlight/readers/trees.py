"""Trees of a dimension's codes, from rows of code and parent."""

from __future__ import annotations

from fanlight.errors import BadInput, option
from fanlight.figures.cells.dimensions.spelling import refuse_lookalikes
from fanlight.figures.cells.dimensions.trees import check_tree, refuse_total
from fanlight.readers.columns import need_columns
from fanlight.readers.sheet import Source, need_code, read_sheet
from fanlight.tables.text.formulas import refuse_formulas


def read_tree(source: Source, *, to_publish: bool = False) -> dict[str, str]:
    """code → parent ("" at the top) from rows with the columns code and parent; others are left alone. `to_publish`: its codes
    are about to be written into a published file, so none may be a formula there.

    Raises `BadInput` naming file and line for missing columns, a blank code, a code twice, a control character, a cycle, an
    unknown parent or the reserved code `Total`.
    """
    sheet = read_sheet(source, "The tree", "codes")
    heads = sheet.heads
    need_columns(heads, ("code", "parent"), sheet.name)
    parents: dict[str, str] = {}
    first: dict[str, int] = {}
    for row, line in zip(sheet.rows, sheet.numbers, strict=True):
        code, parent = row[heads.index("code")], row[heads.index("parent")]
        where = sheet.place(line)
        need_code(code, "A tree's code", where, "Fill it in, or remove the line.")
        if to_publish:
            refuse_formulas((("The code", code),), where)
        refuse_total((code, parent), where)
        if code in parents:
            if parents[code] == parent:
                raise BadInput(
                    f"The code “{code}” stands twice in the tree, first in {sheet.beside(first[code])}.",
                    where=where,
                    next_step="Give each code one line.",
                )
            raise BadInput(
                f"The code “{code}” has two parents in the tree, the first in {sheet.beside(first[code])}.",
                where=where,
                next_step=f"Give another breakdown of the same codes as a tree of its own, by {option('hierarchies')} once more.",
            )
        parents[code], first[code] = parent, line
    places = {code: sheet.place(line) for code, line in first.items()}
    refuse_lookalikes(dict.fromkeys([*parents, *parents.values()]), "The code", sheet.name, places)
    return dict(check_tree(parents, sheet.name, places))
