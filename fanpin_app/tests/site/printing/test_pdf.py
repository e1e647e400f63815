"""PDFs that the real Chromium makes."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import frappe
from frappe.utils import get_url

from fanpin_app.printing import pdf
from fanpin_app.printing.pdf import pdf_of_html
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_household, make_officer
from fanpin_app.tests.support.pdf import pictures_of, sizes_of, text_of
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.files import attach, picture

# Of Unicode's extensions B and E, in names and in the standard list of characters.
RARE = "𠮷𬭚"


class TestPages(TestCase):
	def test_the_text_of_a_pdf_is_that_of_the_html(self):
		text = "林用户，马龙黄一，门页风长母户；金额1,234.50元，龍門乡" + RARE
		self.assertEqual(text_of(pdf_of_html(f"<h1>{text}</h1><p>{text}</p>")), text * 2)

	def test_a_page_has_the_size_that_is_asked_for(self):
		self.assertEqual(sizes_of(pdf_of_html("页")), [(210, 297)])
		self.assertEqual(sizes_of(pdf_of_html("页", "A3", landscape=True)), [(420, 297)])

	def test_the_html_may_set_the_size_itself(self):
		self.assertEqual(sizes_of(pdf_of_html("<style>@page { size: A5 }</style>页")), [(148, 210)])

	def test_each_page_has_its_number_if_asked_for(self):
		html = "<p>前</p><p style='page-break-before: always'>后</p>"
		with self.set_user_language("zh"):
			numbered = text_of(pdf_of_html(html, page_numbers=True))
		self.assertIn("第1页，共2页", numbered)
		self.assertNotIn("共2页", text_of(pdf_of_html(html)))

	@contextmanager
	def set_user_language(self, language: str):
		before, frappe.local.lang = frappe.local.lang, language
		try:
			yield
		finally:
			frappe.local.lang = before


class TestHostileHtml(TestCase):
	def setUp(self) -> None:
		super().setUp()
		folder = TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.secret = Path(folder.name) / "secret.html"
		self.secret.write_text("<p>SECRET</p>")
		(Path(folder.name) / "secret.css").write_text("p::after { content: 'SECRET' }")
		(Path(folder.name) / "secret.png").write_bytes(picture())

	def pages(self, *addresses: str) -> list[str]:
		"""HTML that loads the addresses in each way that a page has; those that replace the page are on their own."""
		return [
			"".join(map(_loading, addresses)),
			*(f"<meta http-equiv='refresh' content='0; url={address}'>" for address in addresses),
			f"<base href='{addresses[0]}'><img src='x'>",
			f"<body onload=\"location = '{addresses[0]}'\">",
		]

	def test_no_file_of_the_server_is_read(self):
		names = ("secret.html", "secret.css", "secret.png")
		for html in self.pages(*(f"file://{self.secret.parent / name}" for name in names)):
			with self.subTest(html=html):
				content = pdf_of_html(f"<p>页</p>{html}")
				self.assertNotIn("SECRET", text_of(content))
				self.assertIn("页", text_of(content))
				self.assertEqual(pictures_of(content), [])

	def test_no_host_is_asked_for_anything(self):
		with _listening() as (address, asked):
			for html in self.pages(address):
				with self.subTest(html=html):
					self.assertIn("页", text_of(pdf_of_html(f"<p>页</p>{html}")))
			self.assertEqual(asked, [])

	def test_no_script_runs(self):
		html = "<p>页</p><script>document.body.append('SECRET')</script><img src='x' onerror=\"document.body.append('SECRET')\">"
		self.assertEqual(text_of(pdf_of_html(html)), "页")

	def test_a_page_that_takes_too_long_is_given_up(self):
		program = self.secret.parent / "chromium"
		program.write_text("#!/bin/sh\nsleep 600\n")
		program.chmod(0o700)
		with (
			patch.dict(frappe.conf, {pdf.CONFIGURED: str(program)}),
			patch.object(pdf, "SECONDS", 0.2),
			self.assertRaisesRegex(frappe.ValidationError, "longer than"),
		):
			pdf_of_html("页")

	def test_a_server_without_chromium_says_so(self):
		with (
			patch.dict(frappe.conf, {pdf.CONFIGURED: "/nowhere/chromium"}),
			self.assertRaisesRegex(frappe.ValidationError, "no Chromium"),
		):
			pdf_of_html("页")

	def test_a_program_that_fails_is_an_error_with_a_sentence(self):
		with (
			patch.dict(frappe.conf, {pdf.CONFIGURED: "/bin/false"}),
			self.assertRaisesRegex(frappe.ValidationError, "could not be made"),
		):
			pdf_of_html("页")
		self.assertTrue(frappe.db.exists("Error Log", {"method": "Chromium made no PDF"}))


class TestFilesOfThisSite(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.officer = make_officer("Village Cadre", VILLAGE)

	def pictures(self, region: str, address_of=lambda url: url) -> list[tuple[int, int]]:
		"""The pictures of a PDF that shows one of a household in the region."""
		file = attach(make_household(region).name, "photo.png", picture())
		with as_user(self.officer):
			return pictures_of(pdf_of_html(f"<img src='{address_of(file.file_url)}'>"))

	def test_a_picture_that_the_reader_may_open_is_shown(self):
		self.assertEqual(self.pictures(VILLAGE), [(20, 20)])
		self.assertEqual(self.pictures(VILLAGE, get_url), [(20, 20)])

	def test_a_picture_of_another_village_is_not(self):
		self.assertEqual(self.pictures(OTHER_VILLAGE), [])
		self.assertEqual(self.pictures(OTHER_VILLAGE, lambda url: f"/files/..{url}"), [])

	def test_a_style_of_an_installed_app_applies(self):
		html = "<link rel='stylesheet' href='/assets/frappe/css/fonts/fontawesome/font-awesome.min.css'><p>页</p>"
		with patch.object(
			pdf, "get_filecontent_from_path", return_value=b"p::after { content: 'STYLED' }"
		) as asked:
			self.assertEqual(text_of(pdf_of_html(html)), "页STYLED")
		self.assertIn("/assets/frappe/css/fonts/fontawesome/font-awesome.min.css", asked.call_args.args[0])


def _loading(address: str) -> str:
	return f"""<img src='{address}'><picture><source srcset='{address}'></picture>
		<iframe src='{address}'></iframe><iframe srcdoc="<iframe src='{address}'></iframe>"></iframe>
		<object data='{address}'></object><embed src='{address}'><link rel='stylesheet' href='{address}'>
		<link rel='preconnect' href='{address}'><link rel='prefetch' href='{address}'>
		<style>@import '{address}'; @font-face {{ font-family: x; src: url('{address}') }} p {{ font-family: x }}</style>
		<div style="background: url('{address}')">x</div><svg><image href='{address}'/><use href='{address}#a'/></svg>
		<video src='{address}' poster='{address}'></video><audio src='{address}'></audio>
		<script>location = '{address}'; fetch('{address}')</script>"""


@contextmanager
def _listening():
	"""The address of a web server, and the list of the requests that reach it."""
	asked: list[str] = []

	class Handler(BaseHTTPRequestHandler):
		def do_GET(self) -> None:
			asked.append(self.path)
			self.send_error(404)

		def log_message(self, *_args) -> None:
			"""No output."""

	server = HTTPServer(("127.0.0.1", 0), Handler)
	thread = threading.Thread(target=server.serve_forever, daemon=True)
	thread.start()
	try:
		yield f"http://127.0.0.1:{server.server_port}/x", asked
	finally:
		server.shutdown()
		server.server_close()
