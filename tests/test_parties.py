"""The catalogue of parties, and whom a name means."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tracker import parties
from tracker.drafts import PartyDraft
from tracker.errors import InputError
from tracker.models import Party
from tracker.parties import Change, Known, Names


def draft(name: str, **fields: Any) -> PartyDraft:
    return PartyDraft(name=name, **fields)


@pytest.fixture
def group(session: Session) -> Party:
    """Add a group and the shop that belongs to it."""
    party = parties.add(session, draft("阿里巴巴", slug="alibaba", aliases=("Alibaba", "阿里")))
    parties.add(session, draft("淘宝", slug="taobao", aliases=("Taobao", "淘宝及天猫"), parent="alibaba"))
    return party


def key(session: Session, name: str | None) -> str | None:
    found = parties.names(session).resolve(name)
    return found.key if found else None


@pytest.mark.parametrize(
    "name",
    ["阿里巴巴", "ALIBABA", "Alibaba Group", "阿里巴巴 家洛", "淘寶出海", "taobao's", "淘宝及天猫", "Ｔａｏｂａｏ"],
)
def test_every_name_means_the_party_at_the_top(session: Session, group: Party, name: str) -> None:
    found = parties.names(session).resolve(name)
    assert found is not None
    assert (found.key, found.party_id) == (f"party:{group.id}", group.id)
    assert found.label in ("阿里巴巴", "淘宝 (阿里巴巴)")


@pytest.mark.usefixtures("group")
def test_a_name_that_nobody_has_stands_for_itself(session: Session) -> None:
    assert key(session, "Alibabas") == "name:alibabas"
    assert key(session, " 新快報 ") == key(session, "新快报") == "name:新快报"
    found = parties.names(session).resolve(" 新快報 ")
    assert found is not None
    assert (found.label, found.party_id) == ("新快報", None)
    assert key(session, None) is None
    assert key(session, " ") is None


def test_the_longest_name_wins() -> None:
    names = Names([Known(1, ("美团",)), Known(2, ("美团优选竞争者",)), Known(3, ("JD",))])
    assert [
        found.key for text in ("美团", "美团优选竞争者", "jd.com 与美团优选竞争者") if (found := names.resolve(text))
    ] == [
        "party:1",
        "party:2",
        "party:2",
    ]
    assert names.parties_in("JD与美团优选竞争者") == {"party:2", "party:3"}
    assert names.parties_in("jdk") == set()


def test_a_circle_ends() -> None:
    names = Names([Known(1, ("a",), 3), Known(2, ("b",), 1), Known(3, ("c",), 2), Known(4, ("d",), 2)])
    assert {found.key for name in "abcd" if (found := names.resolve(name))} == {"party:1"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (draft(" "), "--name: give a line"),
        (draft("a\nb"), "--name: give a line"),
        (draft("x", slug="Bad Slug"), "is no slug"),
        (draft("x", slug="taobao"), "--slug: taobao is another party"),
        (draft("陶宝", aliases=("TAOBAO",)), "--alias: TAOBAO is a name of taobao"),
        (draft("淘寶"), "--name: 淘寶 is a name of taobao"),
        (draft("x", parent="alibab"), "did you mean alibaba"),
    ],
)
@pytest.mark.usefixtures("group")
def test_what_is_wrong_is_refused(session: Session, wrong: PartyDraft, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parties.add(session, wrong)


@pytest.mark.usefixtures("group")
def test_an_edit_changes_what_it_names(session: Session) -> None:
    parties.edit(
        session, "taobao", Change(name="Taobao", note="a shop", add_aliases=("手淘",), drop_aliases=("淘宝及天猫",))
    )
    session.expire_all()
    party = parties.find(session, "taobao")
    assert (party.name, party.note, [alias.name for alias in party.aliases]) == ("Taobao", "a shop", ["手淘"])
    assert key(session, "淘宝及天猫") == "name:淘宝及天猫"
    parties.edit(session, "taobao", Change(), ["parent"])
    assert key(session, "手淘") == f"party:{party.id}"


@pytest.mark.parametrize(
    ("slug", "change", "unset", "words"),
    [
        ("alibaba", Change(parent="taobao"), (), "--parent: taobao belongs to alibaba already"),
        ("alibaba", Change(parent="alibaba"), (), "--parent: alibaba is alibaba itself"),
        ("alibaba", Change(add_aliases=("淘寶",)), (), "淘寶 is a name of taobao"),
        ("alibaba", Change(drop_aliases=("x",)), (), "has no alias 'x'; it has Alibaba, 阿里"),
        ("taobao", Change(parent="alibaba"), ("parent",), "--unset parent: it is given"),
        ("taobao", Change(), ("name",), "'name' cannot be emptied"),
        ("tabao", Change(), (), "did you mean taobao"),
    ],
)
@pytest.mark.usefixtures("group")
def test_a_wrong_edit_is_refused(
    session: Session, slug: str, change: Change, unset: tuple[str, ...], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        parties.edit(session, slug, change, unset)


@pytest.mark.usefixtures("group")
def test_a_name_may_move_from_one_party_to_another(session: Session) -> None:
    parties.edit(session, "taobao", Change(drop_aliases=("淘宝及天猫",)))
    parties.add(session, draft("天猫", slug="tmall", aliases=("淘宝及天猫",)))
    assert key(session, "淘宝及天猫") == key(session, "天猫") != key(session, "淘宝")


def test_children_of_a_removed_party_go_to_its_parent(session: Session, group: Party) -> None:
    parties.add(session, draft("手淘", slug="app", parent="taobao"))
    parties.remove(session, "taobao")
    assert key(session, "手淘") == f"party:{group.id}"
    assert [(entry.party.slug, entry.parent) for entry in parties.listing(session)] == [
        ("alibaba", None),
        ("app", "alibaba"),
    ]


def test_ensuring_adds_what_is_missing_in_any_order(session: Session, group: Party) -> None:
    parties.edit(session, "taobao", Change(note="mine"))
    drafts = [
        draft("门店", slug="shop", parent="chain"),
        draft("连锁", slug="chain"),
        draft("Other name", slug="taobao", aliases=("Taobao", "手淘"), note="theirs"),
    ]
    assert parties.ensure(session, drafts) == 2
    assert parties.ensure(session, drafts) == 0
    assert key(session, "门店") == key(session, "连锁")
    assert key(session, "手淘") == f"party:{group.id}"
    assert parties.find(session, "taobao").note == "mine"


def test_ensuring_takes_no_name_from_anybody(session: Session, group: Party) -> None:
    drafts = [
        draft("阿里", slug="ali", aliases=("阿里集团",)),
        draft("天猫", slug="tmall", aliases=("TAOBAO",), parent="ali"),
    ]
    assert parties.ensure(session, drafts) == 1
    assert key(session, "天猫") == key(session, "阿里集团") == f"party:{group.id}"
    assert parties.find(session, "tmall").aliases == []


def test_the_listing_keeps_families_together(session: Session, group: Party) -> None:
    parties.add(session, draft("京东", slug="a-jd"))
    parties.add(session, draft("阿里妈妈", slug="b-alimama", parent="alibaba"))
    listed = parties.listing(session)
    assert [entry.party.slug for entry in listed] == ["a-jd", "alibaba", "b-alimama", "taobao"]
    assert listed[1].children == ("b-alimama", "taobao")
    assert group.name == "阿里巴巴"
