from pathlib import Path
from unittest import TestCase

from fanpin_app.permissions.postings import ROLE_OF_DUTY
from fanpin_app.security.gate import endpoints_page, open_endpoints

DOCS = Path(__file__).parents[3] / "docs"


class TestTheShippedLists(TestCase):
	def test_the_page_of_the_docs_is_made_from_the_lists(self):
		self.assertEqual((DOCS / "endpoints.md").read_text("utf-8"), endpoints_page.render())

	def test_lists_are_sorted_and_hold_each_endpoint_once(self):
		for role, features in open_endpoints.shipped().items():
			self.assertEqual(list(features), sorted(features), role)
			listed = [endpoint for endpoints in features.values() for endpoint in endpoints]
			self.assertEqual(len(listed), len(set(listed)), role)
			for endpoints in features.values():
				self.assertEqual(endpoints, sorted(endpoints))

	def test_every_role_of_a_duty_has_a_list_and_no_other_role(self):
		self.assertEqual(set(open_endpoints.shipped()), {"Guest", "Desk", *ROLE_OF_DUTY.values()})
