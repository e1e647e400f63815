from unittest import TestCase

from fanpin_app.hooks import renamed_endpoints
from fanpin_app.patches import follow_moved_modules
from fanpin_app.tests.unit.test_api import api_functions
from fanpin_app.tests.unit.test_dotted_paths import resolves

NEW_CHOICES = "fanpin_app.early_warning.api.get_rule_choices"


class TestNewNames(TestCase):
	def test_every_module_that_a_name_leads_to_is_there(self):
		for moved in follow_moved_modules.MOVED.values():
			self.assertTrue(resolves(f"fanpin_app.{moved}"), moved)

	def test_names_that_only_begin_alike_stay(self):
		for name in (
			NEW_CHOICES,
			"fanpin_app.discovery.visits.recording.follow_household",
			"fanpin_app.discovery.api.record_visit_without_change",
			"frappe.ping",
		):
			self.assertEqual(follow_moved_modules.new_name(name), name)

	def test_functions_are_followed_to_those_that_clients_call(self):
		api = set(api_functions())
		self.assertGreater(len(follow_moved_modules.MOVED_FUNCTIONS), 50)
		for old, new in follow_moved_modules.MOVED_FUNCTIONS.items():
			self.assertIn(f"fanpin_app.{new}", api)
			self.assertEqual(follow_moved_modules.new_name(f"fanpin_app.{old}"), f"fanpin_app.{new}")

	def test_earlier_names_for_clients_lead_where_stored_ones_do(self):
		for old, new in renamed_endpoints.items():
			self.assertEqual(follow_moved_modules.new_name(old), new)
