"""The database finds a DocType that is spelled otherwise; the rules compare names exactly. So such a DocType does not
exist for anybody, and links get the stored spelling before they are checked."""

import frappe
import requests
from frappe.utils import get_url, now

from fanpin_app.permissions.links import links
from fanpin_app.security.responses import withheld
from fanpin_app.tests.http.test_linked_doctypes import NOTE, delete_doctypes, link, make_doctype
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.http.test_single_doctypes import READS
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_household, make_officer, member
from fanpin_app.tests.support.committed_data import CommittedTestCase

SINGLE, TABLE = "Zz Single", "Zz Note"
SECRET = "zqtheirs"
FULL_WIDTH = ord("Ａ") - ord("A")


def client_of(token: str) -> requests.Session:
	client = requests.Session()
	client.headers["Authorization"] = token
	return client


def spellings(doctype: str) -> list[str]:
	"""Other spellings that the database takes for the same."""
	wide = "".join(
		chr(ord(letter) + FULL_WIDTH) if letter.isascii() and letter.isalpha() else letter
		for letter in doctype
	)
	accented = doctype.replace("o", "ó").replace("a", "á").replace("e", "é")
	others = (doctype.lower(), doctype.upper(), f"{doctype} ", f"{doctype}  ", wide, accented)
	return [each for each in dict.fromkeys(others) if each != doctype]


class TestEveryDocType(TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		withheld.install()

	def test_exists_by_its_stored_spelling_only(self):
		names = frappe.get_all("DocType", pluck="name")
		self.assertIn("Household", names)
		for doctype in names:
			for spelled in spellings(doctype):
				with (
					self.subTest(doctype=doctype, spelled=spelled),
					self.assertRaises(frappe.DoesNotExistError),
				):
					frappe.get_meta(spelled)


class TestDocTypesOfTheDesk(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(delete_doctypes)
		make_doctype(SINGLE, link("Household"), NOTE, issingle=1)
		make_doctype(TABLE, link("Household"), NOTE)
		theirs = make_household(OTHER_VILLAGE, [member()])
		frappe.get_doc(SINGLE).update({"household": theirs.name, "note": SECRET}).save()
		row = frappe.get_doc(doctype=TABLE, household=theirs.name, note=SECRET).insert()
		cls.names = {SINGLE: SINGLE, TABLE: row.name}
		cls.token = make_token(make_officer("Village Cadre", VILLAGE))

	def test_are_read_by_no_other_spelling(self):
		with client_of(self.token) as client:
			for doctype, name in self.names.items():
				for spelled in spellings(doctype):
					for method, arguments in READS.items():
						values = arguments(spelled) | ({"name": name} if doctype == TABLE else {})
						answer = client.post(get_url(f"/api/method/{method}"), json=values)
						self.assertNotIn(SECRET, answer.text, (spelled, method))
					for path in (
						f"/api/resource/{spelled}/{name}",
						f"/api/resource/{spelled}/{spelled}",
						f"/api/resource/{spelled}",
					):
						answer = client.get(get_url(path), params={"fields": '["*"]'})
						self.assertNotEqual(answer.status_code, 200, path)
						self.assertNotIn(SECRET, answer.text, path)
					pages = {"doctype": spelled, "name": name if doctype == TABLE else spelled}
					self.assertNotIn(SECRET, client.get(get_url("/printview"), params=pages).text, spelled)

	def test_are_written_by_no_other_spelling(self):
		with client_of(self.token) as client:
			for doctype, name in self.names.items():
				for spelled in spellings(doctype):
					written = {"note": "overwritten"}
					client.put(get_url(f"/api/resource/{spelled}/{name}"), json=written)
					client.put(get_url(f"/api/resource/{spelled}/{spelled}"), json=written)
					values = {"doctype": spelled, "name": name, "fieldname": "note", "value": "overwritten"}
					client.post(get_url("/api/method/frappe.client.set_value"), json=values)
					comment = {"reference_doctype": spelled, "reference_name": name, "content": "x"}
					client.post(
						get_url("/api/method/frappe.desk.form.utils.add_comment"),
						json=comment | {"comment_email": "x@test.example", "comment_by": "x"},
					)
		frappe.db.rollback()
		self.assertEqual(frappe.db.get_value(TABLE, self.names[TABLE], "note"), SECRET)
		self.assertEqual(frappe.db.get_single_value(SINGLE, "note", cache=False), SECRET)
		comments = {"reference_doctype": ("in", [*self.names]), "comment_type": "Comment"}
		self.assertEqual(frappe.get_all("Comment", comments), [])


class TestDynamicLinks(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.theirs = make_household(OTHER_VILLAGE, [member()])
		cls.token = make_token(make_officer("Village Cadre", VILLAGE))

	def answers(self, doctype: str, name: str) -> list[tuple[int, str]]:
		"""Statuses and texts, without the name, of all attempts to link to the document."""
		found = []
		with client_of(self.token) as client:
			for linking, values in (
				(
					"Reminder",
					{
						"remind_at": "2099-01-01 08:00:00",
						"reminder_doctype": doctype,
						"reminder_docname": name,
					},
				),
				("ToDo", {"reference_type": doctype, "reference_name": name}),
				("Tag Link", {"document_type": doctype, "document_name": name, "tag": "x"}),
				(
					"Event",
					{
						"subject": "x",
						"starts_on": now(),
						"event_participants": [{"reference_doctype": doctype, "reference_docname": name}],
					},
				),
			):
				answer = client.post(get_url(f"/api/resource/{linking}"), json={"description": "x"} | values)
				said = [
					frappe.parse_json(each)["message"]
					for each in frappe.parse_json(answer.json().get("_server_messages", "[]"))
				]
				found.append((answer.status_code, " ".join(said).replace(name, "…")))
		return found

	def test_do_not_reveal_whether_a_document_exists_however_its_doctype_is_spelled(self):
		self.assertIn("Household", links().scoped)
		for spelled in ("Household", *spellings("Household")):
			refused = self.answers(spelled, self.theirs.name)
			self.assertEqual(refused, self.answers(spelled, "R-none"), spelled)
			self.assertTrue(all(status != 200 for status, _text in refused), (spelled, refused))
