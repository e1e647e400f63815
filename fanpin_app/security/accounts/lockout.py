"""How often passwords, API secrets and reset keys may be guessed: counted by account, key and network address.

Frappe locks only accounts that exist, and says so. Here every name that is tried is locked alike, and a failed login is
answered in the same words whether the account is unknown, disabled or the password wrong. The numbers are those of
System Settings (attempts, seconds) and Account Security (attempts from one address).
"""

import json
from typing import Any

import frappe
from frappe import _
from frappe.translate import get_language
from frappe.utils import ceil, cint
from werkzeug.wrappers import Request, Response

from fanpin_app.security.gate.requested_endpoint import requested_endpoint
from fanpin_app.security.queries.function_guards import Call, guards
from fanpin_app.security.roles import NOBODY

ACCOUNT, ADDRESS, KEY = "account", "address", "key"
# 500 is how Frappe answers for an account that it has locked.
FAILED_LOGIN = (401, 403, 417, 500)
# Where keys can be guessed, and what a wrong one is answered with.
GUESSED = {
	"frappe.core.doctype.user.user.update_password": (410,),
	"frappe.www.login.login_via_key": (403,),
}


def refuse_locked(*accounts: str | None) -> None:
	"""Raise AuthenticationError when too many wrong passwords were given for the account or from the address."""
	if _is_locked_out(*accounts):
		raise frappe.AuthenticationError


def refuse_locked_key() -> None:
	"""Raise AuthenticationError when too many wrong secrets were sent for the API key or from the address."""
	if _is_locked(ADDRESS, frappe.local.request_ip) or _is_locked(KEY, _api_key()):
		raise frappe.AuthenticationError


@guards("frappe.utils.password.check_password")
def check_password(call: Call) -> Any:
	"""Count the wrong passwords that are tried in an open session, wherever Frappe asks for one.

	Raise AuthenticationError where there were too many, also for the right one.
	"""
	if frappe.session.user in NOBODY or not getattr(frappe.local, "request", None):
		return call.proceed()
	user = call["user"]
	if _is_locked_out(user):
		frappe.throw(_locked(), frappe.AuthenticationError)
	try:
		return call.proceed()
	except frappe.AuthenticationError:
		_count_failure(ACCOUNT, user)
		raise


def follow_response(response: Response, request: Request) -> None:
	"""Count a wrong password, secret or key, and answer every failed login alike."""
	endpoint = requested_endpoint(request, frappe.form_dict)
	if endpoint == "login":
		_follow_login(response)
	elif request.headers.get("Authorization"):
		_follow_authorization(response)
	elif response.status_code in GUESSED.get(endpoint, ()):
		_count(ADDRESS, frappe.local.request_ip)


def _follow_login(response: Response) -> None:
	account = frappe.form_dict.get("usr")
	if response.status_code in FAILED_LOGIN:
		_count_failure(ACCOUNT, account)
		_answer_alike(response, _is_locked_out(account))
	elif response.status_code == 200 and frappe.session.user not in NOBODY:
		_forget(ACCOUNT, account)


def _follow_authorization(response: Response) -> None:
	if response.status_code in FAILED_LOGIN and frappe.session.user in NOBODY:
		_count_failure(KEY, _api_key())


def _answer_alike(response: Response, locked: bool) -> None:
	# Frappe sets the language of a request after the login, so one that fails has none.
	frappe.local.lang = get_language()
	sentence = _locked() if locked else _("Invalid Login. Try again.")
	response.status_code = frappe.AuthenticationError.http_status_code
	response.mimetype = "application/json"
	response.data = json.dumps(
		{
			"message": sentence,
			"exc_type": "AuthenticationError",
			"_server_messages": json.dumps([json.dumps({"message": sentence, "indicator": "red"})]),
		}
	)


def _locked() -> str:
	return _("Too many wrong passwords. Try again in {0} minutes, or ask your administrator.").format(
		ceil(_seconds() / 60)
	)


def _api_key() -> str | None:
	"""The key, without its secret, that the request shows; a bearer token is a secret as a whole."""
	kind, _space, token = (frappe.get_request_header("Authorization") or "").partition(" ")
	return token.partition(":")[0] if kind.lower() == "token" else None


def _count_failure(what: str, who: str | None) -> None:
	_count(what, who)
	_count(ADDRESS, frappe.local.request_ip)


def _is_locked_out(*accounts: str | None) -> bool:
	return _is_locked(ADDRESS, frappe.local.request_ip) or any(_is_locked(ACCOUNT, each) for each in accounts)


def _count(what: str, who: str | None) -> None:
	if who and _allowed(what):
		frappe.cache.set(_key(what, who), 0, ex=_seconds(), nx=True)
		frappe.cache.incr(_key(what, who))


def _is_locked(what: str, who: str | None) -> bool:
	allowed = _allowed(what)
	return bool(who and allowed and cint(frappe.cache.get(_key(what, who))) >= allowed)


def _forget(what: str, who: str | None) -> None:
	if who:
		frappe.cache.delete(_key(what, who))


def _key(what: str, who: str) -> str:
	return frappe.cache.make_key(f"fanpin_wrong_secrets:{what}:{str(who).strip().lower()[:140]}")


def _allowed(what: str) -> int:
	"""The attempts that are allowed; 0 for as many as one likes."""
	if what == ADDRESS:
		return cint(frappe.get_cached_doc("Account Security").attempts_per_address)
	return cint(frappe.get_system_settings("allow_consecutive_login_attempts"))


def _seconds() -> int:
	return cint(frappe.get_system_settings("allow_login_after_fail")) or 60
