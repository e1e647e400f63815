"""What is done with every web request before Frappe dispatches it; the order matters.

One hook for each moment, because Frappe binds the arguments of each hook for every request.
"""

from fanpin_app.security import replacements
from fanpin_app.security.accounts import account_check
from fanpin_app.security.gate import page_token, programs, request_gate
from fanpin_app.security.queries import patches


def prepare() -> None:
	"""Hook before the request is authenticated."""
	replacements.install()
	programs.accept_keys_of_users_only()


def check() -> None:
	"""Hook after a session, API key or token has set the user. Raises what the checks raise."""
	account_check.check_account()
	page_token.check_token()
	request_gate.check_request()
	patches.refuse_conditions_as_names()
