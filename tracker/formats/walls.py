"""What stands in place of an article: a login, a notice on cookies, an empty shell, an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml.etree import _Element as Element

from tracker.errors import FetchError, FetchReason, InputError
from tracker.formats.markup import content
from tracker.formats.words import tidy

_SHORT: Final = 600
"""Weight of text, as ``_weight`` counts it, above which a page is an article whatever it carries besides."""
_NOTHING: Final = 40
_ERROR: Final = re.compile(
    r"^\W*(?:(?:error|http)\W*)?(?:40[0134]|410|429|5\d\d)\b(?!\s*[%\w])|\b(?:page|article|story|file) (?:was |could )?"
    r"not(?: be)? found|\bnot found\b|\b(?:service|temporarily|page|article) (?:is )?(?:temporarily )?unavailable|"
    r"bad gateway|internal server error|access denied|\bforbidden\b|no longer available|too many requests|"
    r"页面不存在|页面未找到|找不到(?:该|此|您)?.{0,6}(?:页面|网页|内容)|(?:文章|内容|网页|页面)(?:已被?|已经)?(?:删除|不存在|下线|失效)|"
    r"访问被拒绝|禁止访问|服务器(?:内部)?错误|系统繁忙|頁面不存在|找不到.{0,6}頁面",
    re.IGNORECASE,
)
_DENIED: Final = re.compile(
    r"^\W*(?:(?:error|http)\W*)?(?:40[13]|429)\b|access denied|\bforbidden\b|too many requests|访问被拒绝|禁止访问",
    re.IGNORECASE,
)
_CLOSED: Final = "{}: the page asks for a login, no article; save it while logged in and give its file"
_ROBOT: Final = re.compile(
    r"captcha|just a moment|are you (?:a )?(?:human|robot)|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"unusual traffic|checking your browser|安全验证|人机验证|滑块|验证码|访问验证|安全检查",
    re.IGNORECASE,
)
_SCRIPT: Final = re.compile(
    r"(?:enable|requires?|needs?|turn on|activate|without|support) (?:\w+ ){0,4}javascript|"
    r"javascript (?:is|to be|must be|has been)|(?:启用|开启|打开|需要|不支持|啟用).{0,8}javascript|"
    r"javascript.{0,8}(?:禁用|关闭|启用|开启)",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    r"\b(?:log|sign) ?in\b|\bsubscribe(?:rs)? (?:to|only|now)|already a (?:member|subscriber)|"
    r"create (?:an|your) account|登录|登錄|登入|注册(?:账号|会员)|订阅后|会员专享|扫码",
    re.IGNORECASE,
)
_COOKIES: Final = re.compile(r"\bcookies?\b|\bconsent\b|\bprivacy\b|隐私(?:政策|权)|同意", re.IGNORECASE)


def refuse(name: str, tree: Element, title: str | None, lines: Sequence[str]) -> None:
    """Raise InputError where ``lines``, the article as far as it was found, are none; say what stands there instead.

    It is a FetchError where the page is there, but not for the tracker.
    """
    text = "\n".join(lines)
    weight = _weight(text[: 100 * _SHORT])
    if weight >= _SHORT:
        return
    whole = _visible(tree)
    head = [title or "", *(tidy(content(heading)) for heading in tree.iter("title", "h1", "h2"))]
    robot = next((found[0] for found in map(_ROBOT.search, (*head, text[:400], whole[:400])) if found), None)
    if robot:
        raise FetchError(
            f"{name}: the site asks whether a person is reading ({robot!r}); save it from a browser and give its file",
            reason=FetchReason.BLOCKED,
            permanent=False,
        )
    for line in (*head, *([text] if weight < _SHORT // 4 else [])):
        if len(line) <= 120 and _ERROR.search(line):
            if _DENIED.search(line):
                raise FetchError(
                    f"{name}: the site does not let the tracker in ({tidy(line)[:60]!r}); open it in a browser",
                    reason=FetchReason.BLOCKED,
                    permanent=False,
                )
            raise InputError(
                f"{name}: the page is an error ({tidy(line)[:60]!r}), no article; check the address",
                permanent=False,
            )
    if _asks_password(tree) and (weight < _SHORT // 2 or _LOGIN.search(text)):
        raise FetchError(_CLOSED.format(name), reason=FetchReason.BLOCKED)
    if _is_about(_COOKIES, lines):
        raise FetchError(
            f"{name}: only a notice on cookies was found, no article; save the page from a browser and give its file",
            reason=FetchReason.BLOCKED,
        )
    if _SCRIPT.search(text) or (weight < _NOTHING and (_SCRIPT.search(_silent(tree)) or _is_shell(tree, whole))):
        raise InputError(
            f"{name}: the page is put together by JavaScript and holds no text; save it from a browser as HTML or PDF"
        )
    if _is_about(_LOGIN, lines):
        raise FetchError(_CLOSED.format(name), reason=FetchReason.BLOCKED)
    if weight >= _NOTHING // 2 and any(character.isdigit() for character in text):
        return
    if weight >= _NOTHING:
        return
    if target := _refresh(tree):
        raise InputError(f"{name}: the page only sends on to {target}; give that address")
    raise InputError(
        f"{name}: no main text was found on the page ({len(whole):,} characters in all); check that it is an article"
    )


def _weight(text: str) -> int:
    """Count letters, a Chinese character for three."""
    return sum(3 if character >= "⺀" else 1 for character in text if character.isalnum())


def _visible(tree: Element) -> str:
    parts: list[str] = []
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style", "noscript", "template", "title"):
            parts += [element.text or ""]
        parts.append(element.tail or "")
    return tidy(" ".join(parts))


def _silent(tree: Element) -> str:
    return tidy(" ".join(content(element) for element in tree.iter("noscript")))


def _asks_password(tree: Element) -> bool:
    return any((field.get("type") or "").lower() == "password" for field in tree.iter("input"))


def _is_about(subject: re.Pattern[str], lines: Sequence[str]) -> bool:
    """Whether most of what stands there, by its length, is in lines about one thing."""
    said = sum(_weight(line) for line in lines if subject.search(line))
    return said > 0 and said >= 0.6 * sum(map(_weight, lines))


def _is_shell(tree: Element, whole: str) -> bool:
    """Whether there are scripts and a place for what they make, and next to nothing else."""
    scripts = any(element.get("src") or len(element.text or "") > 200 for element in tree.iter("script"))
    return scripts and _weight(whole) < _SHORT // 4


def _refresh(tree: Element) -> str | None:
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            found = re.search(r"url\s*=\s*['\"]?([^'\"\s>]+)", element.get("content") or "", re.IGNORECASE)
            if found:
                return found[1]
    return None
