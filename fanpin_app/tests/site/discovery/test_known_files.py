"""A folder loaded again: files that were loaded, replaced or rolled back since are not loaded again."""

import frappe

from fanpin_app.commands.load import _account
from fanpin_app.discovery.loading import pipeline, progress
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.loading.push import TAKEN_BACK, _known_batch
from fanpin_app.tests.site.discovery.test_batches import DAY, BatchTestCase

FEED = "medical_self_paid"


class TestLoadingAFolderAgain(BatchTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.path = self.medical(("林试", self.patient, 8200, 0, DAY))
		self.first = load_file(self.path)

	def correction(self, amount: int = 11400):
		return self.medical(("林试", self.patient, amount, 0, DAY), month="202610更正")

	def replaced(self) -> None:
		load_file(self.correction(), when_sent_again="Replace")

	def corrected_on_its_page(self) -> None:
		self.load(self.correction(), replaces=self.first.name)

	def rolled_back(self) -> None:
		self.first.reload()
		self.first.roll_back()

	def given_up(self) -> None:
		self.rolled_back()
		self.first.load_again()
		progress.cancel(self.first.name)
		progress.forget(self.first.name)

	def test_loads_no_replaced_or_rolled_back_file_whatever_the_option(self):
		for taken_back, status, message in (
			(self.replaced, "Rolled Back", "was replaced by"),
			(self.corrected_on_its_page, "Rolled Back", "was replaced by"),
			(self.rolled_back, "Rolled Back", "is rolled back: where it is to count"),
			(self.given_up, "Cancelled", "is cancelled: where it is to count"),
		):
			frappe.db.savepoint("before_taking_back")
			taken_back()
			facts, batches = self.facts(), frappe.db.count("Data Batch")
			for option in (None, "Replace", "Add", "Apart"):
				with self.subTest(taken_back.__name__, option=option):
					again = load_file(self.path, when_sent_again=option)
					self.assertEqual((again.name, again.status), (self.first.name, status))
					self.assertIn(message, _account(again))
					self.assertEqual((self.facts(), frappe.db.count("Data Batch")), (facts, batches))
			pushed = _known_batch(FEED, self.path.read_bytes(), self.path.name, None, (TAKEN_BACK,))
			self.assertEqual(pushed and pushed.name, self.first.name if status == TAKEN_BACK else None)
			frappe.db.rollback(save_point="before_taking_back")

	def test_says_which_files_were_loaded_before(self):
		again = load_file(self.path)
		self.assertEqual(again.name, self.first.name)
		self.assertIn("loaded before", _account(again))

	def test_a_rolled_back_file_is_loaded_again_on_its_batch_s_page(self):
		self.rolled_back()
		self.first.load_again()
		pipeline.load(self.first)
		self.assertEqual((self.first.status, len(self.facts())), ("Loaded", 1))

	def test_a_file_that_was_held_for_its_name_is_checked_by_the_new_name(self):
		self.rolled_back()
		rows = [("林试", self.patient, 100 + place, 0, DAY) for place in range(6)]
		wrong = self.medical(*rows, month="202606")
		held = load_file(wrong)
		self.assertEqual(held.status, "Held")
		self.assertEqual(load_file(wrong).name, held.name)
		renamed = wrong.rename(self.folder / "医保自付_202610新.xlsx")
		batch = load_file(renamed)
		self.assertEqual((batch.status, batch.period, batch.file_name), ("Loaded", "202610", renamed.name))
		self.assertTrue(load_file(renamed).flags.known)

	def test_a_refused_file_is_read_again(self):
		path = self.medical(("林试", self.patient, "约三千", 0, DAY), month="202609")
		refused = load_file(path)
		self.assertEqual(refused.status, "Not Loaded")
		self.assertEqual(load_file(path).name, refused.name)
