"""Rows that reverse earlier ones (冲销), and rows that add to them (补报)."""

import frappe

from fanpin_app.discovery.loading import pipeline
from fanpin_app.tests.site.discovery.test_batches import DAY, BatchTestCase
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, write_workbook

FEED = "medical_self_paid"


class ReversalTestCase(BatchTestCase):
	def row(self, amount, day: str = DAY, person: str | None = None) -> tuple:
		return ("林试", person or self.patient, amount, 0, day)

	def month(self, month: str, *rows):
		return self.load(self.medical(*rows, month=month))

	def sums(self) -> tuple[float, int]:
		"""The sum of all valid facts, and their number."""
		figures = [value for _member, _day, value, _row in self.facts()]
		return sum(figures), len(figures)


class TestNegativeAmounts(ReversalTestCase):
	def test_a_bill_that_is_reversed_the_month_after_does_not_count(self):
		self.month("202610", self.row(60000))
		batch = self.month("202611", self.row(-60000))
		self.assertEqual((batch.status, batch.rows_accepted, batch.rows_reversed), ("Loaded", 1, 1))
		self.assertEqual(self.sums(), (0, 0))

	def test_another_bill_of_the_same_day_still_counts(self):
		self.month("202610", self.row(60000), self.row(500))
		self.month("202611", self.row(-60000))
		self.assertEqual(self.sums(), (500, 1))

	def test_after_a_reversal_and_a_new_booking_the_new_figure_counts(self):
		self.month("202610", self.row(60000), self.row(500))
		self.month("202611", self.row(-60000), self.row(6000))
		self.assertEqual(self.sums(), (6500, 2))

	def test_a_partial_reversal_lowers_the_sum(self):
		self.month("202610", self.row(60000))
		self.month("202611", self.row(-20000))
		self.assertEqual(self.sums()[0], 40000)

	def test_a_file_that_lists_the_bill_and_its_reversal_sums_to_zero(self):
		self.month("202611", self.row(-60000), self.row(60000))
		self.assertEqual(self.sums(), (0, 0))

	def test_one_that_matches_no_record_is_refused_with_its_reason(self):
		self.month("202610", self.row(300))
		batch = self.month(
			"202611", self.row(-60000), self.row(-1, "2026-10-04"), self.row(-5, person=self.other)
		)
		self.assertEqual(self.reasons(batch), {"nothing_to_reverse": 3})
		self.assertEqual((batch.status, batch.rows_read, batch.rows_accepted), ("Not Loaded", 3, 0))
		self.assertTrue(batch.error_workbook)
		self.assertEqual(self.sums(), (300, 1))

	def test_it_counts_where_every_other_row_of_its_file_is_refused(self):
		self.month("202610", self.row(60000))
		batch = self.month("202611", self.row("约三千"), self.row(-60000))
		self.assertEqual((batch.status, batch.rows_read, batch.rows_accepted), ("Loaded", 2, 1))
		self.assertEqual(self.sums(), (0, 0))

	def test_it_reverses_a_record_once(self):
		self.month("202610", self.row(60000))
		self.month("202611", self.row(-60000))
		batch = self.month("202611补", self.row(-60000), self.row(7, "2026-11-05"))
		self.assertEqual(self.reasons(batch), {"nothing_to_reverse": 1})
		self.assertEqual(self.sums(), (7, 1))

	def test_rolled_back_it_restores_what_it_reversed(self):
		self.month("202610", self.row(60000))
		batch = self.month("202611", self.row(-60000))
		batch.roll_back()
		self.assertEqual(self.sums(), (60000, 1))

	def test_a_replacement_of_the_reversed_record_is_reversed_again(self):
		first = self.month("202610", self.row(60000), self.row(7, person=self.other))
		self.month("202611", self.row(-60000))
		self.load(self.medical(self.row(60000), month="202610更正"), replaces=first.name)
		self.assertEqual(self.sums(), (0, 0))

	def test_a_later_month_that_states_the_day_again_is_valid(self):
		self.month("202609", self.row(60000, "2026-09-03"))
		self.month("202610", self.row(-60000, "2026-09-03"))
		later = self.load(self.medical(self.row(800, "2026-09-03"), month="补报"), period="202611")
		later.let_pass("补报")
		pipeline.load(later)
		self.assertEqual(self.sums(), (800, 1))

	def test_a_feed_can_treat_them_as_ordinary_figures(self):
		frappe.get_doc("Data Feed", FEED).update({"negative_amounts": "Ordinary Figure"}).save()
		batch = self.month("202610", self.row(-60000))
		self.assertEqual((batch.rows_accepted, self.sums()), (1, (-60000, 1)))


class TestReversalsAndNewBookings(ReversalTestCase):
	"""A bill of the month before is cancelled and the right one booked, in one file: 红冲蓝补."""

	def setUp(self) -> None:
		super().setUp()
		self.month("202610", self.row(3000))

	def correct(self, *amounts):
		return self.month("202611", *map(self.row, amounts))

	def test_the_reversal_takes_back_the_earlier_bill_in_either_order(self):
		for amounts in ((-3000, 3500), (3500, -3000), (-3000, 2000, 1500), (-3000, 3400, -3400, 3500)):
			with self.subTest(amounts=amounts):
				batch = self.correct(*amounts)
				self.assertEqual((batch.status, batch.rows_accepted), ("Loaded", len(amounts)))
				self.assertEqual(self.sums()[0], 3500)
				batch.roll_back()
				self.assertEqual(self.sums(), (3000, 1))

	def test_it_does_so_two_months_later(self):
		day = "2026-09-03"
		self.month("202609", self.row(700, day))
		batch = self.month("202611", self.row(-700, day), self.row(800, day))
		# All days are of an earlier month.
		self.assertEqual(batch.status, "Held")
		batch.let_pass("上上月的单据")
		pipeline.load(batch)
		self.assertEqual(self.sums(), (3800, 2))

	def test_two_bills_of_a_day_are_both_booked_again(self):
		self.month("202610补", self.row(200, "2026-10-09"), self.row(30, "2026-10-09"))
		self.month(
			"202611",
			*(self.row(amount, "2026-10-09") for amount in (-200, -30, 200, 50)),
			self.row(7, "2026-11-05"),
		)
		self.assertEqual(self.sums()[0], 3000 + 250 + 7)

	def test_a_file_that_may_repeat_the_earlier_bill_is_held(self):
		for amounts in ((-3000, 3000), (3000, -3000), (-3000, 3000, 200), (-500, 800), (500, -500)):
			with self.subTest(amounts=amounts):
				batch = self.correct(*amounts)
				self.assertEqual(batch.status, "Held")
				self.assertIn("an earlier file has bills of the day too: row", batch.held_because)
				self.assertEqual(self.sums(), (3000, 1))
				batch.let_pass("红冲蓝补")
				pipeline.load(batch)
				self.assertEqual((batch.status, self.sums()[0]), ("Loaded", 3000 + sum(amounts)))
				batch.roll_back()

	def test_a_file_that_lists_all_of_a_larger_sum_is_not(self):
		batch = self.correct(5000, -5000, 5500)
		self.assertEqual((batch.status, self.sums()[0]), ("Loaded", 5500))

	def test_an_answer_that_both_files_count_does_not_take_it_back_twice(self):
		for answer in ("Add", "Apart"):
			for amounts, held in (((-3000, 3500), False), ((-3000, 3000), True)):
				with self.subTest(answer=answer, amounts=amounts):
					batch = self.month("202610补", *map(self.row, amounts))
					self.assertEqual(batch.status, "Asked")
					batch.when_sent_again = answer
					pipeline.load(batch)
					self.assertEqual(batch.status, "Held" if held else "Loaded")
					if held:
						batch.let_pass("红冲蓝补")
						pipeline.load(batch)
					self.assertEqual(self.sums()[0], 3000 + sum(amounts))
					batch.roll_back()

	def test_a_replacement_counts_by_itself(self):
		batch = self.month("202610更正", self.row(-3000), self.row(3500))
		batch.when_sent_again = "Replace"
		pipeline.load(batch)
		self.assertEqual((batch.status, self.sums()[0]), ("Loaded", 500))


class TestReversedRecords(ReversalTestCase):
	"""A reversal by itself never lowers a sum: a family whose expenses look too low would get no alert."""

	def setUp(self) -> None:
		super().setUp()
		self.first = self.month("202610", self.row(5000), self.row(9, person=self.other))

	def replaced_by(self, *rows):
		return self.load(self.medical(*rows, month="202610更正"), replaces=self.first.name)

	def notes_on(self, batch) -> list[str]:
		return frappe.get_all(
			"Comment", {"reference_name": batch.name, "comment_type": "Info"}, pluck="content"
		)

	def test_when_the_record_is_rolled_back_the_reversal_does_not_count_and_its_file_says_so(self):
		for amount in (-2000, -5000):
			with self.subTest(amount=amount):
				batch = self.month("202611", self.row(amount), self.row(7, "2026-11-05"))
				self.first.reload()
				self.first.roll_back()
				self.assertEqual(self.sums(), (7, 1))
				self.assertEqual(len(self.notes_on(batch)), 1)
				batch.roll_back()
				self.first.load_again()
				pipeline.load(self.first)
				self.assertEqual(self.sums(), (5009, 2))

	def test_when_the_record_is_loaded_again_it_is_reversed_again(self):
		self.month("202611", self.row(-2000))
		self.first.reload()
		self.first.roll_back()
		self.first.load_again()
		pipeline.load(self.first)
		self.assertEqual(self.sums(), (3009, 3))

	def test_when_another_figure_replaces_it_that_counts_in_full(self):
		for reversal, figure in ((-2000, 1000), (-2000, 4000), (-5000, 7000)):
			with self.subTest(reversal=reversal, figure=figure):
				batch = self.month("202611", self.row(reversal))
				self.first = self.replaced_by(self.row(figure))
				self.assertEqual(self.sums(), (figure, 1))
				self.assertEqual(len(self.notes_on(batch)), 1)
				batch.roll_back()
				self.first = self.load(self.medical(self.row(5000)), replaces=self.first.name)

	def test_when_the_same_figure_replaces_it_it_is_still_reversed(self):
		batch = self.month("202611", self.row(-2000))
		self.replaced_by(self.row(5000), self.row(8, person=self.other))
		self.assertEqual(self.sums()[0], 3008)
		self.assertEqual(self.notes_on(batch), [])

	def test_what_was_booked_with_a_reversal_still_counts_when_its_file_is_replaced(self):
		batch = self.month("202611", self.row(-5000), self.row(600))
		replacement = self.medical(self.row(-5000), self.row(700), month="202611更正")
		batch = self.load(replacement, replaces=batch.name)
		self.assertEqual((batch.rows_accepted, self.sums()), (2, (709, 2)))


class TestKindsOfRows(ReversalTestCase):
	def setUp(self) -> None:
		super().setUp()
		feed = frappe.get_doc("Data Feed", FEED)
		feed.append("columns", self.kinds())
		feed.append("columns", {"header": "原结算日期", "role": "Original Date", "data_type": "Date"})
		feed.save()

	def kinds(self, value_map: str = "正常=Normal\n冲销=Reversal\n补报=Supplement") -> dict:
		return {"header": "类别", "role": "Row Kind", "data_type": "Text", "value_map": value_map}

	def kinds_of(self, month: str, *rows):
		path = write_workbook(
			self.folder / f"医保自付_{month}.xlsx", (*MEDICAL_HEADERS, "类别", "原结算日期"), rows
		)
		return self.load(path)

	def test_a_supplement_of_an_earlier_day_adds_to_what_was_reported_of_it(self):
		self.month("202610", self.row(100))
		batch = self.kinds_of("202611", (*self.row(50), "补报", None))
		self.assertEqual((batch.status, self.sums()), ("Loaded", (150, 2)))

	def test_an_ordinary_row_and_a_blank_kind_supersede_the_day(self):
		self.month("202610", self.row(100))
		self.kinds_of("202611", (*self.row(50), "正常", None), (*self.row(5), None, None))
		self.assertEqual(self.sums(), (55, 2))

	def test_a_reversal_may_be_written_as_negative_or_not(self):
		for amount in (100, -100):
			with self.subTest(amount=amount):
				first = self.month("202610", self.row(100))
				batch = self.kinds_of("202611", (*self.row(amount), "冲销", None))
				self.assertEqual(self.sums(), (0, 0))
				batch.roll_back()
				first.roll_back()

	def test_one_that_names_the_original_day_reverses_the_record_of_that_day(self):
		self.month("202610", self.row(100))
		self.kinds_of("202611", (*self.row(-100, "2026-11-05"), "冲销", DAY))
		self.assertEqual(self.sums(), (0, 0))

	def test_an_unknown_kind_is_refused(self):
		batch = self.kinds_of("202611", (*self.row(100), "调整", None))
		self.assertEqual(self.reasons(batch), {"bad_value": 1})

	def test_a_second_file_of_the_month_that_only_adds_is_not_asked_about(self):
		self.month("202610", self.row(100))
		batch = self.kinds_of("202610补", (*self.row(50), "补报", None))
		self.assertEqual((batch.status, self.sums()), ("Loaded", (150, 2)))

	def test_a_second_file_that_adds_what_was_added_already_is_asked_about(self):
		self.kinds_of("202610", (*self.row(50), "补报", None))
		batch = self.kinds_of("202610再报", (*self.row(50), "补报", None), (*self.row(6), "补报", None))
		self.assertEqual((batch.status, self.sums()), ("Asked", (50, 1)))

	def test_a_feed_defines_the_meaning_of_each_word(self):
		feed = frappe.get_doc("Data Feed", FEED)
		feed.columns[-2].value_map = "冲销=Cancelled"
		self.assertRaises(frappe.ValidationError, feed.save)
