"""A second file of a month: asked, and loaded as answered. `browser/test_second_file.py` does it in a browser."""

from pathlib import Path
from unittest.mock import patch

import frappe
from frappe.utils import getdate
from openpyxl import load_workbook

from fanpin_app.discovery.feeds import due_dates
from fanpin_app.discovery.loading import pipeline, progress, recovery
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.plausibility import hold
from fanpin_app.discovery.refusals.errors import NOTHING_TO_REPLACE, FileRefusedError
from fanpin_app.discovery.replacements import replacement, second_file
from fanpin_app.tests.site.discovery.test_batches import DAY, BatchTestCase
from fanpin_app.tests.support.builders import DISTRICT, make_household, make_id_number, make_officer, member
from fanpin_app.tests.support.workers import another_worker_on

FEED = "medical_self_paid"
LATER = "2026-10-09"


class SecondFileTestCase(BatchTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.first = self.load(self.medical(self.row(100), self.row(9, person=self.other)))

	def row(self, amount: float, day: str = DAY, person: str | None = None) -> tuple:
		return ("林试", person or self.patient, amount, 0, day)

	def second(self, *rows, **fields):
		return self.load(self.medical(*rows, month="202610更正"), **fields)

	def answered(self, batch, answer: str):
		batch.answer(answer)
		self.assertEqual(batch.status, "Queued")
		pipeline.load(batch)
		batch.reload()
		return batch

	def corrected(self, batch, amount: float) -> Path:
		"""The error workbook of the batch, with the amount in all of its rows."""
		book = load_workbook(frappe.get_doc("File", {"file_url": batch.error_workbook}).get_full_path())
		headers, *rows = book.active.iter_rows()
		for row in rows:
			row[[cell.value for cell in headers].index("住院自付")].value = amount
		path = self.folder / f"更正 {batch.name}.xlsx"
		book.save(path)
		return path

	def figures(self) -> list[float]:
		return sorted(value for _member, _day, value, _row in self.facts())


class TestTheQuestion(SecondFileTestCase):
	def test_a_month_sent_again_with_a_changed_date_is_asked_about_and_nothing_of_it_counts(self):
		batch = self.second(self.row(100, LATER))
		self.assertEqual(batch.status, "Asked")
		[earlier] = batch.earlier_files
		self.assertEqual((earlier.batch, earlier.alike), (self.first.name, 1))
		self.assertEqual((earlier.file_name, earlier.rows_accepted), ("医保自付_202610.xlsx", 2))
		self.assertEqual((batch.rows_read, batch.rows_accepted), (1, 1))
		self.assertEqual(self.figures(), [9, 100])

	def test_a_file_with_another_figure_for_the_same_day_is_asked_about(self):
		self.assertEqual(self.second(self.row(70)).status, "Asked")

	def test_the_refused_rows_of_a_file_that_waits_are_in_its_workbook(self):
		batch = self.second(self.row(70), self.row("约三千"))
		self.assertEqual((batch.status, batch.rows_refused), ("Asked", 1))
		self.assertTrue(frappe.db.exists("File", {"file_url": batch.error_workbook}))

	def test_files_without_a_common_person_and_day_are_loaded_without_a_question(self):
		third = make_id_number()
		make_household(members=[member(id_number=third)])
		self.assertEqual(self.second(self.row(70, person=third), self.row(8, LATER)).status, "Loaded")
		self.assertEqual(self.figures(), [8, 9, 70, 100])

	def test_a_file_of_another_month_is_not_asked_about(self):
		batch = self.load(self.medical(self.row(70), month="202611"))
		self.assertEqual((batch.status, self.figures()), ("Loaded", [9, 70]))

	def test_a_rolled_back_file_causes_no_question(self):
		self.first.roll_back()
		self.assertEqual(self.second(self.row(70)).status, "Loaded")

	def test_a_feed_may_fix_the_answer(self):
		frappe.db.set_value("Data Feed", FEED, "when_sent_again", "Replace")
		frappe.clear_document_cache("Data Feed", FEED)
		batch = self.second(self.row(70))
		self.assertEqual((batch.status, batch.when_sent_again, self.figures()), ("Loaded", "Replace", [70]))

	def test_a_feed_cannot_fix_the_replacement_of_a_file_that_the_new_one_hardly_repeats(self):
		third = make_id_number()
		make_household(members=[member(id_number=third)])
		first = self.load(
			self.medical(*(self.row(1, f"2026-09-0{day}") for day in range(1, 6)), month="202609"),
		)
		frappe.db.set_value("Data Feed", FEED, "when_sent_again", "Replace")
		frappe.clear_document_cache("Data Feed", FEED)
		rows = [self.row(2, "2026-09-01"), self.row(3, "2026-09-03", third)]
		batch = self.load(self.medical(*rows, month="202609乙镇"))
		self.assertEqual((batch.status, self.status_of(first)), ("Asked", "Loaded"))

	def test_the_command_asks_too_and_accepts_the_answer(self):
		path = self.medical(self.row(70), month="202610更正")
		asked = load_file(path)
		self.assertEqual(asked.status, "Asked")
		loaded = load_file(path, when_sent_again="Add")
		self.assertEqual((loaded.name, loaded.status, self.figures()), (asked.name, "Loaded", [9, 70]))


class TestTheAnswers(SecondFileTestCase):
	def test_a_replacement_replaces_the_whole_earlier_file(self):
		batch = self.answered(self.second(self.row(100, LATER)), "Replace")
		self.assertEqual((batch.status, batch.replaces), ("Loaded", self.first.name))
		self.assertEqual(self.figures(), [100])
		self.first.reload()
		self.assertEqual((self.first.status, self.first.replaced_by), ("Rolled Back", batch.name))

	def test_an_added_file_has_precedence_for_the_same_person_and_day(self):
		batch = self.answered(self.second(self.row(70), self.row(5, LATER)), "Add")
		self.assertEqual((batch.status, self.figures()), ("Loaded", [5, 9, 70]))
		self.assertEqual(self.status_of(self.first), "Loaded")

	def test_an_equal_row_of_an_added_file_counts_once(self):
		self.answered(self.second(self.row(100), self.row(5, LATER)), "Add")
		self.assertEqual(self.figures(), [5, 9, 100])

	def test_a_file_apart_counts_row_by_row_besides_the_earlier_file(self):
		self.answered(self.second(self.row(100), self.row(5)), "Apart")
		self.assertEqual(self.figures(), [5, 9, 100, 100])

	def test_a_file_apart_still_counts_when_the_earlier_file_is_replaced(self):
		self.answered(self.second(self.row(5)), "Apart")
		corrected = self.medical(self.row(80), month="202610再更正")
		self.assertEqual(self.load(corrected, replaces=self.first.name).status, "Loaded")
		self.assertEqual(self.figures(), [5, 80])

	def test_corrected_rows_of_a_file_that_is_apart_are_apart_too(self):
		apart = self.answered(self.second(self.row(5), self.row("约三千", LATER)), "Apart")
		corrected = self.load(self.corrected(apart, 3000))
		self.assertEqual((corrected.replaces, corrected.when_sent_again), (apart.name, "Apart"))
		self.assertEqual(self.figures(), [5, 9, 100, 3000])

	def test_replacements_of_a_file_apart_are_apart_too(self):
		last = self.answered(self.second(self.row(5)), "Apart")
		for amount in (6, 7):
			last = self.load(self.medical(self.row(amount), month=f"202610改{amount}"), replaces=last.name)
			self.assertEqual((last.status, last.when_sent_again), ("Loaded", "Apart"))
			self.assertEqual(self.figures(), [amount, 9, 100])

	def test_corrections_of_an_added_file_still_have_precedence(self):
		added = self.answered(self.second(self.row(70), self.row("约三千", LATER)), "Add")
		corrected = self.load(self.corrected(added, 3000))
		self.assertEqual((corrected.when_sent_again, self.figures()), ("Add", [9, 70, 3000]))

	def test_a_later_month_has_precedence_over_both(self):
		self.answered(self.second(self.row(5)), "Apart")
		self.load(self.medical(self.row(70), month="202611"))
		self.assertEqual(self.figures(), [9, 70])

	def test_rolled_back_they_restore_the_state_before(self):
		for answer in ("Add", "Apart"):
			batch = self.answered(self.second(self.row(70)), answer)
			batch.roll_back()
			self.assertEqual(self.figures(), [9, 100], answer)

	def test_one_that_replaces_several_replaces_each(self):
		added = self.answered(self.second(self.row(70)), "Add")
		last = self.load(self.medical(self.row(60), month="202610终"))
		self.assertEqual({row.batch for row in last.earlier_files}, {self.first.name, added.name})
		self.answered(last, "Replace")
		self.assertEqual(self.figures(), [60])

	def test_a_refused_file_that_is_sent_again_replaces_them_too(self):
		added = self.answered(self.second(self.row(70)), "Add")
		path = self.medical(self.row(60), month="202610终")
		last = self.load(path)
		last.answer("Replace")
		refusal = FileRefusedError(NOTHING_TO_REPLACE, "rolled back while this one was read")
		with patch.object(replacement, "replace_batches", side_effect=refusal):
			pipeline.load(last)
		self.assertEqual((last.status, self.figures()), ("Refused", [9, 70]))
		again = load_file(path)
		self.assertEqual((again.name, again.status, self.figures()), (last.name, "Loaded", [60]))
		self.assertEqual({self.status_of(self.first), self.status_of(added)}, {"Rolled Back"})

	def test_loaded_again_after_it_was_rolled_back_it_is_asked_about_again(self):
		batch = self.answered(self.second(self.row(70)), "Add")
		batch.roll_back()
		batch.load_again()
		pipeline.load(batch)
		self.assertEqual(batch.status, "Asked")

	def test_it_is_asked_again_if_another_file_was_loaded_after_the_answer(self):
		asked = self.second(self.row(70))
		asked.answer("Replace")
		other = self.load(self.medical(self.row(71), month="202610终"), when_sent_again="Add")
		self.assertEqual(other.status, "Loaded")
		pipeline.load(asked)
		self.assertEqual((asked.status, asked.when_sent_again), ("Asked", None))
		self.assertEqual({row.batch for row in asked.earlier_files}, {self.first.name, other.name})

	def test_the_answer_is_stored_with_its_user(self):
		batch = self.second(self.row(70))
		officer = make_officer("District Officer", DISTRICT)
		frappe.set_user(officer)
		batch = self.answered(frappe.get_doc("Data Batch", batch.name), "Add")
		self.assertEqual((batch.when_sent_again, batch.answered_by), ("Add", officer))


class TestWhoAnswers(SecondFileTestCase):
	def test_a_reader_of_the_batch_may_not_answer(self):
		batch = self.second(self.row(70))
		frappe.set_user(make_officer("City Officer", "449900000000"))
		with self.assertRaises(frappe.PermissionError):
			frappe.get_doc("Data Batch", batch.name).answer("Replace")

	def test_only_one_of_the_three_is_an_answer_and_only_where_it_is_asked(self):
		batch = self.second(self.row(70))
		for answer in ("Ask", "", "replace"):
			self.assertRaises(frappe.ValidationError, batch.answer, answer)
		self.assertRaises(frappe.ValidationError, self.first.answer, "Replace")


class TestWhileItWaits(SecondFileTestCase):
	def test_it_is_not_recovered_like_a_file_whose_worker_died(self):
		batch = self.second(self.row(70))
		frappe.db.set_value("Data Batch", batch.name, "modified", "2026-01-01", update_modified=False)
		waiting = len(frappe.db.after_commit._functions)
		recovery.recover_stalled_batches()
		self.assertEqual(len(frappe.db.after_commit._functions), waiting)

	def test_it_can_be_cancelled(self):
		batch = self.second(self.row(70))
		progress.cancel(batch.name)
		self.assertEqual((self.status_of(batch), self.figures()), ("Cancelled", [9, 100]))

	def test_reminders_treat_its_month_as_missing(self):
		batch = self.second(self.row(70))
		self.first.roll_back()
		frappe.db.set_value("Data Feed", FEED, "creation", "2026-01-01")
		awaited = {
			(each.feed.name, each.period) for each in due_dates.awaited_files(getdate("2026-11-20"), 1)
		}
		self.assertEqual(self.status_of(batch), "Asked")
		self.assertIn((FEED, "202610"), awaited)


class TestTwoAtOnce(SecondFileTestCase):
	def test_a_file_waits_until_the_one_before_is_loaded(self):
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		batch = self.upload(self.medical(self.row(70), month="202610更正"))
		with patch.object(frappe.db, "commit"), patch.object(pipeline, "LOCK_TIMEOUT_SECONDS", 0):
			with another_worker_on(pipeline.LOADS):
				pipeline.work_on(batch.name, "Administrator")
				self.assertEqual(self.status_of(batch), "Queued")
			pipeline.work_on(batch.name, "Administrator")
		self.assertEqual(self.status_of(batch), "Asked")

	def test_one_that_is_loaded_from_a_folder_waits_too(self):
		path = self.medical(self.row(70), month="202610更正")
		with patch.object(frappe.db, "commit"), patch.object(pipeline, "LOCK_TIMEOUT_SECONDS", 0):
			with another_worker_on(pipeline.LOADS):
				self.assertRaises(TimeoutError, pipeline.load_file_in_turn, path)
				self.assertFalse(frappe.db.exists("Data Batch", {"file_name": path.name}))
			self.assertEqual(pipeline.load_file_in_turn(path).status, "Asked")

	def test_commands_load_one_after_the_other(self):
		package = Path(frappe.get_app_path("fanpin_app"))
		for file in (*package.glob("commands/*.py"), *package.glob("demo/*.py")):
			self.assertNotRegex(file.read_text(), r"\bload_file\(", file.name)


class TestWords(SecondFileTestCase):
	def test_the_answers_of_batches_and_feeds_are_those_of_the_code(self):
		def options(doctype: str, field: str) -> list[str]:
			return frappe.get_meta(doctype).get_field(field).options.split("\n")

		self.assertEqual(options("Data Batch", "when_sent_again"), ["", *second_file.ANSWERS])
		self.assertEqual(options("Data Feed", "when_sent_again"), [second_file.ASK, *second_file.ANSWERS])
		self.assertLessEqual({*progress.WAITING, *progress.UNFINISHED}, {*options("Data Batch", "status")})
		self.assertEqual(progress.WAITING, (second_file.ASKED, hold.HELD))
