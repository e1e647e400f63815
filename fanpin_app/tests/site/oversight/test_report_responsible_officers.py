import frappe
from frappe.desk import query_report
from frappe.utils import add_days, today

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_officer,
	make_posting,
	make_region,
)

GRID = VILLAGE + "001"


class TestResponsibleOfficers(TestCase):
	def setUp(self) -> None:
		super().setUp()
		for region in (GRID, OTHER_VILLAGE, VILLAGE_OF_OTHER_TOWN):
			make_region(region)
		self.cadre = make_officer("Village Cadre", VILLAGE)

	def rows(self, **filters) -> list[dict]:
		filters.setdefault("region", TOWN)
		return query_report.run("Responsible Officers", filters=filters)["result"]

	def row(self, region: str) -> dict:
		return next(row for row in self.rows() if row["region"] == region)

	def test_places_with_nobody_come_first(self):
		self.assertEqual([row["region"] for row in self.rows()], [GRID, OTHER_VILLAGE, VILLAGE])

	def test_on_request_only_places_with_nobody_are_listed(self):
		self.assertEqual([row["region"] for row in self.rows(nobody_only=1)], [GRID, OTHER_VILLAGE])

	def test_each_officer_is_listed_under_the_duty(self):
		make_posting(make_officer("Grid Member", GRID), "First Secretary", VILLAGE)
		village, grid = self.row(VILLAGE), self.row(GRID)
		self.assertEqual((village["village_cadre"], village["first_secretary"]), ("测试", "测试"))
		self.assertEqual((village["officers"], grid["officers"], grid["grid_member"]), (2, 1, "测试"))

	def test_a_posting_that_has_ended_or_not_begun_counts_for_nothing(self):
		make_officer("Village Cadre", OTHER_VILLAGE, to_date=add_days(today(), -1))
		make_officer("Village Cadre", OTHER_VILLAGE, from_date=add_days(today(), 1))
		self.assertEqual(self.row(OTHER_VILLAGE)["officers"], 0)

	def test_households_are_counted(self):
		make_household(VILLAGE)
		self.assertEqual(self.row(VILLAGE)["households"], 1)

	def test_a_town_officer_reads_the_town_and_no_more(self):
		frappe.set_user(make_officer("Town Officer", TOWN))
		regions = [row["region"] for row in self.rows(region=None)]
		self.assertCountEqual(regions, [GRID, VILLAGE, OTHER_VILLAGE])

	def test_a_village_officer_is_refused(self):
		frappe.set_user(self.cadre)
		self.assertRaises(frappe.PermissionError, self.rows)
