import frappe
import frappe.share
import requests
from frappe.utils import add_days, get_url, today
from frappe.www import printview

from fanpin_app.permissions.scope import scoped_doctypes
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	make_alert,
	make_household,
	make_officer,
	make_visit,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security.notices import NoticesTestCase

HEAD = "林未分享"
PRINTS = ("printview", "api/method/frappe.utils.print_format.download_pdf")


def insert_unchecked(doctype: str, **fields) -> None:
	"""Insert a document without any check, as an older version may have."""
	document = frappe.get_doc({"doctype": doctype} | fields)
	document.set_new_name()
	document.db_insert()


class TestSharesOverRest(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.officer = make_officer("Village Cadre", VILLAGE)
		cls.token = make_token(cls.officer)
		cls.former = make_officer("Village Cadre", OTHER_VILLAGE, to_date=add_days(today(), -1))
		cls.tokens = (cls.token, make_token(cls.former))
		cls.theirs = make_household(OTHER_VILLAGE, [member(member_name=HEAD)])
		cls.documents = [cls.theirs, make_alert(cls.theirs.name), make_visit(cls.theirs.name)]
		about = {"attached_to_doctype": "Household", "attached_to_name": cls.theirs.name}
		cls.documents.append(
			frappe.get_doc(
				doctype="File", file_name=f"{HEAD}.txt", content=HEAD, is_private=1, **about
			).insert()
		)
		about = {"reference_type": "Household", "reference_name": cls.theirs.name}
		cls.documents.append(frappe.get_doc(doctype="ToDo", description=HEAD, **about).insert())
		for document in cls.documents:
			for shared_with in ({"user": cls.officer}, {"user": cls.former}, {"everyone": 1}):
				insert_unchecked(
					"DocShare",
					share_doctype=document.doctype,
					share_name=document.name,
					read=1,
					write=1,
					share=1,
					**shared_with,
				)
			insert_unchecked(
				"Document Share Key",
				reference_doctype=document.doctype,
				reference_docname=document.name,
				key=f"key-{document.name}",
				expires_on=add_days(today(), 30),
			)
		frappe.db.set_single_value("System Settings", "allow_older_web_view_links", 1)
		cls.addClassCleanup(cls.withdraw_shares)

	@classmethod
	def withdraw_shares(cls) -> None:
		"""A share whose document is missing cannot be deleted."""
		frappe.db.set_single_value("System Settings", "allow_older_web_view_links", 0)
		for document in cls.documents:
			frappe.db.delete("DocShare", {"share_name": document.name})
		frappe.db.commit()

	def get(self, path: str, token: str | None = None, **params) -> requests.Response:
		headers = {"Authorization": token} if token else {}
		return requests.get(get_url("/" + path), params=params, headers=headers, timeout=60)

	def test_a_shared_document_outside_the_region_is_not_read(self):
		for token in self.tokens:
			for document in self.documents:
				answer = self.get(f"api/resource/{document.doctype}/{document.name}", token)
				with self.subTest(doctype=document.doctype, officer=token == self.token):
					self.assertIn(answer.status_code, (403, 404))
					self.assertNotIn(HEAD, answer.text)

	def test_a_shared_document_outside_the_region_is_not_listed(self):
		for token in self.tokens:
			for document in self.documents:
				answer = self.get(f"api/resource/{document.doctype}", token, limit_page_length=0)
				with self.subTest(doctype=document.doctype, officer=token == self.token):
					self.assertNotIn(f'"{document.name}"', answer.text)

	def test_a_shared_document_outside_the_region_is_not_written(self):
		for token in self.tokens:
			with self.subTest(officer=token == self.token):
				answer = requests.put(
					get_url(f"/api/resource/Household/{self.theirs.name}"),
					json={"address": "被改了"},
					headers={"Authorization": token},
					timeout=60,
				)
				self.assertIn(answer.status_code, (403, 404))
		frappe.db.rollback()
		self.assertNotEqual(frappe.db.get_value("Household", self.theirs.name, "address"), "被改了")

	def test_a_link_with_a_key_shows_no_print(self):
		for path in PRINTS:
			for document in self.documents:
				keys = (
					f"key-{document.name}",
					frappe.get_doc(document.doctype, document.name).get_signature(),
				)
				for key in keys:
					answer = self.get(
						path, doctype=document.doctype, name=document.name, key=key, format="Standard"
					)
					with self.subTest(path=path, doctype=document.doctype, key=key == keys[0]):
						self.assertNotIn(HEAD, answer.text)
						self.assertNotIn(document.name, answer.text)


class TestSharing(NoticesTestCase):
	def share(self, user: str | None, **rights):
		return frappe.share.add("Household", self.household.name, user, notify=1, **rights)

	def test_a_document_is_shared_with_a_user_who_may_read_it(self):
		self.share(self.offices.town)
		self.assertTrue(frappe.db.exists("Notification Log", {"for_user": self.offices.town}))

	def test_sharing_with_anybody_else_is_refused_with_a_message(self):
		with self.assertRaisesRegex(frappe.PermissionError, self.offices.stranger):
			self.share(self.offices.stranger)
		self.assertFalse(frappe.db.exists("Notification Log", {"for_user": self.offices.stranger}))

	def test_sharing_with_everyone_is_refused(self):
		self.assertRaises(frappe.PermissionError, self.share, None, everyone=1)

	def test_a_share_grants_no_further_rights(self):
		alert = make_alert(self.household.name)
		clerk = make_officer("Helper", VILLAGE)
		for user, right in ((self.offices.village, "share"), (clerk, "write")):
			with self.subTest(right=right), self.assertRaises(frappe.PermissionError):
				frappe.share.add(alert.doctype, alert.name, user, **{right: 1})

	def test_no_key_is_created_for_any_scoped_doctype(self):
		for doctype in scoped_doctypes():
			with self.subTest(doctype=doctype), self.assertRaises(frappe.PermissionError):
				frappe.get_doc(
					doctype="Document Share Key", reference_doctype=doctype, reference_docname="x"
				).run_method("validate")

	def test_a_key_gives_no_access(self):
		todo = frappe.get_doc(
			doctype="ToDo", description=HEAD, reference_type="Household", reference_name=self.household.name
		).insert()
		for document in (self.household, todo):
			with self.subTest(doctype=document.doctype), self.assertRaises(frappe.PermissionError):
				printview.validate_key("a key", document)

	def test_shares_and_keys_of_unscoped_doctypes_work_as_in_frappe(self):
		todo = frappe.get_doc(doctype="ToDo", description="开会").insert()
		self.assertTrue(todo.get_document_share_key())
		frappe.share.add("ToDo", todo.name, self.offices.stranger)
		self.assertTrue(frappe.has_permission("ToDo", "read", todo.name, user=self.offices.stranger))
