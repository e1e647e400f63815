import frappe

from fanpin_app.early_warning.response.levels import Levels
from fanpin_app.early_warning.response.officers import WAITING, follow_postings


def execute() -> None:
	"""Alerts that wait since before officers were responsible for them find theirs, by the leading tier of their level."""
	alert, levels = frappe.qb.DocType("Risk Alert"), Levels()
	for level in frappe.get_all("Alert Level", pluck="name"):
		(
			frappe.qb.update(alert)
			.set(alert.leading_tier, levels.leading_tier(level))
			.where((alert.level == level) & alert.status.isin(WAITING) & alert.leading_tier.isnull())
			.run()
		)
	follow_postings()
