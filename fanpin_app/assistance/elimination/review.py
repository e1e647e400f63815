"""Start the review that may close a case."""

import frappe


def start_elimination_review(case: str) -> str:
	"""Start the check for elimination of the case's household; returns the name of the Risk Check.

	The guards are evaluated when the check is approved: a review may start before all of them are met.
	"""
	doc = frappe.get_doc("Monitoring Case", case)
	doc.check_permission("write")
	return frappe.get_doc(doctype="Risk Check", purpose="Elimination", household=doc.household).insert().name
