"""Child rows as clients send them, for every table of the app's DocTypes."""

import frappe
import requests
from frappe.model.document import Document
from frappe.utils import get_url, today

from fanpin_app.security.documents.child_rows import (
	REMOVAL_OPERATIONS,
	REMOVED_ROWS,
	ForeignRowError,
	MissingRowError,
)
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_asset,
	make_household,
	make_lease,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.security.clients import as_client
from fanpin_app.tests.support.security.permission_matrix import call_method


def doctypes_with_tables() -> list[str]:
	modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	filters = {"module": ("in", modules), "istable": 0}
	found = frappe.get_all("DocType", filters=filters, pluck="name", order_by="name")
	return [doctype for doctype in found if frappe.get_meta(doctype).get_table_fields()]


def tables() -> list[tuple[str, str]]:
	"""Every DocType of the app with each of its tables."""
	return [
		(doctype, field.fieldname)
		for doctype in doctypes_with_tables()
		for field in frappe.get_meta(doctype).get_table_fields()
	]


def document_with_rows(doctype: str, rows: int = 2) -> Document:
	"""A document stored without the app's code, with rows in each of its tables."""
	doc = frappe.new_doc(doctype)
	doc.name = doctype if doc.meta.issingle else frappe.generate_hash(length=8)
	if doc.meta.autoname == "autoincrement":
		doc.name = frappe.db.get_next_sequence_val(doctype)
	for field in doc.meta.get_table_fields():
		if doc.meta.issingle:
			frappe.db.delete(field.options, {"parenttype": doctype, "parentfield": field.fieldname})
		for idx in range(1, rows + 1):
			frappe.new_doc(field.options).update(
				{
					"name": frappe.generate_hash(length=10),
					"parent": doc.name,
					"parenttype": doctype,
					"parentfield": field.fieldname,
					"idx": idx,
				}
			).db_insert()
	if not doc.meta.issingle:
		doc.db_insert()
	return frappe.get_doc(doctype, doc.name)


class TestEveryTable(TestCase):
	"""As Administrator, who may write everything: the rule applies to everybody."""

	def outcomes(self, expected: type[Exception], changed_by, method: str = "frappe.client.save") -> list:
		"""The tables for which saving `changed_by(document, field)` does not have the expected result."""
		wrong = []
		for doctype, field in tables():
			frappe.db.savepoint("one_table")
			sent = changed_by(document_with_rows(doctype), field)
			_text, error = call_method(method, **sent)
			if not isinstance(error, expected):
				wrong.append((doctype, field, repr(error)))
			frappe.db.rollback(save_point="one_table")
		return wrong

	def test_a_row_of_another_document_is_not_moved(self):
		def with_foreign_row(doc: Document, field: str) -> dict:
			sent = doc.as_dict(convert_dates_to_str=True)
			if doc.meta.issingle:
				sent[field][0]["name"] = "elsewhere"
			else:
				sent[field][0]["name"] = document_with_rows(doc.doctype).get(field)[0].name
			return {"doc": sent}

		self.assertEqual(self.outcomes(ForeignRowError, with_foreign_row), [])

	def test_a_row_of_no_document_is_refused_with_the_same_message(self):
		def with_unknown_row(doc: Document, field: str) -> dict:
			sent = doc.as_dict(convert_dates_to_str=True)
			sent[field].append(sent[field][0] | {"name": "no-such-row"})
			return {"doc": sent}

		self.assertEqual(self.outcomes(ForeignRowError, with_unknown_row), [])

	def test_two_rows_do_not_share_a_name(self):
		def with_duplicate_rows(doc: Document, field: str) -> dict:
			sent = doc.as_dict(convert_dates_to_str=True)
			sent[field][1]["name"] = sent[field][0]["name"]
			return {"doc": sent}

		self.assertEqual(self.outcomes(ForeignRowError, with_duplicate_rows), [])

	def test_a_name_that_the_database_equates_with_another_is_no_match(self):
		def with_equivalent_name(doc: Document, field: str) -> dict:
			sent = doc.as_dict(convert_dates_to_str=True)
			sent[field][0]["name"] = f"{sent[field][0]['name']} "
			return {"doc": sent}

		self.assertEqual(self.outcomes(ForeignRowError, with_equivalent_name), [])

	def test_a_new_document_names_no_rows(self):
		def new_with_named_row(doc: Document, field: str) -> dict:
			row = {"name": doc.get(field)[0].name}
			return {"doc": {"doctype": doc.doctype, field: [row]}}

		wrong = self.outcomes(ForeignRowError, new_with_named_row, "frappe.client.insert")
		# A batch first requires its file; settings have only one document.
		doctypes = {case[0] for case in wrong if not frappe.get_meta(case[0]).issingle}
		self.assertEqual(doctypes, {"Data Batch"})

	def test_no_row_is_deleted_by_leaving_it_out(self):
		def with_one_row(doc: Document, field: str) -> dict:
			sent = doc.as_dict(convert_dates_to_str=True)
			return {"doc": sent | {field: sent[field][:1]}}

		self.assertEqual(self.outcomes(MissingRowError, with_one_row), [])

	def test_no_table_is_emptied_by_an_empty_list(self):
		def without_rows(doc: Document, field: str) -> dict:
			return {"doc": doc.as_dict(convert_dates_to_str=True) | {field: []}}

		self.assertEqual(self.outcomes(MissingRowError, without_rows), [])

	def test_a_named_row_may_be_left_out_unless_only_an_operation_or_the_server_removes_it(self):
		def with_mark(doc: Document, field: str) -> dict:
			sent = doc.as_dict(convert_dates_to_str=True)
			removed = sent[field].pop()
			return {"doc": sent | {REMOVED_ROWS: {field: [removed["name"]]}}}

		wrong = self.outcomes(MissingRowError, with_mark)
		refused = {(doctype, field) for doctype, field in tables()} - {case[:2] for case in wrong}
		of_server = {case for case in tables() if frappe.get_meta(case[0]).get_field(case[1]).read_only}
		self.assertEqual(refused, of_server | set(REMOVAL_OPERATIONS))

	def test_a_row_is_not_added_apart_from_its_document(self):
		wrong = []
		for doctype, field in tables():
			row = {
				"doctype": frappe.get_meta(doctype).get_field(field).options,
				"parenttype": doctype,
				"parent": doctype,
				"parentfield": field,
			}
			with as_client():
				try:
					frappe.get_doc(row).insert()
				except frappe.ValidationError as error:
					if "with its document" in str(error) or "所属单据" in str(error):
						continue
				wrong.append((doctype, field))
		self.assertEqual(wrong, [])


class TestRowsOverRest(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		people = [member(member_name="林户主"), member(member_name="林妻", relation="Spouse")]
		cls.mine = make_household(VILLAGE, people)
		cls.theirs = make_household(OTHER_VILLAGE, [member(member_name="他村户主")])
		cls.lease = make_lease(make_asset(VILLAGE).name, ("2026-03-01", None), ("2026-09-01", None))
		cls.village = make_token(make_officer("Village Cadre", VILLAGE))
		cls.town = make_token(make_officer("Town Officer", TOWN))

	def call(self, verb: str, path: str, token: str | None = None, **body) -> requests.Response:
		headers = {"Authorization": token or self.village, "Accept": "application/json"}
		answered = requests.request(verb, get_url(f"/api/{path}"), headers=headers, json=body, timeout=60)
		frappe.db.rollback()
		return answered

	def rows(self, doc: Document, table: str = "Household Member") -> list[tuple[str, str]]:
		return frappe.get_all(
			table, filters={"parent": doc.name}, fields=["name", "idx"], order_by="idx", as_list=True
		)

	def assert_untouched(self, answered: requests.Response) -> None:
		self.assertGreaterEqual(answered.status_code, 400, answered.text)
		for household in (self.mine, self.theirs):
			rows = [(row.name, row.idx) for row in household.members]
			self.assertEqual([tuple(row) for row in self.rows(household)], rows)

	def sent_rows(self, household: Document) -> list[dict]:
		sent = ("name", "member_name", "relation", "status")
		return [{field: row.get(field) for field in sent} for row in household.members]

	def test_a_member_of_another_village_is_not_moved_into_an_own_household(self):
		foreign = member(relation="Other", name=self.theirs.members[0].name)
		rows = [*self.sent_rows(self.mine), foreign]
		self.assert_untouched(self.call("PUT", f"resource/Household/{self.mine.name}", members=rows))

	def test_a_member_of_another_village_is_not_moved_by_the_rows_own_address(self):
		row = self.theirs.members[0].name
		moved_row = {"parent": self.mine.name, "parenttype": "Household", "parentfield": "members"}
		self.assert_untouched(self.call("PUT", f"resource/Household Member/{row}", **moved_row))

	def test_a_member_of_another_village_is_not_written_or_deleted_by_name(self):
		row = self.theirs.members[0].name
		arguments = {"doctype": "Household Member", "name": row}
		for method, more in (
			("frappe.client.set_value", {"fieldname": {"parent": self.mine.name, "member_name": "改"}}),
			("frappe.client.delete", {}),
		):
			with self.subTest(method=method):
				self.assert_untouched(self.call("POST", f"method/{method}", **arguments, **more))
		self.assert_untouched(self.call("DELETE", f"resource/Household Member/{row}"))

	def test_a_row_is_not_added_to_a_household_of_another_village(self):
		row = {
			"doctype": "Household Member",
			"parent": self.theirs.name,
			"parenttype": "Household",
			"parentfield": "members",
		}
		new = row | member(relation="Other")
		self.assert_untouched(self.call("POST", "method/frappe.client.insert", doc=new))
		self.assert_untouched(self.call("POST", "method/frappe.client.insert_many", docs=[new]))
		self.assert_untouched(self.call("POST", "resource/Household Member", **new))
		self.assert_untouched(
			self.call("POST", "resource/Household Member", **(new | {"parent": self.mine.name}))
		)

	def test_no_member_is_removed_by_a_request(self):
		mine = f"resource/Household/{self.mine.name}"
		head, wife = self.sent_rows(self.mine)
		self.assert_untouched(self.call("PUT", mine, members=[]))
		self.assert_untouched(self.call("PUT", mine, members=[head]))
		self.assert_untouched(
			self.call("PUT", mine, members=[head], __removed_rows={"members": [wife["name"]]})
		)
		self.assert_untouched(self.call("PUT", mine, __removed_rows={"members": [wife["name"]]}))
		arguments = {"doctype": "Household Member", "name": wife["name"]}
		self.assert_untouched(self.call("POST", "method/frappe.client.delete", **arguments))
		self.assert_untouched(self.call("DELETE", f"resource/Household Member/{wife['name']}"))
		update = [{"doctype": "Household", "docname": self.mine.name, "members": [head]}]
		self.call("POST", "method/frappe.client.bulk_update", docs=frappe.as_json(update))
		self.assert_untouched(self.call("PUT", mine, members=None))

	def test_the_refusal_says_which_rows_are_missing_and_what_to_do(self):
		answered = self.call("PUT", f"resource/Household/{self.mine.name}", members=[])
		message = frappe.parse_json(frappe.parse_json(answered.json()["_server_messages"])[0])["message"]
		self.assertIn("1, 2", message)
		self.assertIn("成员减少", message)

	def test_rows_of_an_own_household_are_changed_and_none_is_added_but_by_an_operation(self):
		path, rows = f"resource/Household/{self.theirs.name}", self.sent_rows(self.theirs)
		rows[0]["labour_capacity"] = "Weak or Half Labour"
		answered = self.call("PUT", path, self.town, members=rows)
		self.assertEqual(answered.status_code, 200, answered.text)
		new = member(member_name="新人", relation="Son")
		answered = self.call("PUT", path, self.town, members=[*rows, new])
		self.assertEqual((answered.status_code, len(self.rows(self.theirs))), (417, 1))
		self.assertIn("ChangedByOperationError", answered.text)
		arguments = {"household": self.theirs.name, "member": new, "effective_on": today(), "reason": "迁入"}
		answered = self.call("POST", "method/fanpin_app.registry.api.add_member", self.town, **arguments)
		self.assertEqual((answered.status_code, len(self.rows(self.theirs))), (200, 2), answered.text)
		self.theirs.reload()

	def test_a_row_is_added_to_an_own_document(self):
		path = f"resource/Asset Lease/{self.lease.name}"
		lease = frappe.get_doc("Asset Lease", self.lease.name)
		rents = [row.as_dict(convert_dates_to_str=True) for row in lease.rents]
		new = {"due_on": "2027-06-30", "amount": 500}
		answered = self.call("PUT", path, self.town, rents=[*rents, new])
		self.assertEqual(answered.status_code, 200, answered.text)
		added = answered.json()["data"]["rents"][-1]["name"]
		answered = self.call("PUT", path, self.town, __removed_rows={"rents": [added]})
		self.assertEqual(len(self.rows(self.lease, "Asset Rent")), len(rents))

	def test_a_named_row_is_removed(self):
		path = f"resource/Asset Lease/{self.lease.name}"
		first, second = (row.name for row in self.lease.rents)
		self.assertEqual(self.call("PUT", path, self.town, rents=[{"name": first}]).status_code, 417)
		self.assertEqual(len(self.rows(self.lease, "Asset Rent")), 2)
		answered = self.call("PUT", path, self.town, __removed_rows={"rents": [second]})
		self.assertEqual(answered.status_code, 200, answered.text)
		self.assertEqual([row[0] for row in self.rows(self.lease, "Asset Rent")], [first])
