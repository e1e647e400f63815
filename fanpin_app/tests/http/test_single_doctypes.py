"""Single DocTypes created in the desk that link to scoped documents: they have one document and no table."""

import frappe

from fanpin_app.permissions import links
from fanpin_app.tests.http.test_linked_doctypes import (
	NOTE,
	delete_doctypes,
	link,
	make,
	make_doctype,
)
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.permission_matrix import call_method

HEAD = {"fieldname": "head", "fieldtype": "Data", "fetch_from": "household.head_name"}
TABLE = {"fieldname": "rows", "fieldtype": "Table", "options": "Zz Row of Single"}
SINGLES = ("Zz Single", "Zz Single with Rows")
READS = {
	"frappe.client.get": lambda doctype: {"doctype": doctype},
	"frappe.client.get_value": lambda doctype: {"doctype": doctype, "fieldname": '["note"]'},
	"frappe.client.get_single_value": lambda doctype: {"doctype": doctype, "field": "note"},
	"frappe.client.validate_link": lambda doctype: {
		"doctype": doctype,
		"docname": doctype,
		"fields": ["note"],
	},
	"frappe.desk.form.load.getdoc": lambda doctype: {"doctype": doctype, "name": doctype},
	"frappe.desk.form.load.get_docinfo": lambda doctype: {"doctype": doctype, "name": doctype},
	"frappe.www.printview.get_html_and_style": lambda doctype: {"doc": doctype, "name": doctype},
}


class TestSingles(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(delete_doctypes)
		make_doctype("Zz Row of Single", link("Household"), HEAD, istable=1)
		make_doctype(SINGLES[0], link("Household"), HEAD, NOTE, issingle=1)
		make_doctype(SINGLES[1], NOTE, TABLE, issingle=1)
		cls.village, cls.town = make_officer("Village Cadre", VILLAGE), make_officer("Town Officer", TOWN)
		cls.mine = make_household(VILLAGE, [member()])
		cls.theirs = make_household(OTHER_VILLAGE, [member(member_name="zqtheirs")])

	def setUp(self) -> None:
		super().setUp()
		values = {"household": self.theirs.name, "note": "zqtheirs"}
		frappe.get_doc(SINGLES[0]).update(values).save()
		single = frappe.get_doc(SINGLES[1]).update({"note": "zqtheirs"})
		single.set("rows", [{"household": self.theirs.name}])
		single.save()

	def test_a_single_about_another_village_is_not_read(self):
		for doctype in SINGLES:
			for method, arguments in READS.items():
				with self.subTest(doctype=doctype, method=method):
					with as_user(self.village):
						text, error = call_method(method, **arguments(doctype))
					self.assertNotIn("zqtheirs", text)
					self.assertTrue(error or method == "frappe.client.validate_link")
					with as_user(self.town):
						_text, error = call_method(method, **arguments(doctype))
					self.assertIsNone(error)

	def test_a_single_about_another_village_is_not_taken_over(self):
		values = {"household": self.mine.name, "rows": []}
		for doctype in SINGLES:
			for right in ("read", "write"):
				with as_user(self.village):
					single = frappe.get_doc(doctype).update(values)
					self.assertFalse(single.has_permission(right), (doctype, right))
			with as_user(self.village), self.assertRaises(frappe.PermissionError):
				frappe.get_doc(doctype).update(values).save()

	def test_a_single_about_the_own_village_is_read_and_written(self):
		frappe.get_doc(SINGLES[0]).update({"household": self.mine.name}).save()
		with as_user(self.village):
			text, error = call_method("frappe.client.get_single_value", doctype=SINGLES[0], field="note")
			self.assertIsNone(error)
			self.assertIn("zqtheirs", text)
			frappe.get_doc(SINGLES[0]).update({"note": "ours"}).save()

	def test_documents_that_refer_to_a_single_follow_it(self):
		for doctype in SINGLES:
			todo = make("ToDo", reference_type=doctype, reference_name=doctype, description="x").name
			with as_user(self.village):
				self.assertNotIn(todo, frappe.get_list("ToDo", pluck="name", limit=0))
				self.assertFalse(frappe.has_permission("ToDo", "read", todo))

	def test_every_list_that_refers_to_documents_is_read_beside_a_single(self):
		listed = [*links.links().by_doctype, "File", "Tag", "Tag Link", *links.links().parents]
		for user in (self.village, self.town):
			with as_user(user):
				for doctype in listed:
					meta = frappe.get_meta(doctype)
					if meta.issingle or meta.istable or meta.is_virtual or not frappe.has_permission(doctype):
						continue
					with self.subTest(doctype=doctype):
						frappe.get_list(doctype, limit=1)

	def test_a_deleted_doctype_is_forgotten(self):
		for name, values in (("Zz Deleted", {"issingle": 1}), ("Zz Deleted Too", {})):
			make_doctype(name, link("Household"), **values)
			self.assertIn(name, links.links().documents)
			frappe.delete_doc("DocType", name, force=True)
			self.assertNotIn(name, links.links().documents)
			with as_user(self.village):
				frappe.get_list("ToDo", limit=1)
