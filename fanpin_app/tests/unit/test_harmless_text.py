from unittest import TestCase

from fanpin_app.security.text.plain_text import harmless, holds_markup
from fanpin_app.tests.support.security.hostile_texts import (
	CODE,
	HARMLESS,
	MARKUP,
	STORED,
	hostile_elements,
)


class TestHarmless(TestCase):
	def test_what_is_made_harmless_holds_no_tag_and_no_program(self):
		for text in (*MARKUP, *CODE, *STORED):
			created = f"<p title='{harmless(text)}'>{harmless(text)}</p>"
			self.assertEqual(hostile_elements(created), [], text)
			self.assertFalse(holds_markup(harmless(text)), harmless(text))

	def test_what_is_only_text_stays_as_it_is(self):
		for text in HARMLESS:
			self.assertEqual(harmless(text), text)
