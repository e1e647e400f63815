import frappe
from frappe.desk import query_report
from frappe.utils import add_days, getdate, today

from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_alert,
	make_household,
	make_officer,
	make_pairing,
	make_region,
	make_visit,
)
from fanpin_app.tests.support.procedure import OfficesTestCase

GRID = VILLAGE + "001"


def rows(report: str, **filters) -> list[dict]:
	return query_report.run(report, filters=filters)["result"]


class VisitsTestCase(OfficesTestCase):
	def household(self, region: str = VILLAGE, visited: int | None = None, level: str | None = None) -> str:
		"""A household that was visited this number of days ago (None: never), with an open alert of 99 days ago."""
		name = make_household(region).name
		if visited is not None:
			make_visit(name, visited_on=add_days(today(), -visited))
		if level:
			make_alert(name, level=level, raised_on=add_days(today(), -99))
		return name


class TestVisitsToMake(VisitsTestCase):
	def listed(self, **filters) -> list[str]:
		return [row["household"] for row in rows("Visits to Make", **filters)]

	def test_the_nearest_due_comes_first(self):
		soon, overdue, today_ = (self.household(visited=days) for days in (85, 100, 90))
		frappe.set_user(self.offices.village)
		self.assertEqual(self.listed(), [overdue, today_, soon])

	def test_what_is_due_after_the_given_days_is_left_out(self):
		overdue, due, soon = (self.household(visited=days) for days in (95, 90, 84))
		self.household(visited=80)
		frappe.set_user(self.offices.village)
		self.assertEqual(self.listed(), [overdue, due, soon])
		self.assertEqual(self.listed(days_ahead=0), [overdue, due])
		self.assertEqual(self.listed(overdue=1), [overdue])

	def test_a_row_says_since_when_and_why(self):
		self.household(visited=10, level="Red")
		frappe.set_user(self.offices.village)
		[row] = rows("Visits to Make")
		self.assertEqual((row["due_on"], row["days_overdue"]), (getdate(add_days(today(), -3)), 3))
		self.assertEqual((row["level"], row["village"]), ("Red", f"区域{VILLAGE}"))
		self.assertEqual(row["last_visit"], getdate(add_days(today(), -10)))

	def test_a_visit_removes_its_household_from_the_list(self):
		household = self.household(visited=100)
		frappe.set_user(self.offices.village)
		self.assertEqual(self.listed(), [household])
		make_visit(household)
		self.assertEqual(self.listed(), [])

	def test_everyone_s_list_holds_the_own_regions_only(self):
		mine, neighbour, far = (
			self.household(region, visited=100) for region in (VILLAGE, OTHER_VILLAGE, VILLAGE_OF_OTHER_TOWN)
		)
		frappe.set_user(self.offices.village)
		self.assertEqual(self.listed(), [mine])
		self.assertEqual(self.listed(region=OTHER_VILLAGE), [])
		frappe.set_user(self.offices.town)
		self.assertCountEqual(self.listed(), [mine, neighbour])
		self.assertEqual(self.listed(region=OTHER_VILLAGE), [neighbour])
		frappe.set_user(self.offices.district)
		self.assertIn(far, self.listed())

	def test_a_helper_s_list_holds_the_paired_households(self):
		helped, _other = self.household(visited=100), self.household(visited=100)
		helper = make_officer("Helper", TOWN)
		make_pairing(helped, helper)
		frappe.set_user(helper)
		self.assertEqual(self.listed(), [helped])

	def test_whoever_has_no_posting_in_force_reads_nothing(self):
		self.household(visited=100)
		frappe.set_user(make_officer("Town Officer", TOWN, to_date=add_days(today(), -1)))
		self.assertEqual(self.listed(), [])

	def test_a_user_without_the_roles_is_refused(self):
		frappe.set_user("Guest")
		self.assertRaises(frappe.PermissionError, self.listed)


class TestVisitCoverage(VisitsTestCase):
	def coverage(self, **filters) -> dict[str, dict]:
		return {row["region"]: row for row in rows("Visit Coverage", **filters)}

	def test_households_are_counted_where_they_are_registered(self):
		make_region(GRID)
		self.household(VILLAGE, visited=1)
		self.household(GRID, visited=100)
		self.household(GRID)
		frappe.set_user(self.offices.village)
		found = self.coverage()
		self.assertEqual({region: row["households"] for region, row in found.items()}, {VILLAGE: 1, GRID: 2})
		self.assertEqual((found[VILLAGE]["overdue"], found[VILLAGE]["never"]), (0, 0))
		self.assertEqual((found[GRID]["overdue"], found[GRID]["never"]), (1, 1))
		self.assertEqual((found[VILLAGE]["in_time"], found[GRID]["in_time"]), (100, 50))

	def test_overdue_households_with_an_open_alert_are_distinguished(self):
		self.household(visited=100)
		self.household(visited=20, level="Yellow")
		self.household(visited=14, level="Yellow")
		frappe.set_user(self.offices.village)
		row = self.coverage()[VILLAGE]
		self.assertEqual((row["households"], row["overdue"], row["with_alert"]), (3, 2, 1))

	def test_the_most_overdue_come_first(self):
		self.household(VILLAGE, visited=1)
		self.household(OTHER_VILLAGE, visited=100)
		frappe.set_user(self.offices.town)
		self.assertEqual(list(self.coverage()), [OTHER_VILLAGE, VILLAGE])
		self.assertEqual(list(self.coverage(region=VILLAGE)), [VILLAGE])

	def test_it_holds_the_reader_s_regions_only(self):
		self.household(VILLAGE)
		self.household(OTHER_VILLAGE)
		frappe.set_user(self.offices.village)
		self.assertEqual(set(self.coverage()), {VILLAGE})
		self.assertEqual(self.coverage(region=OTHER_VILLAGE), {})

	def test_a_user_without_the_roles_is_refused(self):
		frappe.set_user("Guest")
		self.assertRaises(frappe.PermissionError, self.coverage)
