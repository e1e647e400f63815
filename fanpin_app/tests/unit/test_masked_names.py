from unittest import TestCase

from fanpin_app.discovery.plausibility.person_names import is_proved, says_less


class TestMaskedNames(TestCase):
	def test_a_name_that_cannot_be_read_proves_nothing(self):
		for written, proves in (
			("林试", True),
			("林*", True),
			("*试", True),
			("*", False),
			("**", False),
			("陈*", False),
		):
			self.assertEqual(is_proved("林试", written), proves, written)

	def test_a_name_says_less_where_fewer_of_its_characters_can_be_read(self):
		self.assertTrue(says_less("林*", "林试"))
		for name, other in (("林试", "林*"), ("林*", "林*"), ("林改", "林试"), ("阿依·古丽", "阿依古丽")):
			self.assertFalse(says_less(name, other), name)
