"""The token in the pages of the test site, see `fanpin_app.demo.page_token`."""

import requests
from frappe.utils import get_url

from fanpin_app.demo.page_token import send_token_of_page, token_of_page


def page_token(session: requests.Session, path: str = "/me") -> str | None:
	return token_of_page(session, get_url(path))


def send_page_token(session: requests.Session) -> None:
	send_token_of_page(session, get_url("/me"))
