"""A program that runs beside a server: begun with it, begun anew when it dies, ended with it.

The program looks after its keeper by `is_orphan`, so that it ends too where the server was killed and could not end it.
Who its keeper is it is told, for that one may be dead before the program comes to look around.
"""

import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

FIRST_PAUSE_SECONDS, PAUSE_SECONDS_MOST = 1.0, 60.0
"""A program that dies at once is not begun a hundred times a second; one that worked for a while is begun soon."""
WORKED_SECONDS = 60.0
KEEPER = "QIAO_KEEPER"
"""In the environment of a program beside a server, and of a server's own processes: the server's process."""
END_SECONDS = 10.0
"""What a program has to end what it began; then it is killed, which everything it does has to bear."""


def is_orphan(parent: int) -> bool:
    """Whether the process that began this one is gone: the system then gives it another parent."""
    return os.getppid() != parent


def keeper() -> int:
    """The process that this one has to end with: the one it was told, or else the one that began it."""
    told = os.environ.get(KEEPER, "")
    return int(told) if told.isdigit() else os.getppid()


class Beside:
    """One program beside this process; it keeps the process that runs now."""

    def __init__(self, command: Sequence[str], *, first_pause: float = FIRST_PAUSE_SECONDS) -> None:
        """Take the whole command line; nothing runs yet."""
        self.command = tuple(command)
        self.first_pause = first_pause
        self.process: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="beside", daemon=True)

    def start(self) -> None:
        """Begin it, and look after it from a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End it: asked first, killed if it does not listen."""
        self._ending.set()
        self._end()
        self._thread.join()

    def _keep(self) -> None:
        pause = self.first_pause
        while not self._ending.is_set():
            self.process = subprocess.Popen(self.command)  # noqa: S603  our own command, and no shell
            if self._ending.is_set():
                self._end()
            worked = self._outlived(WORKED_SECONDS)
            self.process.wait()
            pause = self.first_pause if worked else min(pause * 2, PAUSE_SECONDS_MOST)
            self._ending.wait(pause)

    def _outlived(self, seconds: float) -> bool:
        assert self.process is not None
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    def _end(self) -> None:
        process = self.process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def beside(commands: Sequence[Sequence[str]]) -> Iterator[None]:
    """Programs that run for as long as the block does; this process is told to all that it begins as their keeper."""
    os.environ[KEEPER] = str(os.getpid())
    running = [Beside(command) for command in commands]
    for one in running:
        one.start()
    try:
        yield
    finally:
        for one in running:
            one.stop()
