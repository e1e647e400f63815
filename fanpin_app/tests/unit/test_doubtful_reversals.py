"""Whether it is sure which bills negative rows take back: those of the file, or those of an earlier one."""

import unittest
from decimal import Decimal

from fanpin_app.discovery.replacements.reversals import are_doubtful


def figures(*amounts: int) -> list:
	return [("medical_self_paid", Decimal(amount), None, None) for amount in amounts]


class TestDoubtfulReversals(unittest.TestCase):
	def check(self, expected: bool, *cases: tuple[tuple, tuple, tuple]) -> None:
		for earlier, own, taken in cases:
			with self.subTest(earlier=earlier, own=own, taken=taken):
				self.assertIs(are_doubtful(figures(*taken), figures(*own), figures(*earlier)), expected)

	def test_bills_that_only_the_earlier_file_has_are_sure(self):
		self.check(
			False,
			((3000,), (3500,), (-3000,)),
			((3000, 200), (3000, 500), (-3000, -200)),
			((3000,), (3500, 3600), (-3000, -3500)),
			((3000,), (3000, 2500), (-3000, -3000)),
		)

	def test_so_are_parts_that_only_one_of_them_can_have(self):
		self.check(False, ((3000,), (200,), (-1000,)), ((200,), (3000,), (-1000,)))

	def test_bills_that_both_have_are_not(self):
		self.check(True, ((3000,), (3000,), (-3000,)), ((3000, 200), (3000, 200), (-3000,)))

	def test_nor_are_parts_that_both_can_have(self):
		self.check(True, ((3000,), (2000,), (-500,)))

	def test_nor_is_a_bill_of_the_file_whose_reversal_would_cancel_the_earlier_one(self):
		self.check(True, ((3000,), (500,), (-500,)))

	def test_a_journal_that_adds_to_the_earlier_sum_is_sure(self):
		self.check(False, ((3500,), (3000, 3500), (-3000,)))
