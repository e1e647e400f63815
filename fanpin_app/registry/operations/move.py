"""Move a household to another village or grid."""

from typing import TYPE_CHECKING

import frappe
from frappe import _

from fanpin_app.permissions import scope
from fanpin_app.registry.households.relocation import relocate
from fanpin_app.registry.operations import change

if TYPE_CHECKING:
	from fanpin_app.registry.doctype.household.household import Household

RESIDENTIAL_LEVELS = ("Village", "Grid")


def move(
	household: str,
	region: str,
	effective_on: str,
	reason: str,
	group_name: str | None = None,
	address: str | None = None,
) -> str:
	"""Move the household to `region` (the code of a village or grid); returns the name of the Registry Change.

	Villagers' group and address are those of the new place, empty if not given. The household's documents follow. Raises
	`frappe.PermissionError` if the user does not cover both places, naming the region whose officers do.
	"""
	(doc,) = change.lock_households(household)
	change.require_right_to_register(doc)
	_check_destination(region)
	if doc.region == region:
		frappe.throw(_("The household is registered there already."))
	_require_right_in(doc, region)
	record = change.start_change("Household Moved", [doc], effective_on, reason, with_members=False)
	record.update({"from_region": doc.region, "to_region": region, "region": region})
	relocate([doc.name], region)
	frappe.db.set_value("Household", doc.name, {"group_name": group_name, "address": address})
	return change.finish_change(record)


def _check_destination(region: str) -> None:
	place = frappe.db.get_value("Administrative Region", region, ("level", "disabled"), as_dict=True)
	if not place or place.disabled or place.level not in RESIDENTIAL_LEVELS:
		frappe.throw(_("Choose a village or grid that is in use."))


def _require_right_in(household: "Household", region: str) -> None:
	moved = frappe.new_doc("Household")
	moved.region = region
	if not frappe.has_permission("Household", "create", doc=moved):
		frappe.throw(
			_("{0} is not in your regions. Whoever is posted to {1} covers both places: ask there.").format(
				_region_name(region), _region_name(_common_region(household.region, region))
			),
			frappe.PermissionError,
		)


def _common_region(one: str, other: str) -> str | None:
	"""The smallest region that contains both, None if there is none."""
	for level in ("Village", "Town", "District", "City"):
		if (common := scope.code_at(level, one)) == scope.code_at(level, other):
			return common
	return None


def _region_name(region: str | None) -> str:
	full_name = region and frappe.db.get_value("Administrative Region", region, "full_name")
	return full_name or region or _("the province")
