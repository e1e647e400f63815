"""The token that pages of a session contain and that its writing requests must have."""

import re

import requests

TOKEN_HEADER = "X-Frappe-CSRF-Token"
TIMEOUT_SECONDS = 60
TOKEN_IN_PAGE = re.compile(r'csrf_token = "(\w+)"')


def token_of_page(session: requests.Session, url: str) -> str | None:
	"""The token in the page that a logged-in session gets at `url`."""
	found = TOKEN_IN_PAGE.search(session.get(url, timeout=TIMEOUT_SECONDS).text)
	return found[1] if found and found[1] != "None" else None


def send_token_of_page(session: requests.Session, url: str) -> None:
	"""Send the token of the page at `url` with every further request of the session, like the desk does."""
	session.headers[TOKEN_HEADER] = token_of_page(session, url) or ""
