"""Correcting the period of a batch later also changes which file takes precedence."""

from unittest.mock import patch

import frappe

from fanpin_app.discovery.loading import pipeline
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.site.discovery.test_batches import BatchTestCase
from fanpin_app.tests.support.builders import DISTRICT, make_officer

DAY = "2026-09-03"
REASON = "文件名写错"


class PeriodCorrectionTestCase(BatchTestCase):
	def month(self, month: str, amount: float, day: str = DAY, **fields):
		return self.load(self.medical(("林试", self.patient, amount, 0, day), month=month), **fields)


class TestCorrectedPeriods(PeriodCorrectionTestCase):
	def test_the_file_corrected_to_a_later_month_takes_precedence(self):
		wrong = self.month("202609", 70)
		self.month("202610", 100)
		self.assertEqual(self.costs(), [100])
		wrong.correct_period("202611", REASON)
		wrong.reload()
		self.assertEqual((wrong.period, self.costs()), ("202611", [70]))

	def test_a_file_corrected_to_an_earlier_month_loses_precedence(self):
		self.month("202609", 100)
		wrong = self.month("202610", 70)
		wrong.correct_period("202608", REASON)
		self.assertEqual(self.costs(), [100])
		wrong.roll_back()
		self.assertEqual(self.costs(), [100])

	def test_user_and_reason_are_recorded(self):
		batch = self.month("202610", 100)
		officer = make_officer("District Officer", DISTRICT)
		frappe.set_user(officer)
		frappe.get_doc("Data Batch", batch.name).correct_period("202609", REASON)
		comment = frappe.get_last_doc("Comment", {"reference_name": batch.name})
		self.assertEqual(comment.owner, officer)
		for text in ("202610", "202609", REASON):
			self.assertIn(text, comment.content)

	def test_people_in_the_file_are_screened_again(self):
		batch = self.month("202610", 100)
		with patch.object(engine, "enqueue") as enqueued:
			batch.correct_period("202609", REASON)
		[run] = (call.args[0] for call in enqueued.call_args_list)
		self.assertEqual(run.batch, batch.name)

	def test_a_file_that_waits_is_read_again_as_one_of_the_month(self):
		self.month("202610", 100)
		asked = self.month("202610更正", 70)
		self.assertEqual(asked.status, "Asked")
		asked.correct_period("202611", REASON)
		pipeline.load(asked)
		self.assertEqual((asked.status, self.costs()), ("Loaded", [70]))


class TestRefusals(PeriodCorrectionTestCase):
	def test_a_period_that_is_none_or_the_same_or_without_a_reason(self):
		batch = self.month("202610", 100)
		for period, reason in (("202613", REASON), ("209901", REASON), ("202610", REASON), ("202609", " ")):
			with self.subTest(period=period):
				self.assertRaises(frappe.ValidationError, batch.correct_period, period, reason)

	def test_a_month_that_has_a_file_of_the_same(self):
		self.month("202609", 100)
		batch = self.month("202610", 70)
		with self.assertRaisesRegex(frappe.ValidationError, "202609"):
			batch.correct_period("202609", REASON)

	def test_a_file_that_is_being_loaded(self):
		batch = self.month("202610", 100)
		batch.db_set("status", "Loading")
		self.assertRaises(frappe.ValidationError, batch.correct_period, "202609", REASON)

	def test_who_only_reads_the_batch(self):
		batch = self.month("202610", 100)
		frappe.set_user(make_officer("City Officer", "449900000000"))
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc("Data Batch", batch.name).correct_period("202609", REASON)

	def test_a_file_that_is_written_into_the_register(self):
		batch = self.month("202610", 100)
		frappe.db.set_value("Data Feed", "medical_self_paid", "target", "Income Statement")
		self.assertRaises(frappe.ValidationError, batch.correct_period, "202609", REASON)
