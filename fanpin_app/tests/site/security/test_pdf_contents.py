"""What the programs that make PDFs are asked to do with HTML and options of a client."""

import os
import tempfile
from pathlib import Path
from unittest.mock import patch

import frappe
from frappe.utils import get_url, weasyprint
from frappe.utils.pdf import get_pdf

from fanpin_app.security.files import patches, pdf_requests
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import make_pdf

ALLOW = '<meta name="pdfkit-allow" content="/">'
# Records its arguments, and answers with an empty page.
WKHTMLTOPDF = '#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/arguments\ncat {folder}/page.pdf\n'


class PdfTestCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		patches.install()
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)


class TestWkhtmltopdf(PdfTestCase):
	def setUp(self) -> None:
		super().setUp()
		(self.folder / "page.pdf").write_bytes(make_pdf())
		program = self.folder / "wkhtmltopdf"
		program.write_text(WKHTMLTOPDF.format(folder=self.folder))
		program.chmod(0o700)
		path = patch.dict(os.environ, {"PATH": f"{self.folder}:{os.environ['PATH']}"})
		path.start()
		self.addCleanup(path.stop)
		# Frappe keeps the version that the program prints.
		self.addCleanup(frappe.cache.delete_value, "wkhtmltopdf_version")

	def arguments(self, html: str, options: dict | None = None) -> list[str]:
		"""The arguments of wkhtmltopdf for a PDF of the HTML."""
		get_pdf(html, options)
		return (self.folder / "arguments").read_text().split("\n")[:-1]

	def test_html_sets_no_option(self):
		for html in (
			f"<html><head>{ALLOW}</head><body>页</body></html>",
			f"<body>{ALLOW.replace(chr(34), chr(39))}</body>",
			f"<body><!-- {ALLOW} --></body>",
			f"<body><script>'{ALLOW}'</script></body>",
			f"<body><div id='header-html'>{ALLOW}</div></body>",
		):
			with self.subTest(html=html):
				self.assertNotIn("--allow", self.arguments(html))

	def test_a_client_sets_no_option_but_sizes_margins_and_orientation(self):
		given = {"allow": "/", "post-file": "/etc/hostname", "--run-script": "1", "page-size": "A3"}
		arguments = self.arguments("页", given)
		self.assertFalse({"--allow", "--post-file", "--run-script"} & set(arguments), arguments)
		self.assertEqual(arguments[arguments.index("--page-size") + 1], "A3")

	def test_a_client_names_no_file_that_is_deleted_afterwards(self):
		file = self.folder / "kept.html"
		file.write_text("kept")
		self.arguments("页", {"header-html": str(file), "cookie-jar": str(file)})
		self.assertTrue(file.exists())

	def test_a_value_is_never_several_arguments(self):
		arguments = self.arguments("页", {"orientation": [["Landscape", "--allow"], ["Portrait", "/"]]})
		self.assertNotIn("--allow", arguments)

	def test_a_margin_of_the_html_that_is_no_measure_is_ignored(self):
		for style in ("margin-left: mm;", "margin-left: --allow / mm;", "page-size: --allow mm;"):
			with self.subTest(style=style):
				arguments = self.arguments(f"<style>.print-format {{ {style} }}</style>页")
				self.assertNotIn("--allow", " ".join(arguments))
				for name in ("--margin-left", "--page-size"):
					if name in arguments:
						self.assertRegex(arguments[arguments.index(name) + 1], r"^\w+$")

	def test_margins_of_the_html_and_a_password_are_used(self):
		html = "<style>.print-format { margin-left: 7mm; }</style>页"
		arguments = self.arguments(html, {"password": "-密"})
		self.assertRegex(arguments[arguments.index("--margin-left") + 1], "^7(mm)?$")
		self.assertEqual(arguments[arguments.index("--password") + 1], "-密")


class TestWeasyPrint(PdfTestCase):
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
