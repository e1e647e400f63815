"""Responsible officers of each village and grid today, by duty; places without one first."""

import frappe
from frappe import _
from frappe.query_builder import Criterion
from frappe.query_builder.functions import Count
from pypika.queries import QueryBuilder

from fanpin_app.oversight.columns import column
from fanpin_app.oversight.scoped_report import ScopedReport
from fanpin_app.permissions import scope
from fanpin_app.permissions.postings import on_duty

DUTIES = ("Village Cadre", "Grid Member", "First Secretary", "Work Team Member")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows for Frappe's report view, in the reader's regions.

	Filters, both optional: `region` (a code, including its subregions), `nobody_only`. The row of a village names the
	officers posted to the village, that of a grid those posted to the grid; `officers` is their number. Postings in force
	today count.
	"""
	return ResponsibleOfficers(filters).run()


class ResponsibleOfficers(ScopedReport):
	def __init__(self, filters: dict | None) -> None:
		super().__init__(filters)
		self.place = frappe.qb.DocType("Administrative Region")
		self.region = self.place.name

	def columns(self) -> list[dict]:
		return [
			column("region", _("Region"), "Link", 150, options="Administrative Region"),
			column("region_name", _("Region Name"), width=130),
			column("town", _("Town"), width=110),
			column("level", _("Level"), width=70),
			column("households", _("Households"), "Int", 80),
			column("officers", _("Officers"), "Int", 80),
			*(column(frappe.scrub(duty), _(duty), width=140) for duty in DUTIES),
		]

	def query(self) -> QueryBuilder:
		place = self.place
		return frappe.qb.from_(place).select(place.name, place.region_name, place.level)

	def conditions(self) -> list[Criterion]:
		return [self.place.level.isin(("Village", "Grid"))]

	def rows(self, found: list[frappe._dict]) -> list[dict]:
		officers, households, towns = _officers(), _households(), _towns()
		rows = [
			{
				"region": place.name,
				"region_name": place.region_name,
				"town": towns.get(place.name[: scope.SIGNIFICANT_DIGITS["Town"]]),
				"level": _(place.level),
				"households": households.get(place.name, 0),
			}
			| _officers_by_duty(officers.get(place.name, {}))
			for place in found
		]
		if self.filters.nobody_only:
			rows = [row for row in rows if not row["officers"]]
		return sorted(rows, key=lambda row: (bool(row["officers"]), row["region"]))


def _officers() -> dict[str, dict[str, list[str]]]:
	"""Names by region and duty."""
	posting = frappe.qb.DocType("Officer Posting")
	postings = (
		on_duty(*DUTIES)
		.select(posting.region, posting.duty, posting.officer_name, posting.user)
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


def _officers_by_duty(names: dict[str, list[str]]) -> dict:
	return {"officers": sum(map(len, names.values()))} | {
		frappe.scrub(duty): "、".join(names.get(duty, [])) for duty in DUTIES
	}
