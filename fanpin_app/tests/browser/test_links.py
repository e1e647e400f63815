import frappe

from fanpin_app.tests.support.browser import Desk, chromium
from fanpin_app.tests.support.security.bulk_update import BULK_UPDATE, CHANGED, BulkUpdateTestCase


class TestLinksInTheBrowser(BulkUpdateTestCase):
	def test_what_is_refused_to_a_link_works_with_the_token_of_the_page(self):
		with chromium() as browser:
			page = Desk(browser, self.town).page
			done = page.evaluate(
				"([method, args]) => frappe.xcall(method, args).then(() => true)",
				[BULK_UPDATE, self.change()],
			)
		self.assertTrue(done)
		self.assertEqual(self.address(), CHANGED)
		frappe.db.set_value("Household", self.household, "address", "")
		frappe.db.commit()
