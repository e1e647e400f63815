"""Frappe's own documents: users' keys, stored results, and views that officers create."""

import json

import frappe
import frappe.core.doctype.report.report as frappe_report
import requests
from frappe.utils import get_url

from fanpin_app.security.documents.field_access import hidden_fields
from fanpin_app.security.documents.shared_views import PRIVATE_VALUES
from fanpin_app.security.queries import patches
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import DISTRICT, make_officer
from fanpin_app.tests.support.security.files import note_reach
from fanpin_app.tests.support.security.guarded_readers import MINE, GuardedReadersTestCase


class TestUsers(GuardedReadersTestCase):
	SECRETS = ("zqresetkey", "zqapikey", "10.9.8.7", "2025-01-02", "13700001111")

	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		cls.colleague = make_officer("District Officer", DISTRICT)
		secrets = {
			"reset_password_key": cls.SECRETS[0],
			"api_key": cls.SECRETS[1],
			"last_ip": cls.SECRETS[2],
			"last_login": f"{cls.SECRETS[3]} 03:04:05",
			"mobile_no": cls.SECRETS[4],
		}
		frappe.db.set_value("User", cls.colleague, secrets)
		frappe.db.set_value("User", cls.village_user, "reset_password_key", "zqownresetkey")

	def resource(self, path: str, **params) -> requests.Response:
		headers = {"Authorization": self.village, "Accept": "application/json"}
		return requests.get(get_url(f"/api/resource/{path}"), headers=headers, params=params, timeout=60)

	def test_keys_and_traces_of_others_are_not_listed(self):
		fields = ["name", "reset_password_key", "api_key", "last_ip", "last_login", "mobile_no"]
		for answer in (
			self.resource("User", fields='["*"]', limit_page_length=0),
			self.resource("User", fields=json.dumps(fields), limit_page_length=0),
			self.call(
				self.village, "frappe.desk.reportview.get", doctype="User", fields=fields, page_length=500
			),
			self.call(
				self.village, "frappe.desk.reportview.get", doctype="User", fields=["*"], page_length=500
			),
			self.call(
				self.village,
				"frappe.client.get_value",
				doctype="User",
				fieldname=fields,
				filters={"name": self.colleague},
			),
			self.call(self.village, "frappe.client.get", doctype="User", name=self.colleague),
			self.call(self.village, "frappe.desk.form.load.getdoc", doctype="User", name=self.colleague),
			self.call(
				self.village,
				"frappe.client.validate_link",
				doctype="User",
				docname=self.colleague,
				fields=fields,
			),
			self.call(
				self.village,
				"frappe.desk.search.search_widget",
				doctype="User",
				txt="",
				filter_fields=fields[1:],
				page_length=500,
				ignore_user_permissions=1,
			),
			self.call(
				self.village,
				"frappe.desk.reportview.export_query",
				doctype="User",
				fields=fields,
				file_format_type="CSV",
				title="x",
			),
			self.resource("Helper Pairing", fields='["name","helper.reset_password_key","helper.last_ip"]'),
			self.resource(f"User/{self.colleague}"),
		):
			for secret in self.SECRETS:
				self.assertNotIn(secret, answer.text, answer.url)

	def test_users_are_not_found_or_sorted_by_them(self):
		for field, value in (("reset_password_key", "zq%"), ("last_ip", "10%"), ("mobile_no", "137%")):
			for arguments in (
				{"filters": json.dumps([[field, "like", value]])},
				{"order_by": f"{field} desc"},
				{"fields": json.dumps([f"max({field})"])},
			):
				answer = self.resource("User", **arguments)
				# Later versions remove an expression themselves.
				is_left_out = "fields" in arguments and "max(" not in answer.text
				self.assertTrue(answer.status_code != 200 or is_left_out, arguments)

	def test_a_colleague_is_still_chosen_by_name(self):
		answer = self.call(
			self.village, "frappe.desk.search.search_link", doctype="User", txt="officer", page_length=200
		)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertIn(
			self.colleague, self.resource("User", fields='["name","full_name"]', limit_page_length=0).text
		)

	def test_a_colleague_is_chosen_for_an_assignment(self):
		filters = {"user_type": "System User", "enabled": 1}
		answer = self.call(
			self.village, "frappe.desk.search.search_link", doctype="User", txt="", filters=filters
		)
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertIn("@", answer.text)

	def test_roles_of_others_are_not_listed_by_the_rows_of_users(self):
		for fields in ('["name","`tabHas Role`.role"]', '["name","roles.role"]'):
			answer = self.resource("User", fields=fields, limit_page_length=0)
			self.assertNotIn("System Manager", answer.text)
		rows = self.resource("Has Role", parent="User", fields='["parent","role"]', limit_page_length=0)
		self.assertNotIn("System Manager", rows.text)
		found = self.resource("User", filters='[["Has Role","role","=","System Manager"]]')
		self.assertNotEqual(found.status_code, 200)

	def test_what_somebody_else_is_notified_of_is_neither_read_nor_changed(self):
		frappe.get_doc("Notification Settings", self.colleague)
		path = get_url(f"/api/resource/Notification Settings/{self.colleague}")
		headers = {"Authorization": self.village, "Accept": "application/json"}
		self.assertEqual(requests.get(path, headers=headers, timeout=60).status_code, 403)
		written = requests.put(path, headers=headers, json={"enabled": 0}, timeout=60)
		self.assertEqual(written.status_code, 403)

	def test_a_comment_has_the_name_of_its_author(self):
		self.call(
			self.village,
			"frappe.desk.form.utils.add_comment",
			reference_doctype="Household",
			reference_name=self.mine.name,
			content="看过了<form action=/api/method/logout><button>go</button></form>",
			comment_email=self.colleague,
			comment_by="区干部",
		)
		frappe.db.rollback()
		comment = frappe.get_last_doc(
			"Comment", {"reference_name": self.mine.name, "comment_type": "Comment"}
		)
		self.assertEqual(comment.comment_email, self.village_user)
		self.assertNotEqual(comment.comment_by, "区干部")
		self.assertNotIn("<form", comment.content)
		self.assertNotIn("<button", comment.content)

	def test_the_own_profile_is_read_and_written_without_its_keys(self):
		for answer in (
			self.call(self.village, "frappe.desk.form.load.getdoc", doctype="User", name=self.village_user),
			self.call(
				self.village,
				"frappe.client.set_value",
				doctype="User",
				name=self.village_user,
				fieldname="bio",
				value="x",
			),
		):
			self.assertEqual(answer.status_code, 200, answer.text[-300:])
			self.assertNotIn("zqownresetkey", answer.text)
		frappe.db.rollback()
		self.assertEqual(
			frappe.db.get_value("User", self.village_user, "reset_password_key"), "zqownresetkey"
		)

	def test_the_own_profile_that_a_form_saves_keeps_its_keys(self):
		key = frappe.db.get_value("User", self.village_user, "api_key")
		loaded = self.call(
			self.village, "frappe.desk.form.load.getdoc", doctype="User", name=self.village_user
		)
		sent = loaded.json()["docs"][0] | {"bio": "saved by the form"}
		answer = self.call(self.village, "frappe.desk.form.save.savedocs", doc=sent, action="Save")
		self.assertEqual(answer.status_code, 200, answer.text[-300:])
		frappe.db.rollback()
		stored = frappe.db.get_value("User", self.village_user, ("bio", "reset_password_key", "api_key"))
		self.assertEqual(stored, ("saved by the form", "zqownresetkey", key))

	def test_roles_of_others_are_not_revealed(self):
		answer = self.call(self.village, "frappe.core.doctype.user.user.get_roles", uid=self.colleague)
		self.assertNotIn("District Officer", answer.text)

	def test_passwords_of_any_doctype_are_fields_of_nobody(self):
		frappe.set_user(self.village_user)
		for field in frappe.get_all(
			"DocField", {"fieldtype": "Password", "parenttype": "DocType"}, ["parent", "fieldname"]
		):
			self.assertIn(field.fieldname, hidden_fields(field.parent))


class TestPreparedReports(TestCase):
	def test_a_report_that_is_slow_or_refuses_its_filters_stays_as_administrators_have_set_it(self):
		patches.install()
		frappe_report.enable_prepared_report(report="Monitored Household List")
		self.assertEqual(frappe.db.get_value("Report", "Monitored Household List", "prepared_report"), 0)


class TestStoredResults(GuardedReadersTestCase):
	REPORT = "Monitored Household List"

	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		frappe.db.set_value("Report", cls.REPORT, "prepared_report", 1)
		cls.addClassCleanup(frappe.db.commit)
		cls.addClassCleanup(frappe.db.set_value, "Report", cls.REPORT, "prepared_report", 0)
		district = make_officer("District Officer", DISTRICT)
		cls.district = make_token(district)
		cls.kept = frappe.get_doc(
			doctype="Prepared Report",
			report_name=cls.REPORT,
			filters="{}",
			status="Completed",
			name="zq-kept-result",
			owner=district,
		)
		cls.kept.db_insert()
		frappe.db.set_value("Prepared Report", cls.kept.name, "owner", district)
		note_reach(cls.kept, district)
		frappe.clear_cache(doctype="Report")

	def test_are_returned_to_the_user_they_were_made_for(self):
		arguments = {"report_name": self.REPORT, "filters": {"prepared_report_name": self.kept.name}}
		for who, answer in self.call_as_everyone("frappe.desk.query_report.run", **arguments).items():
			self.assertEqual(answer.status_code, 403, who)
		answer = self.call(self.district, "frappe.desk.query_report.run", **arguments)
		self.assertEqual(answer.status_code, 200, answer.text[-600:])

	def test_are_not_exported_or_downloaded_by_others(self):
		for method, arguments in (
			(
				"frappe.desk.query_report.export_query",
				{
					"report_name": self.REPORT,
					"filters": {"prepared_report_name": self.kept.name},
					"file_format_type": "CSV",
				},
			),
			(
				"frappe.core.doctype.prepared_report.prepared_report.download_attachment",
				{"dn": self.kept.name},
			),
			("frappe.client.get", {"doctype": "Prepared Report", "name": self.kept.name}),
		):
			self.assertNotEqual(self.call(self.village, method, **arguments).status_code, 200, method)

	def test_a_file_that_was_exported_in_the_background_is_private_to_its_user(self):
		frappe.set_user(frappe.db.get_value("Prepared Report", self.kept.name, "owner"))
		file = frappe.get_doc(
			doctype="File",
			file_name="zq export.csv",
			attached_to_doctype="Report",
			attached_to_name=self.REPORT,
			is_private=1,
			content="kept",
		).insert(ignore_permissions=True)
		frappe.set_user("Administrator")
		frappe.db.commit()
		for token, status in ((self.village, 403), (self.district, 200)):
			answer = requests.get(get_url(file.file_url), headers={"Authorization": token}, timeout=60)
			self.assertEqual(answer.status_code, status, answer.text[-300:])

	def test_a_report_is_run_for_nobody_else(self):
		district = frappe.db.get_value("Prepared Report", self.kept.name, "owner")
		arguments = {"report_name": self.REPORT, "filters": "{}", "user": district}
		answer = self.call(self.village, "frappe.desk.query_report.run", **arguments)
		self.assertNotIn(self.kept.name, answer.text)


class TestLogs(GuardedReadersTestCase):
	METHOD = "frappe.core.doctype.access_log.access_log.make_access_log"

	def log(self, **arguments) -> requests.Response:
		return self.call(self.village, self.METHOD, **arguments)

	def test_a_note_of_somebody_else_is_not_marked_as_seen_and_answered_like_none(self):
		note = frappe.get_doc(doctype="Note", title="zq private", public=0, content="x").insert()
		frappe.db.commit()
		self.addCleanup(frappe.db.commit)
		self.addCleanup(note.delete)
		method = "frappe.desk.doctype.note.note.mark_as_seen"
		foreign, missing = (self.call(self.village, method, note=name) for name in (note.name, "zq-none"))
		self.assertEqual((foreign.status_code, missing.status_code), (403, 403))
		frappe.db.rollback()
		self.assertFalse(frappe.get_doc("Note", note.name).seen_by)

	def test_a_client_logs_no_document_that_it_may_not_read(self):
		self.assertEqual(self.log(doctype="Household", document=self.theirs.name).status_code, 403)
		self.assertEqual(self.log(doctype="Household", document=self.mine.name).status_code, 200)

	def test_a_client_s_entry_is_brief_and_has_no_page(self):
		answer = self.log(doctype="Household", method="zq" * 5000, page="<p>zq page</p>")
		self.assertEqual(answer.status_code, 200, answer.text[-600:])
		frappe.db.rollback()
		entry = frappe.get_last_doc("Access Log", {"user": self.village_user, "method": ("like", "zq%")})
		self.assertEqual(len(entry.method), 140)
		self.assertFalse(entry.page)


class TestViewsForAll(GuardedReadersTestCase):
	"""Charts, cards, boards, filters, reports, notes and events of officers are private."""

	def insert(self, **doc) -> str | None:
		"""Its name; None if this version of Frappe does not let officers create one."""
		answer = self.call(self.village, "frappe.client.insert", doc=doc)
		self.assertIn(answer.status_code, (200, 403), answer.text[-400:])
		return answer.json()["message"]["name"] if answer.status_code == 200 else None

	def test_are_created_by_administrators(self):
		chart = {
			"doctype": "Dashboard Chart",
			"chart_name": "zq public",
			"chart_type": "Count",
			"type": "Line",
			"document_type": "Household",
			"based_on": "creation",
			"is_public": 1,
			"filters_json": "[]",
		}
		created = [
			self.insert(**chart),
			self.insert(
				doctype="List Filter",
				filter_name="zq filter",
				reference_doctype="Household",
				filters="[]",
				for_user="",
			),
			self.insert(doctype="Note", title="zq note", public=1, content="x"),
			self.insert(
				doctype="Event", subject="zq event", event_type="Public", starts_on="2026-11-28 10:00:00"
			),
			self.insert(
				doctype="Kanban Board",
				kanban_board_name="zq board",
				reference_doctype="Risk Alert",
				field_name="status",
				private=0,
				columns=[{"column_name": "Open"}],
			),
		]
		others = {who: token for who, token in self.tokens.items() if who in ("helper", "agency")}
		for doctype, name in zip(
			("Dashboard Chart", "List Filter", "Note", "Event", "Kanban Board"), created, strict=True
		):
			for who, token in others.items() if name else ():
				listed = self.call(token, "frappe.client.get_list", doctype=doctype, limit_page_length=0)
				self.assertNotIn(f'"{name}"', listed.text, (who, doctype))
				answer = self.call(token, "frappe.client.get", doctype=doctype, name=name)
				self.assertNotEqual(answer.status_code, 200, (who, doctype))
			mine = self.call(self.village, "frappe.client.get_list", doctype=doctype, limit_page_length=0)
			self.assertTrue(not name or f'"{name}"' in mine.text, doctype)
			if name and doctype in PRIVATE_VALUES:
				field, own = PRIVATE_VALUES[doctype]
				frappe.db.rollback()
				self.assertEqual(frappe.db.get_value(doctype, name, field), own, doctype)

	def test_a_saved_report_is_the_officer_s_own(self):
		report = {
			"name": "zq report",
			"doctype": "Household",
			"report_settings": {"filters": [["Household", "head_name", "=", MINE]]},
		}
		self.assertEqual(
			self.call(self.village, "frappe.desk.reportview.save_report", **report).status_code, 200
		)
		for who in ("helper", "agency"):
			listed = self.call(
				self.tokens[who], "frappe.client.get_list", doctype="Report", limit_page_length=0
			)
			self.assertNotIn("zq report", listed.text)

	def test_an_administrator_s_board_for_all_names_no_documents(self):
		frappe.get_doc(
			doctype="Kanban Board",
			kanban_board_name="zq all",
			reference_doctype="Household",
			field_name="drinking_water",
			private=0,
			columns=[{"column_name": "Safe"}],
		).insert()
		frappe.db.commit()
		answer = self.call(self.village, "frappe.client.get", doctype="Kanban Board", name="zq all")
		self.assertEqual(answer.status_code, 200)
		self.assertNotIn(self.theirs.name, answer.text)
