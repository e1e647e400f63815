import frappe
from frappe.desk import query_report
from frappe.utils import add_days, add_months, today

from fanpin_app.assistance.cases import open_case
from fanpin_app.registry.households import as_of
from fanpin_app.registry.operations import head, members, merge, move, split
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_alert,
	make_income,
	make_measure,
	make_region,
)
from fanpin_app.tests.support.families import family, row
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user

DAY = add_days(today(), -30)
SINCE = add_days(today(), -10)
YEAR = int(DAY[:4])
# The values that the list shows for a household, without document names.
SHOWN = (
	"household",
	"head_name",
	"town",
	"village",
	"people",
	"monitored_kind",
	"risks",
	"opened_on",
	"income_per_head",
	"measures",
	"days_to_review",
	"status",
)


def monitored(on: str, status: str = "Open") -> dict[str, tuple]:
	"""The list of monitored households as of a day: case -> shown values."""
	rows = query_report.run("Monitored Household List", filters={"as_of": on, "status": status})["result"]
	return {one["monitoring_case"]: tuple(one[field] for field in SHOWN) for one in rows}


def register(on: str, region: str = TOWN) -> list[tuple]:
	"""Households and people of each village as of a day."""
	rows = query_report.run("Households and People", filters={"as_of": on, "region": region})["result"]
	return [tuple(one.values()) for one in rows if isinstance(one, dict)]


def people(on: str, region: str = "449913") -> set[tuple]:
	return {
		(one.household, one.region, one.member, one.relation, one.status) for one in as_of.members(region, on)
	}


class TestOldNumbers(TestCase):
	"""Four monitored households before and after a number of changes."""

	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE_OF_OTHER_TOWN)
		self.split_household = self.make(VILLAGE, 40000)
		self.remaining = self.make(VILLAGE, 20000)
		self.merged = self.make(OTHER_VILLAGE, 10000, kind="Sudden Hardship")
		self.merged_single = self.make(OTHER_VILLAGE, None)
		self.moved_household = self.make(VILLAGE, 30000)
		self.without_case = family(OTHER_VILLAGE, household_kind="Formerly Poor")

	def make(self, region: str, income: float | None, kind: str = "Marginal"):
		household = family(region, household_kind="Formerly Poor")
		if income is not None:
			make_income(household.name, YEAR, income)
		make_alert(household.name, "R1")
		case = open_case(household.name, kind=kind, opened_on=add_months(DAY, -8), source="Imported")
		measure = make_measure(case.name)
		frappe.db.set_value("Assistance Measure", measure.name, "started_on", add_months(DAY, -7))
		return household

	def change_all_households(self) -> None:
		split.split(
			self.split_household.name,
			[row(self.split_household, "林子")],
			row(self.split_household, "林子"),
			SINCE,
			"分家立户",
		)
		merge.merge(self.remaining.name, self.merged.name, SINCE, "合户", relation="Son")
		merge.merge(self.without_case.name, self.merged_single.name, SINCE, "合户", relation="Son")
		head.change_head(self.moved_household.name, row(self.moved_household, "陈老"), SINCE, "户主外出")
		move.move(self.moved_household.name, VILLAGE_OF_OTHER_TOWN, add_days(SINCE, 1), "易地搬迁")
		members.record_death(
			self.moved_household.name, row(self.moved_household, "林老"), add_days(SINCE, 2), "病故"
		)
		members.add_member(
			self.split_household.name,
			{"member_name": "林孙", "relation": "Grandson"},
			add_days(SINCE, 3),
			"出生",
			born=True,
		)
		members.record_moving_out(
			self.remaining.name, row(self.remaining, "黄媳"), add_days(SINCE, 4), "外迁"
		)

	def test_the_list_of_monitored_households_of_a_day_stays_what_it_was(self):
		before = monitored(DAY)
		self.assertEqual(len(before), 5)
		self.change_all_households()
		self.assertEqual(monitored(DAY), before)

	def test_todays_list_shows_their_current_state(self):
		self.change_all_households()
		shown = {one[0]: one for one in monitored(today()).values()}
		moved = shown[self.moved_household.name]
		self.assertEqual(moved[1:5], ("陈老", "区域449913102000", f"区域{VILLAGE_OF_OTHER_TOWN}", 3))
		self.assertEqual(shown[self.remaining.name][8], 30000 / 7)
		self.assertEqual(shown[self.remaining.name][9], 2)
		self.assertNotIn(self.merged.name, shown)
		self.assertIn(self.without_case.name, shown)
		self.assertEqual(shown[self.split_household.name][4], 4)
		self.assertEqual(len(monitored(today(), status="Merged")), 1)

	def test_a_day_between_two_changes_has_its_own_numbers(self):
		self.change_all_households()
		between = {one[0]: one for one in monitored(SINCE).values()}
		self.assertEqual(
			between[self.moved_household.name][1:5], ("陈老", "区域449913101000", f"区域{VILLAGE}", 4)
		)

	def test_households_and_people_of_a_day_stay_what_they_were(self):
		before = register(DAY)
		self.change_all_households()
		self.assertEqual(register(DAY), before)
		self.assertNotEqual(register(today()), before)

	def test_the_members_of_a_household_on_a_day_are_known(self):
		before = people(DAY)
		self.change_all_households()
		self.assertEqual(people(DAY), before)
		self.assertNotEqual(people(today()), before)

	def test_direct_corrections_also_leave_the_old_numbers_unchanged(self):
		before, counted = monitored(DAY), register(DAY)
		doc = frappe.get_doc("Household", self.moved_household.name)
		doc.region = OTHER_VILLAGE
		doc.members[3].status = "Moved Out"
		doc.save()
		self.assertEqual(monitored(DAY), before)
		self.assertEqual(register(DAY), counted)
		self.assertEqual(
			frappe.get_all("Registry Change", {"household": doc.name}, pluck="kind"), ["Correction"]
		)

	def test_a_save_that_changes_no_figure_of_the_register_leaves_no_history(self):
		doc = frappe.get_doc("Household", self.moved_household.name)
		doc.address = "新门牌"
		doc.save()
		self.assertEqual(frappe.db.count("Registry Change", {"household": doc.name}), 0)


class TestWhoReadsThePast(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE_OF_OTHER_TOWN)
		self.household = family()
		self.case = open_case(
			self.household.name, kind="Marginal", opened_on=add_months(DAY, -8), source="Imported"
		)
		move.move(self.household.name, VILLAGE_OF_OTHER_TOWN, SINCE, "易地搬迁")

	def listed(self, user: str, on: str) -> bool:
		with as_user(user):
			return self.case.name in monitored(on)

	def test_the_old_village_finds_it_on_its_old_list_and_no_longer_on_the_new(self):
		self.assertTrue(self.listed(self.offices.village, DAY))
		self.assertFalse(self.listed(self.offices.village, today()))

	def test_nobody_else_finds_it(self):
		self.assertFalse(self.listed(self.offices.stranger, DAY))
		self.assertFalse(self.listed(self.offices.stranger, today()))
