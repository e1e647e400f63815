import frappe

SETTINGS = {"Statutory Clock": "watch_months", "Visit Plan": "watch_interval_days"}


def execute() -> None:
	"""Give existing sites the months of the watch after an elimination and the interval of its visits, which new sites
	begin with. Households whose risk was eliminated before are not watched.

	Settings that were never saved have all their defaults anyway, until one of their fields is stored.
	"""
	for doctype, field in SETTINGS.items():
		stored = frappe.db.get_singles_dict(doctype)
		if stored and stored.get(field) is None:
			frappe.db.set_single_value(doctype, field, frappe.get_meta(doctype).get_field(field).default)
