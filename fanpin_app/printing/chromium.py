"""A page of HTML as PDF, printed by the server's Chromium.

The HTML may come from a client. So nothing reaches the network or the server's files: every request of the page, its
own included, is answered by this process or refused; no script runs; and addresses lead nowhere even if a request
passed unseen. The browser gets no variable of this process's environment.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, NamedTuple, NoReturn, cast

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Chromium reads commands from descriptor 3 and writes to 4: here its standard input and output.
COMMAND = 'exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>/dev/null'
OPTIONS = (
	"--headless",
	"--remote-debugging-pipe",
	"--disable-gpu",
	"--disable-dev-shm-usage",
	"--disable-extensions",
	"--disable-background-networking",
	"--disable-component-update",
	"--no-first-run",
	# No host has an address, and no proxy answers.
	"--host-resolver-rules=MAP * ~NOTFOUND",
	"--proxy-server=http://0.0.0.0:0",
	"--proxy-bypass-list=<-loopback>",
)
# Chromium refuses to isolate its processes from root.
AS_ROOT = "--no-sandbox"
POLICY = (
	"default-src 'none'; style-src http: https: 'unsafe-inline'; img-src http: https: data:; "
	"font-src http: https: data:; base-uri 'none'; form-action 'none'"
)
PIPE_BYTES = 1 << 20
# Nothing is shown, and the page stays: an error would replace it.
NO_CONTENT = 204

# The content and MIME type of an address, None if the page may not have it.
Answer = Callable[[str], tuple[bytes, str] | None]


class ChromiumError(Exception):
	"""Chromium did not print; the message says why, for administrators."""


class Sheet(NamedTuple):
	"""The paper: sizes and margins in inches; `footer` is HTML with the classes `pageNumber` and `totalPages`."""

	width: float
	height: float
	margins: tuple[float, ...]  # top, right, bottom, left
	footer: str = ""


def find(configured: str | None = None) -> str | None:
	"""The path of the installed Chromium: the configured one, else the first known name; None if there is none."""
	return next(
		(path for name in ((configured,) if configured else NAMES) if (path := shutil.which(name))), None
	)


def print_page(program: str, html: str, address: str, answer: Answer, sheet: Sheet, seconds: float) -> bytes:
	"""The HTML as PDF. It is shown as if it came from `address`; `answer` is asked for everything that it loads.

	Raises `TimeoutError` after `seconds`, and `ChromiumError` if Chromium fails.
	"""
	with (
		tempfile.TemporaryDirectory(prefix="fanpin-pdf-") as folder,
		_Browser(program, folder, seconds) as browser,
	):
		return browser.print_page(html, address, answer, sheet)


class _Browser:
	"""A running Chromium with one page, used as context."""

	def __init__(self, program: str, folder: str, seconds: float):
		as_root = (AS_ROOT,) if os.geteuid() == 0 else ()
		self.command = ("/bin/sh", "-c", COMMAND, program, *OPTIONS, *as_root, f"--user-data-dir={folder}")
		self.folder = folder
		self.seconds = seconds
		self.last_id = 0
		self.session: str | None = None
		self.is_late = False
		self.received = b""

	def __enter__(self) -> _Browser:
		self.log = tempfile.TemporaryFile()
		self.process = subprocess.Popen(
			self.command,
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			stderr=self.log,
			env={"PATH": os.defpath, "HOME": self.folder, "LANG": "C.UTF-8"},
			start_new_session=True,
		)
		self.commands = cast("IO[bytes]", self.process.stdin)
		self.events = cast("IO[bytes]", self.process.stdout)
		self.timer = threading.Timer(self.seconds, self._stop_late)
		self.timer.start()
		return self

	def __exit__(
		self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
	) -> None:
		self.timer.cancel()
		self._kill()
		self.process.wait()
		for stream in (self.events, self.log):
			stream.close()

	def print_page(self, html: str, address: str, answer: Answer, sheet: Sheet) -> bytes:
		self._open_page()
		pages = {address: (html.encode("utf-8", "replace"), "text/html; charset=utf-8")}
		self._load(address, lambda asked: pages.pop(asked, None) or answer(asked))
		top, right, bottom, left = sheet.margins
		printed = self._call(
			"Page.printToPDF",
			paperWidth=sheet.width,
			paperHeight=sheet.height,
			marginTop=top,
			marginRight=right,
			marginBottom=bottom,
			marginLeft=left,
			printBackground=True,
			preferCSSPageSize=True,
			displayHeaderFooter=bool(sheet.footer),
			headerTemplate="<span></span>",
			footerTemplate=sheet.footer or "<span></span>",
		)
		return base64.b64decode(printed["data"])

	def _open_page(self) -> None:
		target = self._call("Target.createTarget", url="about:blank")["targetId"]
		self.session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
		self._call("Emulation.setScriptExecutionDisabled", value=True)
		self._call("Page.enable")
		self._call("Fetch.enable", patterns=[{"urlPattern": "*"}])

	def _load(self, address: str, answer: Answer) -> None:
		"""Load the page with everything that it asks for."""
		self._send("Page.navigate", url=address)
		while (message := self._receive()).get("method") != "Page.loadEventFired":
			if message.get("method") == "Fetch.requestPaused":
				self._answer(message["params"], answer)
			elif error := message.get("result", {}).get("errorText"):
				raise ChromiumError(error)

	def _answer(self, asked: dict[str, Any], answer: Answer) -> None:
		request = asked["request"]
		found = answer(request["url"]) if request["method"] == "GET" else None
		content, kind = found or (b"", "text/plain")
		self._send(
			"Fetch.fulfillRequest",
			requestId=asked["requestId"],
			responseCode=200 if found else NO_CONTENT,
			responseHeaders=[
				{"name": "Content-Type", "value": kind},
				{"name": "Content-Security-Policy", "value": POLICY},
			],
			body=base64.b64encode(content).decode(),
		)

	def _call(self, method: str, **params: Any) -> dict[str, Any]:
		"""The result of a method of the DevTools protocol. What the page asks for meanwhile is refused."""
		asked = self._send(method, **params)
		while (message := self._receive()).get("id") != asked:
			if message.get("method") == "Fetch.requestPaused":
				self._answer(message["params"], lambda _address: None)
		if "error" in message:
			raise ChromiumError(f"{method}: {message['error'].get('message')}")
		return message["result"]

	def _send(self, method: str, **params: Any) -> int:
		self.last_id += 1
		message = {"id": self.last_id, "method": method, "params": params}
		if self.session:
			message["sessionId"] = self.session
		try:
			self.commands.write(json.dumps(message).encode() + b"\0")
			self.commands.flush()
		except OSError:
			self._raise_end()
		return self.last_id

	def _receive(self) -> dict[str, Any]:
		"""The next message of the browser."""
		parts = [self.received]
		while b"\0" not in parts[-1]:
			if not (part := os.read(self.events.fileno(), PIPE_BYTES)):
				self._raise_end()
			parts.append(part)
		message, _separator, self.received = b"".join(parts).partition(b"\0")
		return json.loads(message)

	def _raise_end(self) -> NoReturn:
		if self.is_late:
			raise TimeoutError
		self.process.wait()
		self.log.seek(0)
		raise ChromiumError(self.log.read().decode(errors="replace")[-1000:])

	def _stop_late(self) -> None:
		self.is_late = True
		self._kill()

	def _kill(self) -> None:
		if self.process.poll() is None:
			os.killpg(self.process.pid, signal.SIGKILL)
