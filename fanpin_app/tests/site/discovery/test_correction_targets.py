"""A workbook of refused rows corrects the file that it names, the rows that were refused, and nothing else."""

from collections.abc import Iterable
from pathlib import Path

import frappe
from openpyxl import load_workbook

from fanpin_app.discovery.loading import pipeline
from fanpin_app.tests.site.discovery.test_batches import DAY
from fanpin_app.tests.site.discovery.test_held_files import PEOPLE, HeldTestCase

SEPTEMBER = "2026-09-03"
PLACE = 0


class CorrectionTargetsTestCase(HeldTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.set_feed(held_from_rows=0)

	def rows(self, day: str, third: object = "约三千") -> list[tuple]:
		"""Rows 3 to 5 of a file: the first and the last are refused."""
		return [
			("林试", self.people[0], third, 0, day),
			("林试", self.people[1], 50, 0, day),
			("林试", self.people[2], "约五百", 0, day),
		]

	def sent(self, month: str, day: str, **row):
		return self.load(self.medical(*self.rows(day, **row), month=month))

	def workbook(
		self, batch, amounts: dict, further: Iterable[list] = (), headers=(), name="更正.xlsx"
	) -> Path:
		"""The batch's error workbook with 住院自付 by row number, added rows, and changed headers."""
		batch.reload()
		book = load_workbook(frappe.get_doc("File", {"file_url": batch.error_workbook}).get_full_path())
		sheet = book.active
		written = [cell.value for cell in sheet[1]]
		for row in sheet.iter_rows(min_row=2):
			if row[PLACE].value in amounts:
				row[written.index("住院自付")].value = amounts[row[PLACE].value]
		for row in further:
			sheet.append(row)
		for header, other in headers:
			sheet.cell(1, written.index(header) + 1).value = other
		path = self.folder / name
		book.save(path)
		return path

	def correct(self, batch, path: Path):
		"""The workbook as it is sent on the batch's page."""
		return self.load(path, replaces=batch.name, is_correction=1)

	def held(self) -> list[float]:
		return sorted(fact[2] for fact in self.facts() if fact[2])


class TestTheFileItNames(CorrectionTargetsTestCase):
	def test_on_the_page_of_another_file_it_is_refused_and_both_are_named(self):
		september, october = self.sent("202609", SEPTEMBER), self.sent("202610", DAY)
		path = self.workbook(september, {3: 3000, 5: 500})
		for corrections in (1, 0):
			with self.subTest(is_correction=corrections):
				batch = self.load(path, replaces=october.name, is_correction=corrections)
				self.assertEqual((batch.status, batch.refusal), ("Refused", "not_a_correction"))
				self.assertIn(september.name, batch.message)
				self.assertIn(october.name, batch.message)
		self.assertEqual(self.held(), [50, 50])
		self.assertEqual(self.correct(september, path).status, "Loaded")
		self.assertEqual(self.held(), [50, 50, 500, 3000])

	def test_on_the_page_of_its_replacement_it_is_refused(self):
		first = self.sent("202610", DAY)
		second = self.correct(first, self.workbook(first, {3: 111}))
		self.assertEqual((second.status, second.rows_refused), ("Loaded", 1))
		again = self.correct(second, self.workbook(first, {3: 222}, name="再更正.xlsx"))
		self.assertEqual((again.status, again.refusal), ("Refused", "not_a_correction"))
		self.assertIn(first.name, again.message)
		self.assertEqual(self.held(), [50, 111])
		own = self.correct(second, self.workbook(second, {5: 500}, name="又更正.xlsx"))
		self.assertEqual((own.status, own.rows_refused), ("Loaded", 0))
		self.assertEqual(self.held(), [50, 111, 500])

	def test_one_whose_names_were_removed_is_accepted_on_the_page(self):
		batch = self.sent("202610", DAY)
		path = self.workbook(batch, {3: 3000, 5: 500})
		book = load_workbook(path)
		book.active.title, book.active["A1"] = "Sheet1", "文件行号"
		book.save(path)
		self.assertEqual(self.correct(batch, path).status, "Loaded")


class TestTheRowsThatWereRefused(CorrectionTargetsTestCase):
	def test_a_row_with_the_number_of_an_accepted_one_is_refused_and_an_empty_number_is_a_further_row(self):
		batch = self.sent("202610", DAY)
		for number, day, status in (
			(4, DAY, "Refused"),
			("4", "2026-10-09", "Refused"),
			(99, DAY, "Refused"),
			("Sheet2!3", DAY, "Refused"),
			(None, "2026-10-09", "Loaded"),
		):
			with self.subTest(number=number):
				added = [number, None, "林试", self.people[1], 7, 0, day]
				corrected = self.correct(batch, self.workbook(batch, {3: 3000, 5: 500}, [added]))
				self.assertEqual(corrected.status, status, corrected.message)
				if status == "Refused":
					self.assertEqual(corrected.refusal, "not_a_correction")
					self.assertIn(str(number), corrected.message)
					self.assertEqual(self.held(), [50])
		self.assertEqual(self.held(), [7, 50, 500, 3000])

	def test_a_header_with_another_unit_or_meaning_than_the_files_is_refused(self):
		batch = self.sent("202610", DAY)
		for header, status in (
			("住院自付（万元）", "Refused"),
			("住院自付(千元)", "Refused"),
			("住院自付(上年)", "Refused"),
			("住院自付(元)", "Loaded"),
		):
			with self.subTest(header):
				path = self.workbook(batch, {3: 3000, 5: 500}, headers=[("住院自付", header)])
				self.assertEqual(self.correct(batch, path).status, status)


class TestFilesThatWait(CorrectionTargetsTestCase):
	def test_the_corrected_workbook_of_a_held_file_replaces_it(self):
		self.set_feed(held_from_rows=PEOPLE)
		self.month("202609")
		for way in (self.correct, lambda _held, path: self.load(path)):
			held = self.month("202610", *[("约三千", 20)] * 4, *[(1000, 20)] * 2)
			self.assertEqual(held.status, "Held")
			corrected = way(held, self.workbook(held, {number: 900 for number in range(3, 7)}))
			with self.subTest(way=way):
				self.assertEqual((corrected.status, corrected.rows_accepted), ("Loaded", PEOPLE))
				held.reload()
				self.assertEqual((held.status, held.replaced_by), ("Cancelled", corrected.name))
				with self.assertRaises(frappe.ValidationError):
					held.load_again()
			corrected.roll_back()

	def test_the_corrected_workbook_of_an_asked_file_is_asked_about_too(self):
		first = self.load(self.medical(("林试", self.people[1], 40, 0, DAY)))
		for answer, holding in (
			("Add", [50, 500, 3000]),
			("Replace", [50, 500, 3000]),
			("Apart", [40, 50, 500, 3000]),
		):
			asked = self.sent("202610", DAY)
			self.assertEqual(asked.status, "Asked")
			corrected = self.correct(asked, self.workbook(asked, {3: 3000, 5: 500}))
			with self.subTest(answer):
				self.assertEqual(corrected.status, "Asked")
				self.assertEqual([row.batch for row in corrected.earlier_files], [first.name])
				self.assertEqual(self.status_of(asked), "Asked")
				corrected.answer(answer)
				pipeline.load(corrected)
				self.assertEqual((corrected.status, corrected.rows_accepted), ("Loaded", 3))
				self.assertEqual(self.status_of(asked), "Cancelled")
				self.assertEqual(self.held(), holding)
				self.assertEqual(self.status_of(first), "Rolled Back" if answer == "Replace" else "Loaded")
			corrected.roll_back()
			if answer == "Replace":
				first = self.load(self.medical(("林试", self.people[1], 40, 0, DAY)))


class TestWhatWasLetPass(CorrectionTargetsTestCase):
	def let_pass(self):
		"""A loaded file that was held for its refused rows and let pass."""
		self.set_feed(held_from_rows=PEOPLE)
		self.month("202609", *[(1000 + place, 20) for place in range(16)])
		batch = self.month("202610", *[("约三千", 20)] * 8, *[(1000 + place, 20) for place in range(8)])
		self.assertEqual(batch.status, "Held")
		batch.let_pass("年底补录")
		pipeline.load(batch)
		self.assertEqual(batch.status, "Loaded")
		return batch

	def test_covers_the_remaining_ones_of_the_shown_reasons(self):
		batch = self.let_pass()
		corrected = self.correct(batch, self.workbook(batch, {3: 1000}))
		self.assertEqual(corrected.status, "Loaded", corrected.held_because)

	def test_covers_no_other_reason_and_no_other_figure(self):
		batch = self.let_pass()
		amounts = {number: 900_000 for number in range(3, 11)}
		corrected = self.correct(batch, self.workbook(batch, amounts))
		self.assertEqual(corrected.status, "Held")
		self.assertIn("the mean is", corrected.held_because)
		self.assertEqual(self.status_of(batch), "Loaded")
