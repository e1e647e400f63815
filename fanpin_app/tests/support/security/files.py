"""Shared by the tests of files: a village, a helper and a guest, another village's file, and ways to request it."""

import io
from unittest.mock import patch

import frappe
import requests
from frappe.model.document import Document
from frappe.utils import get_url
from PIL import Image

from fanpin_app.security.queries import stored_results
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_household,
	make_officer,
	make_pairing,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

SECRET = "外村住户的证明材料"


def attach(household: str, name: str, content: bytes | str = SECRET, **fields):
	return frappe.get_doc(
		{
			"doctype": "File",
			"file_name": name,
			"content": content,
			"is_private": 1,
			"attached_to_doctype": "Household",
			"attached_to_name": household,
		}
		| fields
	).insert()


def spellings_of(address: str) -> list[str]:
	"""Addresses that some server or browser normalises to this one."""
	name = address.rsplit("/", 1)[1]
	return [
		address,
		f"/private/files/./{name}",
		f"//private/files/{name}",
		f"/private//files/{name}",
		f"/files/../private/files/{name}",
		f"/private/files/x/../{name}",
		f"/private/files/%2e/{name}",
		f"/private/files/%252e/{name}",
		f"/private%2ffiles%2f{name}",
		f"\\private\\files\\{name}",
		f"{address}?fid=x",
		f"{address}#x",
		f" {address}",
		get_url(address),
		address.upper(),
		f"／private／files／{name}",
		f"private/files/{name}",
	]


class FilesTestCase(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.near, cls.far = make_household(VILLAGE).name, make_household(OTHER_VILLAGE).name
		cls.village_user = make_officer("Village Cadre", VILLAGE)
		cls.helper_user = make_officer("Helper", VILLAGE)
		make_pairing(cls.near, cls.helper_user)
		cls.secret = attach(cls.far, "证明.txt")
		cls.tokens = {"village": make_token(cls.village_user), "helper": make_token(cls.helper_user)}

	def call(self, who: str | None, verb: str, path: str, **options) -> requests.Response:
		headers = {"Accept": "application/json"}
		if who:
			headers["Authorization"] = self.tokens[who]
		return requests.request(verb, get_url("/").rstrip("/") + path, headers=headers, timeout=60, **options)

	def everybody(self) -> tuple[str | None, ...]:
		return (None, "village", "helper")

	def upload(self, who: str | None, name: str, content: bytes, **fields) -> requests.Response:
		return self.call(
			who, "POST", "/api/method/upload_file", data=fields, files={"file": (name, io.BytesIO(content))}
		)

	def assert_refused(self, answer: requests.Response) -> None:
		self.assertGreaterEqual(answer.status_code, 400, answer.text)
		self.assertLess(answer.status_code, 500, answer.text)
		self.assertNotIn(SECRET, answer.text)


def picture(picture_format: str = "PNG") -> bytes:
	drawn = io.BytesIO()
	Image.new("RGB", (20, 20), "red").save(drawn, picture_format)
	return drawn.getvalue()


def note_reach(result: Document, owner: str) -> None:
	"""Note the reach of a Prepared Report or file that was inserted by somebody else as made by its owner."""
	with patch.dict(frappe.local.session, user=owner):
		stored_results.note_reach(result)
