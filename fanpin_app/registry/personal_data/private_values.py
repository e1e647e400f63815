"""Access to a household's private values for users who see them masked: reading one, and writing one they know.

Reading needs a purpose and is logged (Reveal Log, append-only); it requires the right to create a Reveal Log. Writing
requires only the right to write the household, and returns nothing.
"""

from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.registry.personal_data import append_only_log

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household

FIELDS = {"ID Number": "id_number", "Phone": "phone", "Health": "health"}
PRIVATE_LEVEL = 1


def reveal(
	household: str, what: str, purpose: str, remarks: str | None = None, member: str | None = None
) -> str | None:
	"""The full value; None if none is recorded. The reading is logged.

	`what` is "ID Number" or "Health" of a `member` (the name of a row of the household), or the household's "Phone".
	`purpose` is an option of Reveal Log; "Other" needs `remarks`. Raises PermissionError outside of the scope.
	"""
	doc = frappe.get_doc("Household", household)
	doc.check_permission("read")
	source = _document_with_value(doc, what, member)
	append_only_log.write(
		doctype="Reveal Log",
		household=doc.name,
		member=member if source is not doc else None,
		value_type=what,
		purpose=purpose,
		remarks=remarks,
	)
	return source.get(FIELDS[what])


def record(household: str, what: str, value: str, member: str | None = None) -> None:
	"""Write a private value that the officer knows; arguments as in `reveal`.

	A recorded ID number can be corrected only by users who may read it.
	"""
	doc = frappe.get_doc("Household", household)
	doc.check_permission("write")
	source = _document_with_value(doc, what, member)
	field = FIELDS[what]
	if what == "ID Number" and source.get(field) and PRIVATE_LEVEL not in doc.get_permlevel_access("write"):
		frappe.throw(_("An ID number is recorded already. If it is wrong, ask the town to correct it."))
	source.set(field, value)
	doc.flags.ignore_permissions = True
	doc.save()


def _document_with_value(household: "Household", what: str, member: str | None) -> Document:
	"""The household or the member's row that has the value."""
	if what not in FIELDS:
		frappe.throw(_("Choose what is asked for: the ID number, the phone or the health."))
	if what == "Phone":
		return household
	for row in household.members:
		if row.name == member:
			return row
	frappe.throw(_("Choose a member of this household."))
