"""A headless Chromium, driven over its DevTools protocol: what a page asks, says, shows and does."""

import base64
import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.support.http.keyboard import key_events

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# Long enough for a machine that does much else; nothing waits so long that goes well.
_PATIENCE = 60

# It opens only our own page, and asks nobody else by itself, nor finds out where others are.
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--window-size=1440,900",
    "--remote-debugging-port=0",
)


class Page:
    """A tab and its workers; `events` are what they did, in order.

    Tabs of one `context` share cookies and storage; without one, the tab has a context of its own.
    """

    def __init__(self, connection: ClientConnection, context: str | None = None) -> None:
        self._connection = connection
        self._sent = 0
        self._session: str | None = None
        self.events = list[dict[str, Any]]()
        self.context = context or self._create_context()
        target = self.call("Target.createTarget", url="about:blank", browserContextId=self.context)[
            "targetId"
        ]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._watch(self._session)
        self.call("Page.enable")

    def call(self, method: str, **params: object) -> Any:
        """What the tab answers; what happens meanwhile are events."""
        number = self._send(method, self._session, **params)
        while True:
            message = self._next()
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]

    def open(self, address: str) -> None:
        self._load("Page.navigate", url=address)

    def reload(self) -> None:
        self._load("Page.reload")

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript; a promise's when it is kept."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, expression: str) -> None:
        """Waits until the expression is true."""
        end = time.monotonic() + _PATIENCE
        while not self.evaluate(f"new Promise(done => setTimeout(() => done(!!({expression})), 50))"):
            assert time.monotonic() < end, f"not within {_PATIENCE} s: {expression}\n{self.complaints()}"

    def click(self, selector: str) -> None:
        element = f"document.querySelector({json.dumps(selector)})"
        self.until(element)
        self.evaluate(f"{element}.click()")

    def paste(self, selector: str, text: str) -> None:
        """In place of all that stands there. What is typed, an editor may complete with its own brackets."""
        element = f"document.querySelector({json.dumps(selector)})"
        self.until(element)
        self.evaluate(f"{element}.focus()")
        control_a = {"key": "a", "code": "KeyA", "windowsVirtualKeyCode": 65, "modifiers": 2}
        self.call("Input.dispatchKeyEvent", type="keyDown", **control_a)
        self.call("Input.dispatchKeyEvent", type="keyUp", **control_a)
        self.evaluate(
            "{ const clipboardData = new DataTransfer();"
            f"clipboardData.setData('text/plain', {json.dumps(text)});"
            f"{element}.dispatchEvent("
            "new ClipboardEvent('paste', { clipboardData, bubbles: true })) }"
        )

    def press(self, *combinations: str) -> None:
        """Presses keys by their names, one after the other, such as `j`, `Escape` or `Shift+Tab`."""
        for each in combinations:
            for event in key_events(each):
                self.call("Input.dispatchKeyEvent", **event)

    def type(self, text: str) -> None:
        """Presses the key of each character, into what has the focus."""
        self.press(*text)

    def click_at(self, selector: str, *, modifiers: int = 0) -> None:
        """Clicks as a mouse does, in the middle of the element; `modifiers` is 8 with the shift key."""
        element = f"document.querySelector({json.dumps(selector)})"
        self.until(element)
        box = self.evaluate(
            f"({element}.scrollIntoView({{block: 'center'}}), {element}.getBoundingClientRect().toJSON())"
        )
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        button = {"button": "left", "clickCount": 1, "modifiers": modifiers}
        self.call("Input.dispatchMouseEvent", type="mouseMoved", **place)
        self.call("Input.dispatchMouseEvent", type="mousePressed", **place, **button)
        self.call("Input.dispatchMouseEvent", type="mouseReleased", **place, **button)

    def text(self, selector: str) -> str:
        """The visible text of the first such element, which must be there."""
        element = f"document.querySelector({json.dumps(selector)})"
        self.until(element)
        return str(self.evaluate(f"{element}.innerText"))

    def texts(self, selector: str) -> list[str]:
        """The visible text of each such element."""
        found: list[str] = self.evaluate(
            f"[...document.querySelectorAll({json.dumps(selector)})].map(each => each.innerText)"
        )
        return found

    def prefer(self, **features: str) -> None:
        """What the person prefers: `prefers_color_scheme="dark"`, `prefers_reduced_motion="reduce"`."""
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=named)

    def set_offline(self, is_offline: bool) -> None:
        """Whether requests fail as without a network; open WebSockets stay."""
        self.call(
            "Network.emulateNetworkConditions",
            offline=is_offline,
            latency=0,
            downloadThroughput=-1,
            uploadThroughput=-1,
        )

    def resize(self, width: int, height: int) -> None:
        """The window's size in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def requested(self) -> list[str]:
        """The address of every request, those of workers included."""
        requests = [each["params"] for each in self.events if each["method"] == "Network.requestWillBeSent"]
        return [each["request"]["url"] for each in requests]

    def pending(self) -> set[str]:
        """The ids of requests that have not ended; a stream of events does not, until it is closed."""
        ended = ("Network.loadingFinished", "Network.loadingFailed")
        named = [(each["method"], each["params"].get("requestId", "")) for each in self.events]
        begun = {id_ for method, id_ in named if method == "Network.requestWillBeSent"}
        return begun - {id_ for method, id_ in named if method in ended}

    def complaints(self) -> list[str]:
        """What the console shows in red or yellow, exceptions, failed requests and broken policies."""
        return [json.dumps(each["params"]) for each in self.events if _is_complaint(each)]

    def happened(self, condition: Callable[[], bool]) -> None:
        """Waits for events until the condition is true of them."""
        while not condition():
            self._next()

    def _create_context(self) -> str:
        return str(self.call("Target.createBrowserContext", disposeOnDetach=True)["browserContextId"])

    def _load(self, method: str, **params: object) -> None:
        before = len(self.events)
        self.call(method, **params)
        self.happened(lambda: any(each["method"] == "Page.loadEventFired" for each in self.events[before:]))

    def _send(self, method: str, session: str | None, **params: object) -> int:
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": params}
        self._connection.send(json.dumps(message | ({"sessionId": session} if session else {})))
        return self._sent

    def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._connection.recv(_PATIENCE))
        if "method" in message:
            self.events.append(message)
        if message.get("method") == "Target.attachedToTarget" and self._session:
            self._watch(message["params"]["sessionId"])
        return message

    def _watch(self, session: str) -> None:
        for domain in ("Network", "Runtime", "Log", "Audits"):
            self._send(f"{domain}.enable", session)
        self._send(
            "Target.setAutoAttach", session, autoAttach=True, waitForDebuggerOnStart=True, flatten=True
        )
        # A worker waits for this, so that nothing of what it does is missed.
        self._send("Runtime.runIfWaitingForDebugger", session)


def _is_complaint(event: dict[str, Any]) -> bool:
    params = event["params"]
    match event["method"]:
        case "Runtime.exceptionThrown":
            return True
        case "Network.loadingFailed":
            # A page may cancel a request whose answer it no longer needs.
            return not params.get("canceled")
        case "Runtime.consoleAPICalled":
            return str(params["type"]) in ("error", "warning", "assert")
        case "Log.entryAdded":
            return str(params["entry"]["level"]) in ("error", "warning")
        case "Audits.issueAdded":
            return str(params["issue"]["code"]) == "ContentSecurityPolicyIssue"
    return False


@contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """A page of a browser of its own, whose profile is a new folder."""
    with chromium(profile) as devtools, opened_page(devtools) as page:
        yield page


@contextmanager
def opened_page(devtools: str, context: str | None = None) -> Iterator[Page]:
    """A page of the browser at this address, in a new context or in that of another page."""
    # Chromium does not always answer that a connection ends.
    with connect(devtools, max_size=None, close_timeout=0.1) as connection:
        yield Page(connection, context)


@contextmanager
def chromium(profile: Path) -> Iterator[str]:
    """The address of the DevTools of a browser, whose profile is a new folder."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *_OPTIONS, f"--user-data-dir={profile}", "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        log = ""
        while not (listening := re.search(r"DevTools listening on (ws://\S+)", log)):
            line = process.stderr.readline()
            assert line, f"Chromium does not start: {log}"
            log += line
        # It would stop at a full pipe.
        drain = threading.Thread(target=process.stderr.read)
        drain.start()
        try:
            yield listening[1]
        finally:
            process.terminate()
            drain.join()
