import io
from contextlib import redirect_stdout

import frappe
import requests
from frappe.utils import get_files_path, get_url

from fanpin_app.patches import withdraw_public_copies
from fanpin_app.security.files import public_copies
from fanpin_app.tests.support.builders import (
	make_photo,
	make_visit,
)
from fanpin_app.tests.support.security.files import SECRET, FilesTestCase, attach, picture


class TestPublicFiles(FilesTestCase):
	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		cls.page = frappe.get_doc(
			doctype="File", file_name="page.html", content="<script>1</script>", is_private=0
		).insert()

	def test_officers_publish_only_pictures(self):
		for name in ("a.html", "a.htm", "a.svg", "a.xml", "a.xhtml", "a.js", "a.pdf", "a.txt", "a", "a.png"):
			self.assert_refused(self.upload("village", name, b"<svg onload='alert(1)'/>", is_private=0))

	def test_a_public_picture_is_encoded_again(self):
		for name, kind in (("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.gif", "GIF"), ("a.webp", "WEBP")):
			answer = self.upload("village", name, picture(kind) + b"<script>1</script>")
			self.assertEqual(answer.status_code, 200, answer.text)
			address = answer.json()["message"]["file_url"]
			self.assertNotIn(b"<script>", requests.get(get_url(address), timeout=60).content)
			# Its address cannot be guessed.
			self.assertRegex(address, r"/files/a~[0-9a-f]{12}\.")

	def test_guests_upload_nothing(self):
		self.assert_refused(self.upload(None, "a.png", picture()))

	def test_an_active_public_file_is_saved_by_the_browser_and_not_shown(self):
		headers = requests.get(get_url(self.page.file_url), timeout=60).headers
		self.assertTrue(headers["Content-Disposition"].startswith("attachment"), headers)
		self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
		self.assertIn("sandbox", headers["Content-Security-Policy"])

	def test_an_active_private_file_is_saved_and_not_shown_either(self):
		for name in ("a.html", "a.svg", "a.xhtml", "a.xml", "a.txt"):
			file = attach(self.near, name, "<x/>")
			frappe.db.commit()
			headers = self.call("village", "GET", file.file_url).headers
			self.assertTrue(headers["Content-Disposition"].startswith("attachment"), (name, headers))
			self.assertIn("sandbox", headers["Content-Security-Policy"])

	def test_a_photo_of_a_visit_is_shown(self):
		visit = make_visit(self.near).name
		photo = attach(
			self.near,
			"p.jpg",
			make_photo(64, 48),
			attached_to_doctype="Household Visit",
			attached_to_name=visit,
		)
		frappe.db.commit()
		answer = self.call("village", "GET", photo.file_url)
		self.assertEqual((answer.status_code, answer.headers["Content-Type"]), (200, "image/jpeg"))
		self.assertNotIn("attachment", answer.headers.get("Content-Disposition", ""))


class TestPublicCopies(FilesTestCase):
	def publish(self, name: str, **fields):
		"""Insert a public File without checks, as older versions did."""
		with open(get_files_path(name), "w") as file:
			file.write(SECRET)
		doc = frappe.get_doc(
			{
				"doctype": "File",
				"name": frappe.generate_hash(length=10),
				"file_name": name,
				"file_url": f"/files/{name}",
				"is_private": 0,
			}
			| fields
		)
		doc.db_insert()
		frappe.db.commit()
		return doc

	def test_copies_by_content_by_document_and_bytes_without_a_file_are_withdrawn_once(self):
		by_content = self.publish("copy1.txt", content_hash=self.secret.content_hash)
		of_document = self.publish("copy2.txt", attached_to_doctype="Household", attached_to_name=self.far)
		frappe.db.delete("File", {"name": self.publish("copy3.txt").name})
		other = self.publish("other.txt", content_hash="0" * 32)
		frappe.db.set_value("User", self.village_user, "user_image", "/files/copy1.txt")
		frappe.db.commit()
		for copy in ("copy1.txt", "copy2.txt", "copy3.txt"):
			self.assertIn(SECRET, requests.get(get_url(f"/files/{copy}"), timeout=60).content.decode())
		self.assertEqual(public_copies.count_public_copies(), 3)

		self.assertEqual(public_copies.withdraw(), 3)
		frappe.db.commit()
		for copy in ("copy1.txt", "copy2.txt", "copy3.txt"):
			self.assertEqual(requests.get(get_url(f"/files/{copy}"), timeout=60).status_code, 404)
		for file in (by_content, of_document):
			file.reload()
			self.assertTrue(file.is_private and file.file_url.startswith("/private/files/"))
			self.assertEqual(file.get_content(), SECRET)
		self.assertEqual(frappe.db.get_value("User", self.village_user, "user_image"), by_content.file_url)
		self.assertEqual(frappe.db.get_value("File", other.name, "is_private"), 0)
		self.assertEqual((public_copies.withdraw(), public_copies.count_public_copies()), (0, 0))

	def test_the_migration_says_how_many(self):
		self.publish("copy4.txt", attached_to_doctype="Household", attached_to_name=self.far)
		output = io.StringIO()
		with redirect_stdout(output):
			withdraw_public_copies.execute()
			withdraw_public_copies.execute()
		self.assertEqual(output.getvalue().count("1 public copies"), 1)
		logged = frappe.get_all("Error Log", {"method": ("like", "Public copies%")}, pluck="error")
		self.assertTrue(any("1 public copies" in text for text in logged), logged)
