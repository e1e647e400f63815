"""What anonymous visitors may do: apply for help, and look up the progress of an application.

Nothing here reads the register of households, so no answer can reveal who is in it.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from string import digits as DIGITS
from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.discovery.applications import attachments, request_limits
from fanpin_app.discovery.applications.decisions import APPLICATION, RECEIPT_DIGITS, WEB, new_receipt_number

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.service_application.service_application import ServiceApplication

FORM_FIELDS = ("applicant_name", "id_number", "phone", "region", "address", "request")
REQUIRED_FIELDS = ("applicant_name", "id_number", "phone", "region", "request")
SHOWN = ("status", "received_on", "answer_due", "answered_on", "answer")
LAST_DIGITS = 4
FOUR_DIGITS = re.compile("[0-9]{4}")
NO_PHONE = "none"


@dataclass
class Application:
	"""A submitted form: its values, codes of risks, contents of files, and the fields that people do not fill in."""

	values: dict[str, str]
	risks: list[str] = field(default_factory=list)
	files: list[bytes] = field(default_factory=list)
	consent: bool = False
	submission: str = ""
	honeypot: str = ""


def villages() -> list[frappe._dict]:
	"""The villages in use: name, region_name, town, town_name and district_name, ordered by code."""
	village, town, district = (
		frappe.qb.DocType("Administrative Region").as_(alias) for alias in ("village", "town", "district")
	)
	return (
		frappe.qb.from_(village)
		.join(town)
		.on(town.name == village.parent_administrative_region)
		.left_join(district)
		.on(district.name == town.parent_administrative_region)
		.where((village.level == "Village") & (village.disabled == 0) & (town.disabled == 0))
		.select(
			village.name,
			village.region_name,
			town.name.as_("town"),
			town.region_name.as_("town_name"),
			district.region_name.as_("district_name"),
		)
		.orderby(village.name)
		.run(as_dict=True)
	)


def risks() -> list[frappe._dict]:
	"""The risks that applicants may choose: name, risk_name and description."""
	return frappe.get_all(
		"Risk Type",
		filters={"offered_to_applicants": 1},
		fields=["name", "risk_name", "description"],
		order_by="name",
	)


def receive(application: Application) -> str:
	"""Store an application and return its receipt number; a form that is sent twice is stored once.

	Raises `frappe.ValidationError` with a sentence for the applicant, `RequestLimitError` where the limit is reached.
	"""
	if not frappe.get_cached_doc("Service Window").open_to_public:
		frappe.throw(_("Applications are not taken here at present. Please go to a service window."))
	if application.honeypot:
		return new_receipt_number()
	if application.submission and (known := _receipt_of(application.submission)):
		return known
	_check(application)
	request_limits.count_application()
	doc = _as_document(application)
	doc.flags.from_public_page = True
	try:
		doc.insert(ignore_permissions=True)
	except frappe.UniqueValidationError:
		# The same form was submitted twice at the same time, as by a double tap on a slow connection.
		frappe.db.rollback()
		if not (known := _receipt_of(application.submission)):
			raise
		return known
	for position, content in enumerate(application.files, start=1):
		_attach(doc, position, content)
	return doc.name


def progress(receipt: str, last_digits: str) -> dict | None:
	"""The application's progress (fields SHOWN), for anyone who knows its receipt and the last four digits of its phone.

	None where either is wrong, without saying which; both cases read the table once, so that timing reveals nothing.
	Raises `RequestLimitError`.
	"""
	receipt = "".join(character for character in receipt if character in DIGITS)[:RECEIPT_DIGITS]
	request_limits.count_look_up(receipt)
	stored = frappe.db.get_value(APPLICATION, receipt, ("phone", *SHOWN), as_dict=True) or frappe._dict()
	known = (stored.pop("phone", None) or NO_PHONE)[-LAST_DIGITS:]
	given = last_digits if FOUR_DIGITS.fullmatch(last_digits) else ""
	return stored if hmac.compare_digest(known.encode(), given.encode()) else None


def _receipt_of(submission: str) -> str | None:
	return frappe.db.get_value(APPLICATION, {"submission": submission})


def _check(application: Application) -> None:
	meta = frappe.get_meta(APPLICATION)
	for fieldname in REQUIRED_FIELDS:
		if not application.values.get(fieldname):
			frappe.throw(_("Please fill in: {0}").format(_(meta.get_label(fieldname))))
	if not application.consent:
		frappe.throw(_("Please agree to the use of what you enter, or go to a service window."))
	if application.values["region"] not in {village.name for village in villages()}:
		frappe.throw(_("Choose the village that the applicant lives in."))
	most = frappe.get_cached_doc("Service Window").files_per_application
	if len(application.files) > most:
		frappe.throw(_("At most {0} files go with an application.").format(most))
	for content in application.files:
		attachments.check_content(content)


def _as_document(application: Application) -> ServiceApplication:
	offered = {risk.name for risk in risks()}
	doc = frappe.get_doc(
		{
			"doctype": APPLICATION,
			"source": WEB,
			"submission": application.submission or None,
			"risks": [{"risk": risk} for risk in sorted(offered & set(application.risks))],
		}
	)
	doc.update({fieldname: application.values.get(fieldname) for fieldname in FORM_FIELDS})
	return doc


def _attach(doc: ServiceApplication, position: int, content: bytes) -> None:
	ending, stored = attachments.sanitised(content)
	frappe.get_doc(
		doctype="File",
		file_name=f"{doc.name}-{position}.{ending}",
		content=stored,
		is_private=1,
		attached_to_doctype=APPLICATION,
		attached_to_name=doc.name,
	).insert(ignore_permissions=True)
