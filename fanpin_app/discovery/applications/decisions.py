"""Applications of people who ask for help themselves: at a window, by the hotline, on the public page.

An application's name is its receipt number. A person decides whether it becomes an alert of a household or is answered
with a reason. Early warning listens for accepted ones.
"""

import secrets
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import add_days, today

from fanpin_app.discovery.applications import phones
from fanpin_app.permissions.scope import prefix_of
from fanpin_app.privacy.masks import mask_phone
from fanpin_app.registry.households import id_numbers, members

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.service_application.service_application import ServiceApplication

APPLICATION = "Service Application"
RECEIVED, ACCEPTED, ANSWERED = "Received", "Accepted", "Answered"
WEB = "Web"
RECEIPT_DIGITS = 12
MAX_REQUEST_LENGTH = 1000
DECISION_FIELDS = (
	"applicant_name",
	"region",
	"address",
	"id_number",
	"phone",
	"request",
	"household",
)


def new_receipt_number() -> str:
	"""A random number that reveals nothing and cannot be guessed; digits, so that it can be read out on the phone."""
	first = 10 ** (RECEIPT_DIGITS - 1)
	return str(first + secrets.randbelow(9 * first))


def grouped(receipt: str) -> str:
	"""The number in groups of four digits, as it is read aloud."""
	return " ".join(receipt[start : start + 4] for start in range(0, len(receipt), 4))


def accept(application: str) -> None:
	"""Accept the application: each of its risks becomes an alert of its household.

	Raises `frappe.PermissionError` outside the user's regions, `frappe.ValidationError` where the household, a risk
	or a level is missing, or the application was already decided.
	"""
	doc = _to_decide(application)
	if not doc.household:
		frappe.throw(_("Choose the household of the applicant first."))
	if not doc.risks or not all(row.level for row in doc.risks):
		frappe.throw(_("Name at least one risk, and say how severe each is."))
	_decide(doc, ACCEPTED)


def answer(application: str, reason: str) -> None:
	"""Answer the application without accepting it; the applicant reads the reason. Raises as `accept` does."""
	doc = _to_decide(application)
	if not reason.strip():
		frappe.throw(_("Say why: the applicant reads the reason."))
	doc.answer = reason.strip()
	_decide(doc, ANSWERED)


def complete(application: "ServiceApplication") -> None:
	"""Fill in what nobody types: days, masked values, and the village of the linked household."""
	if application.is_new():
		window = frappe.get_cached_doc("Service Window")
		application.update(
			{
				"status": RECEIVED,
				"received_on": today(),
				"answer_due": add_days(today(), window.answer_within_days),
			}
		)
	application.id_number = id_numbers.normalize(application.id_number or "")
	application.id_number_masked = members.masked_id_number(application.id_number)
	application.phone = phones.normalise(application.phone or "")
	application.phone_masked = mask_phone(application.phone)
	if application.household:
		application.region = frappe.db.get_value("Household", application.household, "region")


def check(application: "ServiceApplication") -> None:
	"""Refuse an invalid ID number, phone or village, and changes to what was decided on."""
	if application.id_number and not id_numbers.is_valid(application.id_number):
		frappe.throw(_("The ID number is not valid. Compare it with the ID card."))
	if application.phone and not phones.is_plausible(application.phone):
		frappe.throw(
			_("The phone number is not valid. Give a mobile number, or a number with its area code.")
		)
	if len(application.request or "") > MAX_REQUEST_LENGTH:
		frappe.throw(_("Say it in at most {0} characters.").format(MAX_REQUEST_LENGTH))
	if not application.household and application.has_value_changed("region"):
		_check_village(application.region)
	if application.is_new():
		if application.source == WEB and not application.flags.from_public_page:
			frappe.throw(_("Only the public page makes applications of the source Web."))
	elif not application.flags.by_system:
		_refuse_changed_decision(application)
	if application.household and application.has_value_changed("household"):
		frappe.get_doc("Household", application.household).check_permission("read")


def _to_decide(application: str) -> "ServiceApplication":
	doc = frappe.get_doc(APPLICATION, application, for_update=True)
	doc.check_permission("write")
	if doc.status != RECEIVED:
		frappe.throw(_("This application is decided already."))
	return doc


def _decide(application: "ServiceApplication", status: str) -> None:
	application.update({"status": status, "answered_on": today(), "answered_by": frappe.session.user})
	application.flags.by_system = True
	application.flags.ignore_permissions = True
	application.save()


def _check_village(region: str) -> None:
	levels = ("Village", "Grid")
	if not frappe.db.exists(
		"Administrative Region", {"name": region, "level": ("in", levels), "disabled": 0}
	):
		frappe.throw(_("Choose the village that the applicant lives in."))


def _refuse_changed_decision(application: "ServiceApplication") -> None:
	before = application.get_doc_before_save()
	if not before or before.status == RECEIVED:
		return
	changed = any((application.get(field) or "") != (before.get(field) or "") for field in DECISION_FIELDS)
	if changed or _risks(application) != _risks(before):
		frappe.throw(_("The application is decided: it stays as it was. Write a comment to add to it."))


def _risks(application: "ServiceApplication") -> list[tuple]:
	return [(row.risk, row.level) for row in application.risks]


def village_prefix(region: str) -> str:
	"""The significant digits of the village to which a village or a grid belongs."""
	return prefix_of(region)[:12]
