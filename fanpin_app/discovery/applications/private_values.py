"""The only way to read an applicant's private values: to call back, or to compare with the ID card. Each reading is
logged, and so is each search of the register for the number."""

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.discovery.applications.decisions import APPLICATION

if TYPE_CHECKING:
	from fanpin_app.discovery.doctype.service_application.service_application import ServiceApplication

LOOK_UP = "Household by ID Number"
FIELD_OF = {"ID Number": "id_number", "Phone": "phone"}


def read_in_full(application: str, what: str, purpose: str, remarks: str | None = None) -> str | None:
	"""The full ID number or phone (`what`) of the applicant, once; None where none is recorded.

	`purpose` is an option of Application Reading; "Other" needs `remarks`. Raises `frappe.PermissionError` where the
	user may not decide on the application.
	"""
	doc = frappe.get_doc(APPLICATION, application)
	doc.check_permission("write")
	if what not in FIELD_OF:
		frappe.throw(_("Choose what is asked for: the ID number or the phone."))
	_log(doc, what, purpose, remarks)
	return doc.get(FIELD_OF[what])


def log_look_up(application: "ServiceApplication") -> None:
	"""Log that the register is searched for the applicant's ID number, with the masked number."""
	_log(application, LOOK_UP, "Apply for Help", application.id_number_masked)


def _log(application: "ServiceApplication", what: str, purpose: str, remarks: str | None) -> None:
	reading = frappe.get_doc(
		doctype="Application Reading",
		application=application.name,
		value_type=what,
		purpose=purpose,
		remarks=remarks,
	)
	reading.insert(ignore_permissions=True)
