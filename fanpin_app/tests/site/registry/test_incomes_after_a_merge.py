import frappe
from frappe.utils import today

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.registry.operations import merge
from fanpin_app.tests.site.discovery.test_register_comparison import INCOME_HEADERS
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import make_household, make_income, member
from fanpin_app.tests.support.families import family


class TestIncomesAfterAMerge(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = family().name
		self.absorbed = make_household(members=[member(member_name="林二")]).name
		self.folder = make_folder(self)

	def merge(self) -> None:
		merge.merge(self.household, self.absorbed, today(), "合户")

	def load(self, *wages: tuple[str, float], name: str = "收入_2025.xlsx"):
		rows = [(number, wage, 0, 0, 0, 0) for number, wage in wages]
		return load_file(write_workbook(self.folder / name, INCOME_HEADERS, rows, title=name))

	def stated(self) -> dict[str, float]:
		"""The wage income of 2025 by household."""
		found = frappe.get_all(
			"Income Statement",
			filters={"year": 2025, "household": ("in", [self.household, self.absorbed])},
			fields=["household", "wage_income"],
			as_list=True,
		)
		return dict(found)

	def test_a_merged_number_states_the_income_of_the_remaining_household(self):
		self.merge()
		batch = self.load((self.absorbed, 9000))
		self.assertEqual((batch.rows_accepted, batch.rows_refused), (1, 0))
		self.assertEqual(self.stated(), {self.household: 9000})

	def test_a_file_that_states_the_two_separately_states_the_sum(self):
		self.merge()
		self.load((self.absorbed, 9000), (self.household, 20000))
		self.assertEqual(self.stated(), {self.household: 29000})
		head = frappe.get_doc("Household", self.household)
		self.assertEqual(head.income_per_head, 29000 / head.people)

	def test_the_file_of_before_the_merge_changes_nothing_after_it(self):
		self.load((self.household, 20000), (self.absorbed, 9000))
		self.merge()
		again = self.load((self.household, 20000), (self.absorbed, 9000), name="收入_2025再报.xlsx")
		self.assertTrue(again.flags.no_change)

	def test_nothing_is_written_to_the_merged_household(self):
		make_income(self.absorbed, 2025, 9000)
		self.merge()
		self.load((self.absorbed, 8000))
		self.assertEqual(self.stated()[self.absorbed], 9000)

	def test_after_two_mergers_the_number_leads_to_the_last_household(self):
		self.merge()
		last = make_household(members=[member(member_name="林三")]).name
		merge.merge(last, self.household, today(), "合户")
		self.load((self.absorbed, 9000))
		self.assertEqual(frappe.db.get_value("Income Statement", f"{last}-2025", "wage_income"), 9000)

	def test_other_households_of_the_file_are_unaffected(self):
		self.merge()
		other = make_household(members=[member(member_name="陈四")]).name
		self.load((self.absorbed, 9000), (other, 5000))
		self.assertEqual(frappe.db.get_value("Income Statement", f"{other}-2025", "wage_income"), 5000)
