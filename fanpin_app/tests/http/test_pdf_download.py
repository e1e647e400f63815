"""打印 › PDF over HTTP, as the desk asks for it."""

import requests
from frappe.installer import update_site_config
from frappe.utils import get_url

from fanpin_app.printing.pdf import CONFIGURED
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.pdf import text_of

DOWNLOAD = "/api/method/frappe.utils.print_format.download_pdf"
REPORT = "/api/method/frappe.utils.print_format.report_to_pdf"


class TestDownload(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE, [member(member_name="林𠮷𬭚")]).name
		cls.token = make_token(make_officer("Village Cadre", VILLAGE))

	def ask(self, verb: str, path: str, accept: str = "*/*", **values) -> requests.Response:
		place = "params" if verb == "GET" else "data"
		headers = {"Authorization": self.token, "Accept": accept}
		return requests.request(verb, get_url(path), headers=headers, timeout=120, **{place: values})

	def test_a_document_is_a_pdf_with_its_values(self):
		answer = self.ask("GET", DOWNLOAD, doctype="Household", name=self.household)
		self.assertEqual(answer.headers["Content-Type"], "application/pdf", answer.text[:500])
		self.assertIn("林𠮷𬭚", text_of(answer.content))

	def test_a_report_is_a_pdf_of_the_html_that_the_desk_sends(self):
		answer = self.ask("POST", REPORT, html="<table><tr><td>监测对象一览表</td></tr></table>")
		self.assertEqual(answer.headers["Content-Type"], "application/pdf", answer.text[:500])
		self.assertIn("监测对象一览表", text_of(answer.content))

	def test_without_chromium_the_browser_shows_why_there_is_no_pdf(self):
		update_site_config(CONFIGURED, "/nowhere/chromium")
		self.addCleanup(update_site_config, CONFIGURED, "None")
		answer = self.ask(
			"GET", DOWNLOAD, "text/html,*/*", doctype="Household", name=self.household, _lang="zh"
		)
		self.assertEqual(answer.status_code, 417, answer.text[:500])
		self.assertIn("服务器没有安装 Chromium", answer.text)
		self.assertNotIn("Traceback", answer.text)
