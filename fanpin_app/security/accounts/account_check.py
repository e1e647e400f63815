"""Which accounts may make requests: asked after authentication, whatever the request was authenticated by.

A session cookie, an API key, a bearer token and a login link all end in `frappe.session.user`,
so one check there covers them. Older versions of Frappe let the API key of a disabled user in, and none of them knows
that an officer's posting has ended.
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
from fanpin_app.security.gate.requested_endpoint import requested_endpoint
from fanpin_app.security.roles import AUTOMATIC_ROLES, NOBODY, is_system_manager

PROFILE = "/me"
UPDATE_PASSWORD = "frappe.core.doctype.user.user.update_password"
# What a former officer may still use: the own profile, the password, and logging out.
METHODS_OF_THE_ACCOUNT = {
	"login",
	"logout",
	"web_logout",
	"frappe.auth.get_logged_user",
	UPDATE_PASSWORD,
	"frappe.core.doctype.user.user.test_password_strength",
	"frappe.translate.load_all_translations",
	"frappe.website.doctype.website_settings.website_settings.get_auto_account_deletion",
}
PAGES_OF_THE_ACCOUNT = {
	"/",
	"/index",
	"/login",
	"/me",
	"/update-password",
	"/update-profile",
	"/website_script.js",
}


def check_account() -> None:
	"""Refuse the request when its account is disabled, or is a former officer's and asks for more than its profile.

	Raises AuthenticationError or PermissionError; a former officer who opens a page is sent to the profile.
	"""
	get_requests.refuse_session_by_address()
	user = frappe.session.user
	if not is_system_manager(user):
		# Frappe would answer with its queries, and how many rows the database expects of them.
		frappe.form_dict.pop("debug", None)
	_refuse_keys_of_disabled_users()
	if user in NOBODY:
		_refuse_failed_authorization()
		_refuse_links_of_disabled_users()
		return
	if frappe.get_request_header("Authorization"):
		_answer_in_language_of(user)
		lockout.refuse_locked_key()
	if user == "Administrator":
		return
	if not is_enabled(user):
		refuse_disabled(user)
	# Asked again, for Frappe asked it before the client's address was known (client_address.py).
	validate_ip_address(user)
	if not _belongs_to_the_account() and is_former_officer(user):
		_refuse_former_officer()


def _answer_in_language_of(user: str) -> None:
	"""Frappe 15 chooses the language before it knows whose key a request brings, and answers programs in English."""
	frappe.set_user_lang(user)
	frappe.local.lang = get_language()


def check_login(login_manager) -> None:
	"""Hook on every login, by password, link or reset key: a locked or disabled account does not get a session."""
	patches.install()
	if get_requests.can_be_a_link() and requested_endpoint(frappe.request, frappe.form_dict) == "login":
		raise frappe.AuthenticationError  # Addresses are kept in logs, and a link would log its reader in.
	if login_manager.user != "Administrator" and not is_enabled(login_manager.user):
		raise frappe.AuthenticationError
	lockout.refuse_locked(login_manager.user, frappe.form_dict.get("usr"))


def end_refused_session(response: Response) -> None:
	"""Answer a disabled user's session like any other that is over, and end it.

	Frappe 15.55.1 and later refuse it before any hook, in words that name the account, and let it go on when the
	account is enabled again.
	"""
	# Web processes have it loaded; workers do without.
	from frappe.app import handle_exception

	user = frappe.session.user
	if response.status_code != frappe.ValidationError.http_status_code or user in NOBODY or is_enabled(user):
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
	"""Hook before a background job: what a disabled user has queued is not done any more."""
	patches.install()
	if frappe.session.user not in (*NOBODY, "Administrator") and not is_enabled(frappe.session.user):
		frappe.throw(
			_("The account {0} is disabled; its queued job is not done.").format(frappe.session.user),
			frappe.PermissionError,
		)


def is_enabled(user: str) -> bool:
	# From the database: a cached answer would outlive an update that bypasses the document. Each request asks.
	return bool(frappe.db.sql("select 1 from `tabUser` where name = %s and enabled = 1", user))


def is_former_officer(user: str) -> bool:
	"""Whether no posting of the user's counts any more, and no role is left that serves another work."""
	if postings.postings_in_force(user):
		return False
	begun = {"user": user, "from_date": ("<=", today())}
	if not frappe.db.exists("Officer Posting", begun):
		return False
	return not set(frappe.get_roles(user)) - AUTOMATIC_ROLES - set(postings.ROLE_OF_DUTY.values())


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


def follow_posting(posting, method: str | None = None) -> None:
	"""When an officer's last posting has ended, so have the sessions."""
	if is_former_officer(posting.user):
		delete_sessions(posting.user)


def follow_user(user, method: str | None = None) -> None:
	"""A disabled user has no sessions and no bearer tokens."""
	if not cint(user.enabled):
		delete_sessions(user.name)
		frappe.db.delete("OAuth Bearer Token", {"user": user.name})


def _belongs_to_the_account() -> bool:
	endpoint = requested_endpoint(frappe.request, frappe.form_dict)
	return endpoint in METHODS_OF_THE_ACCOUNT | PAGES_OF_THE_ACCOUNT


def _refuse_former_officer() -> None:
	frappe.local.flags.account_refused = True
	if frappe.request.path.startswith("/app"):
		abort(redirect(PROFILE))
	frappe.throw(
		_("Your posting has ended, so this account opens only its own profile. Ask your administrator."),
		frappe.PermissionError,
	)


def _refuse_failed_authorization() -> None:
	"""Whoever shows a key or a token that is not valid is not answered as a guest."""
	if frappe.get_request_header("Authorization"):
		raise frappe.AuthenticationError


def _refuse_links_of_disabled_users() -> None:
	"""A signed link of a mail acts for the user that it names, without a login."""
	user = frappe.form_dict.get("user")
	if user and "_signature" in frappe.form_dict and not is_enabled(user):
		raise frappe.AuthenticationError


def _refuse_keys_of_disabled_users() -> None:
	"""Frappe sets the new password before it refuses the login, and may have committed it by then."""
	key = frappe.form_dict.get("key")
	if not key or requested_endpoint(frappe.request, frappe.form_dict) != UPDATE_PASSWORD:
		return
	# Later Frappe 15 keeps a key's hash only.
	kept = (str(key), sha256(str(key).encode()).hexdigest())
	if frappe.db.exists("User", {"reset_password_key": ("in", kept), "enabled": 0}):
		raise frappe.AuthenticationError
