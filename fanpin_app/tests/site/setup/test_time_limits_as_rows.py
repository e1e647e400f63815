"""The days that an administrator set as fields of Statutory Clock become rows; checks keep their last days."""

import frappe
from frappe.utils import getdate

from fanpin_app.patches.v0_2 import write_time_limits_as_rows
from fanpin_app.setup import seeds
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.procedure import OfficesTestCase
from fanpin_app.verification import stages

CLOCK = "Statutory Clock"


def rows() -> list[tuple]:
	return [(row.step, row.days, row.counted_in) for row in frappe.get_doc(CLOCK).terms]


class TestTheMigration(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.delete("Statutory Term", {"parent": CLOCK})
		frappe.db.delete("Singles", {"doctype": CLOCK})
		frappe.clear_document_cache(CLOCK, CLOCK)

	def store(self, **values) -> None:
		"""As an earlier version stored them."""
		for field, value in values.items():
			frappe.db.sql("insert into `tabSingles` values (%s, %s, %s)", (CLOCK, field, value))

	def test_what_an_administrator_set_is_kept_in_rows(self):
		self.store(
			review_days=9, determination_days=25, measures_within_days=7, notice_days=3, basis="本地文件"
		)
		write_time_limits_as_rows.execute()
		self.assertEqual(
			rows(),
			[
				("Village Review", 9, "Calendar Days"),
				("Whole Procedure", 25, "Calendar Days"),
				("First Measure", 32, "Calendar Days"),
			],
		)
		clock = frappe.get_doc(CLOCK)
		self.assertEqual((clock.notice_days, clock.measures_within_days, clock.basis), (3, 7, "本地文件"))

	def test_days_by_the_name_before_0_1_0_are_kept(self):
		self.store(screening_days=9)
		write_time_limits_as_rows.execute()
		self.assertEqual(rows()[0][1], 9)

	def test_what_was_not_stored_has_its_default(self):
		self.store(review_days=0)
		write_time_limits_as_rows.execute()
		self.assertEqual([days for _step, days, _kind in rows()], [0, 15, 25])
		clock = frappe.get_doc(CLOCK)
		self.assertEqual((clock.notice_days, clock.papers_days, clock.watch_months), (5, 30, 6))

	def test_a_second_run_and_the_seeds_add_nothing(self):
		self.store(review_days=9)
		write_time_limits_as_rows.execute()
		before = rows()
		frappe.db.set_default(seeds.LEDGER, "[]")
		write_time_limits_as_rows.execute()
		[seed] = [seed for key, seed in seeds._seeds() if key.startswith(f"{CLOCK}/")]
		seeds._insert_unless_exists(seed)
		self.assertEqual(rows(), before)

	def test_a_site_that_stored_nothing_gets_the_rows_of_a_new_one(self):
		write_time_limits_as_rows.execute()
		self.assertEqual(rows(), [])
		[seed] = [seed for key, seed in seeds._seeds() if key.startswith(f"{CLOCK}/")]
		seeds._insert_unless_exists(seed)
		self.assertEqual([days for _step, days, _kind in rows()], [5, 5, 5, 15, 25])

	def test_running_checks_keep_their_last_days_and_determined_ones_get_their_length(self):
		at_village, at_town, refused = (
			self.offices.start(builders.make_household().name) for _each in range(3)
		)
		at_town = self.offices.review(at_town)
		refused = self.offices.review(refused, "Reject", refusal_reason="收入稳定")
		days = {"review_due_on": "2026-09-21", "due_on": "2026-10-01", "step_due_on": None}
		for check in (at_village, at_town):
			check.db_set(days)
		refused.db_set({"started_on": "2026-09-16", "decided_on": "2026-09-28", "days_taken": 0})
		write_time_limits_as_rows.execute()
		for check in (at_village, at_town, refused):
			check.reload()
		self.assertEqual(at_village.step_due_on, getdate("2026-09-21"))
		self.assertEqual((at_town.stage, at_town.step_due_on), (stages.TOWN, getdate("2026-10-01")))
		self.assertEqual((refused.step_due_on, refused.days_taken), (None, 8))
