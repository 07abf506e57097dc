"""Row conditions: which claims an expectation looks at, in the forms that Great Expectations 1.24 reads from JSON.

A condition object (``comparison``, ``nullity``, ``and``, ``or``), or one comparison as text with
``condition_parser: great_expectations``. Great Expectations ignores what follows a comparison it could read, and
keys it does not know; both are refused here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tracker.suites.vocabulary import listed, said

PARSERS: Final = ("great_expectations", "great_expectations__experimental__")
OPERATORS: Final[Mapping[str, str]] = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
    "IN": "is one of",
    "NOT_IN": "is none of",
}
KEYS: Final[Mapping[str, frozenset[str]]] = {
    "comparison": frozenset({"type", "column", "operator", "parameter"}),
    "nullity": frozenset({"type", "column", "is_null"}),
    "and": frozenset({"type", "conditions"}),
    "or": frozenset({"type", "conditions"}),
}
TEXT: Final = re.compile(
    r"""\s*col\("(?P<column>[^"]+)"\)
        (?: (?P<notnull>\.notnull\(\))
          | \s*(?P<operator>==|!=|<=|>=|<|>)\s*
            (?: (?P<number>[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?) | "(?P<double>[^"']+)" | '(?P<single>[^"']+)' )
        )\s*""",
    re.VERBOSE,
)


class Refused(ValueError):  # noqa: N818  it becomes a SuiteError as soon as the file is known
    """A row condition that cannot be used; ``place`` is where, below the condition."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.place = place


def check(condition: Any, parser: Any) -> Iterator[tuple[str, str]]:
    """Yield the columns a condition names, each with its place; raise Refused where it cannot be used."""
    if parser is not None and parser not in PARSERS:
        raise Refused("", f"condition_parser {parser!r} is for data frames; leave it out, or use {PARSERS[0]!r}")
    if isinstance(condition, str):
        if parser is None:
            raise Refused("", f'a condition in text needs "condition_parser": "{PARSERS[0]}" beside it')
        match = TEXT.fullmatch(condition)
        if match is None:
            raise Refused(
                "",
                f"cannot read {condition!r}: text holds one comparison, as col(\"kind\") == 'change'; "
                "use a condition object for more",
            )
        yield "", match["column"]
        return
    yield from _objects(condition, "")


def _objects(condition: Any, place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(condition, dict):
        raise Refused(place, f"expected a condition object, found {condition!r}")
    known = KEYS.get(str(condition.get("type")))
    if known is None:
        raise Refused(f"{place}.type", f"{condition.get('type')!r} is no condition: use {listed(sorted(KEYS))}")
    for key in sorted(known ^ condition.keys()):
        raise Refused(f"{place}.{key}", "unknown key: remove it" if key in condition else "missing: add it")
    if condition["type"] == "or" and place:
        raise Refused(place, 'Great Expectations reads "or" only at the top: turn the condition inside out')
    if "conditions" in known:
        parts = condition["conditions"]
        if not isinstance(parts, list) or not parts:
            raise Refused(f"{place}.conditions", "expected a list of one condition or more")
        for number, part in enumerate(parts):
            yield from _objects(part, f"{place}.conditions[{number}]")
        return
    column = condition["column"]
    if not isinstance(column, dict) or list(column) != ["name"] or not isinstance(column["name"], str):
        raise Refused(f"{place}.column", 'expected {"name": "a column"}')
    yield f"{place}.column.name", column["name"]
    if "is_null" in known:
        if not isinstance(condition["is_null"], bool):
            raise Refused(f"{place}.is_null", "expected true or false")
        return
    operator, parameter = condition["operator"], condition["parameter"]
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise Refused(f"{place}.operator", f"{operator!r} is no operator: use {listed(list(OPERATORS))}")
    if operator in ("IN", "NOT_IN"):
        if not isinstance(parameter, list) or not parameter:
            raise Refused(f"{place}.parameter", "expected a list of one value or more")
        # Great Expectations compares by the type of the first: with 1 before 2.5 it looks for 2.
        if len({type(value) for value in parameter}) > 1 or type(parameter[0]) not in (str, int, float):
            raise Refused(f"{place}.parameter", "expected values of one type: texts, whole numbers or fractions (1.0)")
    elif not isinstance(parameter, (str, int, float)):
        raise Refused(f"{place}.parameter", "expected a text, a number, true or false; for missing values use nullity")


def words(condition: Any) -> str | None:
    """Say which claims a condition picks; None where there is none."""
    if condition is None:
        return None
    if isinstance(condition, str):
        match = TEXT.fullmatch(condition)
        if match is None:
            return condition
        if match["notnull"]:
            return f"{match['column']} is known"
        value = match["number"] or said(match["double"] or match["single"])
        return f"{match['column']} {OPERATORS[match['operator']]} {value}"
    if condition["type"] in ("and", "or"):
        parts = [
            f"({words(part)})" if part["type"] in ("and", "or") else str(words(part))
            for part in condition["conditions"]
        ]
        return f" {condition['type']} ".join(parts)
    name = condition["column"]["name"]
    if condition["type"] == "nullity":
        return f"{name} is {'missing' if condition['is_null'] else 'known'}"
    parameter = condition["parameter"]
    value = listed(parameter) if isinstance(parameter, list) else said(parameter)
    return f"{name} {OPERATORS[condition['operator']]} {value}"
