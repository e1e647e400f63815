import frappe
from frappe.utils import today

from fanpin_app.assistance.cases import open_case, open_case_of
from fanpin_app.assistance.loop import get_loop
from fanpin_app.registry.households.merged_households import successors
from fanpin_app.registry.operations import merge, move
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_household,
	make_id_number,
	make_income,
	make_measure,
	make_record,
	member,
)
from fanpin_app.tests.support.families import change, family, people, value


class TestMerge(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.parents = family()
		self.child = make_household(
			OTHER_VILLAGE,
			members=[
				member(member_name="林二"),
				member(member_name="吴媳", relation="Spouse"),
				member(member_name="林孙", relation="Son"),
			],
		)

	def merge(self, **fields):
		return change(
			merge.merge(self.parents.name, self.child.name, today(), "合户", **({"relation": "Son"} | fields))
		)

	def test_all_members_are_in_one_household_with_relations_to_its_head(self):
		self.merge()
		self.assertEqual(
			people(self.parents.name),
			{
				"林老": "Household Head",
				"陈老": "Spouse",
				"林子": "Son",
				"黄媳": "Daughter-in-law",
				"林二": "Son",
				"吴媳": "Daughter-in-law",
				"林孙": "Grandson",
			},
		)
		self.assertEqual(value("Household", self.parents.name, "people"), 7)

	def test_the_merged_household_s_number_leads_to_the_remaining_household(self):
		self.merge()
		ended = frappe.get_doc("Household", self.child.name)
		self.assertEqual((ended.status, ended.people, ended.merged_into), ("Ended", 0, self.parents.name))
		third = make_household()
		merge.merge(third.name, self.parents.name, today(), "合户")
		self.assertEqual(successors([self.child.name, third.name]), {self.child.name: third.name})

	def test_a_person_in_both_is_one_member_with_the_records_of_both_rows(self):
		number = make_id_number()
		theirs = make_household(OTHER_VILLAGE, members=[member(), member(relation="Son", id_number=number)])
		ours = make_household(
			VILLAGE,
			members=[member(), member(relation="Other", id_number=number, status="Moved Out")],
		)
		make_record(theirs, "self_paid", 500, "2026-10-01", member=theirs.members[1].name)
		merge.merge(ours.name, theirs.name, today(), "重复登记")
		rows = frappe.get_all(
			"Household Member", {"id_number": number}, ["name", "parent", "status"], order_by="status asc"
		)
		self.assertEqual(
			[(one.parent, one.status) for one in rows], [(ours.name, "Living"), (theirs.name, "Moved Out")]
		)
		records = frappe.get_all(
			"Indicator Record", {"household": ours.name}, ["member", "subject", "region"]
		)
		self.assertEqual([tuple(one.values()) for one in records], [(rows[0].name, rows[0].name, VILLAGE)])

	def test_alerts_of_one_risk_are_merged_and_others_move(self):
		ours = make_alert(self.parents.name, "R1", "Yellow", reported_reason="住院")
		double = make_alert(self.child.name, "R1", "Red", reported_reason="再次住院")
		other = make_alert(self.child.name, "R3", "Blue")
		frappe.get_doc("Risk Alert", double.name).acknowledge()
		record = self.merge()
		kept = frappe.get_doc("Risk Alert", ours.name)
		self.assertEqual((kept.level, kept.status), ("Red", "Acknowledged"))
		self.assertIn("再次住院", kept.reason)
		self.assertEqual(value("Risk Alert", double.name, "status"), "Ended")
		self.assertEqual(value("Risk Alert", other.name, "status"), "Open")
		households = frappe.get_all(
			"Risk Alert", {"name": ("in", (double.name, other.name))}, pluck="household", distinct=True
		)
		self.assertEqual(households, [self.parents.name])
		self.assertEqual(
			{one.reference_name for one in record.documents if one.reference_doctype == "Risk Alert"},
			{double.name, other.name},
		)
		# The key follows: no second alert can be raised next to the one that was moved.
		self.assertRaises(frappe.ValidationError, make_alert, self.parents.name, "R3")

	def test_a_case_moves_to_a_household_that_had_none(self):
		alert = make_alert(self.parents.name, "R3")
		case = open_case(self.child.name, kind="Marginal", opened_on="2026-01-05", source="Imported")
		measure = make_measure(case.name)
		self.merge()
		self.assertEqual(open_case_of(self.parents.name), case.name)
		self.assertEqual(value("Assistance Measure", measure.name, "household"), self.parents.name)
		self.assertEqual(value("Household", self.parents.name, "monitored_kind"), "Marginal")
		self.assertEqual(value("Household", self.child.name, "monitored"), 0)
		self.assertIn(alert.name, [one.alert for one in frappe.get_doc("Monitoring Case", case.name).risks])

	def test_of_two_cases_one_continues_with_the_risks_and_measures_of_both(self):
		make_alert(self.child.name, "R3")
		ours = open_case(self.parents.name, kind="Marginal", opened_on="2026-01-05", source="Imported")
		theirs = open_case(self.child.name, kind="Sudden Hardship", opened_on="2026-02-05", source="Imported")
		measure = make_measure(theirs.name)
		self.merge()
		ended = frappe.get_doc("Monitoring Case", theirs.name)
		self.assertEqual((ended.status, ended.merged_into), ("Merged", ours.name))
		self.assertEqual((ended.decided_household, ended.decided_region), (self.child.name, OTHER_VILLAGE))
		self.assertEqual([one.risk for one in frappe.get_doc("Monitoring Case", ours.name).risks], ["R3"])
		shown = [event["name"] for step in get_loop(ours.name)["steps"] for event in step["events"]]
		self.assertIn(measure.name, shown)
		going_on = frappe.get_doc("Assistance Measure", measure.name)
		going_on.update({"status": "Delivered"}).save()
		self.assertEqual(value("Assistance Measure", measure.name, "status"), "Delivered")

	def test_incomes_of_a_year_that_both_stated_are_added(self):
		make_income(self.parents.name, 2026, 30000)
		make_income(self.child.name, 2026, 12000)
		make_income(self.child.name, 2025, 11000)
		self.merge()
		self.assertEqual(
			frappe.get_all("Income Statement", {"household": self.parents.name}, pluck="net_income"), [42000]
		)
		self.assertEqual(value("Household", self.parents.name, "income_per_head"), 6000)

	def test_the_merged_household_cannot_be_changed(self):
		self.merge()
		with self.assertRaisesRegex(frappe.ValidationError, self.parents.name):
			move.move(self.child.name, VILLAGE, today(), "搬迁")
