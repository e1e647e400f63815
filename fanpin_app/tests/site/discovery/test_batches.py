"""The life of a batch: its progress, cancelled, loaded again, replaced, corrected by its own error workbook."""

from pathlib import Path
from unittest.mock import patch

import frappe
from openpyxl import load_workbook

from fanpin_app.discovery.loading import pipeline, progress
from fanpin_app.discovery.loading.progress import LoadCancelledError
from fanpin_app.discovery.targets import indicator_records
from fanpin_app.security.files import public_copies
from fanpin_app.tests.site.discovery.test_loading import LoadingTestCase
from fanpin_app.tests.support.agency_files import write_medical
from fanpin_app.tests.support.builders import DISTRICT, make_household, make_id_number, make_officer, member

DAY = "2026-10-03"


class BatchTestCase(LoadingTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.other = make_id_number()
		make_household(members=[member(id_number=self.other, member_name="林乙")])

	def upload(self, path: Path, **fields):
		"""A batch just after its file was sent: queued, not loaded."""
		file = frappe.get_doc(doctype="File", file_name=path.name, content=path.read_bytes(), is_private=1)
		batch = frappe.get_doc({"doctype": "Data Batch", "file": file.insert().file_url} | fields)
		batch.flags.loads_at_once = True
		self.addCleanup(lambda: progress.forget(batch.name))
		return batch.insert()

	def load(self, path: Path, **fields):
		batch = self.upload(path, **fields)
		pipeline.load(batch)
		batch.reload()
		return batch

	def status_of(self, batch) -> str:
		return frappe.db.get_value("Data Batch", batch.name, "status")

	def facts(self) -> list[tuple]:
		"""All valid facts, by row of the file."""
		return frappe.get_all(
			"Indicator Record",
			filters={"feed": "medical_self_paid", "superseded": 0},
			fields=["member", "record_date", "value", "row_no"],
			order_by="row_no, name",
			as_list=True,
		)

	def medical(self, *rows, month: str = "202610") -> Path:
		return write_medical(self.folder, rows, month)


class TestProgress(BatchTestCase):
	def test_it_reports_the_rows_read_of_all_rows_after_each_part(self):
		rows = [("林试", self.patient, number, 0, DAY) for number in range(1, 6)]
		batch = self.upload(self.medical(*rows))
		reports = []

		def keep(key: str, value, **options) -> None:
			if "fanpin_batch_progress" in key:
				reports.append(value)

		with (
			patch.object(indicator_records, "CHUNK", 2),
			patch.object(frappe.cache, "set_value", keep),
		):
			pipeline.load(batch)
		self.assertEqual([each["stage"] for each in reports], ["Reading", *["Loading"] * 3, "Settling"])
		self.assertEqual([each["rows_read"] for each in reports], [0, 2, 4, 5, 5])
		self.assertEqual({each["rows_total"] for each in reports[1:]}, {7})

	def test_readers_of_the_batch_read_it_only_while_the_file_waits_or_is_loaded(self):
		batch = self.upload(self.medical(("林试", self.patient, 1, 0, DAY)))
		progress.Progress(batch.name).report("Loading", 1)
		self.assertEqual(progress.get_progress(batch.name)["rows_read"], 1)
		batch.db_set("status", "Loaded")
		self.assertEqual(progress.get_progress(batch.name), {"status": "Loaded"})
		frappe.set_user(make_officer("Village Cadre", "449913101201"))
		with self.assertRaises(frappe.PermissionError):
			progress.get_progress(batch.name)


class TestPeriod(BatchTestCase):
	def test_a_second_file_of_one_name_is_of_the_same_month(self):
		for value in range(12):
			batch = self.upload(self.medical(("林试", self.patient, value, 0, DAY)))
			self.assertEqual((batch.file_name, batch.period), ("医保自付_202610.xlsx", "202610"))

	def test_a_period_that_contradicts_name_and_days_holds_the_file(self):
		for month, day, given, status in (
			("202601", "2026-01-03", "202606", "Held"),
			("202609", "2026-09-03", "202611", "Held"),
			("202609", "2026-09-03", "202610", "Held"),
			("202609", "2026-08-30", "202611", "Held"),
			("202609", "2026-08-30", "202609", "Loaded"),
			# Names with the day of the export, a wrong month, or none.
			("20261009", "2026-09-03", "202609", "Loaded"),
			("202608", "2026-09-04", "202609", "Loaded"),
			("终", "2026-07-03", "202611", "Held"),
			("export", "2026-01-03", "202611", "Held"),
			("export", "2026-10-03", "202611", "Loaded"),
			("export", "2026-11-03", "202611", "Loaded"),
		):
			with self.subTest(month=month, day=day, given=given):
				batch = self.load(
					self.medical(("林试", self.patient, 100, 0, day), month=month), period=given
				)
				self.assertEqual(batch.status, status, batch.held_because)
				if status == "Held":
					batch.let_pass("补报")
					pipeline.load(batch)
				self.assertEqual(batch.status, "Loaded")
				batch.roll_back()


class TestCancel(BatchTestCase):
	def test_a_cancelled_load_stops_at_its_next_part_and_nothing_of_it_is_kept(self):
		batch = self.upload(self.medical(*(("林试", self.patient, n, 0, DAY) for n in range(1, 6))))
		progress.cancel(batch.name)
		with self.assertRaises(LoadCancelledError):
			pipeline.load(batch)
		self.assertEqual(self.status_of(batch), "Cancelled")
		self.assertEqual(self.costs(), [])

	def test_it_is_not_saved_as_loaded_if_cancelled_after_the_last_part(self):
		batch = self.upload(self.medical(("林试", self.patient, 1, 0, DAY)))
		frappe.db.set_value("Data Batch", batch.name, "status", "Cancelled", update_modified=False)
		with self.assertRaises(LoadCancelledError):
			pipeline.load(batch)
		self.assertEqual(self.status_of(batch), "Cancelled")

	def test_a_cancelled_file_is_loaded_again_on_request(self):
		batch = self.upload(self.medical(("林试", self.patient, 5, 0, DAY)))
		progress.cancel(batch.name)
		batch.reload()
		batch.load_again()
		self.assertEqual(batch.status, "Queued")
		pipeline.load(batch)
		self.assertEqual((batch.status, self.costs()), ("Loaded", [5]))

	def test_what_is_loaded_is_neither_cancelled_nor_loaded_again(self):
		batch = self.load(self.medical(("林试", self.patient, 5, 0, DAY)))
		for action in (lambda: progress.cancel(batch.name), batch.load_again):
			self.assertRaises(frappe.ValidationError, action)

	def test_who_only_reads_the_batch_may_not_cancel_it(self):
		batch = self.upload(self.medical(("林试", self.patient, 5, 0, DAY)))
		frappe.set_user(make_officer("City Officer", "449900000000"))
		self.assertRaises(frappe.PermissionError, progress.cancel, batch.name)


class TestReplace(BatchTestCase):
	def replace(self, old, path: Path):
		file = frappe.get_doc(doctype="File", file_name=path.name, content=path.read_bytes(), is_private=1)
		new = frappe.get_doc("Data Batch", old.replace(file.insert().file_url))
		self.addCleanup(lambda: progress.forget(new.name))
		pipeline.load(new)
		return new

	def test_a_corrected_file_replaces_the_earlier_one(self):
		old = self.load(self.medical(("林试", self.patient, 100, 0, DAY), ("林试", self.other, 9, 0, DAY)))
		new = self.replace(old, self.medical(("林试", self.patient, 70, 0, DAY), month="更正"))
		self.assertEqual((new.status, new.period, new.feed), ("Loaded", "202610", "medical_self_paid"))
		old.reload()
		self.assertEqual((old.status, old.replaced_by), ("Rolled Back", new.name))
		self.assertEqual([value for _, _, value, _ in self.facts()], [70])

	def test_where_the_new_file_is_refused_the_old_one_stays_valid(self):
		old = self.load(self.medical(("林试", self.patient, 100, 0, DAY)))
		broken = self.folder / "更正.xlsx"
		broken.write_bytes(b"no workbook")
		self.assertEqual(self.replace(old, broken).refusal, "not_a_workbook")
		same = self.replace(old, self.folder / "医保自付_202610.xlsx")
		self.assertEqual(same.refusal, "already_loaded")
		self.assertEqual((self.status_of(old), self.costs()), ("Loaded", [100]))

	def test_what_is_replaced_already_is_not_replaced_again(self):
		old = self.load(self.medical(("林试", self.patient, 100, 0, DAY)))
		new = self.replace(old, self.medical(("林试", self.patient, 70, 0, DAY), month="更正"))
		late = self.replace(old, self.medical(("林试", self.patient, 50, 0, DAY), month="又更正"))
		self.assertEqual(late.refusal, "nothing_to_replace")
		self.assertIn(new.name, late.message)
		self.assertEqual(self.costs(), [70])
		old.reload()
		self.assertRaises(frappe.ValidationError, old.load_again)

	def test_a_replaced_file_is_loaded_again_once_its_successor_is_rolled_back(self):
		old = self.load(self.medical(("林试", self.patient, 100, 0, DAY)))
		new = self.replace(old, self.medical(("林试", self.patient, 70, 0, DAY), month="更正"))
		new.roll_back()
		old.reload()
		old.load_again()
		pipeline.load(old)
		self.assertEqual(self.costs(), [100])

	def test_a_client_cannot_say_that_a_stored_batch_replaces_another(self):
		mine, other = (
			self.load(self.medical(("林试", self.patient, value, 0, DAY), month=month))
			for value, month in ((1, "202610"), (2, "202611"))
		)
		frappe.set_user(make_officer("District Officer", DISTRICT))
		mine = frappe.get_doc("Data Batch", mine.name)
		mine.update({"replaces": other.name, "status": "Queued", "rows_accepted": 9, "content_hash": "x"})
		mine.save()
		mine.reload()
		self.assertEqual((mine.replaces, mine.status, mine.rows_accepted), (None, "Loaded", 1))
		self.assertEqual(len(mine.content_hash), 64)


class TestItsWorkbooks(BatchTestCase):
	def test_each_is_one_private_file_of_the_batch_however_often_that_is_saved(self):
		batch = self.load(self.medical(("林试", self.patient, "约三千", 0, DAY)))
		for _time in range(2):
			batch.save()
		files = frappe.get_all(
			"File",
			filters={"attached_to_doctype": "Data Batch", "attached_to_name": batch.name},
			fields=["file_url", "is_private", "attached_to_field"],
		)
		self.assertTrue(all(file.is_private for file in files), files)
		self.assertEqual(sorted(file.attached_to_field for file in files), ["error_workbook", "file"])
		self.assertEqual(public_copies.count_public_copies(), 0)


class TestCorrectedErrorWorkbook(BatchTestCase):
	def rows(self) -> list[tuple]:
		return [
			("=HYPERLINK(1)", self.patient, "约三千", 0, DAY),
			("林试", self.patient, 50, 0, DAY),
			("林试", self.patient, 50, 0, DAY),
			("林乙", self.other, 20, 5, "2026-02-30"),
			("林丙", make_id_number(), 20, 5, DAY),
		]

	def correct(self, batch, name: str = "更正.xlsx", **cells) -> Path:
		"""The batch's error workbook with cells changed, by header and row in the file: 住院自付=((3, 3000), …)."""
		path = frappe.get_doc("File", {"file_url": batch.error_workbook}).get_full_path()
		book = load_workbook(path)
		sheet = book.active
		headers = [cell.value for cell in sheet[1]]
		for header, corrections in cells.items():
			for number, value in corrections:
				row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == number)
				row[headers.index(header)].value = value
		corrected = self.folder / name
		book.save(corrected)
		return corrected

	def test_corrected_and_sent_back_it_gives_the_result_of_a_correct_file(self):
		right = self.rows()
		right[0] = ("=HYPERLINK(1)", self.patient, 3000, 0, DAY)
		right[3] = ("林乙", self.other, 20, 5, DAY)
		whole = self.load(self.medical(*right, month="202610"))
		expected = self.facts()
		whole.roll_back()

		wrong = self.load(write_medical(self.folder, self.rows(), "202610", title="有错的表"))
		self.assertEqual(wrong.rows_refused, 4)
		path = self.correct(wrong, 住院自付=[(3, 3000)], 结算日期=[(6, DAY)])
		corrected = self.load(path)
		self.assertEqual((corrected.replaces, corrected.feed), (wrong.name, "medical_self_paid"))
		self.assertEqual((corrected.period, corrected.status), ("202610", "Loaded"))
		self.assertEqual(self.facts(), expected)
		self.assertEqual(self.reasons(corrected), self.reasons(whole))
		self.assertEqual((corrected.rows_read, corrected.rows_accepted, corrected.rows_refused), (5, 3, 2))
		self.assertEqual(self.status_of(wrong), "Rolled Back")

	def test_rows_that_are_still_wrong_are_returned_with_their_own_number_and_run_no_formula(self):
		wrong = self.load(self.medical(*self.rows()))
		still = self.load(self.correct(wrong, 结算日期=[(6, DAY)]))
		sheet = load_workbook(
			frappe.get_doc("File", {"file_url": still.error_workbook}).get_full_path()
		).active
		row = next(sheet.iter_rows(min_row=2))
		self.assertEqual((row[0].value, row[2].value, row[2].data_type), (3, "=HYPERLINK(1)", "s"))
		done = self.load(self.correct(still, "再更正.xlsx", 住院自付=[(3, 3000)]))
		self.assertEqual((done.replaces, done.rows_accepted, done.rows_refused), (still.name, 3, 2))

	def test_a_row_that_was_added_counts(self):
		wrong = self.load(self.medical(*self.rows()))
		path = self.correct(wrong)
		book = load_workbook(path)
		book.active.append([None, None, "林试", self.patient, 8, 0, "2026-10-09"])
		book.save(path)
		corrected = self.load(path)
		self.assertEqual(corrected.rows_read, 6)
		self.assertEqual(self.costs(), [50, 8])

	def test_a_file_without_row_numbers_is_no_correction(self):
		wrong = self.load(self.medical(*self.rows()))
		path = self.medical(("林试", self.patient, 1, 0, DAY), month="更正")
		refused = self.load(path, replaces=wrong.name, is_correction=1)
		self.assertEqual((refused.status, refused.refusal), ("Refused", "not_a_correction"))
		self.assertEqual(self.status_of(wrong), "Loaded")
