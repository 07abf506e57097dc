"""What may not land: somebody else's text, this machine's paths, package indexes, lock files, a shadowed library."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from tracker import settings
from tracker.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT.parent / "shared" / "gold"

RUN = 25
"""So many characters in a row that are the article's are its text, not a fact in words of our own."""

LOCK_FILES = re.compile(r"(^|/)((uv|poetry|pdm)\.lock|Pipfile(\.lock)?|pylock[^/]*\.toml)$")
INDEX = re.compile(r"https?://[^\s\"']+/(simple|packages)(/|\b)|(--(extra-)?index-url|--find-links)\b")
MACHINE = re.compile(r"(^|[\s\"'=:(`])(/(work|farm|root|home/[a-z]+)/|/opt/(?!tracker)|/tmp/[a-z])")
MADE = re.compile(r"^\.(?!ci/)\w+/|(^|/)__pycache__/|^(build|dist)/")
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+")


@cache
def repository_files() -> tuple[Path, ...]:
    """What git tracks or would add; without git (a source archive), every file but caches."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        names = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [path for path in ROOT.rglob("*") if not MADE.search(path.relative_to(ROOT).as_posix())]
    return tuple(sorted(path for path in names if path.is_file()))


def texts() -> Iterator[tuple[str, str]]:
    for path in repository_files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts()
        if name != "tests/test_repository.py"
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_article_is_not_in_the_repository() -> None:
    article = GOLD / "double11-2025.txt"
    if not article.exists():
        pytest.skip(f"the article is not on this machine ({article.name} beside the repository)")
    text = squeezed(article.read_text(encoding="utf-8"))
    runs = {text[start : start + RUN] for start in range(len(text) - RUN + 1)}
    copied = []
    for name, ours in texts():
        body = squeezed(ours)
        copied += [
            f"{name}: {body[start : start + RUN]}"
            for start in range(len(body) - RUN + 1)
            if body[start : start + RUN] in runs
        ][:1]
    assert not copied


def test_no_paths_of_a_machine() -> None:
    assert places(MACHINE) == []


def test_no_package_index_is_named() -> None:
    assert places(INDEX) == []


def test_no_lock_files() -> None:
    assert [path.name for path in repository_files() if LOCK_FILES.search(path.as_posix())] == []


def test_alembic_folder_does_not_shadow_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_no_secrets_in_the_tree() -> None:
    assert [path.name for path in repository_files() if path.name == ".env" or path.suffix in {".pem", ".key"}] == []


def pins() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_constraints_are_plain_pins_in_order() -> None:
    assert [line for line in pins() if not PIN.fullmatch(line)] == []
    assert pins() == sorted(pins(), key=str.casefold)


def test_every_requirement_is_pinned_within_its_bounds() -> None:
    pinned = {canonicalize_name(name): version for name, version in (line.split("==") for line in pins())}
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [
        *pyproject["project"]["dependencies"],
        *pyproject["dependency-groups"]["dev"],
        *pyproject["build-system"]["requires"],
    ]
    for requirement in map(Requirement, asked):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} has no pin: make pins"
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement}, but {version} is pinned"


COMPOSE = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_the_compose_file_keeps_no_password_and_names_what_exists() -> None:
    services, secret = COMPOSE["services"], "/run/secrets/database_password"
    assert services["database"]["environment"]["POSTGRES_PASSWORD_FILE"] == secret
    assert services["app"]["environment"]["TRACKER_DATABASE_PASSWORD_FILE"] == secret
    for service in services.values():
        assert service["secrets"] == ["database_password"] == list(COMPOSE["secrets"])
        assert "PASSWORD" not in {name for name in service["environment"] if not name.endswith("_FILE")}
    mounted = {volume.partition(":")[0] for service in services.values() for volume in service["volumes"]}
    assert mounted == set(COMPOSE["volumes"])
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/secrets/" in ignored


@pytest.mark.parametrize("name", ["app", "standby"])
def test_the_service_of_the_compose_file_is_the_one_there_is(name: str) -> None:
    service = COMPOSE["services"][name]
    known = {item.variable for item in settings.describe()}
    assert set(service["environment"]) <= known
    assert service["command"] == ["run"]
    assert "run" in COMMANDS
    port = str(settings.Settings.model_fields["port"].default)
    assert any(f":{port}/healthz" in word for word in service["healthcheck"]["test"])
    assert service.get("ports", []) in ([], [f"127.0.0.1:{port}:{port}"])
    assert service["restart"] == "unless-stopped"
    assert service["depends_on"]["database"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["app", "standby"])
def test_the_service_of_the_compose_file_may_do_little(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["user"].partition(":")[0] not in ("", "0", "root")
    assert service["cap_drop"] == ["ALL"]
    uid = re.search(r"useradd --uid (\d+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert uid is not None
    assert service["user"].partition(":")[0] == uid[1]


def test_the_unit_of_systemd_starts_the_service_and_lets_it_stop() -> None:
    unit = (ROOT / "deploy" / "claims-tracker.service").read_text(encoding="utf-8")
    told = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line and not line.startswith("#"))
    assert told["ExecStart"].split()[1:] == ["run"]
    assert int(told["TimeoutStopSec"]) > 10
    assert told["Restart"] == "always"
    variables = set(re.findall(r"TRACKER_[A-Z_]+(?==)", unit))
    assert variables <= {item.variable for item in settings.describe()}


def test_the_version_is_the_changelogs_newest() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## (\d\S*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version
    assert f"claims-tracker:{version}" in (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def test_ci_calls_check_and_test() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^make (\w+)", script, re.MULTILINE) == ["check", "test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
