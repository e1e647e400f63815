"""The two doors to a household's private values for those who see them masked: reading one, and writing one they know.

A reading asks for a purpose and is logged (DocType Reveal Log, which only grows). Who may create a Reveal Log may
read. A writing needs no more than the right to write the household, and shows nothing.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.registry.personal_data import append_only_log

FIELD_OF = {"ID Number": "id_number", "Phone": "phone", "Health": "health"}
LEVEL = 1


@frappe.whitelist(methods=["POST"])
def reveal(
	household: str, what: str, purpose: str, remarks: str | None = None, member: str | None = None
) -> str | None:
	"""The full value, once; None where none is recorded.

	`what` is "ID Number" or "Health" of a `member` (the name of a row of the household), or the household's "Phone".
	`purpose` is an option of Reveal Log; "Other" needs `remarks`. Raises PermissionError outside of the scope.
	"""
	doc = frappe.get_doc("Household", household)
	doc.check_permission("read")
	bearer = _bearer(doc, what, member)
	append_only_log.write(
		doctype="Reveal Log",
		household=doc.name,
		member=member if bearer is not doc else None,
		what=what,
		purpose=purpose,
		remarks=remarks,
	)
	return bearer.get(FIELD_OF[what])


@frappe.whitelist(methods=["POST"])
def record(household: str, what: str, value: str, member: str | None = None) -> None:
	"""Write a private value that the officer knows; arguments as of `reveal`.

	An ID number that is recorded already is corrected only by those who may read it.
	"""
	doc = frappe.get_doc("Household", household)
	doc.check_permission("write")
	bearer = _bearer(doc, what, member)
	field = FIELD_OF[what]
	if what == "ID Number" and bearer.get(field) and LEVEL not in doc.get_permlevel_access("write"):
		frappe.throw(_("An ID number is recorded already. If it is wrong, ask the town to correct it."))
	bearer.set(field, value)
	doc.flags.ignore_permissions = True
	doc.save()


def _bearer(household: Document, what: str, member: str | None) -> Document:
	if what not in FIELD_OF:
		frappe.throw(_("Choose what is asked for: the ID number, the phone or the health."))
	if what == "Phone":
		return household
	for row in household.members:
		if row.name == member:
			return row
	frappe.throw(_("Choose a member of this household."))
