"""Which accounts may make requests. Checked after authentication, whatever its method.

A session cookie, an API key, a bearer token and a login link all set `frappe.session.user`, so one check
covers them all. Older versions of Frappe accept the API key of a disabled user, and no version knows that an
officer's posting has ended.
"""

from hashlib import sha256

import frappe
from frappe import _
from frappe.auth import validate_ip_address
from frappe.translate import get_language
from frappe.utils import cint, today
from werkzeug.exceptions import abort
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from fanpin_app.permissions import postings
from fanpin_app.security.accounts import lockout, patches
from fanpin_app.security.gate import get_requests
from fanpin_app.security.gate.requested_endpoint import is_login, names_two_endpoints, requested_endpoint
from fanpin_app.security.roles import AUTOMATIC_ROLES, NOT_LOGGED_IN, is_system_manager

PROFILE = "/me"
UPDATE_PASSWORD = "frappe.core.doctype.user.user.update_password"
# A former officer may still use the own profile, change the password and log out.
ACCOUNT_METHODS = {
	"login",
	"logout",
	"web_logout",
	"frappe.auth.get_logged_user",
	UPDATE_PASSWORD,
	"frappe.core.doctype.user.user.test_password_strength",
	"frappe.translate.load_all_translations",
	"frappe.website.doctype.website_settings.website_settings.get_auto_account_deletion",
}
ACCOUNT_PAGES = {
	"/",
	"/index",
	"/login",
	"/me",
	"/update-password",
	"/update-profile",
	"/website_script.js",
}


def check_account() -> None:
	"""Refuse requests of disabled accounts, and requests of former officers for more than their profile.

	Raises AuthenticationError or PermissionError; a former officer who opens a desk page is redirected to the
	profile.
	"""
	_refuse_two_endpoints()
	get_requests.refuse_session_by_address()
	user = frappe.session.user
	if not is_system_manager(user):
		# Frappe's answer would contain the queries and their estimated row counts.
		frappe.form_dict.pop("debug", None)
	_refuse_keys_of_disabled_users()
	if user in NOT_LOGGED_IN:
		# Frappe 15.55.1 chooses the language before it knows the user, and so answers guests in English.
		frappe.local.lang = get_language()
		_refuse_failed_authorization()
		_refuse_links_of_disabled_users()
		return
	if frappe.get_request_header("Authorization"):
		_use_language_of(user)
		lockout.refuse_locked_key()
	if user == "Administrator":
		return
	if not postings.read_account(user):
		refuse_disabled(user)
	# Checked again because Frappe's check runs before the client's address is known (client_address.py).
	validate_ip_address(user)
	if not _is_account_request() and is_former_officer(user):
		_refuse_former_officer()


def _refuse_two_endpoints() -> None:
	if names_two_endpoints(frappe.request, frappe.form_dict):
		frappe.flags.disable_traceback = True
		frappe.throw(
			_("The address and “cmd” name different functions. Send the address alone."),
			frappe.PermissionError,
		)


def _use_language_of(user: str) -> None:
	"""Frappe 15 sets the language before it authenticates an API key, and so answers programs in English."""
	frappe.set_user_lang(user)
	frappe.local.lang = get_language()


def check_login(login_manager) -> None:
	"""Hook on every login by password, link or reset key: a locked or disabled account gets no session."""
	patches.install()
	request, form = frappe.request, frappe.form_dict
	# URLs are kept in logs, and a link would log in whoever opens it.
	if is_login(request, form) and (get_requests.can_be_a_link() or names_two_endpoints(request, form)):
		raise frappe.AuthenticationError
	if login_manager.user != "Administrator" and not postings.read_account(login_manager.user):
		raise frappe.AuthenticationError
	lockout.refuse_locked(login_manager.user, frappe.form_dict.get("usr"))


def end_refused_session(response: Response) -> None:
	"""Answer a disabled user's session like any other expired session, and delete it.

	Frappe 15.55.1 and later refuse it before any hook with a message that names the account, and the session
	would work again when the account is enabled.
	"""
	# Imported here because only web processes need it.
	from frappe.app import handle_exception

	user = frappe.session.user
	if (
		response.status_code != frappe.ValidationError.http_status_code
		or user in NOT_LOGGED_IN
		or postings.read_account(user)
	):
		return
	try:
		refuse_disabled(user)
	except frappe.AuthenticationError as refusal:
		frappe.clear_messages()
		frappe.local.response = frappe._dict({"docs": []})
		frappe.local.lang = get_language()
		answer = handle_exception(refusal)
		response.status_code = answer.status_code
		response.mimetype = answer.mimetype
		response.data = answer.get_data()


def check_job(**_job) -> None:
	"""Hook before a background job: refuse queued jobs of disabled users."""
	patches.install()
	if frappe.session.user not in (*NOT_LOGGED_IN, "Administrator") and not postings.read_account(
		frappe.session.user
	):
		frappe.throw(
			_("The account {0} is disabled; its queued job is not done.").format(frappe.session.user),
			frappe.PermissionError,
		)


def is_former_officer(user: str) -> bool:
	"""Whether all postings of the user have ended, and no role is left that was not given by one."""
	if postings.postings_in_force(user):
		return False
	begun = {"user": user, "from_date": ("<=", today())}
	if not frappe.db.exists("Officer Posting", begun):
		return False
	duties = frappe.get_all("Officer Posting", filters={"user": user, "gave_role": 1}, pluck="duty")
	given = {postings.ROLE_OF_DUTY[duty] for duty in duties}
	return not set(frappe.get_roles(user)) - AUTOMATIC_ROLES - given


def refuse_disabled(user: str) -> None:
	"""End the account's sessions and raise AuthenticationError."""
	delete_sessions(user)
	frappe.db.commit()
	frappe.set_user("Guest")
	frappe.local.flags.account_refused = True
	raise frappe.AuthenticationError


def delete_sessions(user: str) -> None:
	"""Delete the user's sessions within the transaction; Frappe's own function commits."""
	sessions = frappe.qb.DocType("Sessions")
	for sid in frappe.qb.from_(sessions).select(sessions.sid).where(sessions.user == user).run(pluck=True):
		frappe.cache.hdel("session", sid)
	frappe.db.delete("Sessions", {"user": user})


def end_sessions_of_former_officer(posting, method: str | None = None) -> None:
	"""Hook, when a posting changes: end the officer's sessions if it was the last posting."""
	if is_former_officer(posting.user):
		delete_sessions(posting.user)


def end_sessions_of_disabled_user(user, method: str | None = None) -> None:
	"""Hook, when a User changes: delete the sessions and bearer tokens of a disabled user."""
	if not cint(user.enabled):
		delete_sessions(user.name)
		frappe.db.delete("OAuth Bearer Token", {"user": user.name})


def _is_account_request() -> bool:
	endpoint = requested_endpoint(frappe.request, frappe.form_dict)
	return endpoint in ACCOUNT_METHODS or endpoint in ACCOUNT_PAGES


def _refuse_former_officer() -> None:
	frappe.local.flags.account_refused = True
	if frappe.request.path.startswith("/app"):
		abort(redirect(PROFILE))
	frappe.throw(
		_("Your posting has ended, so this account opens only its own profile. Ask your administrator."),
		frappe.PermissionError,
	)


def _refuse_failed_authorization() -> None:
	"""Refuse a request with an invalid key or token instead of treating it as a guest's."""
	if frappe.get_request_header("Authorization"):
		raise frappe.AuthenticationError


def _refuse_links_of_disabled_users() -> None:
	"""A signed link in a mail acts for the user named in it, without a login."""
	user = frappe.form_dict.get("user")
	if user and "_signature" in frappe.form_dict and not postings.read_account(user):
		raise frappe.AuthenticationError


def _refuse_keys_of_disabled_users() -> None:
	"""Frappe sets the new password, and may commit it, before it refuses the login."""
	key = frappe.form_dict.get("key")
	if not key or requested_endpoint(frappe.request, frappe.form_dict) != UPDATE_PASSWORD:
		return
	# Later Frappe 15 stores only the hash of a key.
	hashes = (str(key), sha256(str(key).encode()).hexdigest())
	if frappe.db.exists("User", {"reset_password_key": ("in", hashes), "enabled": 0}):
		raise frappe.AuthenticationError
