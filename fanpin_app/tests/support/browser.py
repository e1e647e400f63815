"""A real browser for tests: Debian's Chromium driven by Playwright, one session for each officer."""

import atexit
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import frappe
from frappe.utils import get_url
from frappe.utils.password import update_password
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

PASSWORD = "fanpin-test"
CHROMIUM = "/usr/bin/chromium-headless-shell"
CHROMIUM_OPTIONS = (
	"--no-sandbox",
	"--disable-gpu",
	"--disable-background-networking",
	"--disable-component-update",
)
TIMEOUT_MS = 60_000
IDLE_MS = 300
POLLING_MS = 50
NO_REQUEST_FOR = """(milliseconds) => {
	if (frappe.request.ajax_count) window.last_request = performance.now();
	return performance.now() - window.last_request > milliseconds;
}"""
NAVBAR = "header .navbar-home, header.navbar"
# Characters of a page in a failing test's message.
MAX_CHARACTERS = 2000
LATEST_ERRORS = 2
DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}

_browsers: list[Browser] = []


def zh(text: str) -> str:
	"""The Chinese translation of an English label."""
	return frappe._(text, lang="zh")


def give_password(user: str) -> None:
	update_password(user, PASSWORD)


@contextmanager
def chromium() -> Iterator[Browser]:
	"""The process's only Chromium; contexts that are opened in it are closed at the end, with all their data."""
	browser = _running_chromium()
	try:
		yield browser
	except PlaywrightTimeout as error:
		raise AssertionError("\n".join([error.message, *_shown_by(browser)])) from error
	finally:
		for context in browser.contexts:
			context.close()


def _shown_by(browser: Browser) -> Iterator[str]:
	"""What each page shows, and the server's latest errors: a timeout alone does not say why."""
	for context in browser.contexts:
		for page in context.pages:
			yield f"{page.url}: {_text_of(page)[:MAX_CHARACTERS]}"
	frappe.db.rollback()
	errors = frappe.get_all(
		"Error Log", fields=["method", "error"], order_by="creation desc", limit=LATEST_ERRORS
	)
	for each in errors:
		yield f"{each.method}: {each.error[-MAX_CHARACTERS:]}"


def _text_of(page: Page) -> str:
	return page.evaluate("() => document.body?.innerText") or ""


def _running_chromium() -> Browser:
	"""The running browser; a new one for the first test and after a crash."""
	if not _browsers or not _browsers[-1].is_connected():
		_browsers.append(_playwright().chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS))
	return _browsers[-1]


@cache
def _playwright() -> Playwright:
	playwright = sync_playwright().start()
	atexit.register(playwright.stop)
	return playwright


def take_screenshot(page: Page, name: str, full_page: bool = False) -> None:
	"""Save a screenshot in the folder SCREENSHOTS, if that is set."""
	if folder := os.environ.get("SCREENSHOTS"):
		Path(folder).mkdir(parents=True, exist_ok=True)
		page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=full_page)


def log_in_by_request(page: Page, user: str) -> None:
	"""Log in like the login page, without opening it."""
	answer = page.request.post(get_url("/api/method/login"), form={"usr": user, "pwd": PASSWORD})
	assert answer.ok, answer.text()
	page.goto(get_url("/app"))


def log_in_by_form(page: Page, user: str) -> None:
	page.goto(get_url("/login"))
	page.fill("#login_email", user)
	page.fill("#login_password", PASSWORD)
	page.click(".btn-login")
	page.wait_for_url("**/app**")


class Desk:
	"""The desk as one officer sees it."""

	def __init__(
		self, browser, user: str, viewport: dict = DESKTOP, log_in=log_in_by_request, script: str = ""
	):
		"""`script` runs first in each page and frame."""
		context = browser.new_context(
			viewport=viewport,
			locale="zh-CN",
			timezone_id="Asia/Shanghai",
			# A dialog that is closed while it fades in stays open.
			reduced_motion="reduce",
		)
		if script:
			context.add_init_script(script)
		self.page: Page = context.new_page()
		self.page.set_default_timeout(TIMEOUT_MS)
		self.errors: list[str] = []
		self.page.on("pageerror", lambda error: self.errors.append(str(error)))
		self.failures: list[str] = []
		self.page.on("response", self._note_failure)
		self.page.on(
			"requestfailed", lambda request: self.failures.append(f"{request.failure} {request.url}")
		)
		log_in(self.page, user)
		self._wait_for_desk()
		self.wait_for_requests()  # Frappe's home page fails if the browser leaves it before it has loaded

	def open_list(self, doctype: str) -> None:
		self._set_route("List", doctype, "List")
		self.page.wait_for_selector(".frappe-list .list-row-container, .frappe-list .no-result:visible")
		self.wait_for_requests()

	def open_form(self, doctype: str, name: str) -> None:
		self._set_route("Form", doctype, name)
		self._wait_for_form(name)

	def open_route(self, *route: str, idle: int = IDLE_MS) -> None:
		"""Open a route, and wait until there was no request for `idle` milliseconds."""
		self._set_route(*route)
		self.wait_for_requests(idle)

	def rows(self) -> list[str]:
		"""The names of the documents in the open list."""
		return self.page.evaluate("() => cur_list.data.map((row) => row.name)")

	def wait_until(self, condition: str, arg=None, timeout: float = TIMEOUT_MS) -> None:
		"""Wait until a function of JavaScript returns a true value for `arg`.

		It is polled by time, because a browser on a busy machine may not draw animation frames.
		"""
		self.page.wait_for_function(condition, arg=arg, polling=POLLING_MS, timeout=timeout)

	def choose_link(self, field: str, name: str) -> None:
		"""Type a document's name into a link field of the open dialog, and select it among the suggestions."""
		box = self.page.locator(f".modal.show input[data-fieldname='{field}']")
		box.fill(name)
		self.page.click(f".modal.show .awesomplete ul:not([hidden]) > :has-text('{name}')")
		self.wait_for_requests()

	def fill(self, **values) -> None:
		"""Set values in the open form and save it."""
		self.page.evaluate("(values) => cur_frm.set_value(values).then(() => cur_frm.save())", values)
		self.wait_for_requests()

	def reload(self) -> None:
		self.page.evaluate("() => cur_frm.reload_doc()")
		self.wait_for_requests()

	def click_button(self, label: str) -> None:
		"""Click one of the form's own buttons."""
		self.page.click(f".page-head:visible .custom-actions button:has-text('{zh(label)}')")
		self.wait_for_requests()

	def apply_action(self, action: str) -> None:
		"""Apply an action of the document's workflow."""
		self.page.click(".page-head:visible .actions-btn-group button:visible")
		self.page.click(f".page-head:visible .actions-btn-group .dropdown-item:has-text('{zh(action)}')")
		self.wait_for_requests()

	def text(self) -> str:
		return self.page.inner_text("body")

	def take_screenshot(self, name: str) -> None:
		take_screenshot(self.page, name)

	def _note_failure(self, response) -> None:
		if response.status >= 400 and "/socket.io" not in response.url:
			self.failures.append(f"{response.status} {response.url}")

	def _wait_for_desk(self) -> None:
		"""Wait for the desk; if it does not load, reload it once and warn with what is shown instead.

		A page that a busy machine did not load must not fail a test, but is in the run's warnings.
		"""
		if self._loads():
			return
		warnings.warn(f"The desk did not load: {self._shown_instead()}", stacklevel=3)
		self.failures.clear()
		self.errors.clear()
		self.page.goto(get_url("/app"))
		assert self._loads(), f"The desk did not load: {self._shown_instead()}"

	def _loads(self) -> bool:
		try:
			self.page.wait_for_selector(NAVBAR)
		except PlaywrightTimeout:
			return False
		return True

	def _shown_instead(self) -> str:
		return "\n".join([self.page.url, *self.failures, *self.errors, _text_of(self.page)[:MAX_CHARACTERS]])

	def _set_route(self, *route: str) -> None:
		self.page.evaluate("(route) => frappe.set_route(route)", list(route))

	def _wait_for_form(self, name: str) -> None:
		self.wait_until("(name) => window.cur_frm?.doc?.name === name", name)
		self.wait_for_requests()

	def wait_for_requests(self, idle: int = IDLE_MS) -> None:
		"""Wait until there was no request for a while: an answer often leads to the next request."""
		self.page.evaluate("() => { window.last_request = performance.now(); }")
		self.wait_until(NO_REQUEST_FOR, idle)
