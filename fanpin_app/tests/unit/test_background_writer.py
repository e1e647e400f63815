from threading import Event
from unittest import TestCase

from fanpin_app.discovery.loading.prefetch import BackgroundWriter

SECONDS = 30


class TestBackgroundWriter(TestCase):
	def test_writes_while_the_caller_goes_on(self):
		may_end, written = Event(), []

		def write(rows):
			self.assertTrue(may_end.wait(SECONDS))
			written.extend(rows)

		with BackgroundWriter() as writer:
			writer.start(write, [1, 2])
			self.assertEqual(written, [])
			may_end.set()
			writer.wait()
			self.assertEqual(written, [1, 2])

	def test_begins_a_write_after_the_one_before_and_ends_all_when_it_is_left(self):
		written = []
		with BackgroundWriter() as writer:
			for number in range(20):
				writer.start(written.append, number)
		self.assertEqual(written, list(range(20)))

	def test_raises_what_writing_raised_once(self):
		with BackgroundWriter() as writer:
			writer.start([].remove, 1)
			with self.assertRaises(ValueError):
				writer.wait()
			writer.wait()

	def test_raises_it_before_the_next_write(self):
		written = []
		with self.assertRaises(ValueError), BackgroundWriter() as writer:
			writer.start([].remove, 1)
			writer.start(written.append, 1)
		self.assertEqual(written, [])

	def test_ends_the_write_where_the_caller_fails(self):
		written = []
		with self.assertRaises(KeyError), BackgroundWriter() as writer:
			writer.start(written.append, 1)
			raise KeyError
		self.assertEqual(written, [1])
