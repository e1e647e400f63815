import frappe

from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import make_user, notify_of_new_documents
from fanpin_app.tests.support.committed_data import CommittedTestCase

OUTSIDE = "bureau@elsewhere.example"
SAVE_WITH_COPY = """(address) => {
	frappe.model.set_value("Notification Recipient", cur_frm.doc.recipients[0].name, "cc", address)
		.then(() => cur_frm.save());
}"""


class TestAnAddressOutsideInTheBrowser(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.manager = make_user(role="System Manager")
		give_password(cls.manager)
		cls.notification = notify_of_new_documents("Household Visit").name

	def copies(self) -> str | None:
		frappe.db.rollback()
		return frappe.db.get_value("Notification Recipient", {"parent": self.notification}, "cc")

	def test_an_administrator_is_asked_for_a_reason(self):
		with chromium() as browser:
			desk = Desk(browser, self.manager)
			desk.open_form("Notification", self.notification)
			desk.page.evaluate(SAVE_WITH_COPY, OUTSIDE)
			desk.page.wait_for_selector(".modal.show [data-fieldname=reason] textarea")
			self.assertIn(OUTSIDE, desk.page.inner_text(".modal.show"))
			self.assertIn(zh("Address Outside the System"), desk.page.inner_text(".modal.show .modal-title"))
			desk.page.click(".modal.show .btn-modal-close")
			desk.page.wait_for_selector(".modal.show", state="hidden")
			self.assertFalse(self.copies())
			self.assertFalse(frappe.db.exists("Outside Recipient", OUTSIDE))
			desk.page.evaluate(SAVE_WITH_COPY, OUTSIDE)
			desk.page.fill(".modal.show [data-fieldname=reason] textarea", "与民政局的协议")
			desk.page.click(".modal.show .btn-modal-primary")
			desk.wait_until("() => !cur_frm.is_dirty()")
			self.assertEqual(desk.errors, [])
		self.assertEqual(self.copies(), OUTSIDE)
		self.assertEqual(frappe.db.get_value("Outside Recipient", OUTSIDE, "reason"), "与民政局的协议")
		self.assertEqual(frappe.db.get_value("Outside Recipient", OUTSIDE, "owner"), self.manager)
