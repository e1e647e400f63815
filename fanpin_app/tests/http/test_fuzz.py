"""A short form of the fuzz test: a village officer calls each open function for a document of one DocType."""

from fanpin_app.security.gate import open_endpoints
from fanpin_app.tests.fuzz.case import FuzzCase
from fanpin_app.tests.fuzz.endpoints import Endpoint, functions


class TestOpenFunctions(FuzzCase):
	callers = ("village",)

	def test_reveal_nothing_and_change_nothing(self):
		opened = frozenset().union(*open_endpoints.shipped_endpoints().values())
		self.run_fuzz(
			[endpoint for endpoint in functions() if endpoint.name in opened],
			["Household"],
			group_size=100,
		)

	def test_each_function_is_found_with_the_names_of_its_parameters(self):
		by_name = {endpoint.name: endpoint for endpoint in functions()}
		self.assertGreater(len(by_name), 400)
		self.assertEqual(
			by_name["frappe.client.get"],
			Endpoint("frappe.client.get", ("doctype", "name", "filters", "parent")),
		)
