"""Dry run of the retention: documents that the next monthly run would anonymise, in the reader's regions."""

from frappe import _

from fanpin_app.oversight.columns import column
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
		column("kind", _("Kind of Document"), width=140),
		column("name", _("Document"), "Dynamic Link", 180, options="doctype"),
		column("household", _("Household"), "Link", 140, options="Household"),
		column("region", _("Village"), "Link", 140, options="Administrative Region"),
		column("ended_on", _("Ended On"), "Date", 110),
	]
