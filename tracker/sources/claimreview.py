"""Fact checks: the claims that others have reviewed, with their verdict."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tracker import addresses, extract, secrecy
from tracker.drafts import Captured, CapturedPage, Raw, SourceDraft
from tracker.errors import InputError
from tracker.sources import choices, listed, markup, reviews, syndication
from tracker.sources.article import language_of
from tracker.sources.reviews import Review, Reviews
from tracker.sources.visit import Original, Response, Visit, is_web

LIMIT: Final = 500
"""How many fact checks are read at one look where the source does not say."""
_ANSWERS: Final = 50
"""How many answers of a search are asked for at one look, whatever the limit."""
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class ClaimReview:
    """Fact checks marked up as schema.org's ClaimReview: in web pages, in data feeds, from Google's search.

    Every reviewed claim that states a figure is a page of its own, attributed to whoever made the claim.
    """

    kind: Final = "claimreview"

    options: Final[Mapping[str, str]] = {
        "limit": f"how many fact checks are read at one look; {LIMIT} if not given",
        "key_env": "the environment variable that holds the key for Google's claims:search",
    }

    def accepts(self, original: Original) -> bool:
        """Take Google's search by its address, web pages and JSON files by the ClaimReview in them."""
        if is_web(original.locator) and _is_search(original.locator):
            return True
        data = original.response().data
        return reviews.holds(data) and not syndication.is_feed(data)

    def capture(self, draft: SourceDraft, visit: Visit) -> Captured:
        """Read the fact checks and, in each one's claim alone, the figures."""
        limit, zone = choices.count(draft, "limit", LIMIT), choices.zone(draft)
        locator = draft.locator if is_web(draft.locator) else str(Path(draft.locator).absolute())
        if is_web(locator) and _is_search(locator):
            response, read = _search(draft, visit, zone, limit)
        else:
            response = visit.open(draft.locator)
            if response.unchanged:
                return listed.as_before(replace(draft, locator=locator), self.kind, visit)
            read = reviews.parse(response, draft.locator, zone)
        checks, notes = read.found[:limit], list(read.notes)
        if not checks:
            why = f"; {read.notes[0]}" if read.notes else ""
            raise InputError(f"{locator}: no fact check in it says which claim it is about{why}")
        if len(read.found) > limit or read.next_page:
            notes.append(f"{locator}: only the first {len(checks)} fact checks were read: limit is {limit}")
        if read.silent:
            notes.append(f"{locator}: {read.silent} fact checks do not say which claim they are about")
        reviewers = {review.reviewer for review in checks if review.reviewer}
        source = replace(
            draft,
            kind=self.kind,
            locator=locator,
            url=draft.url or (locator if is_web(locator) else None),
            publisher=draft.publisher or (reviewers.pop() if len(reviewers) == 1 else addresses.host(locator)) or None,
        )
        found = [_page(review, source, response) for review in checks]
        stating = [page for page in found if page.claims]
        if not stating:
            raise InputError(f"{locator}: none of its {len(checks)} reviewed claims states a figure: nothing to keep")
        if silent := len(checks) - len(stating):
            notes.append(f"{silent} of {len(checks)} reviewed claims state no figure")
        pages = {page.key or "": page for page in reversed(stating)}
        known = {key for key, page in pages.items() if key in visit.seen and visit.seen[key].mark == page.mark}
        return Captured(
            kind=self.kind,
            locator=locator,
            pages=tuple(page for key, page in reversed(pages.items()) if key not in known),
            unchanged=tuple(key for key in reversed(pages) if key in known),
            notes=tuple(notes),
        )


def _page(review: Review, source: SourceDraft, response: Response) -> CapturedPage:
    """Make a page of one fact check: the claim, then the verdict, with the figures of the claim alone."""
    where = response.url or (source.locator if is_web(source.locator) else None)
    url = markup.join(where, review.url) or where
    published = source.published or review.claimed_on or review.reviewed_on
    claims = extract.claims(review.claim, published)
    if review.claimant:
        claims = [replace(claim, attribution=review.claimant, hearsay=False) for claim in claims]
    verdict = _verdict(review)
    text = f"{review.claim}\n{verdict}\n" if verdict else f"{review.claim}\n"
    # A collection is not kept once for each of its fact checks.
    is_page = response.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return CapturedPage(
        source=source,
        text=text,
        url=url,
        title=review.title or review.claim,
        published=published,
        language=source.language or syndication.language(review.language) or language_of(review.claim),
        claims=tuple(claims),
        key=f"{addresses.key(url) if url else source.locator}#{listed.mark(review.claim)}",
        mark=listed.mark(text, published.isoformat() if published else None, review.claimant, review.title),
        etag=response.etag,
        last_modified=response.last_modified,
        raw=Raw(data=response.data, media_type=response.media_type) if is_page else None,
        review=_said(review, url) if review.is_rated else None,
    )


def _said(review: Review, url: str | None) -> dict[str, Any]:
    """Return what the reviewer said, for storing: texts, the day as ISO."""
    return {
        "rating": review.rating,
        "rating_value": review.rating_value,
        "best": review.best,
        "worst": review.worst,
        "reviewer": review.reviewer,
        "url": url,
        "reviewed_on": review.reviewed_on.isoformat() if review.reviewed_on else None,
        "claimant": review.claimant,
    }


def _verdict(review: Review) -> str | None:
    """Say the rating in a line, as ``Rated: False (1 on a scale of 1 to 5) by Example Facts, 2025-10-20``."""
    if not review.is_rated:
        return None
    scale = f" on a scale of {review.worst} to {review.best}" if review.worst and review.best else ""
    value = f"{review.rating_value}{scale}" if review.rating_value else ""
    rating = f"{review.rating} ({value})" if review.rating and value else review.rating or value
    by = f" by {review.reviewer}" if review.reviewer else ""
    return f"Rated: {rating}{by}{f', {review.reviewed_on}' if review.reviewed_on else ''}"


def _is_search(locator: str) -> bool:
    return locator.partition("?")[0].endswith("claims:search")


def _search(draft: SourceDraft, visit: Visit, zone: tzinfo, limit: int) -> tuple[Response, Reviews]:
    """Ask Google's search, answer after answer; the key goes along as a header, so that no address ever shows it."""
    parts = urlsplit(draft.locator)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if any(name == "key" for name, _ in query):
        raise InputError(
            f"{parts.hostname}: its address would be stored with the key in it; "
            "put the key into an environment variable and name that by the setting key_env"
        )
    headers = _key(draft)
    first = visit.open(draft.locator, headers=headers, fresh=True)
    read = reviews.parse(first, draft.locator, zone)
    for _ in range(_ANSWERS - 1):
        if not read.next_page or len(read.found) >= limit:
            break
        paged = [(name, value) for name, value in query if name != "pageToken"]
        url = urlunsplit(parts._replace(query=urlencode([*paged, ("pageToken", read.next_page)])))
        more = reviews.parse(visit.open(url, headers=headers, fresh=True), url, zone)
        read.found += more.found
        read.silent += more.silent
        read.next_page = more.next_page
    return first, read


def _key(draft: SourceDraft) -> dict[str, str]:
    name = draft.options.get("key_env")
    if name is None:
        return {}
    if not isinstance(name, str) or not _VARIABLE.fullmatch(name):
        # It may be the key itself, by mistake: it is not repeated.
        raise InputError(f"{draft.locator}: setting key_env: give the name of an environment variable, not the key")
    if not (key := os.environ.get(name, "").strip()):
        raise InputError(f"{draft.locator}: the environment variable {name} (setting key_env) is not set")
    secrecy.keep(key)
    return {"X-Goog-Api-Key": key}
