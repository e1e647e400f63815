"""Files that differ from the month before: held with the reasons, and loaded when somebody lets them pass."""

from unittest.mock import patch

import frappe

from fanpin_app.discovery.loading import pipeline, progress, recovery
from fanpin_app.discovery.plausibility import hold
from fanpin_app.tests.site.discovery.test_batches import BatchTestCase
from fanpin_app.tests.support.builders import DISTRICT, make_household, make_id_number, make_officer, member

FEED = "medical_self_paid"
PEOPLE = 6


class HeldTestCase(BatchTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.people = [make_id_number() for _number in range(PEOPLE)]
		for person in self.people:
			make_household(members=[member(id_number=person)])
		self.set_feed(held_from_rows=PEOPLE)

	def set_feed(self, **settings) -> None:
		frappe.get_doc("Data Feed", FEED).update(settings).save()

	def month(self, month: str, *rows, **fields):
		"""A file with one row for each person: inpatient and outpatient as given, or 1000 and 20."""
		day = f"{month[:4]}-{month[4:6]}-08"
		rows = rows or [(1000, 20)] * PEOPLE
		people = self.people * (len(rows) // PEOPLE + 1)
		return self.load(
			self.medical(
				*(("林试", person, *row, day) for person, row in zip(people, rows, strict=False)), month=month
			),
			**fields,
		)

	def held_because(self, *rows) -> str:
		self.month("202609")
		batch = self.month("202610", *rows)
		self.assertEqual(batch.status, "Held")
		self.assertEqual(frappe.db.count("Indicator Record", {"batch": batch.name}), 0)
		return batch.held_because


class TestDifferencesThatHold(HeldTestCase):
	def test_a_column_that_has_become_zero(self):
		self.assertEqual(
			self.held_because(*[(0, 20)] * PEOPLE),
			"住院自付: 100% of the figures are 0, where 202609 had 0%.",
		)

	def test_a_mean_of_another_unit(self):
		self.assertEqual(
			self.held_because(*[(0.5, 20)] * PEOPLE), "住院自付: the mean is 0.50, where 202609 had 1,000.00."
		)

	def test_refused_rows(self):
		rows = [("约三千", 20)] * 4 + [(1000, 20)] * 2
		self.assertEqual(self.held_because(*rows), "67% of the rows were refused, where 202609 had 0%.")

	def test_a_column_of_zeros_that_is_filled(self):
		self.set_feed(held_from_rows=PEOPLE)
		self.month("202609", *[(0, 20)] * PEOPLE)
		self.assertEqual(
			self.month("202610").held_because, "住院自付: 0% of the figures are 0, where 202609 had 100%."
		)

	def test_many_more_rows(self):
		self.set_feed(held_rows=2)
		rows = [(1000 + number, 20) for number in range(PEOPLE * 3)]
		self.assertEqual(self.held_because(*rows), f"{PEOPLE * 3} rows, where 202609 had {PEOPLE}.")

	def test_far_fewer_rows_where_one_file_is_the_whole_month(self):
		self.set_feed(held_rows=2)
		self.month("202609", *[(1000 + number, 20) for number in range(PEOPLE * 3)])
		batch = self.month("202610")
		self.assertEqual(batch.held_because, f"{PEOPLE} rows, where 202609 had {PEOPLE * 3}.")

	def test_each_reason_is_a_line(self):
		self.assertEqual(len(self.held_because(*[(0, 90000)] * PEOPLE).splitlines()), 2)


class TestWhatIsNotHeld(HeldTestCase):
	def test_a_month_like_the_one_before(self):
		self.month("202609")
		self.assertEqual(self.month("202610", *[(1500, 0)] * 2, *[(900, 30)] * 4).status, "Loaded")

	def test_a_mean_of_few_figures_among_zeros(self):
		self.month("202609", (1, 20), *[(0, 20)] * (PEOPLE * 3))
		self.assertEqual(self.month("202610", *[(95, 20)] * 2, *[(0, 20)] * (PEOPLE * 3)).status, "Loaded")

	def test_a_first_file(self):
		self.assertEqual(self.month("202610", *[(0, 0)] * PEOPLE).status, "Loaded")

	def test_a_file_of_too_few_rows_to_compare(self):
		self.month("202609")
		self.assertEqual(self.month("202610", *[(0, 20)] * (PEOPLE - 1)).status, "Loaded")

	def test_nothing_that_its_feed_does_not_compare(self):
		self.month("202609")
		for settings in ({"held_zeros": 0}, {"held_from_rows": 0}):
			self.set_feed(**settings)
			batch = self.month("202610", *[(0, 20)] * PEOPLE)
			self.assertEqual(batch.status, "Loaded", settings)
			batch.roll_back()

	def test_a_file_of_which_every_row_is_refused(self):
		self.month("202609")
		batch = self.month("202610", *[("约三千", 20)] * PEOPLE)
		self.assertEqual((batch.status, batch.rows_accepted), ("Not Loaded", 0))


class TestLetPass(HeldTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.month("202609")
		self.held = self.month("202610", *[(0, 20)] * PEOPLE)

	def test_it_is_loaded_and_user_time_and_reason_are_recorded(self):
		officer = make_officer("District Officer", DISTRICT)
		frappe.set_user(officer)
		batch = frappe.get_doc("Data Batch", self.held.name)
		batch.let_pass("医院本月停业")
		pipeline.load(batch)
		batch.reload()
		self.assertEqual((batch.status, batch.passed_by), ("Loaded", officer))
		self.assertEqual((batch.passed_because, batch.held_because), ("医院本月停业", self.held.held_because))
		self.assertTrue(batch.passed_on)
		comment = frappe.get_last_doc("Comment", {"reference_name": batch.name})
		self.assertIn("医院本月停业", comment.content)

	def test_a_reason_is_required(self):
		self.assertRaises(frappe.ValidationError, self.held.let_pass, "  ")

	def test_a_reader_of_the_batch_may_not_let_it_pass(self):
		frappe.set_user(make_officer("City Officer", "449900000000"))
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc("Data Batch", self.held.name).let_pass("看过了")

	def test_what_is_not_held_is_not_let_pass(self):
		progress.cancel(self.held.name)
		self.held.reload()
		self.assertRaises(frappe.ValidationError, self.held.let_pass, "看过了")

	def test_a_client_cannot_claim_that_it_was_let_pass(self):
		batch = frappe.get_doc("Data Batch", self.held.name)
		batch.update({"passed_by": "Administrator", "status": "Queued"})
		batch.save()
		batch.reload()
		self.assertEqual((batch.passed_by, batch.status), (None, "Held"))

	def test_it_is_not_recovered_like_a_file_whose_worker_died(self):
		frappe.db.set_value("Data Batch", self.held.name, "modified", "2026-01-01", update_modified=False)
		waiting = len(frappe.db.after_commit._functions)
		recovery.recover_stalled_batches()
		self.assertEqual(len(frappe.db.after_commit._functions), waiting)

	def test_loaded_again_after_it_was_rolled_back_it_is_held_again(self):
		self.held.let_pass("看过了")
		pipeline.load(self.held)
		self.held.roll_back()
		self.held.load_again()
		pipeline.load(self.held)
		self.assertEqual(self.held.status, "Held")


def complain(file: hold.ReadFile) -> list[str]:
	return [f"{file.feed.feed_name}: {file.rows_accepted} / {file.report.rows_read}"]


class TestCheckers(HeldTestCase):
	def test_a_further_checker_is_registered_and_gives_its_reasons(self):
		with patch.object(hold, "CHECKERS", (f"{__name__}.complain",)):
			batch = self.month("202610", (1, 1), ("约三千", 1))
		self.assertEqual((batch.status, batch.held_because), ("Held", "医保自付: 1 / 2"))
