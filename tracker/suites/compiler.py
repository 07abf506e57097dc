"""Expectations into SQL: the conditions that Great Expectations itself would count with, as text.

Great Expectations resolves ``<map_metric>.condition`` to a SQLAlchemy clause over bare column names, and the rows it
looks at to a selectable. Both are rendered here exactly as they would reach the server, bound values and casts
included, so that the counts are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import URL, ClauseElement, Connection, Dialect, NullPool, create_engine
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Select, Subquery
from sqlalchemy.sql.visitors import iterate

from tracker.errors import SuiteError
from tracker.suites import door
from tracker.suites.facts import FACTS, RELATION
from tracker.suites.types import CompiledSuite, Condition, Expectation, Suite, SuiteFailure

_QUERY: Final = re.compile(r"[\s(]*(?:SELECT|WITH)\b", re.IGNORECASE)
_CONDITION: Final = re.compile(
    r"\s*SELECT\s+(?:\*|claim_id)\s+FROM\s+\{batch\}\s+WHERE\s+(?P<condition>.+)", re.IGNORECASE | re.DOTALL
)
_DIALECT: Final[Dialect] = PGDialect_psycopg()  # type: ignore[no-untyped-call]
_SAMPLES: Final = {
    "text": "'1'::text",
    "boolean": "true",
    "date": "date '2000-01-01'",
    "numeric": "1::numeric",
    "bigint": "1::bigint",
    "integer": "1::integer",
}


def compile_suites(suites: Sequence[Suite], url: URL | str) -> tuple[list[CompiledSuite], list[SuiteFailure]]:
    """Compile suites with Great Expectations and try every condition on the database, on no rows."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        with door.batch(url, as_of=None) as batch, engine.connect() as connection:
            return _Resolver(batch, connection).compiled(suites)
    finally:
        engine.dispose()


class _Resolver:
    """Asks Great Expectations for the conditions of expectations over one batch."""

    def __init__(self, batch: Any, connection: Connection) -> None:
        from great_expectations.data_context.data_context.context_factory import project_manager
        from great_expectations.validator.metrics_calculator import MetricsCalculator

        validator = project_manager.get_validator(batch_request=batch.build_batch_request())
        self.engine: Any = validator.execution_engine
        self.batch_id = validator.active_batch_id
        self.calculator = MetricsCalculator(execution_engine=self.engine, show_progress_bars=False)
        self.connection = connection

    def compiled(self, suites: Sequence[Suite]) -> tuple[list[CompiledSuite], list[SuiteFailure]]:
        """Compile what can be; what Great Expectations needs to know of the relation, it asks once for all suites."""
        configured: dict[str, list[tuple[Any, Any]]] = {}
        failures: list[SuiteFailure] = []
        for suite in suites:
            try:
                items = [self.configured(suite, expectation) for expectation in suite.expectations]
                configured[suite.name] = [(item, self.metric(item) if _is_map(item) else None) for item in items]
            except SuiteError as error:
                failures.append(SuiteFailure(suite.name, suite.path, str(error)))
        wanted = [metric for pairs in configured.values() for _, metric in pairs if metric is not None]
        metrics, aborted = self.calculator.compute_metrics(wanted) if wanted else ({}, {})
        compiled: list[CompiledSuite] = []
        for suite in suites:
            if suite.name not in configured:
                continue
            try:
                conditions = tuple(
                    self.query(suite, expectation, item)
                    if metric is None
                    else self.condition(suite, expectation, metric.id, metrics, aborted)
                    for expectation, (item, metric) in zip(suite.expectations, configured[suite.name], strict=True)
                )
                compiled.append(CompiledSuite(suite, conditions))
            except SuiteError as error:
                failures.append(SuiteFailure(suite.name, suite.path, str(error)))
        return compiled, failures

    def condition(self, suite: Suite, expectation: Expectation, wanted: Any, metrics: Any, aborted: Any) -> Condition:
        """Return the condition of a map expectation, tried on the database; ``wanted`` is the metric that holds it."""
        place = f"{expectation.place}.kwargs"
        if wanted not in metrics:
            causes = [aborted[wanted]] if wanted in aborted else list(aborted.values())
            message = causes[0]["exception_info"].exception_message if causes else "it has no condition"
            raise SuiteError(f"Great Expectations refuses it: {_line(message)}", file=suite.path.name, place=place)
        clause, compute, accessor = metrics[wanted]
        if any(isinstance(part, (Select, Subquery)) for part in iterate(clause)):
            raise SuiteError("it compares claims with one another", file=suite.path.name, place=place)
        whole = {key: compute.get(key) for key in ("batch_id", "row_condition", "condition_parser")}
        try:
            domain = _all(_render(part) for part in _filters(self.engine.get_domain_records(whole)))
            rows = self.engine.get_domain_records({**compute, **accessor})
            unexpected = _all([*map(_render, _filters(rows)), _render(clause)]) or "true"
        except ValueError as error:
            raise SuiteError(_line(error), file=suite.path.name, place=place) from None
        conditions = (domain or "true", unexpected)
        self.tried(suite, place, f"SELECT {_truths(conditions)} FROM {_sample()}")
        self.tried(suite, place, f"EXPLAIN SELECT {_truths(conditions)} FROM {RELATION}")
        return Condition(expectation, unexpected, domain)

    def metric(self, configured: Any) -> Any:
        """Return the metric that holds a map expectation's condition."""
        from great_expectations.validator.metric_configuration import MetricConfiguration

        dependencies = configured.get_validation_dependencies(
            execution_engine=self.engine, runtime_configuration={"result_format": {"result_format": "BASIC"}}
        )
        count = dependencies.metric_configurations[f"{configured.map_metric}.unexpected_count"]
        return MetricConfiguration(
            metric_name=f"{configured.map_metric}.condition",
            metric_domain_kwargs=count.metric_domain_kwargs,
            metric_value_kwargs=count.metric_value_kwargs,
        )

    def configured(self, suite: Suite, expectation: Expectation) -> Any:
        """Return Great Expectations' own object of the expectation."""
        place = f"{expectation.place}.kwargs"
        from great_expectations.compatibility.pydantic import ValidationError
        from great_expectations.exceptions.exceptions import GreatExpectationsError
        from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

        kwargs = dict(expectation.kwargs)
        if expectation.row_condition is not None:
            kwargs["row_condition"] = expectation.row_condition
        try:
            return ExpectationConfiguration(type=expectation.type, kwargs=kwargs).to_domain_obj()
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"] if part != "__root__")
            raise SuiteError(_line(first["msg"]), file=suite.path.name, place=f"{place}.{where}".strip(".")) from None
        except (GreatExpectationsError, ValueError, TypeError) as error:
            raise SuiteError(_line(error), file=suite.path.name, place=place) from None

    def query(self, suite: Suite, expectation: Expectation, configured: Any) -> Condition:
        """Compile a query for failing rows: its condition where it is nothing but one, else the claims it returns."""
        from great_expectations.expectations.metrics.query_metric_provider import QueryMetricProvider

        place = f"{expectation.place}.kwargs.unexpected_rows_query"
        written: str = configured.unexpected_rows_query
        records = self.engine.get_domain_records({"batch_id": self.batch_id})
        substituted = QueryMetricProvider._get_substituted_batch_subquery_from_query_and_batch_selectable(
            query=written, batch_selectable=records, execution_engine=self.engine
        )
        text, parameters = _written(substituted)
        if parameters:
            raise SuiteError(
                f":{parameters[0]} would be taken for a parameter: write \\:{parameters[0]}",
                file=suite.path.name,
                place=place,
            )
        self.explained(suite, place, text)
        return self._inlined(expectation, written) or self._listed(suite, place, expectation, text)

    def _inlined(self, expectation: Expectation, written: str) -> Condition | None:
        # What stands in parentheses as a condition and, after WHERE, makes a whole statement, is that condition and
        # nothing more: the grammar of WHERE begins with exactly such an expression.
        match = _CONDITION.fullmatch(written)
        if match is None or "{batch}" in match["condition"]:
            return None
        condition = f"({_written(match['condition'].format())[0]}\n)"
        savepoint = self.connection.begin_nested()
        try:
            _plain(self.connection, f"EXPLAIN SELECT {condition} IS TRUE FROM {RELATION}")
        except DBAPIError:
            return None
        finally:
            savepoint.rollback()
        return Condition(expectation, condition, None)

    def _listed(self, suite: Suite, place: str, expectation: Expectation, text: str) -> Condition:
        condition = f"claim_id IN (SELECT found.claim_id FROM (\n{text}\n) AS found)"
        try:
            self.tried(suite, place, f"EXPLAIN SELECT {_truths((condition,))} FROM {RELATION}")
        except SuiteError as error:
            if "found.claim_id" in str(error):
                raise SuiteError(
                    "it does not return claim_id, so it cannot be told which claims fail: select it",
                    file=suite.path.name,
                    place=place,
                ) from None
            raise
        return Condition(expectation, condition, None)

    def explained(self, suite: Suite, place: str, query: str) -> None:
        """Refuse what is not one whole query that the database understands, before it is put into another one."""
        if not _QUERY.match(query):
            raise SuiteError("expected one query: SELECT … FROM {batch} WHERE …", file=suite.path.name, place=place)
        savepoint = self.connection.begin_nested()
        driver = self.connection.dialect.loaded_dbapi
        try:
            # The server prepares one statement and no more: nothing can follow the query.
            cursor: Any = self.connection.connection.cursor()
            cursor.execute(f"EXPLAIN {query}", prepare=True)
            cursor.close()
        except driver.Error as error:
            raise SuiteError(f"the database refuses it: {_line(error)}", file=suite.path.name, place=place) from None
        finally:
            savepoint.rollback()

    def tried(self, suite: Suite, place: str, statement: str) -> None:
        """Refuse what the database does not understand."""
        savepoint = self.connection.begin_nested()
        try:
            _plain(self.connection, statement)
        except DBAPIError as error:
            raise SuiteError(
                f"the database refuses it: {_line(error.orig)}", file=suite.path.name, place=place
            ) from None
        finally:
            savepoint.rollback()


def _is_map(configured: Any) -> bool:
    return getattr(configured, "map_metric", None) is not None


def _plain(connection: Connection, statement: str) -> None:
    """Execute SQL text as it stands: a percent sign in it is a percent sign."""
    connection.execution_options(no_parameters=True).exec_driver_sql(statement)


def _written(query: str) -> tuple[str, list[str]]:
    """Return a query as SQLAlchemy would send it, and the names in it that it takes for parameters."""
    compiled = sql_text(query).compile(dialect=_DIALECT)
    return compiled.string.replace("%%", "%"), list(compiled.params)


def _filters(rows: Any) -> Iterator[ClauseElement]:
    """Yield the conditions that a selection from the relation is nested in, innermost first."""
    if isinstance(rows, Subquery):
        yield from _filters(rows.element)
    elif isinstance(rows, Select):
        for source in rows.get_final_froms():
            yield from _filters(source)
        if rows.whereclause is not None:
            yield rows.whereclause


def _render(clause: ClauseElement) -> str:
    """Write a clause out with its values in place, each cast as the driver would send it."""
    compiled = clause.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(compiled) % {name: _literal(value) for name, value in compiled.params.items()}


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int():
            return f"({value})"
        case float():
            return f"'{value!r}'::float8"
        case Decimal():
            return f"'{value}'::numeric"
        case datetime():
            return f"'{value.isoformat()}'::{'timestamptz' if value.tzinfo else 'timestamp'}"
        case date():
            return f"'{value.isoformat()}'::date"
        case str() if "\0" not in value:
            quoted = value.replace("'", "''")
            return f"'{quoted}'"
    raise ValueError(f"a value that cannot be compared: {value!r}")


def _all(conditions: Iterable[str]) -> str | None:
    return " AND ".join(f"({condition})" for condition in conditions if condition != "true") or None


def _truths(conditions: Iterable[str]) -> str:
    return ", ".join(f"({condition}) IS TRUE" for condition in conditions)


def _sample() -> str:
    """A row of known values: what a pattern is tried on, for whether it is one."""
    columns = ", ".join(f"{_SAMPLES[fact.type]} AS {name}" for name, fact in FACTS.items())
    return f"(SELECT {columns}) AS {RELATION}"


def _line(error: object) -> str:
    """The first line of a message, without the driver's name for it and a final full stop."""
    return re.sub(r"^\(\w+(\.\w+)*\) ", "", str(error).strip().partition("\n")[0]).rstrip(".")
