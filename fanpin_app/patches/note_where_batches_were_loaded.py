"""A file counts as sent before where its loader loads files; of batches from before, that is where the loader was posted."""

import frappe
from frappe.utils import getdate

from fanpin_app.discovery.loading import batch_access
from fanpin_app.permissions.postings import WHOLE, prefix_of


def execute() -> None:
	for batch in frappe.get_all(
		"Data Batch",
		filters={"loaded_within": ("is", "not set")},
		fields=["name", "owner", "applied_by", "creation"],
		limit_page_length=0,
	):
		batch_access.note_loader(
			batch, _prefixes_of(batch.applied_by or batch.owner, getdate(batch.creation))
		)
		frappe.db.set_value(
			"Data Batch", batch.name, "loaded_within", batch.loaded_within, update_modified=False
		)


def _prefixes_of(user: str, day) -> list[str]:
	postings = frappe.get_all(
		"Officer Posting", filters={"user": user}, fields=["region", "from_date", "to_date"]
	)
	if not postings:
		return [WHOLE]
	held = [each for each in postings if each.from_date <= day and (not each.to_date or each.to_date >= day)]
	return sorted({prefix_of(posting.region) for posting in held})
