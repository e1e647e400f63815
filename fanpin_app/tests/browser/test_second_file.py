"""A clerk sends October a second time and answers the question; lets a held file pass; corrects a period."""

import frappe

from fanpin_app.discovery.loading.pipeline import load_file, work_on
from fanpin_app.tests.support.agency_files import make_folder, write_medical
from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, take_screenshot, zh
from fanpin_app.tests.support.builders import DISTRICT, make_household, make_id_number, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase

FEED = "medical_self_paid"
REASON = "医院十月起免收住院自付"


class TestFilesThatWaitInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.people = [make_id_number() for _number in range(4)]
		for person in cls.people:
			make_household(members=[member(id_number=person)])
		agency = frappe.db.get_value("Data Feed", FEED, "agency")
		cls.clerk = make_officer("Agency Data Officer", DISTRICT, agency=agency)
		give_password(cls.clerk)

	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)

	def file(self, month: str, amount: float, day: str):
		return write_medical(self.folder, [("林试", each, amount, 20, day) for each in self.people], month)

	def upload(self, desk: Desk, path) -> str:
		"""Send the file with the form of a new batch; returns the batch's name."""
		desk.page.evaluate("() => frappe.new_doc('Data Batch')")
		desk.wait_until("(feed) => cur_frm.is_new() && cur_frm.doc.feed === feed", arg=FEED)
		desk.page.click(".frappe-control[data-fieldname=file] button:visible")
		with desk.page.expect_file_chooser() as chooser:
			desk.page.click(f".modal:visible .btn-file-upload:has-text('{zh('My Device')}')")
		chooser.value.set_files(path)
		desk.page.click(f".modal:visible button.btn-modal-primary:has-text('{zh('Upload')}')")
		desk.wait_until("() => !cur_frm.is_new()")
		return desk.page.evaluate("() => cur_frm.doc.name")

	def loaded(self, desk: Desk, batch: str, status: str) -> None:
		"""Run the batch's job, unless a worker already did, and wait until the form shows the result."""
		work_on(batch, self.clerk)
		frappe.set_user("Administrator")
		desk.wait_until("(status) => cur_frm.doc.status === status", arg=status)
		frappe.db.rollback()

	def confirm(self, desk: Desk) -> None:
		desk.page.click(".modal.show .btn-modal-primary:visible")
		desk.page.wait_for_selector(".modal.show", state="detached")
		desk.wait_for_requests()

	def test_october_sent_a_second_time_replaces_the_first(self):
		first = load_file(self.file("202610", 100, "2026-10-08"))
		frappe.db.commit()
		with chromium() as browser:
			desk = Desk(browser, self.clerk)
			batch = self.upload(desk, self.file("202610更正", 100, "2026-10-09"))
			self.loaded(desk, batch, "Asked")
			desk.page.wait_for_selector(".form-message:has-text('替换、补充还是另算')")
			self.assertIn(first.name, desk.page.inner_text(".form-message"))
			take_screenshot(desk.page, "batch-asked", full_page=True)
			phone = Desk(browser, self.clerk, PHONE)
			phone.open_form("Data Batch", batch)
			phone.take_screenshot("batch-asked-phone")
			desk.click_button("Replace")
			desk.take_screenshot("batch-asked-confirm")
			self.confirm(desk)
			self.loaded(desk, batch, "Loaded")
			self.assertEqual(frappe.db.get_value("Data Batch", first.name, "status"), "Rolled Back")
			self.assertEqual(frappe.db.count("Indicator Record", {"batch": first.name}), 0)
			self.assertEqual(frappe.db.count("Indicator Record", {"batch": batch, "superseded": 0}), 4)
			take_screenshot(desk.page, "batch-replaced", full_page=True)
			self.correct_its_period(phone, batch)
			self.assertEqual((desk.errors, phone.errors), ([], []))

	def correct_its_period(self, phone: Desk, batch: str) -> None:
		phone.open_form("Data Batch", batch)
		phone.reload()
		phone.page.click(
			".page-head:visible .menu-btn-group-mobile button, .page-head:visible .menu-btn-group button"
		)
		phone.page.click(f".page-head:visible .dropdown-item:visible:has-text('{zh('Correct Period')}')")
		phone.page.fill(".modal.show input[data-fieldname=period]", "202609")
		phone.page.fill(".modal.show textarea[data-fieldname=reason]", "报的是九月")
		phone.take_screenshot("batch-period-phone")
		self.confirm(phone)
		phone.wait_until("() => cur_frm.doc.period === '202609'")

	def test_a_file_that_differs_from_the_month_before_is_let_pass(self):
		frappe.get_doc("Data Feed", FEED).update({"held_from_rows": 4}).save()
		self.addCleanup(
			lambda: (frappe.db.set_value("Data Feed", FEED, "held_from_rows", 60), frappe.db.commit())
		)
		load_file(self.file("202607", 100, "2026-07-08"))
		frappe.db.commit()
		with chromium() as browser:
			desk = Desk(browser, self.clerk)
			batch = self.upload(desk, self.file("202608", 0, "2026-08-08"))
			self.loaded(desk, batch, "Held")
			desk.page.wait_for_selector(".form-message:has-text('数值为 0 的占 100%')")
			take_screenshot(desk.page, "batch-held", full_page=True)
			phone = Desk(browser, self.clerk, PHONE)
			phone.open_form("Data Batch", batch)
			phone.page.click(f".form-message button:visible:has-text('{zh('Let Pass')}')")
			phone.page.fill(".modal.show textarea[data-fieldname=reason]", REASON)
			phone.take_screenshot("batch-held-phone")
			self.confirm(phone)
			desk.reload()
			self.loaded(desk, batch, "Loaded")
			self.assertEqual(
				frappe.db.get_value("Data Batch", batch, ["passed_by", "passed_because"]),
				(self.clerk, REASON),
			)
			take_screenshot(desk.page, "batch-let-passed", full_page=True)
			self.assertEqual((desk.errors, phone.errors), ([], []))
