"""A monitoring administrator loads a file with entirely unknown headers in one dialog; a clerk reads why it is refused."""

import frappe

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_match_columns import FEED, UNKNOWN
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.browser import DESKTOP, PHONE, Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	make_household,
	make_id_number,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.workers import finished_batch


class TestMatchColumnsInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.patient = make_id_number()
		make_household(members=[member(id_number=cls.patient)])
		cls.administrator = make_officer("Monitoring Administrator", CITY)
		cls.clerk = make_officer("District Officer", DISTRICT)
		give_password(cls.administrator)
		give_password(cls.clerk)

	def setUp(self) -> None:
		super().setUp()
		aliases = frappe.get_all("Feed Column", filters={"parent": FEED}, fields=["name", "aliases"])
		self.addCleanup(restore_aliases, aliases)

	def refused(self, name: str, headers: tuple = UNKNOWN, month: str = "2026-10") -> str:
		rows = [("林试", self.patient, 3000, 20, f"{month}-03"), ("林试", self.patient, 50, 0, f"{month}-04")]
		frappe.local.lang = "zh"
		self.addCleanup(setattr, frappe.local, "lang", "en")
		batch = load_file(write_workbook(make_folder(self) / name, headers, rows))
		self.assertEqual(batch.status, "Refused")
		frappe.db.commit()
		return batch.name

	def match(self, viewport: dict, picture: str, month: str) -> None:
		name = self.refused(f"甲镇_{month}_{picture}.xlsx", month=month)
		with chromium() as browser:
			desk = Desk(browser, self.administrator, viewport)
			desk.open_form("Data Batch", name)
			self.assertIn("住院个人负担", desk.text())
			desk.take_screenshot(f"match-columns-refused-{picture}")
			self.press_match(desk, viewport)
			desk.page.wait_for_selector(".modal.show .matched-column")
			desk.page.wait_for_timeout(500)
			desk.take_screenshot(f"match-columns-{picture}")
			self.assertFalse(self.scrolls_sideways(desk))
			desk.page.click(f".modal.show .btn-primary:has-text('{zh('Keep and Load Again')}')")
			desk.page.wait_for_selector(".modal.show", state="detached")
			finished_batch(name, self.administrator)
			frappe.db.rollback()
			self.assertEqual(
				frappe.db.get_value("Data Batch", name, ["status", "feed", "rows_accepted"]),
				("Loaded", FEED, 2),
			)
			self.assertIn("住院个人负担", self.history())
			desk.reload()
			desk.take_screenshot(f"match-columns-loaded-{picture}")
			self.assertEqual(desk.errors, [])

	def history(self) -> str:
		"""The feed's changes as its form shows them."""
		changes = frappe.get_all(
			"Version", filters={"ref_doctype": "Data Feed", "docname": FEED}, pluck="data"
		)
		return str([frappe.parse_json(each) for each in changes])

	def press_match(self, desk: Desk, viewport: dict) -> None:
		if viewport is DESKTOP:
			return desk.click_button("Match Columns")
		desk.page.click(".page-head:visible .menu-btn-group button:visible")
		desk.page.click(f".menu-btn-group .dropdown-item:has-text('{zh('Match Columns')}'):visible")

	def scrolls_sideways(self, desk: Desk) -> bool:
		return desk.page.evaluate(
			"() => document.querySelector('.modal.show .modal-body').scrollWidth"
			" > document.querySelector('.modal.show .modal-body').clientWidth"
		)

	def test_an_administrator_loads_a_file_of_unknown_spellings_in_one_dialog(self):
		self.match(DESKTOP, "wide", "2026-10")

	def test_it_works_on_a_phone(self):
		self.match(PHONE, "phone", "2026-09")

	def test_a_general_word_needs_confirmation_before_it_is_stored(self):
		name = self.refused(
			"丙镇_202608.xlsx", ("姓名", "身份证号", "住院自付", "门诊自付", "日期"), "2026-08"
		)
		with chromium() as browser:
			desk = Desk(browser, self.administrator, PHONE)
			desk.open_form("Data Batch", name)
			self.press_match(desk, PHONE)
			desk.page.wait_for_selector(".modal.show .matched-column")
			keep = f".modal.show .btn-primary:has-text('{zh('Keep and Load Again')}')"
			desk.page.click(f"{keep} >> nth=0")
			desk.page.wait_for_selector(".modal.show li:has-text('日期')")
			desk.page.wait_for_timeout(500)
			desk.take_screenshot("match-columns-doubt-phone")
			self.assertNotIn("日期", self.aliases().split())
			warning = desk.page.locator(".modal.show").last
			self.assertFalse(warning.evaluate("(dialog) => dialog.scrollWidth > dialog.clientWidth"))
			warning.locator(f"button:has-text('{zh('Keep and Load Again')}')").click()
			desk.page.wait_for_selector(".modal.show", state="detached")
			frappe.db.rollback()
			self.assertIn("日期", self.aliases().split())
			self.assertEqual(desk.errors, [])

	def aliases(self) -> str:
		column = {"parent": FEED, "header": "结算日期"}
		return frappe.db.get_value("Feed Column", column, "aliases") or ""

	def test_a_clerk_reads_what_is_missing_and_who_can_match_it(self):
		name = self.refused("乙镇_202610.xlsx", ("姓名", "身份证号", "住院负担", "门诊自付", "结算日期"))
		with chromium() as browser:
			desk = Desk(browser, self.clerk)
			desk.open_form("Data Batch", name)
			for words in ("住院自付", "住院负担", zh("Monitoring Administrator")):
				self.assertIn(words, desk.text())
			self.assertEqual(desk.page.locator(f"button:has-text('{zh('Match Columns')}')").count(), 0)
			desk.take_screenshot("match-columns-clerk")
			self.assertEqual(desk.errors, [])


def restore_aliases(columns: list[dict]) -> None:
	for column in columns:
		frappe.db.set_value("Feed Column", column.name, "aliases", column.aliases)
	frappe.clear_document_cache("Data Feed", FEED)
	frappe.db.commit()
