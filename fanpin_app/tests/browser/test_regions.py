"""Merging villages, grids, boards of responsible officers and the tree of regions, in a real browser."""

import frappe

from fanpin_app.assistance.cases import open_case
from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	CITY,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	make_region,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

GRID = OTHER_VILLAGE + "001"
DIALOG = ".modal.show"


class TestRegionsInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		for code, name in ((VILLAGE, "东埔村"), (OTHER_VILLAGE, "西埔村"), (GRID, "西埔村一网格")):
			make_region(code, name)
		cls.city = frappe.db.get_value("Administrative Region", CITY, "region_name")
		cls.moving = make_household(VILLAGE, members=[member(member_name="林并村")]).name
		cls.gridded = make_household(OTHER_VILLAGE, members=[member(member_name="陈网格")]).name
		open_case(cls.gridded, kind="Marginal", opened_on="2026-01-01", source="Imported")
		cls.town = make_officer("Town Officer", TOWN)
		cls.administrator = make_officer("Monitoring Administrator", CITY)
		for user in (cls.town, cls.administrator):
			give_password(user)

	def tearDown(self) -> None:
		super().tearDown()
		# The history cannot be deleted through documents.
		for written in ("Region Change", "Registry Change", "Changed Household"):
			frappe.db.delete(written)
		frappe.db.commit()

	def test_an_administrator_merges_a_village_into_its_neighbour(self):
		with chromium() as browser:
			desk = Desk(browser, self.administrator)
			page = desk.page
			desk.open_form("Administrative Region", VILLAGE)
			page.click(f".page-head:visible .inner-group-button button:has-text('{zh('Change of Region')}')")
			page.click(f".page-head:visible .dropdown-item:has-text('{zh('Merge into Another')}')")
			page.wait_for_selector(f"{DIALOG} .modal-title:has-text('{zh('Merge into Another')}')")
			desk.choose_link("into", OTHER_VILLAGE)
			page.fill(f"{DIALOG} textarea[data-fieldname=reason]", "区民政〔2026〕5号")
			desk.take_screenshot("region-merge-dialog")
			page.click(f"{DIALOG} .btn-modal-primary")
			desk.wait_until("() => cur_frm?.doctype === 'Region Change'")
			desk.take_screenshot("region-merged")
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Household", self.moving, "region"), OTHER_VILLAGE)
		self.assertEqual(frappe.db.get_value("Administrative Region", VILLAGE, "successor"), OTHER_VILLAGE)

	def test_the_town_puts_a_household_into_a_grid(self):
		with chromium() as browser:
			desk = Desk(browser, self.town)
			page = desk.page
			desk.open_list("Household")
			page.check(f".list-row-checkbox[data-name='{self.gridded}']")
			page.click(".page-head:visible .actions-btn-group button:visible")
			page.click(
				f".page-head:visible .actions-btn-group .dropdown-item:has-text('{zh('Put into a Grid')}')"
			)
			page.wait_for_selector(f"{DIALOG} .modal-title")
			desk.choose_link("region", GRID)
			desk.take_screenshot("grid-dialog")
			page.click(f"{DIALOG} .btn-modal-primary")
			page.wait_for_selector(".desk-alert")
			desk.take_screenshot("grid-put")
			self.assertEqual(desk.errors, [])
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value("Household", self.gridded, "region"), GRID)

	def test_boards_and_the_tree_show_regions_by_name(self):
		with chromium() as browser:
			desk = Desk(browser, self.town)
			for report, expected in (("Responsible Officers", "西埔村"), ("Helpers of Households", "陈网格")):
				desk.page.evaluate("(report) => frappe.set_route('query-report', report)", report)
				desk.page.wait_for_selector(f".dt-cell__content:has-text('{expected}')")
				desk.take_screenshot(frappe.scrub(report))
			desk.page.evaluate("() => frappe.set_route('query-report', 'Households and People')")
			desk.page.wait_for_selector(f".dt-row-totalRow:has-text('{zh('Total')}')")
			desk.take_screenshot("households-and-people")
			desk.page.evaluate("() => frappe.set_route('Tree', 'Administrative Region')")
			desk.page.wait_for_selector(f".tree-label:has-text('{self.city}')")
			desk.take_screenshot("region-tree")
			self.assertEqual(desk.errors, [])
