"""What processes that work side by side leave for one another: nothing that would be missed after a crash."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Table, Text, Uuid

from tracker.columns import Base

FINDING_SLICE: Final = Table(
    "finding_slice",
    Base.metadata,
    Column("attempt", Uuid, nullable=False),
    Column("claim_id", BigInteger, nullable=False),
    Column("suite", Text, nullable=False),
    Column("expectation", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("facts_hash", Text, nullable=False),
    prefixes=["UNLOGGED"],
)
"""Findings of a part of a sweep, until the sweep takes them over; ``attempt`` tells which worker's try they are of."""

HOST_TURN: Final = Table(
    "host_turn",
    Base.metadata,
    Column("host", Text, primary_key=True),
    Column("free_at", DateTime(timezone=True), nullable=False),
    Column("held_until", DateTime(timezone=True)),
    prefixes=["UNLOGGED"],
)
"""When a host may be asked again, by whichever process; ``held_until`` where it has asked for a rest."""
