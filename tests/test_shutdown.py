"""A server that is told to stop: what it has begun is answered, and nothing is lost."""

import signal
from pathlib import Path
from urllib.request import urlopen

from tests.served import served


def test_a_served_process_answers_and_ends_cleanly_when_told(database: Path) -> None:
    with served(database) as server:
        with urlopen(f"{server.address}/healthz", timeout=30) as response:
            answer = response.status, response.headers["server"], response.read()
        server.stop()
        code = server.end()
        assert answer == (200, None, b'{"status":"ok"}')
        assert "Application shutdown complete." in server.log
        assert "Traceback" not in server.log
        # uvicorn shuts down, and then ends by the signal that it was sent.
        assert code == -signal.SIGTERM
