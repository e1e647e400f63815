from unittest import TestCase

from fanpin_app.printing.text_layer import CHARACTERS, corrected_cmap


class TestCmaps(TestCase):
	def test_a_radical_becomes_its_character(self):
		for radical, character in (("⽤", "用"), ("⻢", "马"), ("⼾", "户"), ("⺟", "母")):
			self.assertEqual(chr(CHARACTERS[ord(radical)]), character)

	def test_single_glyphs_keep_their_number(self):
		cmap = b"2 beginbfchar\n<01> <2EE2>\n<02> <6797>\nendbfchar\n"
		self.assertEqual(corrected_cmap(cmap), b"2 beginbfchar\n<01> <9A6C>\n<02> <6797>\nendbfchar\n")

	def test_a_range_with_radicals_is_divided(self):
		cmap = b"2 beginbfrange\n<0001> <0002> <2F00>\n<0003> <0004> <6797>\nendbfrange\n"
		self.assertEqual(
			corrected_cmap(cmap),
			b"3 beginbfrange\n<0001> <0001> <4E00>\n<0002> <0002> <4E28>\n<0003> <0004> <6797>\nendbfrange\n",
		)

	def test_characters_of_several_codes_stay(self):
		cmap = (
			b"1 beginbfchar\n<01> <D842DFB7>\nendbfchar\n1 beginbfrange\n<02> <02> <D842DFB7>\nendbfrange\n"
		)
		self.assertEqual(corrected_cmap(cmap), cmap)
