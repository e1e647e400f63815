from threading import Event
from unittest import TestCase

from fanpin_app.discovery.loading.prefetch import check_ahead

SECONDS = 30


class TestCheckAhead(TestCase):
	def test_checks_the_next_item_while_the_caller_uses_the_result_before(self):
		may_end, checked = Event(), []

		def check(item):
			self.assertTrue(item == 1 or may_end.wait(SECONDS))
			checked.append(item)
			return item

		results = check_ahead(check, [1, 2])
		self.assertEqual(next(results), 1)
		self.assertEqual(checked, [1])
		may_end.set()
		self.assertEqual(list(results), [2])
		self.assertEqual(checked, [1, 2])

	def test_yields_all_results_in_order(self):
		self.assertEqual(list(check_ahead(str, range(20))), [str(number) for number in range(20)])
		self.assertEqual(list(check_ahead(str, [])), [])

	def test_draws_an_item_when_nothing_is_being_checked(self):
		events = []

		def items():
			for number in range(5):
				events.append(("drawn", number))
				yield number

		for number in check_ahead(lambda number: events.append(("checked", number)) or number, items()):
			events.append(("used", number))
		without_uses = [event for event in events if event[0] != "used"]
		self.assertEqual(
			without_uses, [(what, number) for number in range(5) for what in ("drawn", "checked")]
		)

	def test_raises_what_checking_raised_after_the_results_before(self):
		results = check_ahead([1, 2].remove, [1, 3, 2])
		self.assertIsNone(next(results))
		with self.assertRaises(ValueError):
			next(results)

	def test_ends_the_check_where_the_caller_fails(self):
		checked = []
		with self.assertRaises(KeyError):
			results = check_ahead(checked.append, [1, 2, 3])
			for _result in results:
				results.close()
				raise KeyError
		self.assertEqual(checked, [1, 2])
