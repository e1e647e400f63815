"""DocTypes created in the desk, or of another app, that link to scoped documents."""

import frappe
from frappe import _

from fanpin_app.permissions import linked_documents, links
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_alert,
	make_asset,
	make_household,
	make_officer,
	make_pairing,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.clients import as_client
from fanpin_app.tests.support.security.frappe_endpoints import LISTS, READS
from fanpin_app.tests.support.security.permission_matrix import call_method

ROLES = ("Village Officer", "Town Officer", "Helper", "Window Clerk")


def make_doctype(name: str, *fields: dict, roles: tuple[str, ...] = ROLES, **values) -> str:
	"""Create a DocType as administrators do in the desk, for officers to read and write."""
	rights = {"read": 1, "write": 1, "create": 1, "delete": 1, "report": 1, "export": 1, "print": 1}
	doctype = {
		"doctype": "DocType",
		"name": name,
		"module": "Coordination",
		"custom": 1,
		"fields": [{"label": field["fieldname"]} | field for field in fields],
		"permissions": [] if values.get("istable") else [{"role": role} | rights for role in roles],
	}
	return frappe.get_doc(doctype | values).insert().name


def link(doctype: str, fieldname: str | None = None, **values) -> dict:
	return {"fieldname": fieldname or frappe.scrub(doctype), "fieldtype": "Link", "options": doctype} | values


NOTE = {"fieldname": "note", "fieldtype": "Data"}
ABOUT = {"fieldname": "about_name", "fieldtype": "Dynamic Link", "options": "about"}
HEAD = {"fieldname": "head", "fieldtype": "Data", "fetch_from": "household.head_name"}
TABLE = {"fieldname": "rows", "fieldtype": "Table", "options": "Zz Row"}
HOUSEHOLDS = (link("Household"), link("Household", "other"))


def make_doctypes() -> None:
	make_doctype("Zz Note", *HOUSEHOLDS, HEAD, NOTE, title_field="note", show_title_field_in_link=1)
	make_doctype("Zz Row", link("Household"), HEAD, istable=1)
	make_doctype("Zz Round", NOTE, TABLE)
	make_doctype("Zz Region", link("Administrative Region", "place"), NOTE)
	make_doctype("Zz Asset", link("Alleviation Asset", "asset"), NOTE)
	make_doctype("Zz Member", link("Household Member", "person"), NOTE)
	make_doctype("Zz Second", link("Zz Note", "first"), NOTE)
	make_doctype("Zz Free", NOTE)
	make_doctype("Zz Both", link("Zz Free", "free"), link("Household"), NOTE)
	make_doctype("Zz Plain", NOTE)
	make_doctype("Zz Any", link("DocType", "about"), ABOUT, NOTE)


def delete_doctypes() -> None:
	"""Delete them permanently, with their documents and tables."""
	created = frappe.get_all("DocType", filters={"name": ("like", "Zz %")}, pluck="name")
	for doctype in created:
		frappe.db.delete(
			*("Singles", {"doctype": doctype}) if frappe.get_meta(doctype).issingle else (doctype,)
		)
	frappe.db.delete("Property Setter", {"doc_type": ("in", created)})
	frappe.db.delete("Custom Field", {"dt": ("in", created)})
	for doctype in created:
		frappe.delete_doc("DocType", doctype, force=True, ignore_permissions=True)
		frappe.db.sql_ddl(f"drop table if exists `tab{doctype}`")
	frappe.db.commit()
	links.forget()


def make(doctype: str, **fields):
	return frappe.get_doc({"doctype": doctype, "note": "备注"} | fields).insert()


class TestDocTypesThatLinkToTheScope(CommittedTestCase):
	"""DocTypes created in the desk, each with one document of the own village and one of another."""

	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(delete_doctypes)
		make_doctypes()
		cls.village = make_officer("Village Cadre", VILLAGE)
		cls.town = make_officer("Town Officer", TOWN)
		cls.helper = make_officer("Helper", TOWN)
		cls.without_posting = make_officer("Village Cadre", VILLAGE, to_date="2020-12-31")
		cls.mine = make_household(VILLAGE, [member(member_name="zqmine")])
		cls.theirs = make_household(OTHER_VILLAGE, [member(member_name="zqtheirs")])
		make_pairing(cls.mine.name, cls.helper)
		cls.own, cls.foreign = cls.make_documents(cls.mine), cls.make_documents(cls.theirs)
		cls.both = make("Zz Note", household=cls.mine.name, other=cls.theirs.name).name
		cls.free = make("Zz Note").name
		cls.token = make_token(cls.village)

	@classmethod
	def make_documents(cls, household) -> dict[str, str]:
		"""One document of each DocType, linked to the household or its region."""
		note = make("Zz Note", household=household.name)
		documents = [
			note,
			make("Zz Round", rows=[{"household": household.name}]),
			make("Zz Region", place=household.region),
			make("Zz Asset", asset=make_asset(household.region).name),
			make("Zz Member", person=household.members[0].name),
			make("Zz Second", first=note.name),
			make("Zz Any", about="Household", about_name=household.name),
		]
		return {document.doctype: document.name for document in documents}

	def seen(self, doctype: str) -> set[str]:
		return set(frappe.get_list(doctype, pluck="name", limit=0))

	def test_all_of_them_are_scoped(self):
		self.assertEqual(set(self.own) - links.links().documents, set())
		self.assertIn("Zz Row", links.links().scoped)

	def test_a_village_sees_its_own(self):
		with as_user(self.village):
			for doctype in self.own:
				with self.subTest(doctype=doctype):
					self.assertIn(self.own[doctype], self.seen(doctype))
					self.assertNotIn(self.foreign[doctype], self.seen(doctype))

	def test_the_town_sees_both(self):
		with as_user(self.town):
			for doctype in self.own:
				with self.subTest(doctype=doctype):
					self.assertLessEqual({self.own[doctype], self.foreign[doctype]}, self.seen(doctype))

	def test_a_helper_sees_what_links_to_the_own_households(self):
		with as_user(self.helper):
			self.assertIn(self.own["Zz Note"], self.seen("Zz Note"))
			self.assertNotIn(self.foreign["Zz Note"], self.seen("Zz Note"))

	def test_whoever_holds_no_posting_sees_what_is_linked_to_nothing(self):
		with as_user(self.without_posting):
			self.assertEqual(self.seen("Zz Note"), {self.free})
			self.assertEqual(self.seen("Zz Region"), set())

	def test_what_links_to_two_households_needs_access_to_both(self):
		with as_user(self.village):
			self.assertNotIn(self.both, self.seen("Zz Note"))
			self.assertFalse(frappe.has_permission("Zz Note", "read", self.both))
		with as_user(self.town):
			self.assertIn(self.both, self.seen("Zz Note"))

	def test_a_foreign_document_is_neither_read_nor_written_nor_deleted(self):
		with as_user(self.village):
			for doctype, name in self.foreign.items():
				for right in ("read", "write", "delete", "print", "export", "share"):
					with self.subTest(doctype=doctype, right=right):
						self.assertFalse(frappe.has_permission(doctype, right, name))
						self.assertTrue(frappe.has_permission(doctype, right, self.own[doctype]))

	def test_no_endpoint_of_frappe_reveals_a_foreign_document(self):
		with as_user(self.village):
			for doctype, name in self.foreign.items():
				for endpoints in (LISTS, READS):
					for method, arguments in endpoints.items():
						values = arguments(doctype) if endpoints is LISTS else arguments(doctype, name)
						values = {
							key: "note" if value == "region" else value for key, value in values.items()
						}
						text, _error = call_method(method, **values)
						with self.subTest(doctype=doctype, method=method):
							self.assertNotIn("zqtheirs", text)
							self.assertNotIn(self.theirs.name, text)

	def test_a_count_is_of_what_is_seen(self):
		with as_user(self.village):
			for method in ("frappe.client.get_count", "frappe.desk.reportview.get_count"):
				text, _error = call_method(method, doctype="Zz Note")
				self.assertEqual(text.split("{")[0].strip(), "2")

	def test_rows_are_listed_of_documents_that_are_seen(self):
		values = {"doctype": "Zz Row", "parent": "Zz Round", "fields": ["household", "head"]}
		with as_user(self.village):
			text, _error = call_method("frappe.client.get_list", **values)
		self.assertIn("zqmine", text)
		self.assertNotIn("zqtheirs", text)

	def test_a_member_s_own_link_does_not_become_a_foreign_one(self):
		"""A client marks the stored document as new, or as another household's."""
		forged = frappe.get_doc("Zz Note", self.foreign["Zz Note"]).as_dict()
		forged.update({"household": self.mine.name, "head": "", "__islocal": 1})
		with as_user(self.village):
			self.assertFalse(frappe.get_doc(forged).has_permission("read"))

	def test_frappes_own_documents_follow_the_documents_they_refer_to(self):
		for household in (self.mine, self.theirs):
			for doctype, fields in COMPANIONS.items():
				values = {key: value.format(household.name) for key, value in fields.items()}
				frappe.get_doc({"doctype": doctype, "owner": self.village} | values).db_insert()
		frappe.get_doc("User", self.village).add_roles("System Manager")
		with as_user(self.village):
			for doctype, fields in COMPANIONS.items():
				column = next(key for key, value in fields.items() if value == "{}")
				with self.subTest(doctype=doctype):
					named = frappe.get_list(doctype, pluck=column, limit=0)
					self.assertIn(self.mine.name, named)
					self.assertNotIn(self.theirs.name, named)
					foreign = frappe.get_last_doc(doctype, {column: self.theirs.name})
					self.assertFalse(foreign.has_permission("read"))

	def insert(self, doctype: str, **fields) -> tuple[str, Exception | None]:
		return call_method("frappe.client.insert", doc={"doctype": doctype, "note": "x"} | fields)

	def save(self, doctype: str, name: str, **fields) -> tuple[str, Exception | None]:
		stored = frappe.get_doc(doctype, name).as_dict(convert_dates_to_str=True)
		return call_method("frappe.client.save", doc=stored | fields)

	def test_a_link_to_a_foreign_document_is_refused_like_one_to_a_missing_document(self):
		links_of = {
			"Zz Note": {"household": (self.theirs.name, "T9999999")},
			"Zz Round": {"rows": ([{"household": self.theirs.name}], [{"household": "T9999999"}])},
			"Zz Asset": {
				"asset": (frappe.db.get_value("Zz Asset", self.foreign["Zz Asset"], "asset"), "T9999999")
			},
			"Zz Member": {"person": (self.theirs.members[0].name, "T9999999")},
			"Zz Second": {"first": (self.foreign["Zz Note"], "T9999999")},
		}
		with as_user(self.village):
			for doctype, fields in links_of.items():
				for fieldname, (foreign, missing) in fields.items():
					for way in (
						self.insert,
						lambda *args, **more: self.save(*args, self.own[args[0]], **more),
					):
						with self.subTest(doctype=doctype):
							_text, refused = way(doctype, **{fieldname: foreign})
							_text, unknown = way(doctype, **{fieldname: missing})
							self.assertIsInstance(refused, frappe.ValidationError | frappe.PermissionError)
							self.assertEqual(type(refused), type(unknown))
							sentences = [str(error).rpartition(": ")[0] for error in (refused, unknown)]
							self.assertEqual(*sentences)

	def test_own_documents_are_linked_to(self):
		with as_user(self.village):
			text, error = self.insert("Zz Note", household=self.mine.name)
			self.assertIsNone(error)
			self.assertIn("zqmine", text)
			_text, error = self.save("Zz Note", self.free, household=self.mine.name)
			self.assertIsNone(error)

	def test_a_document_of_another_village_is_not_written_into_one_of_ours(self):
		alert = frappe.get_doc("Risk Alert", make_alert(self.mine.name).name)
		for about in ("Household", "Zz Note"):
			note = {"doctype": "ToDo", "reference_type": about, "description": "x"}
			name = self.theirs.name if about == "Household" else self.foreign["Zz Note"]
			with as_user(self.village):
				foreign, missing = (
					call_method("frappe.client.insert", doc=note | {"reference_name": each})[1]
					for each in (name, "no-such-one")
				)
				# Which of the two depends on what Frappe's version checks first.
				self.assertIsInstance(foreign, (frappe.LinkValidationError, frappe.PermissionError))
				self.assertIs(type(foreign), type(missing))
		with as_user(self.village):
			_text, error = self.save("Risk Alert", alert.name, household=self.theirs.name)
			self.assertIsInstance(error, frappe.PermissionError)

	def test_an_amendment_copies_nothing_of_a_foreign_document(self):
		for doctype in ("Zz Note", "Household Visit"):
			with self.subTest(doctype=doctype), as_user(self.village):
				_text, error = self.insert(
					doctype, household=self.mine.name, amended_from=self.foreign["Zz Note"]
				)
				self.assertIsInstance(error, frappe.LinkValidationError)

	def test_a_deletion_is_refused_without_the_name_of_a_foreign_document(self):
		for household, is_named in ((self.mine, True), (self.theirs, False)):
			with self.subTest(is_named=is_named):
				free = make("Zz Free").name
				holder = make("Zz Both", free=free, household=household.name).name
				with as_user(self.village), self.assertRaises(frappe.LinkExistsError) as refused:
					frappe.delete_doc("Zz Free", free)
				self.assertEqual(holder in str(refused.exception), is_named)

	def test_an_own_document_is_not_merged_into_a_foreign_one(self):
		values = {
			"doctype": "Zz Round",
			"old_name": self.own["Zz Round"],
			"new_name": self.foreign["Zz Round"],
		}
		with as_user(self.village):
			_text, error = call_method("frappe.client.rename_doc", merge=True, **values)
		self.assertIsInstance(error, frappe.PermissionError)
		self.assertTrue(frappe.db.exists("Zz Round", self.own["Zz Round"]))

	def test_an_administrator_opens_a_doctype_with_a_reason(self):
		opened = {"doctype": links.UNSCOPED, "document_type": "Zz Region", "reason": "公开的地名资料"}
		doc = frappe.get_doc(opened).insert()
		self.addCleanup(links.forget)
		with as_user(self.village):
			self.assertLessEqual({self.own["Zz Region"], self.foreign["Zz Region"]}, self.seen("Zz Region"))
			self.assertTrue(frappe.has_permission("Zz Region", "read", self.foreign["Zz Region"]))
		doc.delete()
		with as_user(self.village):
			self.assertNotIn(self.foreign["Zz Region"], self.seen("Zz Region"))
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(opened).insert()

	def test_a_doctype_with_a_rule_of_its_own_is_not_opened(self):
		opened = {"doctype": links.UNSCOPED, "document_type": "Household", "reason": "x"}
		self.assertRaises(frappe.ValidationError, frappe.get_doc(opened).insert)

	def test_no_doctype_of_the_platform_is_opened(self):
		for doctype in ("Comment", "File", "ToDo", "Version", "Deleted Document", "Communication"):
			opened = {"doctype": links.UNSCOPED, "document_type": doctype, "reason": "x"}
			with self.assertRaises(frappe.ValidationError, msg=doctype):
				frappe.get_doc(opened).insert()

	def test_a_message_says_so_when_a_doctype_or_a_field_is_saved(self):
		def announced(save) -> str:
			frappe.local.message_log = []
			with as_client():
				save()
			return str(frappe.local.message_log)

		note = frappe.get_doc("DocType", "Zz Round")
		field = {"doctype": "Custom Field", "dt": "Zz Free", "label": "H"}
		for name, save in (
			("Zz Round", note.save),
			("Zz Free", frappe.get_doc(field | link("Household", "household")).insert),
		):
			with self.subTest(name=name):
				message = announced(save)
				self.assertIn(name, message)
				self.assertIn(_("Limited by Postings"), message)
		self.assertNotIn(_("Limited by Postings"), announced(frappe.get_doc("DocType", "Zz Plain").save))


class TestOurOwnDocTypes(TestCase):
	def test_none_of_them_is_scoped_by_its_links(self):
		"""Each DocType with a link to a household or region has a rule, or is public."""
		modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
		ours = set(frappe.get_all("DocType", filters={"module": ("in", modules), "custom": 0}, pluck="name"))
		self.assertEqual(set(links.links().by_doctype) & ours, set())

	def test_lists_of_them_have_no_further_condition(self):
		with as_user(make_officer("Village Cadre", VILLAGE)):
			for doctype in links.doctypes_with_rule():
				self.assertEqual(linked_documents.condition(doctype=doctype), "")

	def test_their_tables_are_scoped_with_them(self):
		scoped = links.links().scoped
		tables = {
			field.options
			for doctype in links.doctypes_with_rule()
			for field in frappe.get_meta(doctype).get_table_fields()
		}
		self.assertLessEqual({"Household Member", "Check Situation"}, tables)
		self.assertLessEqual(tables, scoped)

	def test_a_row_is_read_with_its_document(self):
		mine, theirs = make_household(VILLAGE), make_household(OTHER_VILLAGE)
		with as_user(make_officer("Village Cadre", VILLAGE)):
			for household, read in ((mine, True), (theirs, False)):
				row = household.members[0].name
				self.assertEqual(frappe.has_permission("Household Member", "read", row), read)
				self.assertEqual(frappe.get_doc("Household Member", row).has_permission("read"), read)
				self.assertEqual(linked_documents.may_read("Household Member", row), read)

	def test_whatever_names_documents_by_two_fields_is_known(self):
		"""DocTypes of Frappe with one field for a DocType and one plain field for a name."""
		unknown = set()
		for field in frappe.get_all(
			"DocField",
			filters={"fieldname": ("in", ("reference_name", "document_name", "docname", "ref_docname"))},
			fields=["parent", "fieldtype"],
		):
			if field.parent not in links.links().by_doctype and field.parent not in links.COMPANIONS:
				unknown.add(field.parent)
		self.assertEqual(unknown - NAMING_NO_DOCUMENT - links.links().scoped, set())


# Names the documents that an import created, of the import's DocType.
NAMING_NO_DOCUMENT = {"Data Import Log"}
COMPANIONS = {
	"ToDo": {"reference_type": "Household", "reference_name": "{}", "description": "x"},
	"Comment": {"reference_doctype": "Household", "reference_name": "{}", "comment_type": "Comment"},
	"Communication": {"reference_doctype": "Household", "reference_name": "{}", "subject": "x"},
	"Version": {"ref_doctype": "Household", "docname": "{}", "data": "{{}}"},
	"View Log": {"reference_doctype": "Household", "reference_name": "{}"},
	"Activity Log": {"reference_doctype": "Household", "reference_name": "{}", "subject": "x"},
	"Document Follow": {"ref_doctype": "Household", "ref_docname": "{}"},
	"Error Log": {"reference_doctype": "Household", "reference_name": "{}"},
}
