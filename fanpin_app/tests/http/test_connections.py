"""The counts of linked documents under a form are those of the reader's lists."""

import frappe

from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security import permission_matrix as matrix
from fanpin_app.tests.support.security.permission_matrix import FOREIGN_VILLAGE, OWN_VILLAGE, as_officer

OPEN_COUNT = "frappe.desk.notifications.get_open_count"
MISSING = "Zz No Such DocType"
# Without a column for such links, without a table, or rows.
OTHERS = ("ToDo", "User", "System Settings", "Has Role", MISSING)


class TestConnections(CommittedTestCase):
	"""Documents of all villages link to those of the own one."""

	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(matrix.delete_rows)
		matrix.make_rows()
		officers = {officer.label: officer for officer in matrix.make_officers()}
		cls.officers = [officers[label] for label in ("village", "helper")]
		cls.all = frappe.get_all(
			"DocType", filters={"istable": 0, "issingle": 0, "is_virtual": 0}, pluck="name"
		)
		cls.links = {doctype: cls.link_all_to_own(doctype) for doctype in matrix.doctypes()}

	@classmethod
	def link_all_to_own(cls, doctype: str) -> dict[str, str]:
		"""Let foreign documents of each DocType with the column link to the own document of `doctype`.

		Returns DocType → column.
		"""
		connections = frappe.get_meta(doctype).get_dashboard_data()
		found = {}
		for linked in cls.all:
			fieldname = connections.non_standard_fieldnames.get(linked, connections.get("fieldname"))
			if not fieldname or not frappe.get_meta(linked).has_field(fieldname):
				continue
			found[linked] = fieldname
			if linked in matrix.doctypes():
				name = matrix.name_of(linked, FOREIGN_VILLAGE)
				own = matrix.name_of(doctype, OWN_VILLAGE)
				frappe.db.set_value(linked, name, fieldname, own, update_modified=False)
		return found

	def counts(self, doctype: str, items: list[str] | None) -> dict[str, int]:
		name = matrix.name_of(doctype, OWN_VILLAGE)
		text, error = matrix.call_method(OPEN_COUNT, doctype=doctype, name=name, items=items)
		self.assertIsNone(error, (doctype, name))
		counted = frappe.parse_json(text[: text.rindex('{\n "docs"')])["count"]
		rows = counted["external_links_found"] if isinstance(counted, dict) else counted
		return {row.get("doctype") or row["name"]: row["count"] for row in rows}

	def test_each_count_is_that_of_the_reader_s_list(self):
		foreign = 0
		for officer in self.officers:
			for doctype in matrix.doctypes():
				with as_officer(officer):
					if not frappe.has_permission(doctype, "read", matrix.name_of(doctype, OWN_VILLAGE)):
						continue
					with self.subTest(officer=officer.label, doctype=doctype):
						expected = self.listed(doctype)
						self.assertEqual(self.counts(doctype, [*self.links[doctype], *OTHERS]), expected)
				for linked, count in expected.items():
					own = {self.links[doctype][linked]: matrix.name_of(doctype, OWN_VILLAGE)}
					foreign += frappe.db.count(linked, own) > count
		self.assertGreater(foreign, 10)

	def listed(self, doctype: str) -> dict[str, int]:
		own = matrix.name_of(doctype, OWN_VILLAGE)
		return {
			linked: len(frappe.get_list(linked, filters={fieldname: own}, pluck="name", limit=0))
			for linked, fieldname in self.links[doctype].items()
			if frappe.has_permission(linked)
		}

	def test_the_form_s_own_connections_are_counted(self):
		with as_officer(self.officers[0]):
			self.assertEqual(set(self.counts("Household", None)), {"Data Authorization", "Registry Change"})

	def test_a_doctype_without_a_right_is_answered_like_one_that_does_not_exist(self):
		with as_officer(self.officers[0]):
			self.assertFalse(frappe.has_permission("Reveal Log"))
			for item in ("Reveal Log", MISSING):
				self.assertEqual(self.counts("Household", [item]), {})
