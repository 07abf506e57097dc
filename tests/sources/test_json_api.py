"""Interfaces: records of all pages come in, secrets stay out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sources.site import Site, remembered, serve, visit
from tracker.errors import InputError
from tracker.sources import Captured, Original, SourceDraft
from tracker.sources.json_api import JsonApi


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def record(name: str, value: object = 5, **more: object) -> dict[str, object]:
    return {"company": {"name": name}, "metric": "users", "value": value, "unit": "people", **more}


def put(site: Site, path: str, value: object, **more: object) -> str:
    return site.put(path, value if isinstance(value, str) else json.dumps(value), "application/json", **more)


def capture(url: str, **options: Any) -> Captured:
    return JsonApi().capture(SourceDraft(locator=url, options={"columns": COLUMNS, **options}), visit())


def refusal(url: str, **options: Any) -> str:
    with pytest.raises(InputError) as refused:
        capture(url, **options)
    assert len(str(refused.value).splitlines()) == 1
    return str(refused.value)


def subjects(captured: Captured) -> list[str | None]:
    return [claim.subject for page in captured.pages for claim in page.claims or ()]


COLUMNS = {"subject": "$.company.name", "metric": "=users", "value": "$.value", "unit": "$.unit"}


class TestRecords:
    def test_they_come_as_figures(self, site: Site) -> None:
        url = put(site, "/api", '{"data": [{"company": {"name": "A"}, "value": 0.10, "unit": "CNY m"}], "total": 1}')
        captured = capture(url)
        (page,) = captured.pages
        assert [(claim.low, claim.unit, claim.metric) for claim in page.claims or ()] == [
            (Decimal(100_000), "CNY", "users")
        ]
        assert (page.key, page.url, page.source.kind) == (url, url, "json_api")
        assert page.source.options == {"columns": COLUMNS}
        assert captured.notes[0] == "columns: subject <- company.name, metric = users, value <- value, unit <- unit"

    def test_columns_are_guessed_where_none_are_given(self, site: Site) -> None:
        url = put(site, "/api", [{"subject": "A", "metric": "m", "value": 5, "period": {"start": "2025-01-01"}}])
        captured = capture(url, columns=None)
        assert subjects(captured) == ["A"]
        assert "period_start <- period.start" in captured.notes[0]

    def test_the_list_may_be_named(self, site: Site) -> None:
        url = put(site, "/api", {"old": [record("A")], "new": {"deep": [record("B")]}, "other": [record("C")]})
        assert subjects(capture(url, records="$.new.deep")) == ["B"]
        assert subjects(capture(url, records="$['old','other'][*]")) == ["A", "C"]
        assert "several lists of records in it; it is an object with old, new, other: say which" in refusal(url)
        assert "records: there is no $.data in it; it is an object with old, new" in refusal(url, records="$.data")

    def test_a_path_that_leads_nowhere_is_told_with_what_is_there(self, site: Site) -> None:
        url = put(site, "/api", [record("A")])
        there = "an object with company, metric, value, unit"
        said = refusal(url, columns={**COLUMNS, "value": "$.amount"})
        assert said == f"{url}: columns: there is no $.amount in its records; the first is {there}"
        assert "'$..[' is no JSONPath" in refusal(url, columns={**COLUMNS, "value": "$..["})

    def test_bad_records_are_told(self, site: Site) -> None:
        url = put(site, "/api", {"data": [record("A"), record("B", "many"), 7, record("C")]})
        captured = capture(url, records="$.data")
        assert subjects(captured) == ["A", "C"]
        assert captured.notes[-2].startswith("record 2: value: 'many' is no number")
        assert captured.notes[-1] == "record 3: no JSON object"

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("{", "is no JSON: broken JSON at line 1"),
            ("[" * 100_000, "is no JSON: "),
            ("[NaN]", "is no JSON: NaN is no number"),
            ("[]", "it has no rows"),
            ('"text"', "no list of records in it; it is 'text'"),
            ('{"error": {"code": 1}}', "no list of records in it; it is an object with error"),
        ],
    )
    def test_what_is_no_list_of_records_is_refused(self, site: Site, body: str, reason: str) -> None:
        url = put(site, "/api", body)
        assert refusal(url).startswith(url)
        assert reason in refusal(url)

    def test_what_has_not_changed_is_not_read_again(self, site: Site) -> None:
        url = put(site, "/api", [record("A")], etag='"1"')
        draft = SourceDraft(locator=url, options={"columns": COLUMNS})
        first = JsonApi().capture(draft, visit())
        assert JsonApi().capture(draft, visit(remembered(first))).unchanged == (url,)


class TestPages:
    def test_the_next_address(self, site: Site) -> None:
        put(site, "/api?page=2", {"data": [record("B")], "links": {"next": None}})
        url = put(site, "/api", {"data": [record("A")], "links": {"next": "/api?page=2"}})
        assert subjects(capture(url, next="$.links.next")) == ["A", "B"]

    def test_a_mark(self, site: Site) -> None:
        put(site, "/api?q=1&after=x%2F1", {"data": [record("B")], "meta": {}})
        url = put(site, "/api?q=1", {"data": [record("A")], "meta": {"after": "x/1"}})
        assert subjects(capture(url, cursor="$.meta.after", cursor_param="after")) == ["A", "B"]
        assert "go together" in refusal(url, cursor="$.meta.after")

    @pytest.mark.parametrize("end", [{"data": []}, {"data": [record("B")]}, {"data": [record("A")]}])
    def test_counted_ones_end_with_an_empty_or_a_repeated_one(self, site: Site, end: object) -> None:
        url = put(site, "/api", {})
        put(site, "/api?offset=0", {"data": [record("A")]})
        put(site, "/api?offset=10", {"data": [record("B")]})
        put(site, "/api?offset=20", end)
        options = {"records": "$.data", "page_param": "offset", "page_start": 0, "page_size": 10}
        assert subjects(capture(url, **options)) == ["A", "B"]
        assert site.asked == ["/api?offset=0", "/api?offset=10", "/api?offset=20"]

    def test_one_that_leads_in_a_circle_ends(self, site: Site) -> None:
        url = put(site, "/api", {"data": [record("A")], "next": "/api"})
        assert subjects(capture(url, next="$.next")) == ["A"]

    def test_no_more_than_allowed_are_read(self, site: Site) -> None:
        for number in range(1, 5):
            put(site, f"/api?page={number}", [record(f"A{number}")])
        captured = capture(f"{site.url}/api", page_param="page", max_pages=3)
        assert subjects(captured) == ["A1", "A2", "A3"]
        assert "stopped after 3 pages, and there are more: see the setting max_pages" in captured.notes

    def test_a_page_that_fails_fails_the_whole(self, site: Site) -> None:
        url = put(site, "/api", {"data": [record("A")], "next": "/gone"})
        assert f"{site.url}/gone" in refusal(url, next="$.next")

    def test_only_one_way_may_be_chosen(self, site: Site) -> None:
        assert "exclude each other" in refusal(f"{site.url}/api", next="$.next", page_param="page")


class TestHeaders:
    def test_secrets_come_from_the_environment(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MY_TOKEN", "hunter2")
        url = put(site, "/api", [record("A")])
        headers = {"Authorization": "Bearer ${MY_TOKEN}", "X-Key": "env:MY_TOKEN", "X-Plain": "yes"}
        captured = capture(url, headers=headers)
        sent = site.headers[-1]
        assert (sent["Authorization"], sent["X-Key"], sent["X-Plain"]) == ("Bearer hunter2", "hunter2", "yes")
        assert "hunter2" not in repr(captured)

    def test_a_variable_that_is_not_set_is_told(self, site: Site) -> None:
        said = refusal(f"{site.url}/api", headers={"Authorization": "env:NO_SUCH"})
        assert "headers: Authorization: the environment variable NO_SUCH is not set" in said
        assert site.asked == []

    def test_a_secret_in_clear_is_refused_unsaid(self, site: Site) -> None:
        said = refusal(f"{site.url}/api", headers={"X-Api-Key": "hunter2"})
        assert "X-Api-Key would be stored as it is" in said
        assert "hunter2" not in said

    def test_a_secret_that_cannot_be_sent_is_not_said(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MY_TOKEN", "hunter2\r\nX-Other: 1")
        assert "hunter2" not in refusal(f"{site.url}/api", headers={"X-Key": "env:MY_TOKEN"})

    def test_they_do_not_follow_to_another_site(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MY_TOKEN", "hunter2")
        with serve() as other:
            elsewhere = put(other, "/more", {"data": [record("B")]})
            url = put(site, "/api", {"data": [record("A")], "next": elsewhere})
            assert subjects(capture(url, next="$.next", headers={"X-Key": "env:MY_TOKEN"})) == ["A", "B"]
            assert other.headers[0]["X-Key"] is None

    def test_what_was_seen_without_them_is_asked_for_again(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MY_TOKEN", "hunter2")
        url = put(site, "/api", [record("A")])
        looking = visit()
        assert JsonApi().accepts(Original(url, looking))
        JsonApi().capture(
            SourceDraft(locator=url, options={"columns": COLUMNS, "headers": {"X-Key": "env:MY_TOKEN"}}), looking
        )
        assert [headers["X-Key"] for headers in site.headers] == [None, "hunter2"]


class TestAccepts:
    def test_lists_of_objects_at_a_web_address(self, site: Site, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_text('[{"a": 1}]')
        taken = {"/a": [{"a": 1}], "/b": {"data": [{"a": 1}]}, "/c": "{broken"}
        left = {"/d": "[]", "/e": '{"a": 1}', "/f": "[1, 2]", "/g": "{broken"}
        assert all(JsonApi().accepts(Original(put(site, at, value), visit())) for at, value in taken.items())
        assert not any(
            JsonApi().accepts(Original(site.put(at, value, "text/plain"), visit())) for at, value in left.items()
        )
        assert JsonApi().accepts(Original(site.put("/h", json.dumps([{"a": 1}]), "text/plain"), visit()))
        assert not JsonApi().accepts(Original(site.put("/i", "<p>Hello"), visit()))
        assert not JsonApi().accepts(Original(str(path), visit()))
