"""Cut off at any moment, a load and a settlement leave the old state or the new one, and the next command says which.

Also: what a full disk leaves, and what a second writer is told.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from qiao.contribution.rules.basis import DayBasis
from tests.banks.writer import write_extract
from tests.databases import homes
from tests.databases.homes import rows_of
from tests.databases.server import is_postgres
from tests.terminal.story import MONTH, story_bank
from tests.terminal.warm import Ended, Warm
from tests.test_twins import PLANS

SEED = 20260930
# Cuts: around the commit, at any moment, at any time: twenty; on PostgreSQL, where only the commit differs, twelve.
IN_COMMIT, IN_ORDER, IN_TIME = (8, 2, 2) if is_postgres() else (8, 6, 6)
MARK = "pending.json"
KEPT = {"book", "moves", "runs", "tmp", "secret.key", "writer.lock"} | homes.FILES
EMPTY_PLACES = {"book/quarantine"}
OLD_WORDS, NEW_WORDS = "cut off before it took hold", "cut off after it had taken hold"
DISK_WORDS = re.compile(r"The disk (of .*)?is full")
Cut = dict[str, float]
Bounds = dict[str, tuple[int, ...]]
OWN_FREE_KIB: Bounds = {"load": (), "settle": ()} if is_postgres() else {"load": (300,), "settle": (80,)}
FREE_KIB: Bounds = {"load": (10, 60), "settle": (10, 40)}  # for the engine; the ones above for SQLite in the home
FILE_KIB: Bounds = {"load": (4,), "settle": (4,)} if is_postgres() else {"load": (36, 64), "settle": (36,)}
"""The engine alone is bound where PostgreSQL keeps the database; SQLite's own small file needs 32."""


@dataclass(frozen=True)
class World:
    """A home with a book and a settled month, two jobs to do on it, and two warm processes to do them."""

    folder: Path
    old: Path
    old_state: str
    first_moments: int
    jobs: dict[str, tuple[str, ...]]
    warm: tuple[Warm, Warm]


@dataclass(frozen=True)
class Undisturbed:
    """A job that nobody cut off: the state it makes and how it gets there."""

    state: str
    moments: tuple[str, ...]
    seconds: float


def newer_extract(folder: Path) -> Path:
    """A second extract that changes facts and masters, takes rows out, and has rows to set aside."""
    bank = story_bank()
    for table, number, column, value in (
        ("staff", 0, "name", "王敏敏"),
        ("balance", 0, "balance", "72000.00"),
        ("assignment", 0, "share", "0.5"),
        ("rate", 1, "annual_rate", "2 %"),
    ):
        bank.tables[table][number][column] = value
    bank.add("staff", staff_id="N", name="新来", org_id="B", post="rm")
    bank.add("balance", account_id="D2", on="2026-09-10", balance="many")
    bank.tables["assignment"].pop()
    return write_extract(bank, folder, mode="replace", controls=False)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("crash")
    plan = folder / "plan.toml"
    plan.write_text(PLANS[DayBasis.ACT_365].text, encoding="utf-8")
    first = write_extract(story_bank(), folder / "first")
    jobs = {
        "load": ("load", str(newer_extract(folder / "newer"))),
        "settle": ("settle", MONTH, "--plan", str(plan)),
    }
    with Warm(folder / "one") as one, Warm(folder / "two") as two:
        old = folder / "old"
        loaded = one.run(old, "load", first)
        assert loaded.status == one.run(old, "settle", MONTH).status == 0
        yield World(folder, old, state_of(one, old)[0], len(loaded.moments), jobs, (one, two))


def state_of(warm: Warm, home: Path) -> tuple[str, str]:
    """What `qiao status` shows below the name of the home, and what it says besides."""
    said = warm.run(home, "status")
    assert said.status == 0, said
    return said.out.partition("\n")[2], said.err


def figures(state: str) -> set[str]:
    """Digests and hashes of a state, without the numbers of versions and runs."""
    return {line.rpartition(" ")[2] for line in state.splitlines() if line.startswith(("book digest", "settled"))}


def undisturbed(world: World, job: str) -> Undisturbed:
    home = world.folder / f"undisturbed-{job}"
    homes.copy(world.old, home)
    ended = world.warm[0].run(home, *world.jobs[job])
    assert (ended.status, ended.err) == (0, "")
    return Undisturbed(state_of(world.warm[0], home)[0], ended.moments, ended.seconds)


def cuts_of(whole: Undisturbed) -> list[Cut]:
    """Twenty cuts spread over the job, by moments and by time; more of them from the first rename on."""
    chance = Random(SEED)  # noqa: S311  no secret
    count, commit = len(whole.moments), whole.moments.index("commit") + 1
    places = (number for number, name in enumerate(whole.moments, start=1) if name.startswith("os.rename /tmp"))
    phase = range(next(places), min(commit + 10, count + 1))
    draft = next(number for number, name in enumerate(whole.moments, start=1) if name.startswith("os.rename"))
    sure = {draft, commit, commit + 1, count}
    near = sure | set(chance.sample(sorted(set(phase) - sure), IN_COMMIT - len(sure)))
    step = count / IN_ORDER
    spread = [1 + int(step * number + chance.random() * step) for number in range(IN_ORDER)]
    times = [whole.seconds * (number + chance.random()) / IN_TIME for number in range(IN_TIME)]
    moments: list[Cut] = [{"moment": number} for number in (*sorted(near), *spread)]
    return [*moments, *({"after": seconds} for seconds in times)]


def folders_nobody_names(home: Path) -> set[str]:
    """Files and folders below a home that no version, load or run names, and places that are named but missing."""
    versions = [json.loads(row[0]) for row in rows_of(home, "SELECT CAST(tables AS text) FROM book_bookversion")]
    taken = rows_of(home, "SELECT folder, token FROM book_load")
    loads = {place for folder, token in taken for place in (f"book/quarantine/{folder}", f"moves/{token}.parquet")}
    runs = {f"runs/{row[0]}" for row in rows_of(home, "SELECT folder FROM contribution_run")}
    named = {f"book/{table}/{entry['folder']}" for tables in versions for table, entry in tables.items()} | runs
    patterns = ("book/*/*", "moves/*", "runs/*", "tmp/*")
    found = {path.relative_to(home).as_posix() for pattern in patterns for path in home.glob(pattern)}
    strange = {path.name for path in home.iterdir()} - KEPT
    return strange | (found - named - loads) | (named - found)


def faults_after(
    world: World, warm: Warm, home: Path, job: str, *, ended: Ended, whole: Undisturbed, again: bool
) -> list[str]:
    """What is wrong with a home whose job was cut off; empty where all is as promised."""
    marked = (home / MARK).exists()
    state, notice = state_of(warm, home)
    faults = []
    if ended.status not in {-9, 0}:
        faults.append(f"ended with {ended.status}: {ended.err}")
    if state not in {world.old_state, whole.state}:
        faults.append(f"neither the old nor the new state:\n{state}")
    expected = (NEW_WORDS if state == whole.state else OLD_WORDS) if marked else ""
    if expected not in notice or len(notice.splitlines()) != int(marked):
        faults.append(f"the notice is {notice!r}, the state is {'new' if state == whole.state else 'old'}")
    faults += [f"nobody names {name}" for name in folders_nobody_names(home)]
    if again:
        faults += faults_of_the_same_again(world, warm, home, job, whole=whole)
    homes.remove(home)
    return faults


def faults_of_the_same_again(world: World, warm: Warm, home: Path, job: str, *, whole: Undisturbed) -> list[str]:
    said = warm.run(home, *world.jobs[job])
    faults = [f"the same command again: {said.status} {said.err}"] if (said.status, said.err) != (0, "") else []
    if figures(state_of(warm, home)[0]) != figures(whole.state):
        faults.append("the same command again gave other figures")
    return faults


@pytest.mark.parametrize("job", ["load", "settle"])
def test_killed_at_any_moment_a_job_leaves_the_old_or_the_new_state(world: World, job: str) -> None:
    whole = undisturbed(world, job)
    cuts = cuts_of(whole)
    assert len(cuts) == IN_COMMIT + IN_ORDER + IN_TIME

    def every_other(first: int) -> list[str]:
        """Each warm process takes every other cut."""
        found, warm = [], world.warm[first]
        for place in range(first, len(cuts), 2):
            home, cut = world.folder / f"{job}-{place}", cuts[place]
            homes.copy(world.old, home)
            ended = warm.run(home, *world.jobs[job], **cut)
            again = place < IN_COMMIT // 2 or place % 4 == 0
            faults = faults_after(world, warm, home, job, ended=ended, whole=whole, again=again)
            found += [f"{cut} ({name_of(whole, cut)}): {fault}" for fault in faults]
        return found

    with ThreadPoolExecutor(2) as pool:
        assert [fault for faults in pool.map(every_other, (0, 1)) for fault in faults] == []


def name_of(whole: Undisturbed, cut: Cut) -> str:
    return whole.moments[int(cut["moment"]) - 1] if "moment" in cut else "a time"


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_killed_while_it_makes_the_tables_a_command_leaves_a_home_that_the_next_can_use(
    world: World, share: float
) -> None:
    warm, home = world.warm[0], world.folder / f"tables-{share}"
    assert warm.run(home, "load", world.folder / "first", moment=int(world.first_moments * share)).status == -9
    state, notice = state_of(warm, home)
    assert (state.split(";")[0], notice) == ("The book is empty", "")


def test_killed_in_an_empty_home_the_first_load_can_be_done_again(world: World) -> None:
    warm, first, home = world.warm[0], world.folder / "first", world.folder / "empty"
    assert warm.run(home, "load", first, moment=int(world.first_moments * 0.9)).status == -9
    state, notice = state_of(warm, home)
    assert state.startswith("The book is empty")
    assert OLD_WORDS in notice
    assert folders_nobody_names(home) == set()
    assert warm.run(home, "load", first).status == 0
    assert figures(state_of(warm, home)[0]) < figures(world.old_state)


def test_the_true_command_killed_while_its_mark_stands_is_told_by_the_next(world: World) -> None:
    home = world.folder / "true"
    homes.copy(world.old, home)
    command = [sys.executable, "-m", "qiao.project.cli", *world.jobs["load"]]
    with subprocess.Popen(command, env=homes.world_of(home), stdout=subprocess.DEVNULL) as running:
        while not (home / MARK).exists() and running.poll() is None:
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(timeout=0.02)
        running.kill()
    assert running.returncode == -9
    state, notice = state_of(world.warm[0], home)
    assert state == world.old_state
    assert OLD_WORDS in notice
    assert state_of(world.warm[0], home)[1] == ""  # said once


def test_a_second_writer_is_refused_in_words_and_the_first_goes_on(world: World) -> None:
    home = world.folder / "two-writers"
    homes.copy(world.old, home)
    first, second = world.warm
    first.stop_at(home, *world.jobs["load"], moment=60)
    for job in ("load", "settle"):
        said = second.run(home, *world.jobs[job])
        assert (said.status, said.out, len(said.err.splitlines())) == (1, "", 1)
        assert "has to wait" in said.err
        assert f"load of {world.jobs['load'][1]} is running" in said.err
    assert state_of(second, home) == (world.old_state, "")  # a reader sees the old state, and no notice
    assert first.resume() == 0
    assert figures(state_of(second, home)[0]) != figures(world.old_state)


def faults_of_a_refusal(world: World, warm: Warm, home: Path, said: Ended, *, before: list[str]) -> list[str]:
    """A full disk is told in one line; then the old state stands, without a notice, and nothing lies about."""
    faults = []
    if (said.status, said.out, len(said.err.splitlines())) != (1, "", 1) or not DISK_WORDS.search(said.err):
        faults.append(f"said {said}")
    if state_of(warm, home) != (world.old_state, ""):
        faults.append(f"the state after {said.err}")
    more = {Path(name).relative_to(home).as_posix() for name in set(warm.folders(home)) - set(before)}
    return faults + [f"{name} is left lying" for name in sorted(more - EMPTY_PLACES - KEPT)]


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[tuple[Warm, Path]]:
    """A warm process that alone sees a disk of its own, of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    rights = [] if os.geteuid() == 0 else ["--map-root-user"]
    mounted = ["sh", "-c", 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"', str(disk)]
    world = ["unshare", "--mount", *rights, *mounted]
    if shutil.which("unshare") is None or subprocess.run([*world, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let a test mount a small disk of its own (unshare and mount)")
    with Warm(tmp_path / "warm", wrapped_in=world) as warm:
        yield warm, disk


@pytest.mark.parametrize("job", ["load", "settle"])
def test_a_full_disk_refuses_a_job_in_one_line_and_changes_nothing(
    world: World, tiny_disk: tuple[Warm, Path], job: str
) -> None:
    warm, disk = tiny_disk
    home, found = disk / "home", []
    for free_kib in FREE_KIB[job] + OWN_FREE_KIB[job]:
        warm.copy(world.old, home)
        before = warm.folders(home)
        warm.fill(disk, free_bytes=free_kib * 1024)
        said = warm.run(home, *world.jobs[job])
        warm.fill(disk, free_bytes=None)
        faults = faults_of_a_refusal(world, warm, home, said, before=before)
        found += [f"{free_kib} KiB free: {fault}" for fault in faults]
    assert found == []


@pytest.mark.parametrize("job", ["load", "settle"])
def test_a_bound_on_the_size_of_files_refuses_a_job_as_a_full_disk_does(world: World, job: str) -> None:
    warm, home, found = world.warm[1], world.folder / f"bound-{job}", []
    for kib in FILE_KIB[job]:
        warm.copy(world.old, home)
        before = warm.folders(home)
        said = warm.run(home, *world.jobs[job], file_bytes=kib * 1024)
        faults = faults_of_a_refusal(world, warm, home, said, before=before)
        found += [f"files up to {kib} KiB: {fault}" for fault in faults]
    assert found == []
