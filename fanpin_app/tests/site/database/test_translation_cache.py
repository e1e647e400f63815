"""A process keeps the translations, until any process changes one."""

from unittest.mock import patch

import frappe
from frappe import _, translate

from fanpin_app.database import translation_cache
from fanpin_app.tests.support.base import TestCase

SOURCE = "Fanpin test of kept translations"
merged_by_frappe = translation_cache._get_all_translations


class TestKeptTranslations(TestCase):
	def setUp(self):
		super().setUp()
		if not frappe.__version__.startswith("15."):
			self.skipTest("Frappe 16 keeps translations itself")
		translation_cache.install()
		language = frappe.local.lang
		self.addCleanup(setattr, frappe.local, "lang", language)
		self.addCleanup(translate.clear_cache)
		frappe.local.lang = "zh"
		self.new_request()

	def new_request(self) -> None:
		frappe.local.cache.pop(frappe.cache.make_key(translation_cache.KEY), None)

	def change_in_another_process(self, text: str) -> None:
		"""What Frappe does in Redis when a translation changes, without this process' memory."""
		key = frappe.cache.make_key(translation_cache.KEY)
		merged = merged_by_frappe("zh") | {SOURCE: text}
		frappe.cache.execute_command("DEL", key)
		frappe.cache.hset(translation_cache.KEY, "zh", merged)

	def test_are_the_same_as_those_of_frappe(self):
		kept = translate.get_all_translations("zh")
		self.new_request()
		self.assertEqual(merged_by_frappe("zh"), kept)

	def test_are_not_fetched_again_for_the_next_request(self):
		_(SOURCE)
		key = frappe.cache.make_key(translation_cache.KEY)
		frappe.cache.execute_command("HDEL", key, "zh")
		self.new_request()
		self.assertGreater(len(translate.get_all_translations("zh")), 1000)
		self.assertFalse(frappe.cache.execute_command("HEXISTS", key, "zh"))

	def test_change_with_those_of_another_process(self):
		_(SOURCE)
		for text in ("一", "二"):
			self.change_in_another_process(text)
			self.new_request()
			self.assertEqual(text, _(SOURCE))

	def test_change_with_the_record_of_one(self):
		_(SOURCE)
		record = frappe.new_doc("Translation", language="zh", source_text=SOURCE, translated_text="新的")
		record.insert()
		self.assertEqual("新的", _(SOURCE))
		self.new_request()
		self.assertEqual("新的", _(SOURCE))
		record.delete()
		self.assertEqual(SOURCE, _(SOURCE))

	def test_read_before_a_change_is_committed_are_read_again_after_it(self):
		frappe.new_doc("Translation", language="zh", source_text=SOURCE, translated_text="新的").insert()
		# What another request reads, which does not see the new record yet.
		self.change_in_another_process(SOURCE)
		self.new_request()
		self.assertEqual(SOURCE, _(SOURCE))
		frappe.db.after_commit.run()
		self.assertEqual("新的", _(SOURCE))

	def test_changed_by_a_caller_stay_as_they_were_for_the_next_request(self):
		translate.get_all_translations("zh")[SOURCE] = "changed"
		self.new_request()
		self.assertEqual(SOURCE, _(SOURCE))

	def test_of_two_changes_at_once_are_not_kept_under_the_wrong_version(self):
		"""The hash is deleted while a process decodes the old one."""

		def decode_slowly(lang):
			found = merged_by_frappe(lang)
			self.change_in_another_process("later")
			return found

		translation_cache._kept.clear()
		with patch.object(translation_cache, "_get_all_translations", decode_slowly):
			_(SOURCE)
		self.new_request()
		self.assertEqual("later", _(SOURCE))

	def test_come_from_frappe_where_a_language_is_unknown(self):
		self.assertEqual({}, translate.get_all_translations(""))
