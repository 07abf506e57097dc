"""Columns: the kinds there are, named once, and the base every table stands on.

Constraint names follow one convention, so that migrations can name them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Identity,
    LargeBinary,
    MetaData,
    Numeric,
    Text,
    TypeDecorator,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

from tracker.states import (
    FlagAction,
    FlagState,
    JobStatus,
    LinkDecision,
    NoticeKind,
    QuoteState,
    Relation,
    Resolution,
    RevisionChange,
    RunStatus,
    Severity,
    SuiteStatus,
    Telling,
    Topic,
)
from tracker.values import Comparator, Kind, Rate, Tier

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def one_of(column: str, values: Iterable[str], name: str | None = None) -> CheckConstraint:
    """A constraint that holds a text column to known values: cheaper to extend than a database enum."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or f"{column}_known")


Key = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]

Dated = Annotated[
    datetime,
    mapped_column(
        DateTime(timezone=True),
        server_default=text("coalesce((nullif(current_setting('tracker.now', true), ''))::timestamptz, now())"),
    ),
]
"""The moment that whoever writes has told, see ``past.tell``; else when the transaction began."""


class Word(TypeDecorator[StrEnum]):
    """A known word, kept as text and read back as its enum; the table's check constraint holds it to the list."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else self.words(value)


WORDS: tuple[type[StrEnum], ...] = (
    Comparator, Kind, Rate, Tier, QuoteState, Relation, RunStatus, SuiteStatus, Severity, FlagState, FlagAction,
    JobStatus, LinkDecision, Resolution, RevisionChange,
    NoticeKind, Telling, Topic,
)  # fmt: skip


class Base(DeclarativeBase):
    """Every table of the tracker."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        Decimal: Numeric,
        datetime: DateTime(timezone=True),
        int: BigInteger,
        bytes: LargeBinary,
        dict[str, Any]: JSONB,
        list[str]: ARRAY(Text),
        **{kind: Word(kind) for kind in WORDS},
    }
