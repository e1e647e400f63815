"""Lockout after wrong passwords, API secrets and reset keys, counted by account, key and network address.

Frappe only locks existing accounts, and reports it, so accounts can be discovered. Here every user name is
locked in the same way, and a failed login has the same answer whether the account is unknown or disabled or
the password is wrong. The limits are in System Settings (attempts, seconds) and Account Security (attempts
from one address).
"""

import json
from typing import Any

import frappe
from frappe import _
from frappe.translate import get_language
from frappe.utils import ceil, cint
from werkzeug.wrappers import Request, Response

from fanpin_app.database.collation import spelling
from fanpin_app.security.gate.requested_endpoint import is_login, requested_endpoint
from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.roles import NOT_LOGGED_IN

ACCOUNT, ADDRESS, KEY = "account", "address", "key"
# Frappe answers 500 for a locked account.
FAILED_LOGIN = (401, 403, 417, 500)
# Functions that accept a secret key → status codes of the answer to a wrong one.
GUESSABLE = {
	"frappe.core.doctype.user.user.update_password": (410,),
	"frappe.www.login.login_via_key": (403,),
}


def refuse_locked(*accounts: str | None) -> None:
	"""Raise AuthenticationError after too many wrong passwords for one of the accounts or from the client's
	address."""
	if _is_locked_out(*accounts):
		raise frappe.AuthenticationError


def refuse_locked_key() -> None:
	"""Raise AuthenticationError after too many wrong secrets for the API key or from the client's address."""
	if _is_locked(ADDRESS, frappe.local.request_ip) or _is_locked(KEY, _api_key()):
		raise frappe.AuthenticationError


@guards("frappe.utils.password.check_password")
def check_password(call: Call) -> Any:
	"""Count wrong passwords in an open session, wherever Frappe asks for one.

	Raises AuthenticationError after too many, even for the right password.
	"""
	if frappe.session.user in NOT_LOGGED_IN or not getattr(frappe.local, "request", None):
		return call.proceed()
	user = call["user"]
	if _is_locked_out(user):
		frappe.throw(_locked_message(), frappe.AuthenticationError)
	try:
		return call.proceed()
	except frappe.AuthenticationError:
		_count_failure(ACCOUNT, user)
		raise


def handle_response(response: Response, request: Request) -> None:
	"""Count a wrong password, secret or key, and give every failed login the same answer."""
	endpoint = requested_endpoint(request, frappe.form_dict)
	if is_login(request, frappe.form_dict):
		_handle_login(response)
	elif request.headers.get("Authorization"):
		_handle_authorization(response)
	elif response.status_code in GUESSABLE.get(endpoint or "", ()):
		_count(ADDRESS, frappe.local.request_ip)


def _handle_login(response: Response) -> None:
	account = frappe.form_dict.get("usr")
	if response.status_code in FAILED_LOGIN:
		_count_failure(ACCOUNT, account)
		_replace_answer(response, _is_locked_out(account))
	elif response.status_code == 200 and frappe.session.user not in NOT_LOGGED_IN:
		_reset_count(ACCOUNT, account)


def _handle_authorization(response: Response) -> None:
	if response.status_code in FAILED_LOGIN and frappe.session.user in NOT_LOGGED_IN:
		_count_failure(KEY, _api_key())


def _replace_answer(response: Response, locked: bool) -> None:
	# Frappe sets the language only after a successful login.
	frappe.local.lang = get_language()
	sentence = _locked_message() if locked else _("Invalid Login. Try again.")
	response.status_code = frappe.AuthenticationError.http_status_code
	response.mimetype = "application/json"
	response.data = json.dumps(
		{
			"message": sentence,
			"exc_type": "AuthenticationError",
			"_server_messages": json.dumps([json.dumps({"message": sentence, "indicator": "red"})]),
		}
	)


def _locked_message() -> str:
	return _("Too many wrong passwords. Try again in {0} minutes, or ask your administrator.").format(
		ceil(_seconds() / 60)
	)


def _api_key() -> str | None:
	"""The API key of the request without its secret; None for a bearer token, which is entirely secret."""
	kind, _space, token = (frappe.get_request_header("Authorization") or "").partition(" ")
	return token.partition(":")[0] if kind.lower() == "token" else None


def _count_failure(kind: str, value: str | None) -> None:
	_count(kind, value)
	_count(ADDRESS, frappe.local.request_ip)


def _is_locked_out(*accounts: str | None) -> bool:
	return _is_locked(ADDRESS, frappe.local.request_ip) or any(_is_locked(ACCOUNT, each) for each in accounts)


def _count(kind: str, value: str | None) -> None:
	if value and _allowed(kind):
		frappe.cache.set(_key(kind, value), 0, ex=_seconds(), nx=True)
		frappe.cache.incr(_key(kind, value))


def _is_locked(kind: str, value: str | None) -> bool:
	allowed = _allowed(kind)
	return bool(value and allowed and cint(frappe.cache.get(_key(kind, value))) >= allowed)


def _reset_count(kind: str, value: str | None) -> None:
	if value:
		frappe.cache.delete(_key(kind, value))


def _key(kind: str, value: str) -> str:
	return frappe.cache.make_key(f"fanpin_wrong_secrets:{kind}:{spelling(str(value))[:140]}")


def _allowed(kind: str) -> int:
	"""The number of allowed attempts; 0 for no limit."""
	if kind == ADDRESS:
		return cint(frappe.get_cached_doc("Account Security").attempts_per_address)
	return cint(frappe.get_system_settings("allow_consecutive_login_attempts"))


def _seconds() -> int:
	return cint(frappe.get_system_settings("allow_login_after_fail")) or 60
