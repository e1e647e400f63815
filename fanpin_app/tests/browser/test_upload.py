"""An officer sends a file in the browser and reads the result: at once, in the form and in the list."""

import frappe

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.support.agency_files import make_folder, write_medical
from fanpin_app.tests.support.browser import PHONE, Desk, chromium, give_password, take_screenshot
from fanpin_app.tests.support.builders import DISTRICT, make_household, make_id_number, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.workers import finished_batch


class TestUploadInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.patient = make_id_number()
		make_household(members=[member(id_number=cls.patient)])
		cls.officer = make_officer("District Officer", DISTRICT)
		frappe.db.set_value("User", cls.officer, "language", "zh")
		give_password(cls.officer)

	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)

	def row(self, amount: object, day: int, month: int = 10) -> tuple:
		return ("林试", self.patient, amount, 0, f"2026-{month:02}-{day:02}")

	def upload(self, desk: Desk, path) -> str:
		"""Attach the file to a new batch, as the officer does, and load it; returns the batch's name."""
		desk.page.evaluate("() => frappe.new_doc('Data Batch')")
		desk.page.wait_for_selector(".frappe-control[data-fieldname='file'] .btn-attach:visible")
		with desk.page.expect_file_chooser() as chooser:
			desk.page.click(".frappe-control[data-fieldname='file'] .btn-attach:visible")
			desk.page.click(".file-uploader .btn-file-upload:visible >> nth=0")
		chooser.value.set_files(str(path))
		desk.page.click(".modal.show .btn-modal-primary:visible")
		desk.wait_until("() => cur_frm?.doctype === 'Data Batch' && !cur_frm.is_new()")
		name = desk.page.evaluate("() => cur_frm.doc.name")
		finished_batch(name, self.officer)
		return name

	def test_a_finished_upload_says_how_many_rows_were_accepted(self):
		path = write_medical(self.folder, [self.row(100, 3), self.row(200, 4), self.row("约三千", 5)])
		with chromium() as browser:
			desk = Desk(browser, self.officer)
			self.upload(desk, path)
			desk.page.wait_for_selector("text=读取 3 行，入库 2，退回 1。")
			desk.take_screenshot("upload-finished")
			desk.wait_until("() => !cur_frm.is_dirty()")
			desk.page.evaluate("() => $('.desk-alert').remove()")
			desk.page.evaluate("() => { cur_frm.save(); }")
			desk.page.wait_for_selector(".desk-alert:has-text('读取 3 行，入库 2，退回 1。')")
			self.assertNotIn("文件无变化", desk.text())
			self.assertIn("C5（住院自付）", desk.text())
			take_screenshot(desk.page, "upload-form", full_page=True)
			self.assertEqual(desk.errors, [])

	def test_the_list_says_what_is_loaded_how_much_was_refused_and_what_is_not(self):
		load_file(write_medical(self.folder, [self.row(100, 6, 9)], "202609"))
		load_file(write_medical(self.folder, [self.row(100, 7, 8), self.row("多", 8, 8)], "202608"))
		load_file(write_medical(self.folder, [self.row("少", 9, 7)], "202607"))
		frappe.db.commit()
		with chromium() as browser:
			for name, desk in (
				("wide", Desk(browser, self.officer)),
				("phone", Desk(browser, self.officer, PHONE)),
			):
				desk.open_list("Data Batch")
				desk.take_screenshot(f"batches-{name}")
				refused = {"wide": "1 (50.0%)", "phone": "退回 1 行 · 医保自付_202608.xlsx"}[name]
				for words in (refused, "未入库", "医保自付_202607"):
					self.assertIn(words, desk.text(), name)
				desk.page.click(".list-row .list-subject a:has-text('医保自付_202608')")
				desk.wait_until("() => window.cur_frm?.doc?.period === '202608'")
				self.assertEqual(desk.errors, [])
