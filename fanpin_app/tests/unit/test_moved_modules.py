from unittest import TestCase

from fanpin_app.patches import follow_moved_modules
from fanpin_app.tests.unit.test_dotted_paths import resolves

NEW_CHOICES = "fanpin_app.early_warning.rule_desk.form.get_choices"


class TestNewNames(TestCase):
	def test_every_module_that_a_name_leads_to_is_there(self):
		for moved in follow_moved_modules.MOVED.values():
			self.assertTrue(resolves(f"fanpin_app.{moved}"), moved)

	def test_names_that_only_begin_alike_stay(self):
		for name in (NEW_CHOICES, "fanpin_app.discovery.visits.recording.record_no_change", "frappe.ping"):
			self.assertEqual(follow_moved_modules.new_name(name), name)
