import time
from unittest import TestCase

from fanpin_app.discovery.plausibility.name_check import names_of
from fanpin_app.discovery.plausibility.person_names import is_same
from fanpin_app.discovery.tables.rows import Row


class TestIsSame(TestCase):
	def test_spaces_dots_and_what_a_computer_cannot_write_make_no_other_name(self):
		for one, two in (
			("阿卜杜·热合曼", "阿卜杜•热合曼"),
			("阿卜杜热合曼", "阿卜杜・热合曼"),
			("阿卜杜‧热合曼", "阿卜杜.热合曼"),
			("张 三", "张　三"),
			("\ue863明", "䶮明"),
			("?明", "䶮明"),
			("??明", "\U0002cb5b明"),
			("张**", "张三"),
			("葛\U000e0100某", "葛某"),
			("⼈某", "人某"),
			("", "张三"),
			(None, "张三"),
		):
			with self.subTest(one=one, two=two):
				self.assertTrue(is_same(one, two))
				self.assertTrue(is_same(two, one))

	def test_another_name_is_another(self):
		for one, two in (
			("张三", "李四"),
			("张三", "张三丰"),
			("张?", "李四"),
			("阿卜杜·热合曼", "阿卜杜·热依曼"),
		):
			with self.subTest(one=one, two=two):
				self.assertFalse(is_same(one, two))


class TestManyNames(TestCase):
	def test_comparing_costs_little(self):
		written = [f"林{number}" for number in range(20_000)]
		rows = [(Row(number, [name]), name if number % 20 else "别人") for number, name in enumerate(written)]
		began = time.monotonic()
		names = names_of(rows, 0)
		self.assertEqual(names.unlike, 1000)
		self.assertLess(time.monotonic() - began, 0.5)
