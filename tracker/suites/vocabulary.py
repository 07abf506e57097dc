"""The expectation types that suites may use, and how to say in words what each expects.

Adding one is one line in ``SUPPORTED``: its name in Great Expectations, its arguments, its words. A test holds the
list to Great Expectations' own: a type is either here or refused with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

PAIR_MISSING: Final = {
    "both_values_are_missing": "unless both are missing",
    "either_value_is_missing": "where both are known",
    "neither": "",
}
LIST_MISSING: Final = {
    "all_values_are_missing": "unless all are missing",
    "any_value_is_missing": "where all are known",
    "never": "",
}
QUERY: Final = "unexpected_rows_expectation"


@dataclass(frozen=True, slots=True)
class ExpectationType:
    """An expectation type: which arguments it takes, which of them name columns, and what it expects in words."""

    name: str
    words: Callable[[Mapping[str, Any]], str]
    columns: tuple[str, ...] = ("column",)
    """Arguments that name one column; all required."""
    column_lists: tuple[str, ...] = ()
    """Arguments that name several columns; all required."""
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    """Those of the required arguments that are lists."""
    conditional: bool = True
    """Whether it takes a row condition."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """Every argument it takes, apart from the row condition."""
        return (*self.columns, *self.column_lists, *self.required, *self.optional)


def said(value: object) -> str:
    """Put a value of a suite file into words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{value}”" if isinstance(value, str) else str(value)


def listed(values: Sequence[object], joint: str = "or") -> str:
    """Put a list of values into words."""
    words = [said(value) for value in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}"


def _between(kwargs: Mapping[str, Any], what: str) -> str:
    bounds = []
    if (low := kwargs.get("min_value")) is not None:
        bounds.append(f"{'more than' if kwargs.get('strict_min') else 'at least'} {low}")
    if (high := kwargs.get("max_value")) is not None:
        bounds.append(f"{'less than' if kwargs.get('strict_max') else 'at most'} {high}")
    return f"{what} is {' and '.join(bounds)}"


def _matches(pattern: str) -> Callable[[Mapping[str, Any]], str]:
    def words(kwargs: Mapping[str, Any]) -> str:
        joint = "and" if kwargs.get("match_on") == "all" else "or"
        value = kwargs[pattern]
        return f"{kwargs['column']} matches {listed(value if isinstance(value, list) else [value], joint)}"

    return words


def _matches_not(pattern: str) -> Callable[[Mapping[str, Any]], str]:
    def words(kwargs: Mapping[str, Any]) -> str:
        value = kwargs[pattern]
        return f"{kwargs['column']} does not match {listed(value if isinstance(value, list) else [value])}"

    return words


def _missing(kwargs: Mapping[str, Any], known: Mapping[str, str]) -> str:
    words = known.get(kwargs.get("ignore_row_if", next(iter(known))), "")
    return f", {words}" if words else ""


def _pair(relation: Callable[[Mapping[str, Any]], str]) -> Callable[[Mapping[str, Any]], str]:
    return lambda kwargs: f"{relation(kwargs)}{_missing(kwargs, PAIR_MISSING)}"


def _many(relation: Callable[[Mapping[str, Any]], str]) -> Callable[[Mapping[str, Any]], str]:
    return lambda kwargs: f"{relation(kwargs)}{_missing(kwargs, LIST_MISSING)}"


def _greater(kwargs: Mapping[str, Any]) -> str:
    relation = "at least" if kwargs.get("or_equal") else "more than"
    return f"{kwargs['column_A']} is {relation} {kwargs['column_B']}"


def _pairs(kwargs: Mapping[str, Any]) -> str:
    pairs = "; ".join(f"{said(a)} with {said(b)}" for a, b in kwargs["value_pairs_set"])
    return f"{kwargs['column_A']} and {kwargs['column_B']} are one of: {pairs}"


def _columns(kwargs: Mapping[str, Any]) -> str:
    return ", ".join(kwargs["column_list"])


_BOUNDS: Final = ("min_value", "max_value", "strict_min", "strict_max")
_PAIR: Final = ("column_A", "column_B")

SUPPORTED: Final[Mapping[str, ExpectationType]] = {
    known.name: known
    for known in (
        ExpectationType("expect_column_values_to_not_be_null", lambda k: f"{k['column']} is known"),
        ExpectationType("expect_column_values_to_be_null", lambda k: f"{k['column']} is missing"),
        ExpectationType(
            "expect_column_values_to_be_in_set",
            lambda k: f"{k['column']} is {listed(k['value_set'])}",
            required=("value_set",),
            sets=("value_set",),
        ),
        ExpectationType(
            "expect_column_values_to_not_be_in_set",
            lambda k: f"{k['column']} is not {listed(k['value_set'])}",
            required=("value_set",),
            sets=("value_set",),
        ),
        ExpectationType(
            "expect_column_values_to_be_between", lambda k: _between(k, str(k["column"])), optional=_BOUNDS
        ),
        ExpectationType(
            "expect_column_value_lengths_to_be_between",
            lambda k: _between(k, f"the length of {k['column']}"),
            optional=_BOUNDS,
        ),
        ExpectationType(
            "expect_column_value_lengths_to_equal",
            lambda k: f"the length of {k['column']} is {k['value']}",
            required=("value",),
        ),
        ExpectationType("expect_column_values_to_match_regex", _matches("regex"), required=("regex",)),
        ExpectationType("expect_column_values_to_not_match_regex", _matches_not("regex"), required=("regex",)),
        ExpectationType(
            "expect_column_values_to_match_regex_list",
            _matches("regex_list"),
            required=("regex_list",),
            sets=("regex_list",),
            optional=("match_on",),
        ),
        ExpectationType(
            "expect_column_values_to_not_match_regex_list",
            _matches_not("regex_list"),
            required=("regex_list",),
            sets=("regex_list",),
        ),
        ExpectationType(
            "expect_column_values_to_match_like_pattern",
            _matches("like_pattern"),
            required=("like_pattern",),
            optional=("escape",),
        ),
        ExpectationType(
            "expect_column_values_to_not_match_like_pattern",
            _matches_not("like_pattern"),
            required=("like_pattern",),
            optional=("escape",),
        ),
        ExpectationType(
            "expect_column_values_to_match_like_pattern_list",
            _matches("like_pattern_list"),
            required=("like_pattern_list",),
            sets=("like_pattern_list",),
            optional=("match_on", "escape"),
        ),
        ExpectationType(
            "expect_column_values_to_not_match_like_pattern_list",
            _matches_not("like_pattern_list"),
            required=("like_pattern_list",),
            sets=("like_pattern_list",),
            optional=("escape",),
        ),
        ExpectationType(
            "expect_column_pair_values_a_to_be_greater_than_b",
            _pair(_greater),
            columns=_PAIR,
            optional=("or_equal", "ignore_row_if"),
        ),
        ExpectationType(
            "expect_column_pair_values_to_be_equal",
            _pair(lambda k: f"{k['column_A']} equals {k['column_B']}"),
            columns=_PAIR,
            optional=("ignore_row_if",),
        ),
        ExpectationType(
            "expect_column_pair_values_to_be_in_set",
            _pair(_pairs),
            columns=_PAIR,
            required=("value_pairs_set",),
            sets=("value_pairs_set",),
            optional=("ignore_row_if",),
        ),
        ExpectationType(
            "expect_multicolumn_sum_to_equal",
            _many(lambda k: f"{_columns(k)} add up to {k['sum_total']}"),
            columns=(),
            column_lists=("column_list",),
            required=("sum_total",),
            optional=("ignore_row_if",),
        ),
        ExpectationType(
            "expect_multicolumn_values_to_be_equal",
            _many(lambda k: f"{_columns(k)} are all the same"),
            columns=(),
            column_lists=("column_list",),
            optional=("ignore_row_if",),
        ),
        ExpectationType(
            "expect_select_column_values_to_be_unique_within_record",
            _many(lambda k: f"{_columns(k)} all differ"),
            columns=(),
            column_lists=("column_list",),
            optional=("ignore_row_if",),
        ),
        ExpectationType(
            QUERY,
            lambda k: f"no claim is found by: {' '.join(str(k['unexpected_rows_query']).split())}",
            columns=(),
            required=("unexpected_rows_query",),
            conditional=False,
        ),
    )
}

_SEVERAL: Final = (
    "it compares claims with one another; use unexpected_rows_expectation with a window function in its query"
)
_WHOLE: Final = (
    "it needs a figure over all claims (a mean, a quartile) before it can judge one; "
    "use unexpected_rows_expectation with a query that computes it"
)
_NOT_SQL: Final = "Great Expectations cannot check it inside a database"

REFUSED: Final[Mapping[str, str]] = {
    "expect_column_values_to_be_unique": _SEVERAL,
    "expect_compound_columns_to_be_unique": _SEVERAL,
    "expect_column_value_z_scores_to_be_less_than": _WHOLE,
    "expect_column_values_to_not_be_outliers": _WHOLE,
    "expect_column_values_to_be_dateutil_parseable": _NOT_SQL,
    "expect_column_values_to_be_decreasing": _NOT_SQL,
    "expect_column_values_to_be_increasing": _NOT_SQL,
    "expect_column_values_to_be_json_parseable": _NOT_SQL,
    "expect_column_values_to_match_json_schema": _NOT_SQL,
    "expect_column_values_to_match_strftime_format": _NOT_SQL,
    "expect_column_values_to_be_of_type": "it judges the column's type, which never changes from claim to claim",
    "expect_column_values_to_be_in_type_list": "it judges the column's type, which never changes from claim to claim",
}
"""Types that judge rows, and why they cannot be used here."""

TABLE_LEVEL: Final = (
    "it judges the table as a whole, so no single claim fails it; only expectations that judge row by row raise flags"
)
"""Why every other type of Great Expectations is refused."""

TABLE_TYPES: Final = (
    "expect_table_",
    "expect_column_distinct_values_",
    "expect_column_kl_divergence_",
    "expect_column_max_",
    "expect_column_mean_",
    "expect_column_median_",
    "expect_column_min_",
    "expect_column_most_common_value_",
    "expect_column_proportion_",
    "expect_column_quantile_",
    "expect_column_stdev_",
    "expect_column_sum_",
    "expect_column_to_exist",
    "expect_column_type_to_be",
    "expect_column_unique_value_count_",
    "expect_query_results_",
)
"""How their names begin."""
