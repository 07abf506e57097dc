"""The rules of ``tracker.agreement`` as SQL: the bounds of a claim, and how two claims' bounds stand.

``tests/relations/test_bounds.py`` holds the two together.
"""

from __future__ import annotations

from typing import Final

RAW: Final = """
    coalesce(low, (low_date - DATE '0001-01-01' + 1)::numeric) AS floor,
    coalesce(high, (high_date - DATE '0001-01-01' + 1)::numeric) AS ceiling,
    low_date IS NOT NULL OR high_date IS NOT NULL AS is_day,
    comparator IN ('gt', 'lt') AS is_strict,
    CASE WHEN low_date IS NOT NULL OR high_date IS NOT NULL THEN 0
         ELSE coalesce(abs(precision), ('1e-' || scale(trim_scale(coalesce(low, high))))::numeric) / 2
    END AS slack
"""
"""From a claim's columns: its ends as numbers, days counted from the first of our era, and what rounding may hide."""

BOUNDS: Final = """
    CASE WHEN floor IS NULL THEN '-Infinity'
         WHEN ceiling IS NULL THEN floor - CASE WHEN is_strict THEN 0 ELSE slack END
         WHEN comparator = 'order' THEN floor
         WHEN comparator = 'approx' AND slack > 0 THEN floor - greatest(slack, abs(floor) / 20)
         ELSE floor - slack
    END AS low_end,
    CASE WHEN floor IS NULL THEN true
         WHEN ceiling IS NULL THEN is_strict OR slack > 0
         WHEN comparator = 'order' AND NOT is_day THEN floor < 0
         ELSE slack > 0
    END AS is_low_open,
    CASE WHEN ceiling IS NULL THEN 'Infinity'
         WHEN floor IS NULL THEN ceiling + CASE WHEN is_strict THEN 0 ELSE slack END
         WHEN comparator = 'order' THEN ceiling
         WHEN comparator = 'approx' AND slack > 0 THEN ceiling + greatest(slack, abs(ceiling) / 20)
         ELSE ceiling + slack
    END AS high_end,
    CASE WHEN ceiling IS NULL THEN true
         WHEN floor IS NULL THEN is_strict OR slack > 0
         WHEN comparator = 'order' AND NOT is_day THEN ceiling > 0
         ELSE slack > 0
    END AS is_high_open,
    CASE WHEN floor IS NULL THEN ceiling
             - CASE WHEN is_day THEN 0 ELSE greatest(abs(ceiling) / CASE WHEN ceiling < 0 THEN 2 ELSE 3 END, slack) END
    END AS meant_low,
    CASE WHEN ceiling IS NULL THEN floor
             + CASE WHEN is_day THEN 0 ELSE greatest(abs(floor) / CASE WHEN floor >= 0 THEN 2 ELSE 3 END, slack) END
    END AS meant_high
"""
"""From those: the logical interval, and where the pragmatic one ends that is open to one side."""

IS_COMPARABLE: Final = """
    unit IS NOT NULL AND comparator <> 'vague'
    AND (low_date IS NOT NULL OR high_date IS NOT NULL
         OR (coalesce(low, high) IS NOT NULL AND coalesce(low, 0) NOT IN ('NaN', 'Infinity', '-Infinity')
             AND coalesce(high, 0) NOT IN ('NaN', 'Infinity', '-Infinity')))
"""
"""Whether a claim names a finite number or a day, and what of."""


def _reach(low: str, is_low_open: str, high: str, is_high_open: str) -> str:
    """Whether an interval that ends at ``high`` reaches one that begins at ``low``."""
    return f"({low} < {high} OR ({low} = {high} AND NOT ({is_low_open} OR {is_high_open})))"


def _meet(one: dict[str, str], other: dict[str, str]) -> str:
    return " AND ".join(
        _reach(b["low"], b["is_low_open"], a["high"], a["is_high_open"]) for a, b in ((one, other), (other, one))
    )


def _allowed(claim: str) -> dict[str, str]:
    return {
        "low": f"{claim}.low_end",
        "is_low_open": f"{claim}.is_low_open",
        "high": f"{claim}.high_end",
        "is_high_open": f"{claim}.is_high_open",
    }


def _meant(claim: str) -> dict[str, str]:
    exact = f"(({claim}.floor IS NULL OR {claim}.ceiling IS NULL) AND {claim}.is_day)"
    low, high = f"{claim}.low_end", f"{claim}.high_end"
    return {
        "low": f"coalesce({claim}.meant_low, CASE WHEN {exact} THEN {claim}.floor ELSE {low} END)",
        "is_low_open": f"({claim}.meant_low IS NULL AND NOT {exact} AND {claim}.is_low_open)",
        "high": f"coalesce({claim}.meant_high, CASE WHEN {exact} THEN {claim}.ceiling ELSE {high} END)",
        "is_high_open": f"({claim}.meant_high IS NULL AND NOT {exact} AND {claim}.is_high_open)",
    }


def _opposed(floor: str, ceiling: str) -> str:
    """Whether one names a floor and the other a ceiling below it."""
    return (
        f"({floor}.ceiling IS NULL AND {ceiling}.floor IS NULL AND ({floor}.floor > {ceiling}.ceiling"
        f" OR ({floor}.floor = {ceiling}.ceiling AND ({floor}.is_strict OR {ceiling}.is_strict))))"
    )


_STRETCHES: Final = "(a.is_day AND b.is_day AND a.floor < a.ceiling AND b.floor < b.ceiling)"
_COMMON: Final = "(least(a.ceiling, b.ceiling) - greatest(a.floor, b.floor) + 1)"
_WHOLE: Final = "(greatest(a.ceiling, b.ceiling) - least(a.floor, b.floor) + 1)"

STAND: Final = f"""
    CASE WHEN {_opposed("a", "b")} OR {_opposed("b", "a")} THEN 'disjoint'
         WHEN {_STRETCHES} AND {_COMMON} > 0 THEN CASE WHEN {_COMMON} * 2 >= {_WHOLE} THEN 'meets' ELSE 'compatible' END
         WHEN {_meet(_meant("a"), _meant("b"))} THEN 'meets'
         WHEN {_meet(_allowed("a"), _allowed("b"))} THEN 'compatible'
         ELSE 'disjoint'
    END
"""
"""How the figures of ``a`` and ``b`` stand, both of one unit."""
