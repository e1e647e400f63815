"""The outcome of the alerts of each rule and source. Screened as of 2026-10-31."""

import frappe

from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening.engine import screen
from fanpin_app.oversight.report.clue_yield.clue_yield import execute, get_yield_of_rule
from fanpin_app.tests.support.builders import (
	OTHER_TOWN,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_alert,
	make_household,
	make_officer,
	make_record,
	member,
)
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user

AS_OF = frappe.utils.getdate("2026-10-31")


class TestClueYield(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.other_town = make_officer("Town Officer", OTHER_TOWN)

	def setUp(self) -> None:
		super().setUp()
		self.households = [make_household(VILLAGE, drinking_water="Unsafe").name for _number in range(3)]
		self.far = make_household(VILLAGE_OF_OTHER_TOWN, drinking_water="Unsafe").name
		screen(RuleContext("449913", AS_OF))

	def alert_of(self, household: str):
		return frappe.get_doc("Risk Alert", {"household": household, "risk": "R4"})

	def counts(self, key: str, value: str, **filters) -> tuple | None:
		_columns, rows = execute(filters)
		row = next((row for row in rows if row.get(key) == value), None)
		return row and (row["warned"], row["checked"], row["confirmed"], row["dismissed"])

	def test_open_alerts_count_as_warned_and_nothing_else(self):
		self.assertEqual(self.counts("rule", "R4a"), (4, 0, 0, 0))

	def test_a_dismissed_alert_counts_against_the_rule_and_a_confirmed_one_for_it(self):
		self.alert_of(self.households[0]).dismiss("水质复检合格")
		self.alert_of(self.households[1]).db_set("status", "Confirmed")
		self.assertEqual(self.counts("rule", "R4a"), (4, 1, 1, 1))
		self.assertEqual(get_yield_of_rule("R4a")["hit_rate"], 50)

	def test_a_check_of_the_household_is_a_check_of_its_alert(self):
		self.offices.start(self.households[0], alert=self.alert_of(self.households[0]).name)
		self.assertEqual(self.counts("rule", "R4a"), (4, 1, 0, 0))

	def test_an_alert_whose_finding_ended_still_counts_for_the_rule(self):
		frappe.db.set_value("Household", self.households[0], "drinking_water", "Safe")
		screen(RuleContext("449913", AS_OF))
		self.assertEqual(self.counts("rule", "R4a"), (4, 0, 0, 0))

	def test_reports_of_people_count_by_their_source(self):
		make_alert(self.households[0], risk="R1", source="Visit")
		make_alert(self.households[1], risk="R1", source="Officer")
		before = self.counts("source", frappe._("Visit"))
		self.assertEqual(before, (1, 0, 0, 0))

	def test_an_officer_counts_the_own_regions(self):
		with as_user(self.other_town):
			self.assertEqual(self.counts("rule", "R4a"), (1, 0, 0, 0))
			self.assertEqual(get_yield_of_rule("R4a")["warned"], 1)

	def test_region_and_days_filter_it(self):
		self.assertEqual(self.counts("rule", "R4a", region=TOWN), (3, 0, 0, 0))
		self.assertEqual(self.counts("rule", "R4a", to_date="2026-10-31"), (4, 0, 0, 0))
		self.assertIsNone(self.counts("rule", "R4a", from_date="2026-11-01"))

	def test_a_rule_without_alerts_has_no_yield(self):
		self.assertIsNone(get_yield_of_rule("R9a"))


class TestYieldBySource(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ill = make_household(VILLAGE)
		make_record(self.ill, "medical_self_paid", 60000, "2026-10-01")
		self.thirsty = make_household(VILLAGE, drinking_water="Unsafe")
		self.uninsured = make_household(VILLAGE, members=[member(medical_insurance="No")])
		screen(RuleContext("449913", AS_OF))
		make_alert(self.thirsty.name, risk="R3", source="Visit")

	def rows(self) -> dict[str, tuple]:
		_columns, rows = execute({"by_source": 1})
		return {
			row["source"]: (row["warned"], row["checked"], row["confirmed"], row["dismissed"]) for row in rows
		}

	def test_an_alert_counts_once_for_the_agency_whose_figures_its_rules_use(self):
		# R1a and R1b both match.
		self.assertEqual(self.rows()["医疗保障局"], (1, 0, 0, 0))

	def test_rules_that_use_only_the_register_and_reports_of_people_are_sources_too(self):
		rows = self.rows()
		self.assertEqual(rows[frappe._("register")], (1, 0, 0, 0))
		self.assertEqual(rows[frappe._("Visit")], (1, 0, 0, 0))
		self.assertEqual([*rows], ["医疗保障局", "水务局", frappe._("register"), frappe._("Visit")])

	def test_its_outcome_counts_for_the_source(self):
		frappe.get_doc("Risk Alert", {"household": self.ill.name}).db_set("status", "Confirmed")
		self.assertEqual(self.rows()["医疗保障局"], (1, 1, 1, 0))
		self.assertEqual(self.rows()["水务局"], (1, 0, 0, 0))
