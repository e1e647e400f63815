import frappe

from fanpin_app.tests.support.browser import Desk, chromium, give_password
from fanpin_app.tests.support.builders import CITY, VILLAGE, make_officer
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security.whitelisted_functions import UNLISTED

# Frappe's own call never ends if the server refuses.
ASK = """async (name) => {
	const answer = await fetch(`/api/method/${name}`, {
		method: "POST",
		headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
	});
	return answer.ok ? (await answer.json()).message : answer.status;
}"""
CALL_AS_FORMS_DO = "(name) => { frappe.call(name); }"


class TestAnAdministratorOpensAnEndpointInTheDesk(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.administrator = make_officer("Monitoring Administrator", CITY)
		cls.officer = make_officer("Village Cadre", VILLAGE)
		for user in (cls.administrator, cls.officer):
			give_password(user)

	def test_a_new_function_is_refused_until_an_administrator_opens_it_and_again_when_it_is_closed(self):
		with chromium() as browser:
			officer = Desk(browser, self.officer)
			officer.page.evaluate(CALL_AS_FORMS_DO, UNLISTED)
			officer.page.wait_for_selector(".msgprint:has-text('没有对您的角色开放')")

			administrator = Desk(browser, self.administrator)
			administrator.page.evaluate("() => frappe.new_doc('Permitted Endpoint')")
			administrator.wait_until("() => window.cur_frm?.doctype === 'Permitted Endpoint'")
			administrator.fill(endpoint=UNLISTED, role="Village Officer", reason="县里的对账程序要用")
			self.assertEqual(officer.page.evaluate(ASK, UNLISTED), "yes")

			administrator.fill(enabled=0)
			self.assertEqual(officer.page.evaluate(ASK, UNLISTED), 403)
			self.assertEqual(administrator.errors + officer.errors, [])
		frappe.db.rollback()
		self.assertEqual(
			frappe.get_all("Permitted Endpoint", filters={"endpoint": UNLISTED}, pluck="owner"),
			[self.administrator],
		)
