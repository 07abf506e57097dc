"""The files that run it elsewhere are read as data: what they name exists, is pinned, and may do little."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tracker import settings
from tracker.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
UNIT = ROOT / "deploy" / "claims-tracker.service"
VARIABLES = {item.variable for item in settings.describe()}
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
PINNED = re.compile(r"[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?")
every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))


def test_there_are_the_services_there_should_be() -> None:
    assert {name: service.get("profiles", []) for name, service in SERVICES.items()} == {
        "database": [],
        "app": [],
        "standby": [],
        "scheduler": ["dask"],
        "worker": ["dask"],
        "mail": ["mail"],
    }


@every_service
def test_every_image_is_pinned(service: dict[str, Any]) -> None:
    assert PINNED.fullmatch(service["image"])


def test_the_image_is_built_on_one_that_is_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(set(bases)) == 1
    assert PINNED.fullmatch(bases[0])
    assert SERVICES["database"]["image"].startswith("postgres:18.")


@every_service
def test_every_service_is_watched_and_started_again(service: dict[str, Any]) -> None:
    check = service["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} <= set(check)
    assert service["restart"] == "unless-stopped"


@every_service
def test_a_year_of_messages_does_not_fill_the_disk(service: dict[str, Any]) -> None:
    options = service["logging"]["options"]
    assert re.fullmatch(r"\d+m", options["max-size"])
    assert int(options["max-file"]) > 1


def test_the_database_has_room_for_processes_that_work_side_by_side() -> None:
    """By default 64 MB, which parallel plans over many claims exceed."""
    assert int(SERVICES["database"]["shm_size"].removesuffix("mb")) > 64


@every_service
def test_no_service_may_do_more_than_it_must(service: dict[str, Any]) -> None:
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(service)
    if service is not SERVICES["database"]:  # which takes its own account after it has seen to its folder
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert int(service["user"].partition(":")[0]) > 0
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:"), "what is published is for this machine"


@every_service
def test_secrets_come_by_file(service: dict[str, Any]) -> None:
    names = set(service.get("environment", {}))
    assert [name for name in names if re.search("PASSWORD|SECRET|TOKEN", name) and not name.endswith("_FILE")] == []
    mounted = {f"/run/secrets/{name}" for name in service.get("secrets", [])}
    assert {service["environment"][name] for name in names if name.endswith("_FILE")} == mounted
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])


def test_secrets_are_kept_out_of_the_repository() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    for secret in COMPOSE["secrets"].values():
        assert f"/{Path(secret['file']).parent.name}/" in ignored
    for name in ("app", "standby", "worker"):
        [own] = SERVICES[name]["env_file"]
        assert f"/{own['path']}" in ignored
        assert own["required"] is False


def test_every_volume_has_a_name_and_is_used() -> None:
    mounted = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", OURS)
def test_the_tracker_is_told_what_it_knows(name: str) -> None:
    """Settings, and the variables that a person may set, are those there are; the account is that of the image."""
    service = SERVICES[name]
    assert set(service.get("environment", {})) <= VARIABLES
    told = re.findall(r"\$\{(\w+)", str(service))
    assert set(told) <= VARIABLES | {"EXTRAS"}
    uid = re.search(r"useradd --uid (\d+)", DOCKERFILE)
    assert uid is not None
    assert service["user"].partition(":")[0] == uid[1]


@pytest.mark.parametrize("name", ["app", "standby"])
def test_the_service_is_the_one_there_is(name: str) -> None:
    service, port = SERVICES[name], str(settings.Settings.model_fields["port"].default)
    assert service["command"][0] in COMMANDS
    assert any(f":{port}/healthz" in word for word in service["healthcheck"]["test"])
    assert service.get("ports", []) in ([], [f"127.0.0.1:{port}:{port}"])
    assert service["depends_on"]["database"]["condition"] == "service_healthy"
    assert seconds(service["stop_grace_period"]) > 10


def test_workers_find_their_scheduler() -> None:
    scheduler, worker = SERVICES["scheduler"], SERVICES["worker"]
    assert scheduler["entrypoint"] == worker["entrypoint"] == ["dask"]
    [port] = [word.partition("=")[2] for word in scheduler["command"] if word.startswith("--port=")]
    address = f"tcp://scheduler:{port}"
    assert worker["command"][:2] == ["worker", address]
    assert f"TRACKER_DASK_SCHEDULER={address}" in (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert worker["build"]["args"]["EXTRAS"] == "dask"
    assert "ports" not in scheduler
    # A worker does the tracker's own jobs, with its settings.
    assert worker["environment"] == SERVICES["app"]["environment"]


def test_the_image_holds_what_make_run_installs() -> None:
    """The package by its pins, and nothing else: the same constraints, pip first."""
    for variable in ("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT"):
        assert re.search(rf"{variable}=\S*constraints\.txt", DOCKERFILE)
        assert re.search(rf"{variable} := constraints\.txt", MAKEFILE)
    asked = [shlex.split(line)[-1] for line in re.findall(r"pip install ([^\\\n&]+)", DOCKERFILE)]
    assert asked == ["pip", ".${EXTRAS:+[$EXTRAS]}"]
    assert re.findall(r"\$\(PIP\) install (?:--[\w-]+ )*(\S+)$", MAKEFILE, re.MULTILINE)[:2] == ["pip", "."]


def test_the_image_runs_without_rights() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER tracker$", last, re.MULTILINE)
    assert re.search(r'^ENTRYPOINT \["tracker"\]$', last, re.MULTILINE)
    [command] = re.findall(r'^CMD \["(\w+)"\]$', last, re.MULTILINE)
    assert command in COMMANDS
    assert set(re.findall(r"\bTRACKER_[A-Z_]+", DOCKERFILE)) <= VARIABLES


def seconds(words: str) -> int:
    return int(words.removesuffix("s"))


def test_the_unit_of_systemd_starts_the_service_and_lets_it_stop() -> None:
    unit = UNIT.read_text(encoding="utf-8")
    told = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line and not line.startswith("#"))
    assert told["ExecStart"].split()[1] in COMMANDS
    assert int(told["TimeoutStopSec"]) > 10
    assert told["Restart"] == "always"
    assert told["NoNewPrivileges"] == told["DynamicUser"] == "yes"
    assert set(re.findall(r"TRACKER_[A-Z_]+(?==)", unit)) <= VARIABLES


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    """With a program that exists, which is all that it lacks where the tracker is not installed."""
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/tracker/bin/tracker", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert UNIT.name not in done.stdout + done.stderr
