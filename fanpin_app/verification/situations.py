"""Situations in which no monitoring is started: each is answered for every check, so that none excludes a household
unseen."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

FIELDS = ("name", "title", "mode", "exceptions", "effective_from", "effective_to")


def add_missing_rows(check: Document) -> None:
	"""Add a row for every enabled situation in force on the day the check started."""
	asked = {row.situation for row in check.situations}
	for situation in frappe.get_all(
		"Exclusion Situation", filters={"enabled": 1}, fields=FIELDS, order_by="situation_no asc"
	):
		if situation.name not in asked and _in_force(situation, check.started_on):
			check.append("situations", {"situation": situation.name})


def objections(check: Document) -> list[str]:
	"""Why the applicable situations forbid moving forward, as sentences."""
	return [sentence for row in check.situations if row.applies and (sentence := _objection(row))]


def _objection(row: Document) -> str | None:
	situation = frappe.get_cached_doc("Exclusion Situation", row.situation)
	if situation.mode == "Block":
		return _(
			"Situations, row {0}: “{1}” applies, and with it no household goes forward. Reject with this as the "
			"reason, or take the mark away if an exception holds ({2})."
		).format(row.idx, situation.title, situation.exceptions or _("none is listed"))
	if not (row.explanation or "").strip():
		return _("Situations, row {0}: “{1}” applies. Write the explanation why the check goes on.").format(
			row.idx, situation.title
		)
	return None


def _in_force(situation: dict, day: str) -> bool:
	day = getdate(day)
	return (not situation.effective_from or situation.effective_from <= day) and (
		not situation.effective_to or situation.effective_to >= day
	)
