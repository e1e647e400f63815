"""What an empty cell means was decided by the code; now each column of a feed says it, as it was decided."""

import frappe

from fanpin_app.discovery.feeds.definitions import possible_meanings_of_empty
from fanpin_app.discovery.readers.cells import FIRST_DAY


def execute() -> None:
	targets = dict(frappe.get_all("Data Feed", fields=["name", "target"], as_list=True))
	columns = frappe.get_all(
		"Feed Column",
		filters={"parenttype": "Data Feed"},
		fields=[
			"name",
			"parent",
			"role",
			"data_type",
			"fieldname",
			"required",
			"empty_means",
			"earliest",
		],
	)
	for column in columns:
		said = {}
		if not column.empty_means:
			said["empty_means"] = possible_meanings_of_empty(column, targets[column.parent])[0]
		if column.data_type == "Date" and not column.earliest:
			said["earliest"] = FIRST_DAY
		if said:
			frappe.db.set_value("Feed Column", column.name, said, update_modified=False)
