"""Parties as a file has them: planned first, then applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from tracker.errors import InputError
from tracker.likeness.names import fold
from tracker.metrics.difference import Fields, Plan, brought, compare, outcome, replaced
from tracker.metrics.sheet import PARTY, Entry, party_fields
from tracker.models import Party, PartyAlias
from tracker.parties.catalogue import LOCK


def plan(session: Session, entries: Sequence[Entry], *, prune: bool = False, keep: bool = False) -> Plan:
    """Compare a file's parties with those that are known.

    The file is the truth for those it names; with ``keep`` it only brings something, and what it does not say stays.
    With ``prune``, parties that it does not name are to go.

    Raises:
        InputError: a name would belong to two parties, a parent is missing, or parties would belong to each other.
    """
    there = {slug: party_fields(party) for slug, party in _there(session).items()}
    wanted = brought(entries, there, PARTY) if keep else replaced(entries, PARTY)
    for fields in wanted.values():
        _drop_own_names(fields)
    planned = compare(there, wanted, prune=prune)
    _demand_sense(entries, outcome(there, planned, wanted))
    return planned


def apply(session: Session, entries: Sequence[Entry], agreed: Plan, *, prune: bool = False, keep: bool = False) -> None:
    """Do what was planned; raises InputError where the parties have changed since."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    if plan(session, entries, prune=prune, keep=keep) != agreed:
        raise InputError("the parties have changed meanwhile: run it again")
    parties = _there(session)
    changes = agreed.changes()
    for slug, fields in agreed.added.items():
        parties[slug] = Party(slug=slug, name=fields["name"], note=fields["note"])
        changes[slug] = {"aliases": fields["aliases"], "parent": fields["parent"]}
    with session.no_autoflush:
        for slug, fields in changes.items():
            _set(parties[slug], fields, parties)
        session.add_all(parties[slug] for slug in agreed.added)
    session.flush()
    for slug in agreed.removed:
        session.delete(parties[slug])
    session.flush()


def _there(session: Session) -> dict[str, Party]:
    options = (selectinload(Party.aliases), selectinload(Party.parent))
    return {party.slug: party for party in session.scalars(select(Party).options(*options).order_by(Party.slug))}


def _set(party: Party, fields: Fields, parties: Mapping[str, Party]) -> None:
    for name, value in fields.items():
        if name == "parent":
            party.parent = None if value is None else parties[value]
        elif name == "aliases":
            kept = {alias.name: alias for alias in party.aliases}
            party.aliases = [kept.get(alias) or PartyAlias(name=alias) for alias in value]
        else:
            setattr(party, name, value)


def _drop_own_names(fields: dict[str, Any]) -> None:
    """Leave out what is no other name, as storing does."""
    kept: dict[str, str] = {}
    for alias in fields["aliases"]:
        kept.setdefault(fold(alias), alias)
    kept.pop(fold(fields["name"]), None)
    fields["aliases"] = tuple(kept.values())


def _demand_sense(entries: Sequence[Entry], after: Mapping[str, Fields]) -> None:
    places = {entry.slug: entry.place for entry in entries}
    owners: dict[str, str] = {}
    # Those that the file does not name come first, so that the error is about one that it names.
    for slug in sorted(after, key=lambda slug: slug in places):
        for name in (after[slug]["name"], *after[slug]["aliases"]):
            if (other := owners.setdefault(fold(name), slug)) != slug and slug in places:
                raise InputError(f"{places[slug]}: {name} is a name of {other} already")
    for slug, place in places.items():
        way = [slug]
        while (parent := after[way[-1]]["parent"]) is not None:
            if parent not in after:
                owner = place if way[-1] == slug else way[-1]
                raise InputError(f"{owner}: parent: there is no party called {parent!r}")
            if parent in way:
                raise InputError(f"{place}: parent: {' belongs to '.join([*way, parent])}; that is a circle")
            way.append(parent)
