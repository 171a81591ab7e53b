"""What spreadsheets and people do to values, as SQL: codes padded or decimal, words for nobody, totals, impossible days."""

from __future__ import annotations

from datetime import date

from fanlight.tables.predicate import codes

CODES = codes.FIELDS
"""Fields in which 008, 08 and 8.0 are 8, and 008/26 is 8/26."""
REFERENCES = frozenset({"disposal_id", "crime_ref", "search_id", "offender_ref", "victim_ref"})
"""Fields in which a word for nothing names nothing."""

_BLANKS = "chr(9) || ' ' || chr(160) || chr(8203) || chr(65279)"

_NOBODY = (
    "(n a|na|n k|nk|nan|null|nil|no|unk|unkn|tbc|tba|tbd|x+|blank|empty|missing|anon|anonymous|nobody|various|multiple|"
    "other|refused|withheld|redacted|undetected|unidentified|unnamed|untraced|undisclosed|unspecified|"
    "(unknown|not|none|no|to be)( [a-z ]+)?|[a-z ]+ (unknown|not known|not identified|not recorded|not stated)|0+( 0+)?)"
)
_TOTAL = "(grand|sub|overall|report)?[ -]*(totals?|cyfanswm)"
_BELOW = (
    "((grand|sub|overall|report)?[ -]*(totals?|sum|cyfanswm)([^\\pL].*)?|count([: ].*)?|average([: ].*)?|"
    "(number|no\\.?) of .*|[0-9,]+ (records?|rows?|crimes?|offences?|disposals?)([^\\pL].*)?|"
    "(records?|rows?)( returned| exported| selected)?[ :=]+[0-9,]+|end( of .*)?|(source|notes?)[: ].*|page [0-9]+.*|"
    "(generated|printed|produced|exported|extracted|created|run|report run|report generated) (on|by|at|from)( .*|:.*)?)"
)

NOUGHT = ("1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01")
"""The days nought (and one) of spreadsheets: an empty date, written as a day."""
OF_COMPUTERS = "1970-01-01"
"""The same of other programs; an offence can have been committed then."""


def tidy(text: str) -> str:
    """Without blanks around it, of any kind; NULL for nothing."""
    return f"nullif(trim({text}, {_BLANKS}), '')"


def code(text: str) -> str:
    """A code as one writes it: no padding, no decimal of nought, no blanks around the stroke. The full five digits of
    the Home Office (00826) are class and sub-class. What `fanlight.tables.predicate.codes.normal` gives."""
    plain = f"regexp_replace({text}, '\\s*/\\s*', '/')"
    full = f"regexp_replace({plain}, '^(0[0-9]{{2}})([0-9]{{2}})$', '\\1/\\2')"
    whole = f"regexp_replace({full}, '([0-9])\\.0+(/|$)', '\\1\\2', 'g')"
    return f"regexp_replace({whole}, '(^|/)0+([0-9])', '\\1\\2', 'g')"


def nobody(text: str) -> str:
    """Whether a reference names nobody: N/A, UNKNOWN, none, not recorded, a dash, noughts."""
    plain = f"trim(regexp_replace(lower({text}), '[^\\pL\\pN]+', ' ', 'g'))"
    return f"({plain} = '' OR {text} = '-1' OR regexp_full_match({plain}, '{_NOBODY}'))"


def total(columns: list[str], references: list[str]) -> str:
    """Whether a row is a total or a note below the table: a value that says "total" and nothing else, or a reference
    that begins so."""
    values = "chr(31) || concat_ws(chr(31), " + ", ".join(columns) + ") || chr(31)"
    exact = f"regexp_matches(lower({values}), '\\x1f[^\\pL\\pN\\x1f]*{_TOTAL}[^\\pL\\pN\\x1f]*\\x1f')"
    begun = [f"coalesce(regexp_full_match(lower({text}), '[^\\pL\\pN]*{_BELOW}'), false)" for text in references]
    return "(" + " OR ".join([exact, *begun]) + ")"


def nought(day: str, field: str) -> str:
    """Whether a day is an empty date that a spreadsheet or another program wrote as one."""
    listed = NOUGHT if field == "committed_from_date" else (*NOUGHT, OF_COMPUTERS)
    return f"{day} IN ({', '.join(f'DATE {chr(39)}{own}{chr(39)}' for own in listed)})"


def after(day: str, limit: date) -> str:
    return f"{day} > DATE '{limit.isoformat()}'"
