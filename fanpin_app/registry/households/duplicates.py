"""Compare two registrations of one person."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate

from fanpin_app.security.responses import withheld

HOUSEHOLD_FIELDS = (
	"household_no",
	"head_name",
	"region",
	"address",
	"household_kind",
	"people",
	"income_per_head",
)
MEMBER_FIELDS = (
	"member_name",
	"relation",
	"id_number_masked",
	"status",
	"birth_date",
	"education",
	"labour_capacity",
	"employment_status",
	"medical_insurance",
)
UNTRANSLATED = ("household_no", "head_name", "address", "member_name", "id_number_masked")


def compare(member: str, other: str) -> list[dict]:
	"""Registered values of the members' rows `member` and `other`: label, one, other, differs; as display texts.

	Raises `frappe.PermissionError` if either is outside of the user's regions or does not exist.
	"""
	sides = [_household_and_member(name) for name in (member, other)]
	facts = []
	for index, fields in ((0, HOUSEHOLD_FIELDS), (1, MEMBER_FIELDS)):
		for field in fields:
			one, two = (_display_value(side[index], field) for side in sides)
			label = _(sides[0][index].meta.get_label(field))
			facts.append({"label": label, "one": one, "other": two, "differs": one != two})
	return facts


def _household_and_member(member: str) -> tuple[Document, Document]:
	"""The household and the member's row."""
	parent = frappe.db.get_value("Household Member", {"name": member, "parenttype": "Household"}, "parent")
	if not parent:
		withheld.refuse()
	household = frappe.get_doc("Household", parent)
	household.check_permission("read")
	return household, next(row for row in household.members if row.name == member)


def _display_value(doc: Document, field: str) -> str:
	value = doc.get(field)
	if field == "region":
		return frappe.db.get_value("Administrative Region", value, "full_name") or value
	if field == "birth_date":
		return formatdate(value) if value else ""
	if field == "income_per_head" and not doc.get("income_year"):
		return _("unknown")
	if field in UNTRANSLATED or not isinstance(value, str):
		return "" if value is None else str(value)
	return _(value)
