"""The public page where applicants see the status of their application, by receipt number and the phone's last digits."""

import frappe
from frappe import _
from frappe.utils import formatdate

from fanpin_app.discovery.applications import public_form, public_pages, request_limits
from fanpin_app.discovery.applications.decisions import ACCEPTED, ANSWERED, RECEIPT_DIGITS, RECEIVED

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	public_pages.prepare(context, _title)
	context.receipt = _digits(frappe.form_dict.get("receipt"))[:RECEIPT_DIGITS]
	context.found, context.error = None, None
	if frappe.request.method == "POST":
		_look_up(context)


def _title() -> str:
	return _("Status of Your Application")


def _look_up(context) -> None:
	# Only what is sent in the body counts: what is in an address is kept in logs.
	form = frappe.request.form
	try:
		progress = public_form.progress(form.get("receipt") or "", (form.get("last_digits") or "").strip())
	except request_limits.RequestLimitError:
		return public_pages.refuse_for_now(context)
	if progress is None:
		context.error = _(
			"The receipt number or the digits of the phone are not right. Compare them with your slip."
		)
	else:
		context.found = _in_words(progress)


def _in_words(progress: dict) -> dict:
	texts = {
		RECEIVED: _("Received, not yet decided"),
		ACCEPTED: _("Accepted: officers will visit and check"),
		ANSWERED: _("Answered"),
	}
	days = {
		field: formatdate(progress[field], "yyyy-MM-dd") if progress[field] else ""
		for field in ("received_on", "answer_due", "answered_on")
	}
	return {**progress, **days, "status_text": texts[progress["status"]]}


def _digits(text: str | None) -> str:
	return "".join(character for character in text or "" if character in "0123456789")
