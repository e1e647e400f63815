"""A loan that this month's file writes differently from last month's: the batch names it, since the earlier one stays
valid."""

from fanpin_app.tests.site.discovery.test_contradicting_states import (
	LOAN,
	LOANS_WITH_BANKS,
	LOANS_WITH_NUMBERS,
	StatesTestCase,
)
from fanpin_app.tests.site.discovery.test_facts_of_one_day import DAY

BEFORE = "2026-09-20"
PRODUCT, AMOUNT, DUE = LOAN


class TestChangedLoans(StatesTestCase):
	def remarks(self, feed: tuple, then: tuple, *now: tuple) -> str:
		first = self.send(feed, "202609", then)
		batch = self.send(feed, "202610", *now)
		self.assertEqual((first.status, batch.status), ("Loaded", "Loaded"))
		remarks = batch.remarks or ""
		batch.roll_back()
		first.roll_back()
		return remarks

	def test_are_named_with_both_ways(self):
		for feed, then, now in (
			(LOANS_WITH_BANKS, (*LOAN, 95, BEFORE, "饶平农商行"), (*LOAN, 0, DAY, "饶平农村商业银行")),
			(LOANS_WITH_BANKS, (*LOAN, 95, BEFORE, "邮储"), (*LOAN, 0, DAY, "")),
			(LOANS_WITH_NUMBERS, (*LOAN, 95, BEFORE, "0012"), (*LOAN, 0, DAY, 12)),
			(LOANS_WITH_NUMBERS, (*LOAN, 95, BEFORE, ""), (*LOAN, 0, DAY, "0012")),
			(
				LOANS_WITH_NUMBERS,
				(*LOAN, 95, BEFORE, "A1"),
				(PRODUCT, AMOUNT, "2028-03-01", 0, DAY, "A1"),
			),
			(LOANS_WITH_NUMBERS, (*LOAN, 95, BEFORE, "A1"), ("富民贷", AMOUNT, DUE, 0, DAY, "A1")),
		):
			with self.subTest(then=then, now=now):
				remarks = self.remarks(feed, then, now)
				self.assertIn("In 1 rows", remarks)
				self.assertIn("202609", remarks)

	def test_same_ways_of_writing_and_further_or_own_loans_are_not_named(self):
		for feed, then, now in (
			(LOANS_WITH_NUMBERS, (*LOAN, 95, BEFORE, "A1"), [(*LOAN, 0, DAY, "A1")]),
			(LOANS_WITH_NUMBERS, (*LOAN, 95, BEFORE, "A1"), [(*LOAN, 0, DAY, "A1"), (*LOAN, 3, DAY, "A2")]),
			(LOANS_WITH_BANKS, (*LOAN, 95, BEFORE, "邮储"), [("房贷", 300000, "2040-01-01", 0, DAY, "工行")]),
			(LOANS_WITH_NUMBERS, (*LOAN, 0, BEFORE, "A1"), [(*LOAN, 0, DAY, "A2")]),
		):
			with self.subTest(then=then, now=now):
				self.assertNotIn("rows something", self.remarks(feed, then, *now))
