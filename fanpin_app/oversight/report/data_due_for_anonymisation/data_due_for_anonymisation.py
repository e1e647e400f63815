"""Dry run of the retention: documents that the next monthly run would anonymise, in the reader's regions."""

from frappe import _

from fanpin_app.permissions.scope import prefixes
from fanpin_app.registry.personal_data import retention


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, oldest first. Optional filter: `day` of the run."""
	allowed = tuple(prefixes())
	found = [
		row
		for row in retention.due_documents((filters or {}).get("day"))
		if (row.region or "").startswith(allowed)
	]
	found.sort(key=lambda row: (row.ended_on, row.doctype, row.name))
	return _columns(), [row | {"kind": _(row.doctype)} for row in found]


def _columns() -> list[dict]:
	return [
		{"fieldname": "kind", "label": _("Kind of Document"), "fieldtype": "Data", "width": 140},
		{
			"fieldname": "name",
			"label": _("Document"),
			"fieldtype": "Dynamic Link",
			"options": "doctype",
			"width": 180,
		},
		{
			"fieldname": "household",
			"label": _("Household"),
			"fieldtype": "Link",
			"options": "Household",
			"width": 140,
		},
		{
			"fieldname": "region",
			"label": _("Village"),
			"fieldtype": "Link",
			"options": "Administrative Region",
			"width": 140,
		},
		{"fieldname": "ended_on", "label": _("Ended On"), "fieldtype": "Date", "width": 110},
	]
