"""What a check does to the alerts of its household. It looks at the household as a whole, so it takes them all."""

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

UNANSWERED = ("Open", "Acknowledged")
UNDER_CHECK = "Under Check"


def put_under_check(check: Document) -> None:
	"""The alerts that wait for an answer have one: the household is being checked."""
	_move(check.household, UNANSWERED, status=UNDER_CHECK)


def confirm(check: Document) -> None:
	"""The determination found the household in need, whatever alert said so."""
	_move(check.household, (*UNANSWERED, UNDER_CHECK), status="Confirmed")


def dismiss(check: Document) -> None:
	"""The alerts that were checked end with the reason for the refusal; later ones still wait."""
	_move(
		check.household,
		(UNDER_CHECK,),
		status="Dismissed",
		dismissal_reason=check.refusal_reason,
		ended_on=getdate(check.decided_on),
	)


def material_risks(household: str) -> set[str]:
	"""Codes of the risks whose open alert is above the lowest level."""
	lowest = frappe.get_all("Alert Level", order_by="level_order asc", limit=1, pluck="name")
	return set(
		frappe.get_all(
			"Risk Alert",
			filters={
				"household": household,
				"status": ("in", (*UNANSWERED, UNDER_CHECK, "Confirmed")),
				"level": ("not in", lowest),
			},
			pluck="risk",
		)
	)


def _move(household: str, statuses: tuple[str, ...], **values) -> None:
	names = frappe.get_all(
		"Risk Alert", filters={"household": household, "status": ("in", statuses)}, pluck="name"
	)
	for name in names:
		frappe.get_doc("Risk Alert", name).update(values).save(ignore_permissions=True)
