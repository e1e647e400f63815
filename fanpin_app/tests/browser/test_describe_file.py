"""An administrator describes a file as a new feed, and sees ten of its rows as they are understood before saving."""

from openpyxl import Workbook

from fanpin_app.tests.support.agency_files import make_folder
from fanpin_app.tests.support.browser import DESKTOP, PHONE, Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import CITY, make_id_number, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase


class TestDescribeFileInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.administrator = make_officer("Monitoring Administrator", CITY)
		give_password(cls.administrator)

	def example(self):
		book = Workbook()
		sheet = book.active
		for row in (
			["姓名", "身份证号", "资助(万元)", None, "发放日期"],
			[None, None, "学费", "生活费", None],
			*[["林某", make_id_number(), 1.2, 0.5, f"2026-09-{day:02}"] for day in range(1, 15)],
		):
			sheet.append(row)
		path = make_folder(self) / "资助_202609.xlsx"
		book.save(path)
		return path

	def describe(self, browser, viewport: dict, picture: str) -> Desk:
		desk = Desk(browser, self.administrator, viewport)
		desk.page.evaluate("() => frappe.new_doc('Data Feed')")
		desk.wait_until("() => window.cur_frm?.doctype === 'Data Feed' && cur_frm.is_new()")
		desk.page.evaluate("(label) => cur_frm.custom_buttons[label].click()", zh("Describe an Example File"))
		desk.page.set_input_files(".modal.show input[type=file]", self.example())
		desk.page.click(".modal.show .btn-modal-primary:visible")
		desk.page.wait_for_selector(".modal.show table tbody tr")
		desk.page.wait_for_timeout(500)
		desk.take_screenshot(picture)
		return desk

	def test_ten_rows_are_shown_as_understood_and_the_columns_are_copied(self):
		with chromium() as browser:
			desk = self.describe(browser, DESKTOP, "describe-wide")
			self.assertEqual(desk.page.locator(".modal.show tbody tr").count(), 10)
			for words in ("12,000 元", zh("Ten Thousand Yuan"), "第 1、2 两行"):
				self.assertIn(words, desk.page.inner_text(".modal.show"))
			desk.page.click(f".modal.show .btn-primary:has-text('{zh('Use These Columns')}')")
			desk.wait_until("() => cur_frm.doc.columns?.length === 5")
			units = desk.page.evaluate("() => cur_frm.doc.columns.map((column) => column.unit)")
			self.assertEqual(units[2:4], ["Ten Thousand Yuan", "Ten Thousand Yuan"])
			self.assertEqual(desk.errors, [])

	def test_on_a_phone_the_table_scrolls_and_the_page_does_not(self):
		with chromium() as browser:
			desk = self.describe(browser, PHONE, "describe-phone")
			body = "document.querySelector('.modal.show .modal-body')"
			self.assertFalse(desk.page.evaluate(f"() => {body}.scrollWidth > {body}.clientWidth"))
			self.assertEqual(desk.errors, [])
