"""The instructions that the server's process takes for one request, counted by Valgrind.

The count is the same on a busy machine. `python -m bench.instructions FOLDER ...` compares this checkout with
others, such as an earlier commit that `git archive` has written to a folder. Each serves the same catalogue
with the packages of this environment.
Instructions of the kernel are not counted, so that the effect of fewer system calls is not shown.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from time import sleep

from bench.catalogue import an_image, make_catalogue
from bench.http.load import post
from bench.question import Question
from tests.support.paths import ROOT
from tests.support.processes.process import free_port

CLIENTS = 8


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folders", type=Path, nargs="*", help="other checkouts, to compare with")
    given.add_argument("--requests", type=int, default=400)
    arguments = given.parse_args()
    folders = [ROOT, *(folder.resolve() for folder in arguments.folders)]
    with TemporaryDirectory() as scratch:
        path = Path(scratch, "catalogue.sqlite")
        make_catalogue(path)
        questions = Question.all_over_http(an_image(path))[:2]
        print(f"| thousands of instructions | {' | '.join(each.title for each in questions)} |")
        print(f"| --- |{' ---: |' * len(questions)}")
        for folder in folders:
            counts = [
                instructions(folder, path, post(each.document, each.variables), arguments.requests)
                for each in questions
            ]
            print(f"| {folder.name} | {' | '.join(f'{each / 1000:.0f}' for each in counts)} |", flush=True)


def instructions(folder: Path, catalogue: Path, request: bytes, requests: int) -> float:
    """Instructions for one of many requests, which come from eight connections at once."""
    with TemporaryDirectory() as scratch:
        path, counts, port = Path(scratch, "glimpse.sqlite"), Path(scratch, "counts"), free_port()
        copyfile(catalogue, path)
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{folder}",
            "PYTHONHASHSEED": "0",
            "PORT": f"{port}",
            "GLIMPSE_DATABASE_URL": f"sqlite+aiosqlite:///{path}",
            # The server is fifty times slower than usual.
            "GLIMPSE_STATEMENT_TIMEOUT": "300",
        }
        with served(folder, environment, counts, port) as process, ExitStack() as stack:
            clients = [
                stack.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
                for _ in range(CLIENTS)
            ]
            ask(clients, request, 10)
            _switch("on", process)
            ask(clients, request, requests // CLIENTS)
            _switch("off", process)
        (total,) = re.findall(r"^totals: (\d+)", counts.read_text(), re.M)
        return int(total) / (requests // CLIENTS * CLIENTS)


@contextmanager
def served(
    folder: Path, environment: dict[str, str], counts: Path, port: int
) -> Iterator["subprocess.Popen[bytes]"]:
    glimpse = (sys.executable, "-m", "cli")
    subprocess.run([*glimpse, "migrate"], cwd=folder, env=environment, check=True, capture_output=True)
    valgrind = ("valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={counts}")
    with counts.with_suffix(".log").open("w") as log:
        process = subprocess.Popen([*valgrind, *glimpse, "serve"], cwd=folder, env=environment, stderr=log)
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise SystemExit(f"{folder} was not served:\n{counts.with_suffix('.log').read_text()}")
            sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait()


def ask(clients: Sequence[socket.socket], request: bytes, rounds: int) -> None:
    """All clients ask at the same time, and again when all have their answers."""
    for _ in range(rounds):
        for client in clients:
            client.sendall(request)
        for client in clients:
            answer = _receive(client)
            if not answer.startswith(b"HTTP/1.1 200 ") or b'"errors"' in answer:
                raise SystemExit(f"answered {answer[:500]!r}")


def _receive(client: socket.socket) -> bytes:
    answer = b""
    while True:
        head, end, body = answer.partition(b"\r\n\r\n")
        if end:
            (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
            if len(body) >= int(length):
                return answer
        answer += client.recv(1 << 20)


def _switch(state: str, process: "subprocess.Popen[bytes]") -> None:
    subprocess.run(["callgrind_control", "-i", state, f"{process.pid}"], check=True, capture_output=True)
    # Valgrind obeys at its next look, and does not say when.
    sleep(0.5)


def _answers(port: int) -> bool:
    with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
        return True
    return False


if __name__ == "__main__":
    main()
