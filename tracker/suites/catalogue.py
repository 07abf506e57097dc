"""Reading suite files. Nothing that could make a suite check less than its author meant is let through.

Great Expectations drops an expectation of an unknown type with a logged error, and the emptied suite passes; it
ignores keys it does not know. So a file is held to exactly what is understood, before Great Expectations sees it.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import string
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn
from zoneinfo import ZoneInfo

from tracker import schedules
from tracker.errors import InputError, SuiteError
from tracker.states import Severity
from tracker.suites import domain
from tracker.suites.facts import FACTS
from tracker.suites.kinds import KINDS
from tracker.suites.types import Expectation, Suite
from tracker.suites.vocabulary import (
    LIST_MISSING,
    PAIR_MISSING,
    QUERY,
    REFUSED,
    SUPPORTED,
    TABLE_LEVEL,
    TABLE_TYPES,
    ExpectationType,
)

SUITE_KEYS: Final = ("name", "expectations", "meta", "notes", "id", "suite_parameters")
SUITE_META_KEYS: Final = ("great_expectations_version", "every")
EXPECTATION_KEYS: Final = (
    "type", "kwargs", "meta", "severity", "id", "description", "notes", "rendered_content", "expectation_context",
)  # fmt: skip
META_KEYS: Final = ("kind", "reason", "message", "remedy")
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {"match_on": ("any", "all")}
SWITCHES: Final = ("strict_min", "strict_max", "or_equal")
_ANY_ZONE: Final = ZoneInfo("UTC")
"""Whether a cadence can be read is the same in every zone."""


def read(path: Path) -> Suite:
    """Read one suite file; raises SuiteError naming the file, the place in it and what to do."""
    return _Reader(path).suite()


class _Reader:
    """Reads one file, and knows its name for when something is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem

    def refuse(self, place: str, reason: str) -> NoReturn:
        raise SuiteError(reason, file=self.path.name, place=place)

    def suite(self) -> Suite:
        try:
            content = self.path.read_bytes()
        except OSError as error:
            self.refuse("", f"cannot be read: {error.strerror}")
        data = self.parse(content)
        if not isinstance(data, dict):
            self.refuse("", 'expected a suite: {"name": …, "expectations": […]}')
        self.known(data, SUITE_KEYS, "")
        if data.get("name") != self.name:
            self.refuse("name", f"expected {self.name!r}, the name of its file; found {data.get('name')!r}")
        if data.get("suite_parameters"):
            self.refuse("suite_parameters", "parameters are not supported: write the values out")
        meta = self.mapping(data.get("meta") or {}, "meta")
        self.known(meta, SUITE_META_KEYS, "meta.")
        every = self.every(meta.get("every"), "meta.every")
        entries = data.get("expectations")
        if not isinstance(entries, list) or not entries:
            self.refuse("expectations", "expected a list of one expectation or more; an empty suite checks nothing")
        expectations = tuple(self.expectation(entry, f"expectations[{n}]") for n, entry in enumerate(entries))
        for key, count in Counter(expectation.key for expectation in expectations).items():
            if count > 1:
                second = [expectation for expectation in expectations if expectation.key == key][1]
                self.refuse(second.place, f"{key!r} is there {count} times: give each an id of its own")
        return Suite(self.name, self.path, hashlib.sha256(content).hexdigest(), expectations, every)

    def every(self, value: Any, place: str) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            self.refuse(place, f'expected how often it runs, as "1d" or "0 6 * * *"; found {value!r}')
        try:
            return schedules.parse(value, _ANY_ZONE).text
        except InputError as error:
            self.refuse(place, str(error))

    def parse(self, content: bytes) -> Any:
        def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
            if repeated:
                self.refuse("", f"the key {repeated[0]!r} is there twice in one object: remove one")
            return dict(pairs)

        def no_number(word: str) -> NoReturn:
            self.refuse("", f"{word} is no number in JSON: write a number or null")

        try:
            return json.loads(content.decode(), object_pairs_hook=unique, parse_constant=no_number)
        except UnicodeDecodeError as error:
            self.refuse("", f"is not in UTF-8 (byte {error.start + 1}): save it as UTF-8")
        except json.JSONDecodeError as error:
            self.refuse(
                f"line {error.lineno}, column {error.colno}", f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
            )
        except RecursionError:
            self.refuse("", "is nested too deeply")

    def expectation(self, entry: Any, place: str) -> Expectation:
        data = self.mapping(entry, place)
        self.known(data, EXPECTATION_KEYS, f"{place}.")
        for key in ("rendered_content", "expectation_context"):
            if data.get(key):
                self.refuse(f"{place}.{key}", "is not read by the tracker: remove it")
        known = self.type(data.get("type"), f"{place}.type")
        kwargs = dict(self.mapping(data.get("kwargs"), f"{place}.kwargs"))
        condition, parser = kwargs.get("row_condition"), kwargs.get("condition_parser")
        self.arguments(known, kwargs, f"{place}.kwargs")
        self.domain(condition, parser, f"{place}.kwargs.row_condition")
        meta = self.mapping(data.get("meta"), f"{place}.meta")
        kind, reason = self.meta(meta, f"{place}.meta")
        own = data.get("id")
        if own is not None and (not isinstance(own, str) or not own.strip()):
            self.refuse(f"{place}.id", "expected a text that no other expectation of the suite has, or nothing")
        description = data.get("description")
        if description is not None and (not isinstance(description, str) or not description.strip()):
            self.refuse(f"{place}.description", "expected a text, or nothing")
        return Expectation(
            suite=self.name,
            key=own or f"{kind}/{reason}",
            type=known.name,
            kwargs={key: value for key, value in kwargs.items() if key != "row_condition"},
            row_condition=condition,
            kind=kind,
            reason=reason,
            severity=self.severity(data.get("severity", Severity.CRITICAL), f"{place}.severity"),
            message=meta["message"],
            remedy=meta["remedy"],
            description=description or known.words(kwargs),
            applies=domain.words(condition),
            place=place,
        )

    def type(self, name: Any, place: str) -> ExpectationType:
        if isinstance(name, str):
            if name in SUPPORTED:
                return SUPPORTED[name]
            if name in REFUSED:
                self.refuse(place, f"{name} cannot be used: {REFUSED[name]}")
            if name.startswith(TABLE_TYPES):
                self.refuse(place, f"{name} cannot be used: {TABLE_LEVEL}")
        return self.unknown(name, SUPPORTED, place, "expectation type")

    def arguments(self, known: ExpectationType, kwargs: Mapping[str, Any], place: str) -> None:
        if kwargs.get("mostly", 1) != 1:
            self.refuse(
                f"{place}.mostly",
                "a share of claims that may fail has no meaning for a single claim: remove it, every failing claim is "
                "flagged",
            )
        if not known.conditional:
            for key in kwargs.keys() & {"row_condition", "condition_parser", "mostly"}:
                self.refuse(f"{place}.{key}", "is not for this type: put the condition into the query")
        self.known(kwargs, (*known.arguments, "row_condition", "condition_parser", "mostly"), f"{place}.")
        for key in (*known.columns, *known.column_lists, *known.required):
            if kwargs.get(key) in (None, [], ""):
                self.refuse(f"{place}.{key}", "missing: add it")
        for key, value in kwargs.items():
            if isinstance(value, dict) and key != "row_condition":
                self.refuse(f"{place}.{key}", "expected a value: parameters are not supported")
        for key in known.columns:
            self.column(kwargs[key], f"{place}.{key}")
        for key in known.column_lists:
            names = self.items(kwargs[key], f"{place}.{key}")
            if len(names) < 2:
                self.refuse(f"{place}.{key}", "expected two columns or more")
            for number, name in enumerate(names):
                self.column(name, f"{place}.{key}[{number}]")
        for key in known.sets:
            self.values(kwargs[key], f"{place}.{key}", pairs=key == "value_pairs_set")
        missing = PAIR_MISSING if "column_A" in known.columns else LIST_MISSING
        for key, choices in {**CHOICES, "ignore_row_if": tuple(missing)}.items():
            if key in kwargs and kwargs[key] not in choices:
                self.unknown(kwargs[key], choices, f"{place}.{key}", "choice")
        if kwargs.get("ignore_row_if") in ("neither", "never") and kwargs.get("row_condition") is not None:
            self.refuse(
                f"{place}.ignore_row_if",
                "Great Expectations fails on it beside a row_condition: leave one of them out, or use a query",
            )
        for key in SWITCHES:
            if kwargs.get(key) is not None and not isinstance(kwargs[key], bool):
                self.refuse(f"{place}.{key}", "expected true or false")
        if "min_value" in known.optional and kwargs.get("min_value") is None and kwargs.get("max_value") is None:
            self.refuse(place, "expected min_value, max_value or both: without a bound nothing can fail")
        if known.name == QUERY:
            self.query(kwargs["unexpected_rows_query"], f"{place}.unexpected_rows_query")

    def query(self, query: Any, place: str) -> None:
        if not isinstance(query, str):
            self.refuse(place, "expected a query in text")
        try:
            fields = [field for _, field, _, _ in string.Formatter().parse(query) if field is not None]
        except ValueError as error:
            self.refuse(place, f"{error}: write a brace that is part of the query twice ({{{{ and }}}})")
        if "batch" not in fields:
            self.refuse(place, "it does not read {batch}: SELECT … FROM {batch} WHERE …")
        for field in fields:
            if field != "batch":
                self.refuse(place, f"{{{field}}} is unknown: only {{batch}} is filled in; write other braces twice")

    def values(self, value: Any, place: str, *, pairs: bool) -> None:
        values = self.items(value, place)
        if pairs:
            for number, pair in enumerate(values):
                if not isinstance(pair, list) or len(pair) != 2:
                    self.refuse(f"{place}[{number}]", "expected a pair of values")
            for side in (0, 1):
                self.same([pair[side] for pair in values], place)
        else:
            self.same(values, place)

    def same(self, values: Sequence[Any], place: str) -> None:
        # A missing value in a set makes SQL's NOT IN unknown for every row, and nothing would ever fail. Numbers are
        # compared by the type of the first: with 1 before 2.5, Great Expectations looks for 2.
        if any(value is None or not isinstance(value, (str, int, float)) for value in values):
            self.refuse(place, "expected texts, numbers, or true and false; missing values are ignored in any case")
        if len({type(value) for value in values}) > 1:
            self.refuse(place, "expected values of one type: texts, whole numbers, fractions (1.0), or true and false")

    def domain(self, condition: Any, parser: Any, place: str) -> None:
        if condition is None:
            return
        try:
            for where, column in domain.check(condition, parser):
                self.column(column, f"{place}{where}")
        except domain.Refused as error:
            self.refuse(f"{place}{error.place}", str(error))

    def meta(self, meta: Mapping[str, Any], place: str) -> tuple[str, str]:
        self.known(meta, META_KEYS, f"{place}.")
        for key in META_KEYS:
            if not isinstance(meta.get(key), str) or not meta[key].strip():
                self.refuse(f"{place}.{key}", "missing: add it, as text")
        kind, reason = meta["kind"], meta["reason"]
        if kind not in KINDS:
            self.unknown(kind, KINDS, f"{place}.kind", "kind")
        if reason not in KINDS[kind]:
            self.unknown(reason, KINDS[kind], f"{place}.reason", f"reason of {kind}")
        for key in ("message", "remedy"):
            self.template(meta[key], f"{place}.{key}")
        return kind, reason

    def template(self, text: str, place: str) -> None:
        try:
            parts = list(string.Formatter().parse(text))
        except ValueError as error:
            self.refuse(place, f"{error}: write a brace that is part of the text twice")
        for _, field, form, conversion in parts:
            if field is None:
                continue
            if form or conversion or not field.isidentifier():
                self.refuse(place, f"{{{field}}}: only the name of a column can stand in braces")
            self.column(field, place)

    def severity(self, value: Any, place: str) -> Severity:
        if value not in list(Severity):
            self.unknown(value, list(Severity), place, "severity")
        return Severity(value)

    def column(self, name: Any, place: str) -> None:
        if not isinstance(name, str) or name not in FACTS:
            self.unknown(name, FACTS, place, "column of claim_facts")

    def known(self, data: Mapping[str, Any], keys: Sequence[str], place: str) -> None:
        for key in data:
            if key not in keys:
                self.unknown(key, keys, f"{place}{key}", "key")

    def unknown(self, found: Any, known: Iterable[str], place: str, what: str) -> NoReturn:
        names = sorted(known)
        near = difflib.get_close_matches(str(found), names, n=1)
        advice = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(names)}"
        self.refuse(place, f"missing: {advice}" if found is None else f"{found!r} is no {what}: {advice}")

    def mapping(self, value: Any, place: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self.refuse(place, "missing: add it" if value is None else f"expected an object, found {value!r}")
        return value

    def items(self, value: Any, place: str) -> list[Any]:
        if not isinstance(value, list) or not value:
            self.refuse(place, "expected a list of one value or more")
        return value
