import frappe
from frappe.desk import query_report
from frappe.utils import add_days, today

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_TOWN,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_officer,
	make_user,
)


def make_defect(household: str, rule: str = "D01", found: int = 0, due: int = 15, **fields) -> None:
	"""A defect that was found `found` days ago and is due in `due` days."""
	region = frappe.db.get_value("Household", household, "region")
	frappe.get_doc(
		{
			"doctype": "Data Defect",
			"household": household,
			"rule": rule,
			"region": region,
			"leading_tier": "Village",
			"found_on": add_days(today(), -found),
			"due_on": add_days(today(), due),
		}
		| fields
	).insert()


class TestDataDefectsReport(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE).name

	def rows(self, **filters) -> list[dict]:
		return query_report.run("Data Defects to Resolve", filters=filters)["result"]

	def row(self, **filters) -> dict:
		(row,) = self.rows(**filters)
		return row

	def test_ages_are_those_of_open_defects(self):
		for number, found in enumerate((0, 15, 16, 30, 31, 90, 91)):
			make_defect(self.household, rule=f"D{number + 1:02d}", found=found)
		make_defect(self.household, rule="D08", found=400, status="Resolved")
		row = self.row(all_rules_together=1)
		ages = [row[f"from_{first}_days"] for first in (0, 16, 31, 91)]
		self.assertEqual((row["open"], ages, row["resolved"]), (7, [2, 2, 2, 1], 1))

	def test_overdue_and_unassigned_defects_are_counted(self):
		officer = make_user()
		make_defect(self.household, due=-1, responsible=officer)
		make_defect(make_household(VILLAGE).name, due=0)
		make_defect(make_household(VILLAGE).name, due=-1, status="Confirmed Correct")
		row = self.row()
		self.assertEqual(
			(row["place"], row["rule"], row["open"], row["overdue"], row["nobody"], row["accepted"]),
			(TOWN, "D01", 2, 1, 1, 1),
		)
		self.assertEqual(self.row(responsible=officer)["open"], 1)

	def test_it_counts_by_village_where_asked_and_by_rule_unless_asked(self):
		make_defect(self.household), make_defect(self.household, rule="D02")
		self.assertEqual([row["rule"] for row in self.rows()], ["D01", "D02"])
		self.assertEqual(self.row(by_village=1, all_rules_together=1)["place"], VILLAGE)
		self.assertEqual(self.row(rule="D02")["rule_name"], "配偶多于一人")

	def test_an_officer_sees_the_own_regions(self):
		make_defect(self.household), make_defect(make_household(VILLAGE_OF_OTHER_TOWN).name)
		self.assertEqual({row["place"] for row in self.rows()}, {TOWN, OTHER_TOWN})
		frappe.set_user(make_officer("Town Officer", OTHER_TOWN))
		self.assertEqual(self.row()["place"], OTHER_TOWN)
		self.assertEqual(self.rows(region=TOWN), [])

	def test_window_clerks_do_not_read_it(self):
		frappe.set_user(make_officer("Window Clerk", TOWN))
		self.assertRaises(frappe.PermissionError, self.rows)
