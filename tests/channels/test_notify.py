"""The way out: addresses, secrets that show nowhere, deliveries that end."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest
from apprise.plugins import N_MGR

from tests.channels.receivers import Hook, Mailbox
from tracker import notify
from tracker.errors import InputError
from tracker.notify import DeliveryError, Message
from tracker.states import Severity

MESSAGE = Message("claims-tracker: 1 page gone", "! 12 | ferry\n\nnotice 4f2a", "4f2a", Severity.WARNING)
SECRET = "hunter2/Secret@#"


def test_a_web_address_gets_the_message_with_its_number(hook: Hook) -> None:
    notify.send(hook.url(), MESSAGE)
    (message,) = hook.messages
    assert (message["title"], message["message"], message["type"]) == (MESSAGE.subject, MESSAGE.body, "warning")
    assert message["notice"] == hook.headers[0][notify.ID_HEADER] == "4f2a"


def test_a_mail_arrives_as_plain_text_with_its_number(mailbox: Mailbox) -> None:
    message = Message("claims-tracker: 3 figures contradicted", "!! 超12万人 | 渡轮公司 · 载客\n\nnotice 4f2a", "4f2a")
    notify.send(mailbox.url(), message)
    (mail,) = mailbox.mails
    assert mail["Subject"] == message.subject
    assert mail["To"] == "desk@news.example"
    assert mail["From"].addresses[0].addr_spec == "tracker@news.example"
    assert mail[notify.ID_HEADER] == "4f2a"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n").strip() == message.body


def test_secrets_are_filled_in_from_variables_and_files(hook: Hook, mailbox: Mailbox, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{SECRET}\nsecond line\n", encoding="utf-8")
    notify.send(hook.url("${file:" + str(file) + "}"), MESSAGE)
    assert hook.paths == ["/hunter2/Secret@%23"]
    notify.send("${WHOLE}", MESSAGE, environment={"WHOLE": hook.url("whole")})
    assert hook.paths[1] == "/whole"
    address = mailbox.url("desk:${MAIL_PASSWORD}@")
    notify.send(address, MESSAGE, environment={"MAIL_PASSWORD": SECRET})
    assert base64.b64decode(mailbox.password or "").decode().endswith(SECRET)


def test_a_secret_that_is_not_there_is_named(tmp_path: Path) -> None:
    address = "mailto://desk:${NO_SUCH}@mail.example/${file:" + str(tmp_path / "none") + "}"
    assert notify.lacking(address, {}) == ["${NO_SUCH}", "${file:" + str(tmp_path / "none") + "}"]
    with pytest.raises(InputError, match=r"\$\{NO_SUCH\}, .* are not set here"):
        notify.send(address, MESSAGE, environment={})


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("mailto://desk:hunter2@mail.example", "mailto://***@mail.example"),
        ("mailtos://mail.example:465?user=a&pass=hunter2&to=x@y.example", "mailtos://mail.example:465?to=x@y.example"),
        ("mailto://desk:${PW}@mail.example?smtp=s.example", "mailto://***@mail.example?smtp=s.example"),
        ("mailto://${USER}:${PW}@mail.example", "mailto://${USER}:${PW}@mail.example"),
        ("jsons://hook.example/services/hunter2?key=hunter2", "jsons://hook.example/***?***"),
        ("json://user:hunter2@hook.example:8080", "json://***@hook.example:8080"),
        ("slack://hunter2/hunter2/hunter2/#desk", "slack://***"),
        ("slack://${SLACK_TOKENS}", "slack://${SLACK_TOKENS}"),
        ("tgram://hunter2/12345", "tgram://***"),
        ("${ADDRESS}", "${ADDRESS}"),
        ("hunter2", "***"),
        ("https://hooks.example/hunter2", "https://***"),
    ],
)
def test_what_is_shown_of_an_address_holds_no_secret(address: str, shown: str) -> None:
    assert notify.mask(address) == shown
    assert "hunter2" not in notify.mask(address)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("desk@news.example", "is no address"),
        ("nowhere://hunter2", "no service is known for nowhere://"),
        ("mailto://", "a part is missing"),
        ("json://", "a part is missing"),
        ("slack://hunter2", "a part is missing"),
        ("json://a\nb", "is to be one line"),
        ("nowhere://${TOKEN}", "no service is known for nowhere://"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_one_line(address: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as error:
        notify.check(address, {})
    assert "hunter2" not in str(error.value)
    assert "\n" not in str(error.value)


def test_addresses_whose_secrets_are_not_there_yet_are_taken() -> None:
    notify.check("slack://${SLACK_TOKENS}", {})
    notify.check("${WHOLE}", {})
    with pytest.raises(InputError):
        notify.check("${WHOLE}", {"WHOLE": "nonsense"})


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_what_is_refused_says_why_and_shows_no_secret(
    hook: Hook, status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    hook.status = status
    caplog.set_level(logging.DEBUG)
    with pytest.raises(DeliveryError, match=str(status)) as error:
        notify.send(hook.url("hunter2?key=hunter2"), MESSAGE)
    captured = capfd.readouterr()
    assert "hunter2" not in str(error.value) + caplog.text + captured.out + captured.err
    assert not error.value.permanent


def test_a_mail_server_that_repeats_the_password_gives_it_to_nobody(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    mailbox.refuses = True
    caplog.set_level(logging.DEBUG)
    with pytest.raises(DeliveryError) as error:
        notify.send(mailbox.url("desk:${PW}@"), MESSAGE, environment={"PW": "hunter2"})
    captured = capfd.readouterr()
    shown = str(error.value) + caplog.text + captured.out + captured.err
    assert "hunter2" not in shown
    assert base64.b64encode(b"\0desk\0hunter2").decode() not in shown
    assert "535" in str(error.value)


def test_nobody_there_is_told_as_such() -> None:
    with pytest.raises(DeliveryError, match="did not take it: connection refused"):
        notify.send("json://127.0.0.1:9/hunter2", MESSAGE)


def test_who_dawdles_is_left(hook: Hook) -> None:
    hook.delay = 3
    began = time.monotonic()
    with pytest.raises(DeliveryError, match=r"did not answer within 0\.3 s"):
        notify.send(hook.url(), MESSAGE, patience=0.3)
    assert time.monotonic() - began < 2


def test_it_goes_nowhere_else_where_the_other_side_sends_it_on(hook: Hook) -> None:
    hook.status, hook.location = 307, f"http://127.0.0.1:{hook.port}/elsewhere"
    with pytest.raises(DeliveryError, match="307"):
        notify.send(hook.url(), MESSAGE)
    assert hook.paths == []


@pytest.mark.parametrize("scheme", ["form", "forms", "json", "jsons", "mailto", "mailtos", "xml", "xmls"])
def test_the_common_kinds_are_the_librarys_own(scheme: str) -> None:
    assert notify._common(scheme) is N_MGR[scheme]


def test_a_common_kind_does_without_all_others() -> None:
    code = (
        "import sys; from tracker import notify; notify.check('jsons://hook.example/x'); "
        "notify.check('mailto://a:b@mail.example?to=c@d.example'); "
        "sys.exit('apprise.plugins.slack' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
