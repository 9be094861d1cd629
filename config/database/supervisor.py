"""Keeps the embedded PostgreSQL running while anybody uses it; a script of its own, library only.

It is called once the data is there, returns when the server answers (or says why it does not), and
leaves a small process behind: that one owns the server, restarts it when it dies, and stops it when
the last user is gone. If the small process itself is killed, the kernel tells the server to stop.
"""

import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
SOCKET = ".s.PGSQL.5432"
PAUSE = 0.1


def accepts(folder: Path) -> bool:
    """Whether a server at the socket in this folder would take a sign-in now."""
    body = struct.pack("!i", 3 << 16) + b"user\0app\0database\0roundtable\0\0"
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        try:
            line.connect(str(folder / SOCKET))
            line.sendall(struct.pack("!i", len(body) + 4) + body)
            return line.recv(1024)[:1] == b"R"  # it asks for the password
        except OSError:
            return False


def became(account: list[int], ending: int = signal.SIGINT) -> None:
    """In a new process: give up being root, and be told to end when the parent dies.

    The signal is PostgreSQL's fast shutdown unless another is named; only Linux can do that.
    """
    if account:
        os.setgroups([])
        os.setgid(account[1])
        os.setuid(account[0])
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, ending)  # last: a change of account clears it


class Server:
    """The server's first process, and what it has written since it began."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.log = Path(order["folder"], "log")
        self.socket = Path(order["runtime"], "s", SOCKET)
        self.begin = self.log.stat().st_size
        self.process = subprocess.Popen(
            order["command"],
            cwd=Path(order["folder"], "cluster"),
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
            pass_fds=[order["lock"]],  # held until the last of its processes is gone
            preexec_fn=lambda: became(order["account"]),
        )

    def alive(self) -> bool:
        return self.process.poll() is None

    def said(self) -> str:
        with open(self.log, errors="replace") as log:
            log.seek(self.begin)
            return log.read()

    def stop(self) -> None:
        for way, patience in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            if self.alive():
                self.process.send_signal(way)
            try:
                self.process.wait(patience)
                return
            except subprocess.TimeoutExpired:
                continue


def supervise(order: dict[str, Any], report: int) -> None:
    """Run the server until nobody holds it any more, or until it will not start."""
    ending: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: ending.append(number))
    holders = os.open(Path(order["folder"], "holders"), os.O_RDWR)

    def wanted() -> bool:
        try:
            fcntl.flock(holders, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return not ending
        return False  # and the lock is ours: who comes now waits until we are gone

    failures = 0
    while True:
        server, ready = Server(order), False
        while server.alive() and wanted():
            if ready and not server.socket.exists():
                break  # a cleaner of temporary files was there: the next start makes all anew
            if not ready and accepts(server.socket.parent):
                ready, failures = True, 0
                if report >= 0:
                    os.write(report, b"ready")
                    os.close(report)
                    report = -1
            time.sleep(PAUSE)
        if server.alive() or not wanted():
            server.stop()
            shutil.rmtree(order["runtime"], ignore_errors=True)
            return
        if report >= 0:  # the first start failed: the caller says so
            os.write(report, server.said().encode()[-60_000:])
            return
        # Processes of a killed server may still be ending, a disk may be full: it is tried as long as
        # anybody wants it, for nobody else would.
        failures += 1
        time.sleep(PAUSE * min(failures, 20))


def main() -> None:
    order = json.loads(sys.argv[1])
    listen, report = os.pipe()
    if os.fork():
        os.close(report)
        with os.fdopen(listen, errors="replace") as line:
            answer = line.read()
        sys.exit(None if answer == "ready" else answer or "the supervisor ended")
    os.close(listen)
    os.setsid()
    os.umask(0o077)
    log = Path(order["folder"], "log")
    if log.exists() and log.stat().st_size > 10 * 2**20:
        log.replace(log.with_name("log.old"))
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir("/")
    supervise(order, report)


if __name__ == "__main__":
    main()
