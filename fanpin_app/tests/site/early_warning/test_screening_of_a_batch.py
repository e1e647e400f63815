"""After a batch only the households that it affects are screened."""

from datetime import date
from unittest import mock

import frappe

from fanpin_app.early_warning.rescreening import after_batch
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_record,
	make_village_record,
)

AS_OF = date(2026, 10, 31)
BATCH = "202610-777777"


def screened() -> tuple[str, set[str]]:
	"""Run a screening of the batch: the run's status, and the households with alerts afterwards."""
	run = frappe.get_doc(doctype="Screening Run", as_of=AS_OF, trigger="Batch", batch=BATCH)
	run.flags.by_system = run.flags.ignore_links = True
	run = engine.run_synchronously(run.insert())
	return run.status, set(frappe.get_all("Risk Alert", pluck="household"))


class TestScreeningOfABatch(TestCase):
	def test_only_the_households_of_the_batch_are_screened(self):
		affected, other = (
			make_household(VILLAGE),
			make_household(VILLAGE_OF_OTHER_TOWN, drinking_water="Unsafe"),
		)
		make_record(affected, "loan_overdue_days", 95, "2026-10-01", batch=BATCH)
		make_record(other, "loan_overdue_days", 95, "2026-10-01")
		self.assertEqual(screened(), ("Finished", {affected.name}))

	def test_a_batch_that_was_rolled_back_meanwhile_has_nobody_to_screen(self):
		self.assertEqual(screened(), ("Finished", set()))

	def test_all_rules_are_evaluated_not_only_those_of_the_file(self):
		household = make_household(drinking_water="Unsafe")
		make_record(household, "loan_overdue_days", 0, "2026-10-01", batch=BATCH)
		screened()
		self.assertEqual(
			frappe.get_all("Risk Alert", filters={"household": household.name}, pluck="rules"), ["R4a"]
		)

	def test_a_record_about_a_village_affects_all_its_households(self):
		here, there = make_household(VILLAGE), make_household(OTHER_VILLAGE)
		make_village_record(VILLAGE, "village_water", "Unsafe", "2026-10-01")
		make_village_record(OTHER_VILLAGE, "village_water", "Unsafe", "2026-10-01")
		frappe.db.set_value("Indicator Record", {"subject": VILLAGE}, "batch", BATCH)
		self.assertEqual(screened(), ("Finished", {here.name}))
		self.assertNotEqual(here.name, there.name)

	def test_it_gives_the_result_of_a_whole_screening_and_ends_old_findings(self):
		household, other = make_household(), make_household()
		for each in (household, other):
			make_record(each, "loan_overdue_days", 95, "2026-09-01")
		engine.run_synchronously(engine.create_run(AS_OF, VILLAGE))
		for each in (household, other):
			make_record(each, "loan_overdue_days", 0, "2026-10-01", batch=BATCH)
		frappe.db.set_value(
			"Indicator Record", {"household": other.name, "batch": BATCH}, "batch", "202610-1"
		)
		screened()
		status = {
			each.name: frappe.db.get_value("Risk Finding", {"household": each.name}, "status")
			for each in (household, other)
		}
		self.assertEqual(status, {household.name: "Ended", other.name: "Active"})

	def test_the_towns_of_a_file_are_screened_without_it_once_it_is_rolled_back(self):
		household = make_household()
		make_record(household, "loan_overdue_days", 35, "2026-10-01", batch="202610-1", feed="small_loan")
		batch = frappe.get_doc(
			doctype="Data Batch",
			name=BATCH,
			feed="small_loan",
			status="Loaded",
			period="202610",
			file="/private/files/a.xlsx",
		)
		batch.db_insert()
		make_record(household, "loan_overdue_days", 95, "2026-10-01", batch=BATCH, feed="small_loan")
		engine.run_synchronously(engine.create_run(AS_OF, VILLAGE))
		self.assertEqual(self.rules_that_hit(household), ["R9a"])
		with mock.patch.object(engine, "enqueue") as enqueue:
			batch.roll_back()
		(run,) = enqueue.call_args.args
		self.assertEqual([part.region for part in run.parts], [TOWN])
		engine.run_synchronously(run)
		self.assertEqual(self.rules_that_hit(household), ["R9b"])

	def rules_that_hit(self, household) -> list[str]:
		active = {"household": household.name, "status": "Active"}
		return frappe.get_all("Risk Finding", filters=active, pluck="rule")

	def test_it_follows_a_file_that_was_loaded_in_the_background(self):
		for at_once, runs in ((True, 0), (False, 1)):
			batch = frappe.new_doc("Data Batch")
			batch.update({"name": BATCH, "feed": "small_loan", "status": "Loaded"})
			batch.flags.loads_at_once = at_once
			with (
				mock.patch.object(engine, "create_run") as create_run,
				mock.patch.object(engine, "enqueue"),
			):
				after_batch.screen_after_status_change(batch)
			self.assertEqual(create_run.call_count, runs)
