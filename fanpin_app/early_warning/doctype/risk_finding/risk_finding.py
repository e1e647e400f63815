import frappe
from frappe.model.document import Document


class RiskFinding(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asset: DF.Link | None
		ended_on: DF.Date | None
		evidence: DF.SmallText | None
		first_run: DF.Link | None
		found_on: DF.Date | None
		household: DF.Link | None
		last_run: DF.Link | None
		level: DF.Link | None
		name: DF.Int | None
		region: DF.Link
		risk: DF.Link | None
		rule: DF.Link
		rule_version: DF.Int
		status: DF.Literal["Active", "Ended"]
		threshold: DF.Data | None
		value: DF.Data | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Screenings search by rule, alerts by household."""
	frappe.db.add_index("Risk Finding", ["rule", "status"])
	frappe.db.add_index("Risk Finding", ["household", "status"])
