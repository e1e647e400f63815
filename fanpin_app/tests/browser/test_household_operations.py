import frappe

from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.families import family, row, value

WRITTEN = ("Changed Household", "Changed Member", "Changed Income", "Changed Document")


class TestOperationsInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = family(VILLAGE)
		cls.registered_twice = make_household(
			OTHER_VILLAGE,
			members=[
				member(member_name="吴二"),
				member(member_name="林子", relation="Other", id_number=cls.household.members[2].id_number),
			],
		)
		cls.left = family(VILLAGE)
		cls.town = make_officer("Town Officer", TOWN)
		give_password(cls.town)

	def tearDown(self) -> None:
		super().tearDown()
		# The history cannot be deleted through documents.
		frappe.db.delete("Registry Change")
		for table in WRITTEN:
			frappe.db.delete(table)
		frappe.db.commit()

	def desk(self, browser) -> Desk:
		"""The town's desk, once its first page has loaded: Frappe's fails if it is left earlier."""
		desk = Desk(browser, self.town)
		desk.page.wait_for_selector(".layout-main-section .widget")
		return desk

	def choose(self, desk: Desk, action: str) -> None:
		page = desk.page
		page.click(f".page-head:visible .inner-group-button button:has-text('{zh('Registry Change')}')")
		page.click(f".page-head:visible .inner-group-button .dropdown-item:has-text('{zh(action)}')")
		page.wait_for_selector(".modal.show .modal-title")

	def test_the_town_splits_a_household_and_finds_it_in_the_history(self):
		son = row(self.household, "林子")
		with chromium() as browser:
			desk = self.desk(browser)
			page = desk.page
			desk.open_form("Household", self.household.name)
			self.choose(desk, "Split Household")
			page.check(f".modal.show input[data-unit='{son}']")
			page.select_option(".modal.show select[data-fieldname=head]", son)
			page.fill(".modal.show textarea[data-fieldname=reason]", "儿子成家，分家立户")
			desk.take_screenshot("split-dialog")
			page.click(".modal.show .btn-modal-primary")
			desk.wait_until("(old) => cur_frm.doc.name !== old", arg=self.household.name)
			page.wait_for_selector(".household-change")
			desk.take_screenshot("split-new-household")
			self.assertIn("儿子成家，分家立户", page.inner_text(".household-change"))
			self.assertEqual(
				page.evaluate("() => cur_frm.doc.members.map((row) => row.member_name)"), ["林子"]
			)
			desk.wait_until("() => !frappe.request.ajax_count")
			page.click(".household-change a")
			desk.wait_until("() => cur_frm.doctype === 'Registry Change'")
			desk.take_screenshot("split-change")
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Household", self.household.name, "people"), 3)

	def test_the_town_records_that_a_household_ended_and_corrects_it(self):
		household = self.left.name
		with chromium() as browser:
			desk = self.desk(browser)
			page = desk.page
			desk.open_form("Household", household)
			for field in ("region", "status"):
				self.assertEqual(
					page.evaluate("(field) => cur_frm.get_field(field).disp_status", field), "Read"
				)
			page.click("[data-fieldname=members] .grid-row[data-idx='4'] .btn-open-row")
			page.wait_for_selector(".grid-row-open [data-fieldname=status] .control-value")
			desk.take_screenshot("status-of-a-member")
			page.click(".grid-row-open .grid-collapse-row")
			self.choose(desk, "Household Leaves")
			page.select_option(".modal.show select[data-fieldname=status]", "Ended")
			page.fill(".modal.show textarea[data-fieldname=reason]", "全户去世")
			desk.take_screenshot("household-leaves")
			page.click(".modal.show .btn-modal-primary")
			desk.wait_until("() => cur_frm.doc.status === 'Ended'")
			shown = page.inner_text(".frappe-control[data-fieldname=status] .control-value >> nth=0")
			self.assertEqual(shown.strip(), frappe._("Ended", "zh", "Household"))
			self.choose(desk, "Correct Status")
			page.select_option(".modal.show select[data-fieldname=status]", "Active")
			page.fill(".modal.show textarea[data-fieldname=reason]", "登记错了户")
			desk.take_screenshot("status-corrected")
			page.click(".modal.show .btn-modal-primary")
			desk.wait_until("() => cur_frm.doc.status === 'Active'")
			page.wait_for_selector(".household-change >> nth=1")
			desk.take_screenshot("status-history")
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		self.assertEqual(value("Household", household, "status"), "Active")

	def test_the_town_compares_a_person_who_is_registered_twice_and_decides(self):
		with chromium() as browser:
			desk = self.desk(browser)
			page = desk.page
			page.evaluate("() => frappe.set_route('query-report', 'Duplicate Members')")
			page.click(".compare-duplicates")
			page.wait_for_selector(".modal.show table")
			choice = page.eval_on_selector_all(
				".modal.show select[data-fieldname=how] option",
				"(options, number) => options.find((one) => one.text.includes(number) && one.value !== 'merge').value",
				self.registered_twice.name,
			)
			page.select_option(".modal.show select[data-fieldname=how]", choice)
			page.fill(".modal.show textarea[data-fieldname=reason]", "重复登记")
			desk.take_screenshot("duplicates-side-by-side")
			page.click(".modal.show .btn-modal-primary")
			page.wait_for_selector(".compare-duplicates", state="hidden")
			desk.take_screenshot("duplicates-settled")
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		self.assertEqual(
			frappe.db.get_value("Household Member", row(self.registered_twice, "林子"), "status"), "Moved Out"
		)
