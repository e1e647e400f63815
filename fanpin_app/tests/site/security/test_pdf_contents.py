"""What WeasyPrint is allowed to fetch for a PDF."""

import tempfile
from pathlib import Path

from frappe.utils import get_url, weasyprint

from fanpin_app.security.files import patches, pdf_requests
from fanpin_app.tests.support.base import TestCase


class TestWeasyPrint(TestCase):
	def setUp(self) -> None:
		super().setUp()
		patches.install()
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)

	def fetched(self, address: str) -> str:
		"""The text that a style sheet at the address adds to a page."""
		html, _css = weasyprint.import_weasyprint()
		page = html(string=f'<link rel="stylesheet" href="{address}"><p>页</p>', base_url=get_url())
		paragraph = page.render().pages[0]._page_box.descendants()
		return "".join(getattr(box, "text", "") for box in paragraph)

	def test_no_file_of_the_server_is_fetched(self):
		sheet = self.folder / "sheet.css"
		sheet.write_text("p::after { content: 'SECRET' }")
		self.assertEqual(self.fetched(f"file://{sheet}"), "页")

	def test_an_address_that_only_begins_like_this_site_is_not_fetched(self):
		for address in (f"{get_url()}.example/", f"{get_url()}@example.org/"):
			with self.subTest(address=address), self.assertRaises(ValueError):
				pdf_requests.fetch(address)

	def test_what_the_page_itself_contains_is_shown(self):
		self.assertEqual(self.fetched("data:text/css,p::after{content:'A'}"), "页A")
