"""Recommended settings of the platform that protect households' data, applied once, and deviations from them.

A recommendation is applied to a site only once, and only if nobody changed the setting before. Later changes
by administrators stay; the security page shows them as deviations.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.utils import cint

APPLIED_KEY = "fanpin_security_settings"
SYSTEM, SECURITY = "System Settings", "Account Security"


@dataclass(frozen=True)
class Recommendation:
	"""A setting: the initial value, which values are acceptable, and why (a source string of zh.csv)."""

	doctype: str
	fieldname: str
	value: str | int
	is_met: Callable[[str | int | None], bool]
	why: str

	@property
	def key(self) -> str:
		return f"{self.doctype}/{self.fieldname}"


def equal(value: int) -> Callable:
	return lambda current: cint(current) == value


def between(least: int, most: int) -> Callable:
	return lambda current: least <= cint(current) <= most


def hours_up_to(most: int) -> Callable:
	return lambda current: 0 < _minutes(current) <= most * 60


RECOMMENDATIONS = (
	Recommendation(
		SYSTEM,
		"allow_consecutive_login_attempts",
		5,
		between(1, 5),
		"Number of wrong passwords after which an account is locked for a while.",
	),
	Recommendation(
		SYSTEM,
		"allow_login_after_fail",
		600,
		between(300, 86400),
		"Seconds for which a locked account waits.",
	),
	Recommendation(SYSTEM, "enable_password_policy", 1, equal(1), "Weak passwords are refused."),
	Recommendation(
		SYSTEM,
		"minimum_password_score",
		"3",
		between(3, 4),
		"3 is a password that is not guessed by trying for months.",
	),
	Recommendation(
		SYSTEM,
		"session_expiry",
		"08:00",
		hours_up_to(12),
		"Whoever sends nothing for so long must log in again.",
	),
	Recommendation(
		SYSTEM,
		"deny_multiple_sessions",
		0,
		lambda current: True,
		"Officers work on a computer and a phone at once, so several sessions are allowed; either is fine.",
	),
	Recommendation(
		SYSTEM, "logout_on_password_reset", 1, equal(1), "A new password ends all sessions of the old one."
	),
	Recommendation(
		SYSTEM,
		"reset_password_link_expiry_duration",
		1200,
		between(1, 86400),
		"Seconds for which the link for a new password works.",
	),
	Recommendation(
		SYSTEM,
		"login_with_email_link",
		0,
		equal(0),
		"Whoever reads a mailbox would be logged in without a password.",
	),
	Recommendation(
		SYSTEM,
		"disable_user_pass_login",
		0,
		lambda current: True,
		"Off, unless all log in by a single sign-on.",
	),
	Recommendation(
		SYSTEM,
		"allow_error_traceback",
		0,
		equal(0),
		"Errors show where they happened in the code, and values of it.",
	),
	Recommendation(
		SYSTEM,
		"allow_guests_to_upload_files",
		0,
		equal(0),
		"Strangers would leave files of their own on the server.",
	),
	Recommendation(
		SYSTEM,
		"allow_older_web_view_links",
		0,
		equal(0),
		"Old links open documents without a login, for ever.",
	),
	Recommendation(
		SYSTEM,
		"attach_view_link",
		0,
		equal(0),
		"Mails would carry links that open a document without a login.",
	),
	Recommendation(
		SYSTEM,
		"strip_exif_metadata_from_uploaded_images",
		1,
		equal(1),
		"Photos contain where and when they were taken.",
	),
	Recommendation(
		SYSTEM, "disable_standard_email_footer", 1, equal(1), "Mails need not say which software sends them."
	),
	Recommendation(
		SYSTEM,
		"hide_footer_in_auto_email_reports",
		1,
		equal(1),
		"Mails need not say which software sends them.",
	),
	Recommendation(
		SYSTEM, "enable_telemetry", 0, equal(0), "How the desk is used would be reported to its makers."
	),
	Recommendation(
		SYSTEM,
		"max_auto_email_report_per_user",
		20,
		between(1, 20),
		"Reports by mail leave the system; keep them few.",
	),
	Recommendation(
		"Website Settings", "disable_signup", 1, equal(1), "Strangers would make themselves accounts."
	),
	Recommendation(
		SECURITY,
		"attempts_per_address",
		30,
		between(1, 100),
		"Number of wrong passwords after which a network address is locked.",
	),
	Recommendation(
		SECURITY, "idle_minutes", 30, between(1, 60), "On shared computers, who walked away is logged out."
	),
)


def apply_recommendations() -> int:
	"""Apply the recommendations that were never applied on this site and that nobody changed; returns their
	number."""
	applied = set(json.loads(frappe.db.get_default(APPLIED_KEY) or "[]"))
	fresh = [each for each in RECOMMENDATIONS if each.key not in applied and _exists(each)]
	if not fresh:
		return 0
	changed = [each for each in fresh if not each.is_met(current(each)) and not _was_changed(each)]
	for doctype in {each.doctype for each in changed}:
		doc = frappe.get_doc(doctype)
		doc.update({each.fieldname: each.value for each in changed if each.doctype == doctype})
		doc.flags.ignore_mandatory = True
		doc.save(ignore_permissions=True, ignore_version=True)
	frappe.db.set_default(APPLIED_KEY, json.dumps(sorted(applied | {each.key for each in fresh})))
	return len(changed)


def deviations() -> list[tuple[Recommendation, str | int | None]]:
	"""The recommendations that the site does not meet, each with the current value."""
	return [
		(each, value) for each in RECOMMENDATIONS if _exists(each) and not each.is_met(value := current(each))
	]


def current(setting: Recommendation) -> str | int | None:
	return frappe.get_doc(setting.doctype).get(setting.fieldname)


def label(setting: Recommendation) -> str:
	return _(frappe.get_meta(setting.doctype).get_label(setting.fieldname))


def _exists(setting: Recommendation) -> bool:
	"""Whether this version of Frappe has the setting."""
	return frappe.get_meta(setting.doctype).has_field(setting.fieldname)


def _was_changed(setting: Recommendation) -> bool:
	"""Whether somebody changed the setting: Frappe records changes of these DocTypes as Versions."""
	versions = frappe.get_all(
		"Version", filters={"ref_doctype": setting.doctype, "docname": setting.doctype}, pluck="data"
	)
	return any(
		change[0] == setting.fieldname
		for version in versions
		for change in json.loads(version or "{}").get("changed") or []
	)


def _minutes(duration: str | int | None) -> int:
	hours, _colon, minutes = str(duration or "").partition(":")
	return cint(hours) * 60 + cint(minutes)
