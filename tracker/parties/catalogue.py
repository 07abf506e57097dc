"""The catalogue of parties: whose word figures rest on, under which names, and who belongs to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from tracker import slugs
from tracker.drafts import PartyDraft
from tracker.errors import InputError
from tracker.likeness.names import fold
from tracker.models import ClaimOrigin, Party, PartyAlias
from tracker.parties.names import Known, Names

UNSETTABLE: Final = ("parent", "note")
"""The fields an edit may empty."""
LOCK: Final = 0x70617274  # one at a time: two would take the same name


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the catalogue."""

    party: Party
    parent: str | None
    """The slug of the party it belongs to."""
    children: tuple[str, ...]
    """The slugs of those that belong to it."""
    claims: int
    """How many claims rest on the word of the party at its top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edit changes; None leaves a field alone, aliases are added and dropped one by one."""

    name: str | None = None
    parent: str | None = None
    """A slug."""
    note: str | None = None
    add_aliases: tuple[str, ...] = ()
    drop_aliases: tuple[str, ...] = ()


def names(session: Session) -> Names:
    """Return the names of all parties, to look names up in."""
    aliases: dict[int, list[str]] = {}
    for alias in session.execute(select(PartyAlias.party_id, PartyAlias.name).order_by(PartyAlias.id)):
        aliases.setdefault(alias.party_id, []).append(alias.name)
    parties = session.execute(select(Party.id, Party.name, Party.parent_id).order_by(Party.id))
    return Names(Known(party.id, (party.name, *aliases.get(party.id, ())), party.parent_id) for party in parties)


def ensure(session: Session, drafts: Iterable[PartyDraft]) -> int:
    """Add the parties of ``drafts`` that are missing, and aliases that are; returns how many parties were added.

    Parents may come in any order. Those that are there keep what people have made of them: no name is taken away from
    anybody, and a party whose name another one has is that one.
    """
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    there = {party.slug: party for party in session.scalars(select(Party).options(selectinload(Party.aliases)))}
    owners = Owners(there.values())
    wanted: list[tuple[Party, PartyDraft]] = []
    added: list[tuple[Party, PartyDraft]] = []
    meant = dict(there)
    for draft in drafts:
        slug = draft.slug if draft.slug in there else owners.of(draft.name)
        if slug is None:
            slug = draft.slug or slugs.free(slugs.make(draft.name) or "party", there)
            there[slug] = _new(slug, draft, owners)
            added.append((there[slug], draft))
        meant[draft.slug or slug] = there[slug]
        wanted.append((there[slug], draft))
    for party, draft in added:
        if draft.parent is not None:
            if draft.parent not in meant:
                raise InputError(slugs.unknown("party", draft.parent, there, "tracker party list"))
            adopt(party, meant[draft.parent])
        session.add(party)
    for party, draft in wanted:
        add_aliases(party, [name for name in draft.aliases if owners.of(name) in (None, party.slug)], owners)
    session.flush()
    return len(added)


def add(session: Session, draft: PartyDraft) -> Party:
    """Add a party.

    Raises:
        InputError: a field is wrong, its slug is taken, a name belongs to another party, or there is no such parent.
    """
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    there = list(session.scalars(select(Party).options(selectinload(Party.aliases))))
    taken = {party.slug for party in there}
    if draft.slug is not None and draft.slug in taken:
        raise InputError(f"--slug: {draft.slug} is another party; choose another slug")
    owners = Owners(there)
    party = _new(draft.slug or slugs.free(slugs.make(draft.name) or "party", taken), draft, owners)
    if draft.parent is not None:
        adopt(party, find(session, draft.parent))
    add_aliases(party, draft.aliases, owners)
    session.add(party)
    session.flush()
    return party


def edit(session: Session, slug: str, change: Change, unset: Collection[str] = ()) -> Party:
    """Change fields of a party; raises InputError where it does not exist or the result is wrong."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    party = find(session, slug)
    for name in unset:
        if name not in UNSETTABLE:
            raise InputError(f"--unset: {name!r} cannot be emptied; choose of {', '.join(UNSETTABLE)}")
        if getattr(change, name) is not None:
            raise InputError(f"--unset {name}: it is given a value in the same command; choose one")
        setattr(party, name, None)
    with session.no_autoflush:
        for alias in change.drop_aliases:
            drop_alias(party, alias)
        owners = Owners(session.scalars(select(Party).options(selectinload(Party.aliases))))
        if change.name is not None:
            rename(party, change.name, owners)
        add_aliases(party, change.add_aliases, owners)
        if change.parent is not None:
            adopt(party, find(session, change.parent))
    if change.note is not None:
        party.note = line(change.note, "--note")
    session.flush()
    return party


def remove(session: Session, slug: str) -> Party:
    """Forget a party. Those that belong to it belong to its own parent from then on."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    party = find(session, slug)
    for child in session.scalars(select(Party).where(Party.parent_id == party.id)):
        child.parent = party.parent
    session.flush()
    session.delete(party)
    session.flush()
    return party


def find(session: Session, slug: str) -> Party:
    """Return the party called ``slug``; raises InputError where there is none."""
    party = session.scalar(
        select(Party).where(Party.slug == slug).options(selectinload(Party.aliases), selectinload(Party.parent))
    )
    if party is None:
        raise InputError(slugs.unknown("party", slug, session.scalars(select(Party.slug)), "tracker party list"))
    return party


def listing(session: Session) -> list[Listed]:
    """Every party, each below the one it belongs to, else by slug."""
    there = list(session.scalars(select(Party).options(selectinload(Party.aliases)).order_by(Party.slug)))
    slug_of = {party.id: party.slug for party in there}
    below: dict[int | None, list[Party]] = {}
    for party in there:
        below.setdefault(party.parent_id, []).append(party)
    found = session.execute(select(ClaimOrigin.origin_key, func.count()).group_by(ClaimOrigin.origin_key))
    counts: dict[str | None, int] = {row[0]: row[1] for row in found}
    known = names(session)

    def listed(party: Party) -> Listed:
        top = known.resolve(party.name)
        return Listed(
            party,
            slug_of.get(party.parent_id) if party.parent_id is not None else None,
            tuple(child.slug for child in below.get(party.id, ())),
            counts.get(top.key, 0) if top else 0,
        )

    ordered: list[Listed] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        party = waiting.pop()
        ordered.append(listed(party))
        waiting += reversed(below.get(party.id, []))
    return ordered


class Owners:
    """Which party each name belongs to; a name belongs to one."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self._slugs = {
            fold(name): party.slug for party in parties for name in (party.name, *(a.name for a in party.aliases))
        }

    def of(self, name: str) -> str | None:
        """Return the slug of the party that has this name; None where nobody has it."""
        return self._slugs.get(fold(name))

    def take(self, slug: str, name: str, place: str) -> None:
        """Give ``name`` to a party; raises InputError, naming the other party, where one has it already."""
        owner = self._slugs.setdefault(fold(name), slug)
        if owner != slug:
            raise InputError(f"{place}: {name} is a name of {owner}; see `tracker party show {owner}`")

    def leave(self, name: str) -> None:
        """Free a name."""
        self._slugs.pop(fold(name), None)


def rename(party: Party, name: str, owners: Owners) -> None:
    """Call a party otherwise; what it was called is forgotten, unless it is an alias as well."""
    wanted = line(name, "--name")
    owners.take(party.slug, wanted, "--name")
    party.name = wanted
    for alias in [alias for alias in party.aliases if fold(alias.name) == fold(wanted)]:
        party.aliases.remove(alias)


def add_aliases(party: Party, added: Iterable[str], owners: Owners) -> None:
    """Add names that the party does not have yet."""
    known = {fold(party.name), *(fold(alias.name) for alias in party.aliases)}
    for name in added:
        wanted = line(name, "--alias")
        owners.take(party.slug, wanted, "--alias")
        if fold(wanted) not in known:
            known.add(fold(wanted))
            party.aliases.append(PartyAlias(name=wanted))


def drop_alias(party: Party, name: str) -> None:
    """Take a name away; raises InputError where the party has no such alias."""
    dropped = [alias for alias in party.aliases if fold(alias.name) == fold(name)]
    if not dropped:
        known = ", ".join(alias.name for alias in party.aliases) or "none"
        raise InputError(f"--drop-alias: {party.slug} has no alias {name!r}; it has {known}")
    for alias in dropped:
        party.aliases.remove(alias)


def adopt(party: Party, parent: Party) -> None:
    """Say whom a party belongs to; raises InputError where that would be a circle."""
    above: Party | None = parent
    while above is not None:
        if above is party:
            raise InputError(
                f"--parent: {parent.slug} is {party.slug} itself"
                if parent is party
                else f"--parent: {parent.slug} belongs to {party.slug} already; that would be a circle"
            )
        above = above.parent
    party.parent = parent


def line(text: str, place: str) -> str:
    """Return a line of text without the white space around it; raises InputError, naming ``place``."""
    stripped = text.strip()
    if not stripped.isprintable() or not fold(stripped):
        raise InputError(f"{place}: give a line of text")
    return stripped


def _new(slug: str, draft: PartyDraft, owners: Owners) -> Party:
    slugs.check(slug, "--slug")
    name = line(draft.name, "--name")
    owners.take(slug, name, "--name")
    return Party(slug=slug, name=name, note=None if draft.note is None else line(draft.note, "--note"))
