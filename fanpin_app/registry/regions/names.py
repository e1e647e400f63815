"""Names of regions: officers, applicants and files find a region by its name, so regions beside each other have different
ones."""

import frappe
from frappe import _


def refuse_taken_name(name: str, parent: str | None, region: str | None = None) -> None:
	"""Raise `frappe.ValidationError` if a region in use in `parent`, other than `region`, has the name."""
	if not parent:
		return
	taken = frappe.get_all(
		"Administrative Region",
		filters={
			"parent_administrative_region": parent,
			"region_name": name.strip(),
			"disabled": 0,
			"name": ("!=", region or ""),
		},
		fields=["name", "full_name"],
		limit=1,
	)
	if taken:
		frappe.throw(
			_(
				"{0} ({1}) has this name already. Choose another name, for example with the kind of the place. To put the two together, merge them: Change of Region > Merge into Another."
			).format(taken[0].full_name, taken[0].name)
		)
