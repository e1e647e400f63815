"""Responsible officers of each village and grid today, by duty; places without one first."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count

from fanpin_app.oversight.columns import column
from fanpin_app.permissions import scope
from fanpin_app.permissions.postings import in_force

DUTIES = ("Village Cadre", "Grid Member", "First Secretary", "Work Team Member")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, in the reader's regions.

	Filters, both optional: `region` (a code, including its subregions), `nobody_only`. The row of a village names the
	officers posted to the village, that of a grid those posted to the grid; `officers` is their number. Postings in force
	today count.
	"""
	filters = frappe._dict(filters or {})
	rows = [_row(place) for place in _places(filters.region)]
	if filters.nobody_only:
		rows = [row for row in rows if not row["officers"]]
	return _columns(), sorted(rows, key=lambda row: (bool(row["officers"]), row["region"]))


def _columns() -> list[dict]:
	return [
		column("region", _("Region"), "Link", 150, options="Administrative Region"),
		column("region_name", _("Region Name"), width=130),
		column("town", _("Town"), width=110),
		column("level", _("Level"), width=70),
		column("households", _("Households"), "Int", 80),
		column("officers", _("Officers"), "Int", 80),
		*(column(frappe.scrub(duty), _(duty), width=140) for duty in DUTIES),
	]


def _places(region_filter: str | None) -> list[frappe._dict]:
	"""The villages and grids with all values of their rows."""
	region = frappe.qb.DocType("Administrative Region")
	conditions = [region.level.isin(("Village", "Grid")), scope.criterion(region.name)]
	if region_filter:
		conditions.append(scope.in_region(region.name, region_filter))
	places = (
		frappe.qb.from_(region)
		.select(region.name, region.region_name, region.level)
		.where(Criterion.all(conditions))
		.run(as_dict=True)
	)
	officers, households, towns = _officers(), _households(), _towns()
	for place in places:
		place.officers = officers.get(place.name, {})
		place.households = households.get(place.name, 0)
		place.town = towns.get(place.name[: scope.SIGNIFICANT_DIGITS["Town"]])
	return places


def _officers() -> dict[str, dict[str, list[str]]]:
	"""Names by region and duty."""
	posting = frappe.qb.DocType("Officer Posting")
	postings = (
		frappe.qb.from_(posting)
		.select(posting.region, posting.duty, posting.officer_name, posting.user)
		.where(posting.duty.isin(DUTIES))
		.where(in_force(posting))
		.where(scope.criterion(posting.region))
		.orderby(posting.from_date)
		.run(as_dict=True)
	)
	officers: dict[str, dict[str, list[str]]] = {}
	for row in postings:
		officers.setdefault(row.region, {}).setdefault(row.duty, []).append(row.officer_name or row.user)
	return officers


def _households() -> dict[str, int]:
	household = frappe.qb.DocType("Household")
	return dict(
		frappe.qb.from_(household)
		.select(household.region, Count("*"))
		.where(scope.criterion(household.region))
		.groupby(household.region)
		.run()
	)


def _towns() -> dict[str, str]:
	towns = frappe.get_all("Administrative Region", filters={"level": "Town"}, fields=["name", "region_name"])
	return {scope.prefix_of(town.name): town.region_name for town in towns}


def _row(place: frappe._dict) -> dict:
	return {
		"region": place.name,
		"region_name": place.region_name,
		"town": place.town,
		"level": _(place.level),
		"households": place.households,
		"officers": sum(len(names) for names in place.officers.values()),
	} | {frappe.scrub(duty): "、".join(place.officers.get(duty, [])) for duty in DUTIES}
