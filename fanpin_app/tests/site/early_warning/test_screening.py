from datetime import date

import frappe

from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_officer,
	make_record,
	make_region,
)

AS_OF = date(2026, 10, 31)
DISTRICT_PREFIX = "449913"


def screen(as_of: date = AS_OF, prefix: str = DISTRICT_PREFIX) -> dict[str, int]:
	return engine.screen(RuleContext(prefix, as_of))


def findings_of(household, **filters) -> list[dict]:
	return frappe.get_all(
		"Risk Finding",
		filters={"household": household.name} | filters,
		fields=["name", "rule", "status", "value", "threshold", "modified", "found_on", "ended_on", "region"],
		order_by="name asc",
	)


def towns_of(run) -> list[str]:
	"""The regions of the parts of one step."""
	return [part.region for part in run.parts if part.step == engine.WARNINGS]


class TestFindings(TestCase):
	def test_screening_twice_finds_nothing_new_and_writes_nothing(self):
		household = make_household(drinking_water="Unsafe")
		first = screen()
		before = findings_of(household)
		again = screen()
		self.assertEqual((first["findings"], again["findings"]), (1, 1))
		self.assertEqual(
			[again[name] for name in ("findings_new", "findings_ended", "alerts_raised", "alerts_ended")],
			[0, 0, 0, 0],
		)
		self.assertEqual(findings_of(household), before)

	def test_a_finding_that_no_longer_holds_ends(self):
		household = make_household(drinking_water="Unsafe")
		screen()
		household.drinking_water = "Safe"
		household.save()
		self.assertEqual(screen(date(2026, 11, 30))["findings_ended"], 1)
		(finding,) = findings_of(household)
		self.assertEqual((finding.status, finding.ended_on), ("Ended", date(2026, 11, 30)))

	def test_a_finding_that_recurs_is_found_again(self):
		household = make_household(drinking_water="Unsafe")
		screen()
		for water in ("Safe", "Unsafe"):
			household.drinking_water = water
			household.save()
			screen()
		self.assertEqual([each.status for each in findings_of(household)], ["Ended", "Active"])

	def test_a_new_figure_refreshes_the_finding(self):
		household = make_household()
		make_record(household, "medical_self_paid", 60000, "2026-09-01")
		screen()
		make_record(household, "medical_self_paid", 1000, "2026-10-01")
		self.assertEqual(screen()["findings_new"], 0)
		self.assertEqual(findings_of(household, rule="R1b")[0].value, "61000")

	def test_findings_of_a_rule_that_was_switched_off_end(self):
		household = make_household(drinking_water="Unsafe")
		screen()
		frappe.db.set_value("Risk Rule", "R4a", "enabled", 0)
		screen()
		self.assertEqual(findings_of(household)[0].status, "Ended")

	def test_a_rule_holds_from_its_first_to_its_last_day(self):
		frappe.db.set_value(
			"Risk Rule", "R4a", {"effective_from": "2026-10-31", "effective_to": "2026-11-30"}
		)
		for as_of, holds in (
			(date(2026, 10, 30), False),
			(date(2026, 10, 31), True),
			(date(2026, 11, 30), True),
			(date(2026, 12, 1), False),
		):
			self.assertEqual("R4a" in engine.rules_in_force(as_of), holds, as_of)

	def test_another_towns_findings_are_left_alone(self):
		here, there = make_household(VILLAGE), make_household(VILLAGE_OF_OTHER_TOWN, drinking_water="Unsafe")
		screen()
		screen(prefix="449913101")
		self.assertEqual(findings_of(there)[0].status, "Active")
		self.assertEqual(findings_of(here), [])

	def test_findings_move_with_their_household(self):
		household = make_household(VILLAGE, drinking_water="Unsafe")
		screen()
		make_household(VILLAGE_OF_OTHER_TOWN)
		household.region = VILLAGE_OF_OTHER_TOWN
		household.save()
		screen(prefix="449913101")
		screen(prefix="449913102")
		(finding,) = findings_of(household)
		self.assertEqual((finding.status, finding.region), ("Active", VILLAGE_OF_OTHER_TOWN))

	def test_records_of_a_household_move_with_it(self):
		household = make_household(VILLAGE)
		make_record(household, "loan_overdue_days", 95, "2026-10-01")
		make_household(VILLAGE_OF_OTHER_TOWN)
		household.region = VILLAGE_OF_OTHER_TOWN
		household.save()
		screen(prefix="449913102")
		self.assertEqual([each.rule for each in findings_of(household)], ["R9a"])


class TestParts(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.ours = make_household(VILLAGE, drinking_water="Unsafe")
		self.neighbour = make_household(OTHER_VILLAGE, drinking_water="Unsafe")
		self.far = make_household(VILLAGE_OF_OTHER_TOWN, drinking_water="Unsafe")

	def run_over(self, region: str):
		return engine.create_run(AS_OF, region)

	def test_a_district_is_screened_town_by_town(self):
		run = self.run_over(DISTRICT)
		self.assertEqual(towns_of(run), [TOWN, "449913102000"])

	def test_a_village_is_one_part(self):
		run = engine.run_synchronously(self.run_over(VILLAGE))
		self.assertEqual(towns_of(run), [VILLAGE])
		self.assertEqual((run.status, run.findings), ("Finished", 1))

	def test_the_run_has_the_totals_of_its_parts(self):
		run = engine.run_synchronously(self.run_over(DISTRICT))
		self.assertEqual([part.findings_new for part in run.parts], [2, 1, 0, 0])
		self.assertEqual((run.status, run.findings_new, run.alerts_raised), ("Finished", 3, 3))
		self.assertTrue(run.finished_at)

	def test_a_finished_part_is_not_screened_again(self):
		run = engine.run_synchronously(self.run_over(DISTRICT))
		frappe.db.delete("Risk Finding", {"household": self.ours.name})
		engine.run_synchronously(run)
		self.assertEqual(findings_of(self.ours), [])

	def test_a_killed_run_continues_with_the_remaining_parts(self):
		run = self.run_over(DISTRICT)
		engine.run_part(run.name, run.parts[0].name)
		self.assertFalse(frappe.db.get_value("Screening Run", run.name, "finished_at"))
		run.parts[1].db_set("status", "Running")
		run.reload()
		self.assertEqual([part.status for part in run.parts], ["Finished", "Running", "Queued", "Queued"])
		run = engine.run_synchronously(run)
		self.assertEqual([part.findings_new for part in run.parts], [2, 1, 0, 0])
		self.assertEqual(run.status, "Finished")

	def test_a_part_that_fails_says_why_and_leaves_the_others_alone(self):
		frappe.db.set_value("Rule Condition", {"parent": "R4a"}, "field", "wealth")
		frappe.clear_document_cache("Risk Rule", "R4a")
		run = engine.run_synchronously(self.run_over(TOWN))
		self.assertEqual((run.status, run.parts[0].status), ("Failed", "Failed"))
		self.assertIn("wealth", run.parts[0].error)
		frappe.db.set_value(
			"Rule Condition", {"parent": "R4a"}, "field", "drinking_water", update_modified=False
		)
		frappe.clear_document_cache("Risk Rule", "R4a")
		run = engine.run_synchronously(run)
		self.assertEqual((run.status, run.error), ("Finished", None))

	def test_an_alert_that_cannot_be_written_does_not_stop_the_others(self):
		unknown_village = "449913101299"
		self.ours.db_set("region", unknown_village)
		run = engine.run_synchronously(self.run_over(TOWN))
		self.assertEqual((run.status, run.alerts_raised), ("Failed", 1))
		self.assertTrue(frappe.db.exists("Risk Alert", {"household": self.neighbour.name}))
		make_region(unknown_village)
		frappe.db.value_cache.clear()  # as for the worker that resumes the run
		run = engine.run_synchronously(run)
		self.assertEqual(run.status, "Finished")
		self.assertTrue(frappe.db.exists("Risk Alert", {"household": self.ours.name}))


class TestWhoMayScreen(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_household(VILLAGE)
		make_household(VILLAGE_OF_OTHER_TOWN)

	def start(self, user: str, region: str | None) -> None:
		frappe.set_user(user)
		frappe.get_doc(doctype="Screening Run", as_of=AS_OF, region=region).insert().start()

	def test_a_district_officer_screens_the_own_district(self):
		self.start(make_officer("District Officer", DISTRICT), DISTRICT)

	def test_a_district_officer_does_not_screen_other_regions(self):
		user = make_officer("District Officer", DISTRICT)
		for region in (None, "449900000000"):
			with self.assertRaises(frappe.PermissionError):
				self.start(user, region)

	def test_village_and_town_officers_do_not_screen(self):
		for duty, region in (("Village Cadre", VILLAGE), ("Town Officer", TOWN)):
			with self.assertRaises(frappe.PermissionError):
				self.start(make_officer(duty, region), region)

	def test_figures_and_states_are_not_written_by_officers(self):
		run = engine.create_run(AS_OF, DISTRICT)
		frappe.set_user(make_officer("District Officer", DISTRICT))
		run = frappe.get_doc("Screening Run", run.name)
		run.update({"status": "Finished", "findings": 7, "parts": []})
		run.save()
		run.reload()
		self.assertEqual((run.status, run.findings, len(run.parts)), ("Queued", 0, 4))

	def test_a_finished_run_is_not_started_again(self):
		run = engine.run_synchronously(engine.create_run(AS_OF, TOWN))
		with self.assertRaises(frappe.ValidationError):
			run.start()
