"""The way out: messages to where a person asked for them, by Apprise. The sole door to that library.

An address holds secrets. It may name them, ``${VARIABLE}`` or ``${file:/run/secrets/x}``, and they are filled in when
something is sent; whatever is shown, logged or raised of it is masked here, whatever the library masks itself.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import parse_qsl, quote, unquote

from tracker.errors import InputError, TrackerError
from tracker.states import Severity

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase

PATIENCE: Final = 30.0
"""Seconds a delivery may take in all, however the other side dawdles."""
ID_HEADER: Final = "X-Notice-ID"

_ANSWER: Final = 10.0  # seconds to wait for a connection, and for each answer
_LONGEST: Final = 200
_SECRET: Final = re.compile(r"\$\{(?:file:(?P<file>[^}]+)|(?P<variable>[A-Za-z_][A-Za-z0-9_]*))\}")
_SCHEME: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9.+-]*)://(?P<rest>.*)", re.DOTALL)
_MAIL: Final = ("mailto", "mailtos")
_HOSTED: Final = (*_MAIL, "json", "jsons", "xml", "xmls", "form", "forms")
"""Kinds of addresses whose host is a host; elsewhere it may be a token."""
_COMMON: Final = {
    "form": ("custom_form", "NotifyForm"),
    "json": ("custom_json", "NotifyJSON"),
    "mailto": ("email", "NotifyEmail"),
    "xml": ("custom_xml", "NotifyXML"),
}
"""Kinds that most people use, with where they are: the library loads hundreds of modules to know all of its kinds."""
_TOLD: Final = ("to", "from", "cc", "smtp", "mode")
"""What is shown of the settings of a mail address."""
_LOGGERS: Final = ("urllib3", "requests", "requests_oauthlib", "oauthlib")
"""Libraries below, whose warnings may hold whole addresses."""


_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)
_CAUSE: Final = "Socket Exception"


class DeliveryError(TrackerError):
    """A message could not be delivered."""

    permanent = False


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be told."""

    subject: str
    body: str
    id: str
    """The same each time it is sent, so that whoever gets it twice can tell."""
    severity: Severity | None = None
    """How bad it is; None where it is good news, or none."""


def lacking(address: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Name the variables and files of an address that are not there to be filled in."""
    return [found[0] for found in _SECRET.finditer(address) if _value(found, environment) is None]


def mask(address: str) -> str:
    """Return an address as it may be shown: its kind, the secrets' names, and no more than is surely none.

    >>> mask("mailto://desk:hunter2@mail.example:587?to=news@paper.example")
    'mailto://***@mail.example:587?to=news@paper.example'
    >>> mask("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"), mask("jsons://hook.example/${TOKEN}?k=v")
    ('slack://***', 'jsons://hook.example/${TOKEN}?***')
    """
    found = _SCHEME.fullmatch(address)
    if found is None:
        return _hidden(address)
    scheme, rest = found["scheme"].lower(), found["rest"]
    if scheme not in _HOSTED:
        return f"{scheme}://{_hidden(rest)}"
    before, mark, query = rest.partition("?")
    authority, slash, path = before.partition("/")
    user, at, host = authority.rpartition("@")
    shown = f"{scheme}://{_hidden(user)}{at}{host if _plain(host) else _hidden(host)}"
    shown += slash + (_hidden(path) if path else "")
    if not mark:
        return shown
    if scheme not in _MAIL:
        return f"{shown}?{_hidden(query)}"
    kept = [f"{name}={value}" for name, value in parse_qsl(query) if name in _TOLD and _plain(value)]
    return f"{shown}?{'&'.join(kept) or '***'}"


def check(address: str, environment: Mapping[str, str] = os.environ) -> None:
    """See that something could be sent to an address, as far as its secrets are known here. Nothing is sent.

    Raises:
        InputError: it cannot be used; one line says why, without what it holds.
    """
    if not address.isprintable() or not address.strip():
        raise InputError("the address is to be one line, as mailto://user:${MAIL_PASSWORD}@mail.example?to=you@example")
    if lacking(address, environment):
        literal = _SCHEME.fullmatch(address)
        if literal is not None and not _SECRET.search(literal["scheme"]):
            _known(literal["scheme"], address)
        return
    _plugin(_filled(address, environment), address)


def send(
    address: str, message: Message, *, environment: Mapping[str, str] = os.environ, patience: float = PATIENCE
) -> None:
    """Deliver a message. It takes no longer than ``patience`` seconds; what then still goes on may yet arrive.

    Raises:
        InputError: the address cannot be used, or a secret of it is not there.
        DeliveryError: it was not taken; one line says why, without what the address holds.
    """
    filled = _filled(address, environment)
    plugin = _plugin(filled, address)
    _sign(plugin, message)
    heard: list[str] = []
    outcome: list[bool] = []
    # A daemon: the library's own time-outs wait for threads that keep the process from ending.
    thread = threading.Thread(target=_deliver, args=(plugin, message, heard, outcome), name="notify", daemon=True)
    thread.start()
    thread.join(patience)
    if thread.is_alive():
        raise DeliveryError(f"{mask(address)} did not answer within {patience:g} s")
    if outcome != [True]:
        raise DeliveryError(f"{mask(address)} did not take it: {_reason(heard, address, filled)}")


# The library


def _asset() -> AppriseAsset:
    from apprise import AppriseAsset

    return AppriseAsset(
        app_id="claims-tracker",
        app_desc="claims-tracker",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,  # it goes where the user said, and nowhere else
        storage_mode="memory",
        service_timeout=0,  # see send
    )


def _plugin(filled: str, address: str) -> NotifyBase:
    _quiet()
    import apprise

    scheme = _SCHEME.fullmatch(filled)
    if scheme is None:
        raise InputError(f"{mask(address)} is no address: write it as mailto://…, jsons://… or slack://…")
    _known(scheme["scheme"], address)
    common = _common(scheme["scheme"])
    plugin = _made(common, filled) if common else apprise.Apprise.instantiate(filled, asset=_asset())
    if plugin is None:
        raise InputError(f"{mask(address)} is not as {scheme['scheme'].lower()}:// addresses are: a part is missing")
    if "overflow=" not in filled:
        plugin.overflow_mode = apprise.OverflowMode.TRUNCATE
    if "rto=" not in filled:
        plugin.socket_read_timeout = _ANSWER
    if "cto=" not in filled:
        plugin.socket_connect_timeout = _ANSWER
    return plugin


def _common(scheme: str) -> type[NotifyBase] | None:
    """The library's class for a kind of address, where it can be had without loading all others."""
    name = scheme.lower()
    found = _COMMON.get(name) or _COMMON.get(name.removesuffix("s"))
    if found is None:
        return None
    module, kind = found
    return cast("type[NotifyBase]", getattr(import_module(f"apprise.plugins.{module}"), kind))


def _made(kind: type[NotifyBase], filled: str) -> NotifyBase | None:
    """Make what sends to an address, as ``Apprise.instantiate`` does; None where the address is not as it must be."""
    parts = kind.parse_url(filled.replace("/#", "/%23"))
    try:
        return kind(**{**parts, "asset": _asset()}) if parts else None
    except (TypeError, ValueError):
        return None


def _known(scheme: str, address: str) -> None:
    _quiet()
    import apprise

    if _common(scheme) is None and scheme.lower() not in apprise.plugins.N_MGR:
        raise InputError(f"{mask(address)}: no service is known for {scheme}://; mailto, jsons and slack are some")


def _sign(plugin: NotifyBase, message: Message) -> None:
    """Put the message's number where a program finds it, for kinds that have such a place."""
    headers, extras = getattr(plugin, "headers", None), getattr(plugin, "payload_extras", None)
    if isinstance(headers, dict):
        headers[ID_HEADER] = message.id
    if isinstance(extras, dict):
        extras.setdefault("notice", message.id)


def _deliver(plugin: NotifyBase, message: Message, heard: list[str], outcome: list[bool]) -> None:
    from apprise import Apprise, NotifyFormat, NotifyType

    _heard.set(heard)
    kinds = {
        Severity.CRITICAL: NotifyType.FAILURE,
        Severity.WARNING: NotifyType.WARNING,
        None: NotifyType.SUCCESS,
    }
    sender = Apprise(asset=plugin.asset)
    sender.add(plugin)
    result = sender.notify(
        title=message.subject,
        body=message.body,
        notify_type=kinds.get(message.severity, NotifyType.INFO),
        body_format=NotifyFormat.TEXT,
    )
    outcome.append(bool(result))


def _overhear(record: logging.LogRecord) -> bool:
    """Keep what the library says of a delivery, and let nothing of it out."""
    heard = _heard.get()
    if heard is not None:
        message = record.getMessage()
        if record.levelno >= logging.WARNING or message.startswith(_CAUSE):
            heard.append(message)
    return False


def _quiet() -> None:
    """Keep the libraries' own messages from the log: they may hold addresses, masked as the library thinks fit."""
    logger = logging.getLogger("apprise")
    if _overhear not in logger.filters:
        logger.addFilter(_overhear)
        logger.setLevel(logging.DEBUG)  # where it tells causes
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)


# Secrets


def _value(found: re.Match[str], environment: Mapping[str, str]) -> str | None:
    """What a secret holds; None where it is not there, or empty."""
    if found["variable"]:
        return environment.get(found["variable"]) or None
    try:
        return Path(found["file"]).read_text(encoding="utf-8").partition("\n")[0].strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _filled(address: str, environment: Mapping[str, str]) -> str:
    """Put the secrets in: as they are where they are the whole address; else so that no sign in them counts."""
    if missing := lacking(address, environment):
        what = "is" if len(missing) == 1 else "are"
        raise InputError(f"{', '.join(missing)} {what} not set here; the address needs it where the service runs")

    def value(found: re.Match[str]) -> str:
        secret = _value(found, environment) or ""
        before, after = address[: found.start()], address[found.end() :]
        if not before:
            return secret
        in_query = "?" in before
        in_user = "@" in re.split(r"[/?#]", after, maxsplit=1)[0]
        return quote(secret, safe="" if in_query or in_user else "/:@")

    return _SECRET.sub(value, address)


def _hidden(part: str) -> str:
    """A part of an address with only the names of its secrets left."""
    names = [found[0] for found in _SECRET.finditer(part)]
    if names and not _SECRET.sub("", part).strip(":/@"):
        return _SECRET.sub(lambda found: found[0], part)
    return "***" if part else ""


def _plain(part: str) -> bool:
    return not _SECRET.search(part)


def _reason(heard: Iterable[str], address: str, filled: str) -> str:
    """Why a delivery failed, in a line, with everything that the address holds blanked out."""
    lines = [line for line in heard if line.strip()]
    told = next((line for line in reversed(lines) if line.startswith(_CAUSE)), lines[-1] if lines else "")
    told = " ".join(told.removeprefix(f"{_CAUSE}:").split())
    refused = re.search(r"\[Errno \d+\] ([\w ]+)|(timed out)", told)
    if refused:
        return (refused[1] or refused[2]).strip().lower()
    for secret in sorted(_pieces(address, filled), key=len, reverse=True):
        told = told.replace(secret, "***")
    return told[:_LONGEST].rstrip(".") or "it did not say why"


def _pieces(address: str, filled: str) -> set[str]:
    """Everything in an address that may be secret, as it stands there and as it is meant."""
    shown = {part for part in re.split(r"[:/@?&=#,]+", mask(address)) if part}
    found = {filled}
    rest = filled.partition("://")[2]
    for part in {rest, rest.partition("?")[0], *re.split(r"[/@?&#,]+", rest), *re.split(r"[:/@?&=#,]+", rest)}:
        found |= {part, unquote(part), quote(unquote(part), safe="")}
    return {part for part in found if len(part) > 2 and part not in shown}
