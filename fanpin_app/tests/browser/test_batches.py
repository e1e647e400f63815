"""A district officer follows a file in the browser: progress, cancelled, loaded again; then the month's ledger."""

import frappe

from fanpin_app.discovery.loading import progress
from fanpin_app.discovery.loading.pipeline import load_file, work_on
from fanpin_app.tests.support.agency_files import make_folder, write_medical
from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, take_screenshot, zh
from fanpin_app.tests.support.builders import DISTRICT, make_household, make_id_number, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase


class TestBatchesInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.patient = make_id_number()
		make_household(members=[member(id_number=cls.patient)])
		cls.officer = make_officer("District Officer", DISTRICT)
		give_password(cls.officer)

	def rows(self, *days: str) -> list[tuple]:
		good = [("林试", self.patient, 3000, 20, day) for day in days]
		return [*good, ("林错", self.patient, "约三千", 0, days[0])]

	def test_a_file_is_cancelled_loaded_and_shown_in_the_ledger(self):
		folder = make_folder(self)
		load_file(write_medical(folder, self.rows("2026-09-03"), "202609"))
		path = write_medical(folder, self.rows("2026-10-03", "2026-10-04"), "202610")
		file = frappe.get_doc(doctype="File", file_name=path.name, content=path.read_bytes(), is_private=1)
		batch = frappe.get_doc(doctype="Data Batch", file=file.insert().file_url)
		batch.flags.loads_at_once = True
		batch.insert()
		running = progress.Progress(batch.name)
		running.rows_total = 5000
		running.report(progress.LOADING, 3000)
		frappe.db.commit()
		with chromium() as browser:
			desk = Desk(browser, self.officer)
			desk.open_form("Data Batch", batch.name)
			desk.page.wait_for_selector(f"text={zh('Checking and loading rows')}")
			self.assertIn("已读 3000 行，共 5000 行", desk.text())
			desk.take_screenshot("batch-loading")
			desk.click_button("Cancel Loading")
			desk.page.wait_for_selector(f".form-message:has-text('{zh('Load Again')[:2]}')")
			desk.take_screenshot("batch-cancelled")
			desk.click_button("Load Again")
			work_on(batch.name, self.officer)
			frappe.set_user("Administrator")
			desk.page.wait_for_selector(f".custom-actions button:has-text('{zh('Load Corrected Rows')}')")
			frappe.db.rollback()  # a worker may have loaded it
			self.assertEqual(frappe.db.get_value("Data Batch", batch.name, "status"), "Loaded")
			take_screenshot(desk.page, "batch-loaded", full_page=True)
			self.look_at_the_ledger(desk)
			self.assertEqual(desk.errors, [])
			phone = Desk(browser, self.officer, PHONE)
			phone.open_form("Data Batch", batch.name)
			phone.take_screenshot("batch-phone")

	def look_at_the_ledger(self, desk: Desk) -> None:
		desk.page.evaluate("() => frappe.set_route('query-report', 'Data Ledger', { month: '202610' })")
		desk.page.wait_for_selector(f".report-summary:has-text('{zh('Files Asked For')}')")
		desk.take_screenshot("ledger")
		with desk.page.expect_popup() as opened:
			desk.page.evaluate("() => frappe.query_report.print_report({ orientation: 'Landscape' })")
		meeting = opened.value
		meeting.wait_for_selector(".meeting")
		self.assertIn("月度会商", meeting.inner_text("body"))
		self.assertIn("医保自付", meeting.inner_text(".meeting"))
		take_screenshot(meeting, "meeting", full_page=True)
