from unittest import TestCase

from fanpin_app.security.text.plain_text import holds_markup
from fanpin_app.tests.support.security.hostile_texts import (
	CODE,
	HARMLESS,
	MARKUP,
)


class TestRule(TestCase):
	def test_what_a_browser_or_a_template_may_run_is_markup(self):
		for text in (*MARKUP, *CODE):
			self.assertTrue(holds_markup(text), text)

	def test_what_officers_write_is_not(self):
		for text in HARMLESS:
			self.assertFalse(holds_markup(text), text)
