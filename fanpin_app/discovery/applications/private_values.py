"""The only way to read an applicant's private values: to call back, or to compare with the ID card. Each reading is
logged."""

import frappe
from frappe import _

from fanpin_app.discovery.applications.decisions import APPLICATION

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
	reading = frappe.get_doc(
		doctype="Application Reading",
		application=doc.name,
		value_type=what,
		purpose=purpose,
		remarks=remarks,
	)
	reading.insert(ignore_permissions=True)
	return doc.get(FIELD_OF[what])
