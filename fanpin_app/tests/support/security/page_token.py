"""The token that pages of a session contain and that its writing requests must have."""

import re

import requests
from frappe.utils import get_url

TOKEN_HEADER = "X-Frappe-CSRF-Token"
_IN_PAGE = re.compile(r'csrf_token = "(\w+)"')


def page_token(session: requests.Session, path: str = "/me") -> str | None:
	"""The token in a page of a logged-in session, like a browser finds it."""
	found = _IN_PAGE.search(session.get(get_url(path), timeout=60).text)
	return found[1] if found and found[1] != "None" else None


def send_page_token(session: requests.Session) -> None:
	"""Send the token with every request of the session, like the desk does."""
	session.headers[TOKEN_HEADER] = page_token(session)
