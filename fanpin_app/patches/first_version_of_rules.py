import frappe

from fanpin_app.early_warning.rules import versions


def execute() -> None:
	"""Rules that were there before their history was kept begin with version 1, as they read today."""
	for name in frappe.get_all("Risk Rule", filters={"version": 0}, pluck="name"):
		rule = frappe.get_doc("Risk Rule", name)
		rule.db_set("version", 1, update_modified=False)
		versions.write_change(rule)
