"""Loans stored under two spellings of one amount become one in the migration."""

import frappe

from fanpin_app.patches import write_figures_of_states_in_one_way
from fanpin_app.tests.support.base import TestCase

STORED = {
	"扶贫小额信贷|50000.00|2027-01-01": "扶贫小额信贷|50000|2027-01-01",
	"扶贫小额信贷|50000.50|2027-01-01": "扶贫小额信贷|50000.5|2027-01-01",
	"扶贫小额信贷|50000|2027-01-01": "扶贫小额信贷|50000|2027-01-01",
	"2.0版贷款|100.0": "2.0版贷款|100",
	"10.050": "10.05",
}


class TestFiguresOfStates(TestCase):
	def test_each_figure_is_stored_in_one_spelling_and_nothing_else_changes(self):
		names = {}
		for stored in STORED:
			record = frappe.new_doc("Indicator Record", state_key=stored, indicator="medical_self_paid")
			record.db_insert()
			names[stored] = record.name
		write_figures_of_states_in_one_way.execute()
		self.assertEqual(
			{
				stored: frappe.db.get_value("Indicator Record", name, "state_key")
				for stored, name in names.items()
			},
			STORED,
		)
