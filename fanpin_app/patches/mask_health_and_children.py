import frappe

from fanpin_app.privacy import mask_id_number


def execute() -> None:
	"""Members registered before health was private, and before children's ID numbers were masked further."""
	frappe.db.sql("update `tabHousehold Member` set health_recorded = 1 where coalesce(health, '') != ''")
	rows = frappe.get_all(
		"Household Member",
		filters={"id_number": ("is", "set")},
		fields=["name", "id_number", "id_number_masked"],
	)
	for row in rows:
		if (masked := mask_id_number(row.id_number)) != row.id_number_masked:
			frappe.db.set_value(
				"Household Member", row.name, "id_number_masked", masked, update_modified=False
			)
