import io
import json
import zipfile

import frappe
import requests

from fanpin_app.security.files import attach_fields, patches, private_files
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import DISTRICT, TOWN, VILLAGE, make_officer, make_photo
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.files import SECRET, FilesTestCase, attach, picture, spellings_of


class TestNewDocuments(FilesTestCase):
	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		agency = frappe.db.get_value("Data Feed", "medical_self_paid", "agency")
		cls.users = {
			"village": cls.village_user,
			"helper": cls.helper_user,
			"agency": make_officer("Agency Data Officer", DISTRICT, agency=agency),
			"town": make_officer("Town Officer", TOWN),
		}
		cls.tokens = {who: make_token(user) for who, user in cls.users.items()}

	def test_whoever_may_make_a_document_attaches_a_file_to_its_form_before_it_is_stored(self):
		attaching = {
			field.parent: field.fieldname
			for field in frappe.get_all(
				"DocField",
				filters={"fieldtype": ("like", "Attach%"), "read_only": 0},
				fields=["parent", "fieldname"],
			)
			if private_files.is_scoped(field.parent)
		}
		self.assertLessEqual({"Data Batch", "Data Authorization"}, set(attaching))
		able = set()
		for doctype, field in attaching.items():
			for who, user in self.users.items():
				name = f"new-{doctype.lower().replace(' ', '-')}-abcdefghij"
				to = {"doctype": doctype, "docname": name, "fieldname": field, "is_private": 1}
				answer = self.upload(who, "a.png", picture(), **to)
				if frappe.has_permission(doctype, "create", user=user):
					able.add((doctype, who))
					self.assertEqual(answer.status_code, 200, (doctype, who, answer.text))
				else:
					self.assert_refused(answer)
		self.assertLessEqual({("Data Batch", "agency"), ("Data Authorization", "village")}, able)


class TestReading(FilesTestCase):
	def test_no_zip_holds_a_file_that_may_not_be_read(self):
		mine = attach(self.near, "mine.txt", "自己的").name
		frappe.db.commit()
		for who in ("village", "helper"):
			ids = json.dumps([mine, self.secret.name, {"name": self.secret.name}])
			path = "/api/method/frappe.core.api.file.zip_files"
			answer = self.call(who, "POST", path, data={"files": ids})
			if answer.status_code != 200:
				continue
			with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
				contents = [archive.read(name).decode() for name in archive.namelist()]
			self.assertEqual(contents, ["自己的"])

	def test_the_bytes_are_refused_at_every_address(self):
		for who in self.everybody():
			for address in spellings_of(self.secret.file_url):
				for path, params in (
					(address if address.startswith("/") else "/", {}),
					("/api/method/download_file", {"file_url": address}),
				):
					answer = self.call(who, "GET", path, params=params)
					self.assertNotIn(SECRET.encode(), answer.content, (who, path))

	def test_whoever_uploaded_a_file_does_not_read_it_when_the_posting_has_ended(self):
		frappe.db.set_value("File", self.secret.name, "owner", self.village_user)
		frappe.db.commit()
		for path, params in (
			(self.secret.file_url, {}),
			("/api/method/download_file", {"file_url": self.secret.file_url}),
		):
			self.assert_refused(self.call("village", "GET", path, params=params))

	def test_attachments_are_not_copied_to_an_own_document(self):
		for path, data in (
			(
				"frappe.utils.file_manager.add_attachments",
				{"doctype": "Household", "name": self.near, "attachments": json.dumps([self.secret.name])},
			),
			(
				"frappe.core.doctype.communication.email.make",
				{
					"doctype": "Household",
					"name": self.near,
					"recipients": "a@evil.example",
					"content": "x",
					"subject": "x",
					"attachments": json.dumps([self.secret.name]),
				},
			),
		):
			self.assert_refused(self.call("village", "POST", f"/api/method/{path}", data=data))
		self.assertEqual(frappe.db.count("File", {"file_url": self.secret.file_url}), 1)

	def test_a_mail_embeds_no_file_of_the_server(self):
		patches.install()
		from frappe.email.email_body import get_filecontent_from_path

		with as_user(self.village_user):
			for path in (
				*spellings_of(self.secret.file_url),
				f"{frappe.local.site}/site_config.json",
				"assets/../common_site_config.json",
				"//etc/hostname",
			):
				self.assertIsNone(get_filecontent_from_path(path), path)
		self.assertTrue(get_filecontent_from_path("assets/frappe/images/frappe-favicon.svg"))

	def test_a_mail_is_not_queued_with_a_file_that_may_not_be_read(self):
		with as_user(self.village_user):
			for attachment in ({"fid": self.secret.name}, {"file_url": self.secret.file_url}):
				mail = frappe.new_doc("Email Queue", attachments=json.dumps([attachment]))
				self.assertRaises(frappe.PermissionError, attach_fields.check_mail, mail)

	def test_an_invented_document_of_a_client_reads_and_overwrites_nothing(self):
		picture = attach(self.far, "家.jpg", make_photo(640, 480))
		mine = attach(self.near, "own.jpg", make_photo(64, 48))
		frappe.db.commit()
		before = frappe.get_doc("File", picture.name).get_content()
		made_up = mine.as_dict() | {"file_url": picture.file_url, "file_name": picture.file_name}
		for values in (made_up, {"doctype": "File", "file_url": picture.file_url, "file_name": "x.jpg"}):
			self.call(
				"village",
				"POST",
				"/api/method/run_doc_method",
				data={"method": "optimize_file", "docs": frappe.as_json(values)},
			)
		frappe.db.rollback()
		self.assertEqual(frappe.get_doc("File", picture.name).get_content(), before)

	def test_lists_of_files_name_none_that_may_not_be_read(self):
		other = frappe.get_doc(
			doctype="File", file_name="别人的.txt", content="x", is_private=1,
			attached_to_doctype="User", attached_to_name="Administrator",
		).insert()  # fmt: skip
		frappe.db.commit()
		for who in ("village", "helper"):
			for path, params in (
				("/api/resource/File", {"limit_page_length": 0, "fields": '["name", "file_url"]'}),
				("/api/method/frappe.core.api.file.get_files_by_search_text", {"text": "别人"}),
				("/api/method/frappe.core.api.file.get_files_in_folder", {"folder": "Home/Attachments"}),
				(
					"/api/method/frappe.core.api.file.get_attached_images",
					{"doctype": "Household", "names": json.dumps([self.far])},
				),
			):
				answer = self.call(who, "GET", path, params=params)
				for file in (other, self.secret):
					self.assertNotIn(file.name, answer.text, (who, path))
					self.assertNotIn(json.dumps(file.file_url)[1:-1], answer.text, (who, path))

	def test_a_preview_of_an_import_reads_no_file_that_may_not_be_read(self):
		table = attach(self.far, "表.csv", "a,b\n外村,住户")
		frappe.db.commit()
		with as_user(self.village_user):
			from frappe.core.doctype.data_import.importer import ImportFile

			patches.install()
			for ids in (
				table.file_url,
				table.get_full_path(),
				"http://10.0.0.1/docs.google.com/spreadsheets",
			):
				self.assertRaises(frappe.PermissionError, ImportFile, "User", file=ids)

	def test_content_is_not_given_to_code_that_runs_for_who_may_not_read_it(self):
		with as_user(self.village_user):
			self.assertRaises(frappe.PermissionError, frappe.get_doc("File", self.secret.name).get_content)


class TestPrivateForEver(FilesTestCase):
	def test_whatever_is_attached_to_a_scoped_document_is_private(self):
		household = {"doctype": "Household", "docname": self.near}
		for fields in ({}, {"is_private": 0}, {"is_private": "0"}):
			answer = self.upload("village", "纸.txt", b"x", **household, **fields)
			self.assertEqual(answer.status_code, 200, answer.text)
			self.assertEqual(answer.json()["message"]["is_private"], 1)
			self.assertTrue(answer.json()["message"]["file_url"].startswith("/private/files/"))

	def test_a_private_file_is_not_made_public_or_anything_else(self):
		mine = attach(self.near, "own.txt", "自己的")
		frappe.db.commit()
		for values in (
			{"is_private": 0},
			{"is_private": 0, "attached_to_doctype": None, "attached_to_name": None},
			{"file_url": "/files/own.txt", "is_private": 0},
			{"file_url": self.secret.file_url},
			{"content_hash": self.secret.content_hash},
			{"thumbnail_url": self.secret.file_url},
			{"owner": self.village_user},
			{"attached_to_doctype": "User", "attached_to_name": self.village_user},
			{"is_folder": 1},
		):
			answer = self.call("village", "PUT", f"/api/resource/File/{mine.name}", json=values)
			self.assert_refused(answer)
		self.assertEqual(frappe.get_doc("File", mine.name).get_content(), "自己的")

	def test_a_file_is_not_attached_to_a_document_that_does_not_exist_yet(self):
		for name in ("R999999", "nonsense"):
			answer = self.upload("village", "a.txt", b"x", doctype="Household", docname=name, is_private=1)
			self.assert_refused(answer)

	def test_a_file_is_attached_to_no_document_that_the_officer_may_not_write(self):
		mine = self.upload("village", "mine.txt", b"x", is_private=1).json()["message"]
		answers = {}
		for doctype, name in (
			("User", self.helper_user),
			("User", "no@fanpin.example"),
			("User", "new-user-abcdefghij"),
			("Administrative Region", VILLAGE),
			("DocType", "Household"),
			("Website Settings", "Website Settings"),
			("Service Window", "Service Window"),
		):
			place = {"attached_to_doctype": doctype, "attached_to_name": name}
			copy = {"doctype": "File", "file_url": mine["file_url"], **place}
			for answer in (
				self.upload("village", "a.png", picture(), doctype=doctype, docname=name),
				self.call(
					"village",
					"POST",
					"/api/method/frappe.client.attach_file",
					json={"filename": "a.txt", "filedata": "x", "doctype": doctype, "docname": name},
				),
				self.call("village", "POST", "/api/resource/File", json=copy),
				self.call("village", "PUT", f"/api/resource/File/{mine['name']}", json=place),
				self.call(
					"village",
					"POST",
					"/api/method/frappe.utils.file_manager.add_attachments",
					json={"doctype": doctype, "name": name, "attachments": json.dumps([mine["name"]])},
				),
			):
				self.assert_refused(answer)
			frappe.db.rollback()
			self.assertFalse(frappe.db.exists("File", place))
			answers[name] = self.upload("village", "a.png", picture(), doctype=doctype, docname=name)
		missing = "no@fanpin.example"
		self.assertEqual(
			answers[self.helper_user].text.replace(self.helper_user, missing), answers[missing].text
		)

	def test_officers_attach_files_to_their_account_and_to_documents_that_they_may_write(self):
		note = frappe.get_doc(doctype="Note", title="便条", owner=self.village_user).insert()
		note.db_set("owner", self.village_user)
		frappe.db.commit()
		for doctype, name in (
			("User", self.village_user),
			("Note", note.name),
			("ToDo", "new-todo-abcdefghij"),
		):
			answer = self.upload("village", "a.png", picture(), doctype=doctype, docname=name)
			self.assertEqual(answer.status_code, 200, answer.text)

	def test_a_file_of_a_row_is_one_of_the_document(self):
		def upload(household: str) -> requests.Response:
			row = frappe.db.get_value("Household Member", {"parent": household})
			return self.upload("village", "a.txt", b"x", doctype="Household Member", docname=row)

		self.assert_refused(upload(self.far))
		uploaded = upload(self.near)
		self.assertEqual(uploaded.status_code, 200, uploaded.text)
		uploaded = uploaded.json()["message"]
		self.assertEqual(
			(uploaded["attached_to_doctype"], uploaded["attached_to_name"], uploaded["is_private"]),
			("Household", self.near, 1),
		)

	def test_administrators_do_not_publish_it_either(self):
		self.secret.reload()
		self.secret.is_private = 0
		self.assertRaises(frappe.PermissionError, self.secret.save)

	def test_an_own_file_that_names_another_as_its_thumbnail_does_not_delete_it(self):
		victim = attach(self.far, "留下.txt")
		frappe.db.commit()
		fields = {"file_name": "a.txt", "content": "x", "is_private": 1, "thumbnail_url": victim.file_url}
		created = self.call("village", "POST", "/api/resource/File", json=fields)
		self.assertEqual(created.status_code, 200, created.text)
		self.call("village", "DELETE", f"/api/resource/File/{created.json()['data']['name']}")
		self.assertEqual(frappe.get_doc("File", victim.name).get_content(), SECRET)

	def test_a_file_renamed_to_another_s_name_does_not_write_over_it(self):
		victim = attach(self.far, "victim.jpg", make_photo(640, 480))
		mine = self.upload("village", "mine.jpg", make_photo(640, 480), is_private=1).json()["message"]
		frappe.db.commit()
		before = frappe.get_doc("File", victim.name).get_content()
		self.call(
			"village", "PUT", f"/api/resource/File/{mine['name']}", json={"file_name": victim.file_name}
		)
		self.call(
			"village", "POST", "/api/method/run_doc_method",
			data={"method": "optimize_file", "dt": "File", "dn": mine["name"]},
		)  # fmt: skip
		frappe.db.rollback()
		self.assertEqual(frappe.get_doc("File", victim.name).get_content(), before)

	def test_an_address_does_not_reveal_whether_another_file_has_the_name(self):
		attach(self.far, "taken.txt")
		frappe.db.commit()
		for name in ("taken.txt", "free.txt"):
			for fields in ({"is_private": 1}, {"doctype": "Household", "docname": self.near}):
				stored = self.upload("village", name, b"x", **fields).json()["message"]
				self.assertEqual(stored["file_name"], name)
				self.assertRegex(stored["file_url"], rf"^/private/files/{name[:-4]}~[0-9a-f]{{6}}\.txt$")

	def test_files_of_one_name_are_packed_under_different_names(self):
		names = [attach(self.near, "same.txt", content).name for content in ("一", "二")]
		with zipfile.ZipFile(io.BytesIO(patches.zip_files(names))) as archive:
			self.assertEqual({archive.read(name).decode() for name in archive.namelist()}, {"一", "二"})
			self.assertEqual(len(set(archive.namelist())), 2)

	def test_the_same_bytes_reveal_no_other_file_and_share_no_address(self):
		for fields in ({"is_private": 1}, {"doctype": "Household", "docname": self.near}):
			answer = self.upload("village", "又.txt", SECRET.encode(), **fields)
			self.assertEqual(answer.status_code, 200, answer.text)
			self.assertNotEqual(answer.json()["message"]["file_url"], self.secret.file_url)
			self.assertIn("又", answer.json()["message"]["file_url"])
		self.assertEqual(frappe.db.count("File", {"file_url": self.secret.file_url}), 1)

	def test_the_last_file_of_an_address_deletes_its_bytes_whatever_else_has_the_same_content(self):
		first, second = attach(self.far, "甲.txt"), attach(self.far, "乙.txt")
		path = first.get_full_path()
		first.delete()
		self.assertRaises(OSError, open, path)
		self.assertEqual(second.get_content(), SECRET)

	def test_a_file_that_is_attached_to_a_scoped_document_becomes_private(self):
		public = frappe.get_doc(
			doctype="File", file_name="logo.png", content=picture(), is_private=0, owner=self.village_user
		).insert()
		self.assertTrue(public.file_url.startswith("/files/"))
		public.update({"attached_to_doctype": "Household", "attached_to_name": self.near})
		public.save()
		self.assertTrue(frappe.get_doc("File", public.name).file_url.startswith("/private/files/"))
		self.assertIsInstance(public.get_content(), bytes)
