"""The embedded server with real processes: shared, killed, raced for, and refused one clear line at a time."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from sqlalchemy import create_engine, text

from tracker import db, embedded, guardian
from tracker.cluster import Cluster
from tracker.db import libpq_address
from tracker.errors import StorageError
from tracker.postgres import SYSTEM_ACCOUNT
from tracker.settings import Settings

USER = """
import os, sys
from pathlib import Path
from tracker import embedded
from tracker.errors import StorageError
if len(sys.argv) > 2:  # imported first: what root installed may be out of this user's reach
    os.setgroups([])
    os.setgid(int(sys.argv[2]))
    os.setuid(int(sys.argv[2]))
try:
    with embedded.start(Path(sys.argv[1])):
        print("ready", flush=True)
        sys.stdin.read()
except StorageError as error:
    print(f"error: {error}", flush=True)
print("ended", flush=True)
"""

NOBODY = 65534

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="takes root")


def wait_until(condition: Callable[[], bool], within: float = 30.0) -> None:
    """Wait for something that other processes do."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.01)


class User:
    """A process that uses the server until told to end."""

    def __init__(self, data_dir: Path, *, user: int | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data_dir), *([] if user is None else [str(user)])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            cwd="/",
        )

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.communicate(timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def using(data_dir: Path) -> Iterator[User]:
    user = User(data_dir)
    try:
        assert user.says() == "ready"
        yield user
    finally:
        if user.process.poll() is None:
            user.kill()


def server(data_dir: Path) -> int | None:
    """Return the process of the server of the data folder, None where none runs."""
    try:
        number = int((data_dir / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    except FileNotFoundError:
        return None
    return number if psutil.pid_exists(number) else None


def guardians(data_dir: Path) -> list[psutil.Process]:
    mark = str(data_dir / "postgres.lock")
    return [each for each in psutil.process_iter(["cmdline"]) if mark in (each.info["cmdline"] or ())]


def is_over(data_dir: Path) -> bool:
    """Say whether nothing of the tracker's runs for the data folder any more."""
    return not guardian.lives(data_dir / "postgres") and not guardians(data_dir)


def refusal(data_dir: Path) -> str:
    """Return the one line that starting on the folder fails with."""
    with pytest.raises(StorageError) as caught:
        embedded.start(data_dir)
    line = str(caught.value)
    assert "\n" not in line
    return line


def open_to_all(folder: Path) -> None:
    """Let every user pass to a folder of pytest's, which keeps its folders private."""
    for above in (folder, *folder.parents):
        if above.stat().st_uid == os.geteuid() and not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o001)


def copy(source: Path, to: Path) -> Path:
    subprocess.run(["cp", "-a", str(source), str(to)], check=True)
    return to


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a database that has a row in it; its server does not run."""
    data_dir = tmp_path_factory.mktemp("made") / "data"
    with embedded.start(data_dir) as running, psycopg.connect(libpq_address(running.url)) as connection:
        connection.execute("CREATE TABLE memory (figure text)")
        connection.execute("INSERT INTO memory VALUES ('37 %')")
    return data_dir


@pytest.fixture
def data_dir(made: Path, tmp_path: Path) -> Iterator[Path]:
    """Yield a data folder of the test's own, made already."""
    yield copy(made, tmp_path / "data")
    wait_until(lambda: is_over(tmp_path / "data"))


def remembered(url: str) -> list[str]:
    with psycopg.connect(libpq_address(url)) as connection:
        return [row[0] for row in connection.execute("SELECT figure FROM memory")]


class TestStart:
    def test_makes_a_database_in_unicode_and_utc(self, made: Path) -> None:
        with embedded.start(made) as running:
            engine = create_engine(running.url)
            with engine.connect() as connection:
                row = connection.execute(
                    text(
                        "SELECT datname, pg_encoding_to_char(encoding), datlocprovider, datlocale, "
                        "current_setting('timezone'), current_setting('listen_addresses'), "
                        "current_setting('data_checksums') FROM pg_database WHERE datname = current_database()"
                    )
                ).one()
            engine.dispose()
        assert tuple(row) == ("tracker", "UTF8", "b", "C.UTF-8", "UTC", "", "on")
        assert (made / "postgres").stat().st_mode & 0o077 == 0

    def test_the_address_is_known_before(self, made: Path) -> None:
        with embedded.start(made) as running:
            assert running.url == embedded.address(made)
            assert re.fullmatch(r"postgresql\+psycopg://postgres@localhost:5432/tracker\?host=%2F\S+", running.url)

    def test_is_untouched_by_the_users_libpq_variables(self, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PGPORT", "6000")
        monkeypatch.setenv("PGDATA", "/nonexistent")
        monkeypatch.setenv("LC_ALL", "xx_YY.UTF-8")
        with embedded.start(data_dir) as running:
            assert remembered(running.url) == ["37 %"]

    @pytest.mark.parametrize("name", ["with space", 'it\'s "quoted" $HOME `x`', "a,b", "数据", "x" * 120])
    def test_takes_any_name_of_a_folder(self, made: Path, tmp_path: Path, name: str) -> None:
        data_dir = copy(made, tmp_path / name)
        with embedded.start(data_dir) as running:
            assert remembered(running.url) == ["37 %"]
        wait_until(lambda: is_over(data_dir))
        assert not list(Cluster(data_dir / "postgres").socket_folder.glob(".s.PGSQL*"))


class TestSharing:
    def test_handles_of_one_process_share_the_server(self, data_dir: Path) -> None:
        first = embedded.start(data_dir)
        second = embedded.start(data_dir)
        first.close()
        first.close()
        assert remembered(second.url) == ["37 %"]
        second.close()
        wait_until(lambda: is_over(data_dir))

    def test_the_last_process_to_end_stops_it(self, data_dir: Path) -> None:
        with using(data_dir) as first, using(data_dir) as second:
            running = server(data_dir)
            first.end()
            assert server(data_dir) == running
            second.end()
            assert server(data_dir) is None

    def test_a_forked_child_that_ends_takes_nothing_along(self, data_dir: Path) -> None:
        with embedded.start(data_dir) as running:
            child = os.fork()
            if not child:
                running.close()
                os._exit(0)
            os.waitpid(child, 0)
            with using(data_dir) as other:
                other.end()
            assert remembered(running.url) == ["37 %"]

    def test_ctrl_c_does_not_reach_it(self, data_dir: Path) -> None:
        with using(data_dir) as first, using(data_dir):
            running = server(data_dir)
            os.killpg(first.process.pid, signal.SIGINT)
            first.process.communicate()
            assert server(data_dir) == running

    def test_processes_that_come_and_go_at_once_all_find_it(self, made: Path, tmp_path: Path) -> None:
        data_dir = copy(made, tmp_path / "data")
        come_and_go = (
            "import sys; from pathlib import Path; import psycopg; from tracker import embedded\n"
            "for i in range(6):\n"
            "    with embedded.start(Path(sys.argv[1])) as s, psycopg.connect(s.url.replace('+psycopg', '')) as c:\n"
            "        c.execute('INSERT INTO memory VALUES (%s)', [str(i)])\n"
        )
        crowd = [subprocess.Popen([sys.executable, "-c", come_and_go, str(data_dir)]) for _ in range(4)]
        assert [each.wait() for each in crowd] == [0] * 4
        wait_until(lambda: is_over(data_dir))
        with embedded.start(data_dir) as running:
            assert len(remembered(running.url)) == 1 + 4 * 6


class TestKilled:
    def test_the_last_one_killed_hard_leaves_nothing_running(self, data_dir: Path) -> None:
        with using(data_dir) as user:
            assert guardians(data_dir)
            user.kill()
            wait_until(lambda: is_over(data_dir))
        with embedded.start(data_dir) as running:
            assert remembered(running.url) == ["37 %"]
        assert "was not properly shut down" not in (data_dir / "postgres" / "server.log").read_text()

    def test_one_of_two_killed_hard_leaves_the_other_its_server(self, data_dir: Path) -> None:
        with using(data_dir) as first, using(data_dir) as second:
            running = server(data_dir)
            first.kill()
            assert remembered(embedded.address(data_dir)) == ["37 %"]
            assert server(data_dir) == running
            second.end()
            assert server(data_dir) is None

    def test_a_killed_guardian_is_replaced(self, data_dir: Path) -> None:
        with using(data_dir) as user:
            wait_until(lambda: bool(guardians(data_dir)))
            for each in guardians(data_dir):
                each.kill()
            user.kill()
            running = server(data_dir)
            assert running is not None
            with embedded.start(data_dir):
                assert server(data_dir) == running
                wait_until(lambda: len(guardians(data_dir)) == 1)

    def test_the_guardian_does_not_mind_being_asked_to_go(self, data_dir: Path) -> None:
        with using(data_dir) as user:
            [posted] = guardians(data_dir)
            wait_until(lambda: len(posted.open_files()) == 1)
            posted.send_signal(signal.SIGTERM)
            posted.send_signal(signal.SIGHUP)
            user.kill()
            wait_until(lambda: is_over(data_dir))

    def test_one_killed_as_its_server_is_born_leaves_nothing_running(self, data_dir: Path) -> None:
        user = User(data_dir)
        wait_until(lambda: guardian.lives(data_dir / "postgres"))
        user.kill()
        wait_until(lambda: is_over(data_dir))

    def test_a_killed_server_recovers(self, data_dir: Path) -> None:
        with using(data_dir) as user:
            running = server(data_dir)
            assert running is not None
            psutil.Process(running).kill()
            user.kill()
        wait_until(lambda: not guardians(data_dir))
        with embedded.start(data_dir) as again:
            assert remembered(again.url) == ["37 %"]

    def test_a_server_killed_under_a_living_user_is_started_by_the_next(self, data_dir: Path) -> None:
        with using(data_dir) as user:
            running = server(data_dir)
            assert running is not None
            psutil.Process(running).kill()
            with embedded.start(data_dir) as again:
                assert remembered(again.url) == ["37 %"]
                assert server(data_dir) not in {None, running}
            user.end()
            assert server(data_dir) is None

    def test_a_noted_process_that_is_another_program_by_now_is_no_server(self, data_dir: Path) -> None:
        account = Cluster(data_dir / "postgres").account
        stranger = subprocess.Popen(
            ["sleep", "60"], user=account.uid if os.geteuid() == 0 else None, start_new_session=True
        )
        try:
            note = data_dir / "postgres" / "postmaster.pid"
            note.write_text(f"{stranger.pid}\n{data_dir / 'postgres'}\n1790000000\n5432\n.\n\n  1 1\nready\n")
            with embedded.start(data_dir) as running:
                assert remembered(running.url) == ["37 %"]
            assert stranger.poll() is None
        finally:
            stranger.kill()
            stranger.wait()

    def test_a_first_start_cut_short_is_done_again(self, tmp_path: Path) -> None:
        data_dir = tmp_path / "data"
        user = User(data_dir)
        wait_until(lambda: bool(list(data_dir.glob("postgres.new-*/PG_VERSION"))))
        user.kill()
        with embedded.start(data_dir) as running, psycopg.connect(libpq_address(running.url)) as connection:
            connection.execute("SELECT 1")
        wait_until(lambda: is_over(data_dir))
        with embedded.start(data_dir):
            pass
        assert sorted(path.name for path in data_dir.iterdir()) == ["postgres", "postgres.lock"]


class TestRefusals:
    def test_another_major_version(self, data_dir: Path) -> None:
        (data_dir / "postgres" / "PG_VERSION").write_text("15\n")
        assert "written by PostgreSQL 15 and the tracker brings 18" in refusal(data_dir)
        (data_dir / "postgres" / "PG_VERSION").write_text("18\n")
        with embedded.start(data_dir) as running:
            assert remembered(running.url) == ["37 %"]

    def test_another_programs_folder(self, tmp_path: Path) -> None:
        (tmp_path / "postgres").mkdir()
        (tmp_path / "postgres" / "letters.txt").write_text("mine")
        assert "no complete database" in refusal(tmp_path)
        assert [path.name for path in (tmp_path / "postgres").iterdir()] == ["letters.txt"]

    def test_an_incomplete_database(self, data_dir: Path) -> None:
        control = data_dir / "postgres" / "global" / "pg_control"
        control.rename(control.with_suffix(".away"))
        assert "no complete database" in refusal(data_dir)

    def test_a_folder_that_is_a_database_itself(self, data_dir: Path) -> None:
        assert "is itself a database" in refusal(data_dir / "postgres")

    def test_a_file_in_its_place(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        assert "is a file" in refusal(tmp_path / "file")
        assert "is not a folder" in refusal(tmp_path / "file" / "data")

    def test_a_folder_that_cannot_be_made(self) -> None:
        assert "cannot write /proc/nonexistent" in refusal(Path("/proc/nonexistent/data"))

    def test_a_server_that_does_not_start_says_why(self, data_dir: Path) -> None:
        with (data_dir / "postgres" / "postgresql.conf").open("a") as file:
            file.write("shared_buffers = plenty\n")
        line = refusal(data_dir)
        assert "does not start" in line
        assert "server.log" in line
        assert "plenty" in line or "postgresql.conf" in line

    @as_root
    def test_a_folder_of_another_users(self, data_dir: Path) -> None:
        open_to_all(data_dir)
        user = User(data_dir, user=NOBODY)
        assert f"belongs to the user {SYSTEM_ACCOUNT}" in user.says()
        user.end()

    @as_root
    def test_a_folder_without_leave_to_write(self, tmp_path: Path) -> None:
        open_to_all(tmp_path)
        for data_dir in (tmp_path, tmp_path / "data"):
            user = User(data_dir, user=NOBODY)
            assert re.fullmatch(r"error: cannot write .*: Permission denied; make it writable, or set .*", user.says())
            user.end()


class TestAsRoot:
    pytestmark = as_root

    def test_folders_above_are_opened_no_further_than_needed(self, made: Path, tmp_path: Path) -> None:
        above = tmp_path / "private"
        above.mkdir(mode=0o700)
        data_dir = copy(made, above / "data")
        with embedded.start(data_dir) as running:
            assert remembered(running.url) == ["37 %"]
        assert above.stat().st_mode & 0o777 == 0o701

    def test_a_users_folder_is_served_as_that_user(self, tmp_path: Path) -> None:
        data_dir = tmp_path / "data"
        data_dir.mkdir()
        os.chown(data_dir, NOBODY, NOBODY)
        with using(data_dir):
            running = server(data_dir)
            assert running is not None
            assert psutil.Process(running).uids().real == NOBODY
        wait_until(lambda: is_over(data_dir))
        assert (data_dir / "postgres").stat().st_uid == NOBODY
        assert (data_dir / "postgres.lock").stat().st_uid == NOBODY


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Return a function that mounts a small disk of its own, in megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = []

    def mount(size: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=0755", "tmpfs", str(folder)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"no small disk can be mounted here: {error}")
        mounted.append(folder)
        return folder

    yield mount
    for each in mounted:
        subprocess.run(["umount", str(each)], check=True)


class TestDisk:
    def test_too_small_to_begin(self, small_disk: Callable[[int], Path]) -> None:
        disk = small_disk(20)
        line = refusal(disk)
        assert line.startswith(f"no space left in {disk}: PostgreSQL needs 100 MB to begin with")
        assert [path.name for path in disk.iterdir()] == ["postgres.lock"]

    def test_filled_up_meanwhile(self, made: Path, small_disk: Callable[[int], Path]) -> None:
        disk = small_disk(90)
        data_dir = copy(made, disk / "data")
        rest = disk / "rest"
        with rest.open("wb") as file:
            file.write(b"0" * (shutil.disk_usage(disk).free - 2**20))
        assert "no space left" in refusal(data_dir)
        rest.unlink()
        with embedded.start(data_dir) as running:
            assert remembered(running.url) == ["37 %"]
        wait_until(lambda: is_over(data_dir))

    def test_filled_up_in_use(self, small_disk: Callable[[int], Path]) -> None:
        disk = small_disk(160)
        settings = Settings(data_dir=disk / "data")
        with db.open_database(settings) as database, database.session.begin() as session:
            session.execute(text("CREATE TABLE memory (figure text)"))
            session.execute(text("INSERT INTO memory VALUES ('37 %')"))
        fill = text("INSERT INTO memory SELECT md5(n::text) || repeat('x', 1000) FROM generate_series(1, 10000) n")
        with pytest.raises(StorageError) as caught, db.open_database(settings) as database:  # noqa: PT012
            for _ in range(50):
                with database.session.begin() as session:
                    session.execute(fill)
        print(caught.value)
        assert re.search(r"No space left|closed the connection|no space left", str(caught.value))
        assert "\n" not in str(caught.value)
        wait_until(lambda: is_over(disk / "data"))
        subprocess.run(["mount", "-o", "remount,size=400m", str(disk)], check=True)
        with db.open_database(settings) as database, database.session() as session:
            assert session.scalar(text("SELECT count(*) FROM memory WHERE figure = '37 %'")) == 1
        wait_until(lambda: is_over(disk / "data"))

    def test_read_only(self, made: Path, small_disk: Callable[[int], Path]) -> None:
        disk = small_disk(90)
        data_dir = copy(made, disk / "data")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert re.search(r"cannot write .*: Read-only file system", refusal(data_dir))
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
