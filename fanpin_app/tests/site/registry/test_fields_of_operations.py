"""Households and members only leave, and households only move, by an operation, however they are saved."""

from unittest.mock import patch

import frappe
from frappe.core.doctype.data_import.importer import Importer
from frappe.utils import add_days, today

from fanpin_app.registry.operations import members, merge, status
from fanpin_app.security.documents.operation_fields import OPERATIONS
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_household,
	make_officer,
	make_region,
)
from fanpin_app.tests.support.families import change, family, row, value
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.permission_matrix import call_method

REASON = "登记有误"
OTHER = {
	("Household", "region"): OTHER_VILLAGE,
	("Household", "status"): "Ended",
	("Household Member", "status"): "Deceased",
	("Household Member", "relation"): "Household Head",
}


def import_update(form_values: dict, doctype: str = "Household") -> Exception | None:
	"""Update a document as Data Import does; returns the error, if any."""
	importer = Importer.__new__(Importer)
	importer.doctype, importer.data_import = doctype, frappe.new_doc("Data Import")
	frappe.flags.in_import = True
	try:
		with patch("frappe.core.doctype.data_import.importer.get_id_field") as id_field:
			id_field.return_value.fieldname = "name"
			importer.update_record(frappe._dict(form_values))
	except Exception as error:
		return error
	finally:
		frappe.flags.in_import = False


class OperationsCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_region(OTHER_VILLAGE)
		self.household = family()
		self.cadre, self.town = make_officer("Village Cadre", VILLAGE), make_officer("Town Officer", TOWN)

	def form_values(self, doctype: str | None = None, fieldname: str | None = None, **fields) -> dict:
		"""The household as a form sends it, with another value in a field of it or of its last member."""
		form_values = frappe.get_doc("Household", self.household.name).as_dict(convert_dates_to_str=True)
		if doctype:
			target = form_values if doctype == "Household" else form_values["members"][-1]
			target[fieldname] = OTHER[doctype, fieldname]
		return form_values | fields

	def stored(self, doctype: str, fieldname: str) -> str:
		name = self.household.name if doctype == "Household" else self.household.members[-1].name
		return value(doctype, name, fieldname)

	def call_endpoint(self, method: str, **arguments) -> Exception | None:
		"""The error of the call, if any; what it writes stays until the test ends."""
		with patch.object(frappe.db, "rollback"):
			return call_method(method, **arguments)[1]

	def save(self, **fields) -> Exception | None:
		return self.call_endpoint(
			"frappe.desk.form.save.savedocs", doc=self.form_values(**fields), action="Save"
		)


class TestWhoSavesTheDocument(OperationsCase):
	def requests_to_save(self, doctype: str, fieldname: str):
		"""Ways in which a client can save the field: name, call, and whether a refusal is reported."""
		form_values, other = self.form_values(doctype, fieldname), OTHER[doctype, fieldname]
		name = self.household.name if doctype == "Household" else self.household.members[-1].name
		one = {"doctype": doctype, "name": name}
		yield (
			"savedocs",
			lambda: self.call_endpoint("frappe.desk.form.save.savedocs", doc=form_values, action="Save"),
			True,
		)
		yield "save", lambda: self.call_endpoint("frappe.client.save", doc=form_values), True
		yield (
			"set_value",
			lambda: self.call_endpoint("frappe.client.set_value", **one, fieldname=fieldname, value=other),
			True,
		)
		bulk = {"docs": [{**form_values, "docname": self.household.name}]}
		yield "bulk_update", lambda: self.call_endpoint("frappe.client.bulk_update", **bulk), False
		yield "Data Import", lambda: import_update(form_values), True
		if doctype != "Household":
			return
		several = {"doctype": doctype, "docnames": [name], "action": "update", "data": {fieldname: other}}
		yield (
			"several",
			lambda: self.call_endpoint(
				"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs", **several
			),
			False,
		)
		moved = {"args": one | {fieldname: other}, "field_map": {"start": fieldname, "end": fieldname}}
		yield "calendar", lambda: self.call_endpoint("frappe.desk.calendar.update_event", **moved), True

	def test_does_not_change_what_an_operation_changes_and_the_message_names_it(self):
		frappe.get_doc("User", self.town).add_roles("Monitoring Administrator")
		failures = []
		self.assertEqual({each for each in OPERATIONS if each[0] != "Administrative Region"}, set(OTHER))
		for doctype, fieldname in OTHER:
			before = self.stored(doctype, fieldname)
			for user in (self.cadre, self.town, "Administrator"):
				for endpoint, call, is_heard in self.requests_to_save(doctype, fieldname):
					with as_user(user):
						error = call()
					if is_heard and "Registry Change" not in str(error) and "户籍变动" not in str(error):
						# A village has no rights in the other village.
						if not isinstance(error, frappe.PermissionError):
							failures.append((user, fieldname, endpoint, error))
					if self.stored(doctype, fieldname) != before:
						failures.append((user, doctype, fieldname, endpoint))
		self.assertEqual(failures, [])
		self.assertEqual(frappe.db.count("Registry Change", {"household": self.household.name}), 0)

	def test_adds_no_member_to_a_stored_household_and_the_message_names_the_operation(self):
		form_values = self.form_values()
		form_values["members"].append(
			{"doctype": "Household Member", "member_name": "林新", "relation": "Grandson", "__islocal": 1}
		)
		for user in (self.cadre, self.town, "Administrator"):
			for endpoint, call in (
				(
					"savedocs",
					lambda: self.call_endpoint(
						"frappe.desk.form.save.savedocs", doc=form_values, action="Save"
					),
				),
				("save", lambda: self.call_endpoint("frappe.client.save", doc=form_values)),
				("Data Import", lambda: import_update(form_values)),
			):
				with self.subTest(endpoint, user=user):
					with as_user(user):
						error = str(call())
					self.assertRegex(error, "Registry Change > Add a Member|户籍变动 > 新增成员")
		self.assertEqual(frappe.db.count("Household Member", {"member_name": "林新"}), 0)

	def test_changes_no_relation_of_the_head(self):
		form_values = self.form_values()
		form_values["members"][0]["relation"] = "Other"
		with as_user(self.town):
			self.assertRegex(str(self.save_form(form_values)), "Change Head|变更户主")

	def test_corrects_the_relation_of_others(self):
		form_values = self.form_values()
		form_values["members"][-1]["relation"] = "Grandson"
		with as_user(self.cadre):
			self.assertIsNone(self.save_form(form_values))
		self.assertEqual(self.stored("Household Member", "relation"), "Grandson")

	def save_form(self, form_values: dict) -> Exception | None:
		return self.call_endpoint("frappe.desk.form.save.savedocs", doc=form_values, action="Save")

	def test_saves_all_other_fields(self):
		for user in (self.cadre, self.town):
			with as_user(user):
				self.assertIsNone(self.save(address=f"一组 {user[:3]} 号"))
		self.assertEqual(value("Household", self.household.name, "address"), f"一组 {self.town[:3]} 号")

	def test_keeps_what_is_stored_by_leaving_the_field_empty(self):
		form_values = self.form_values(status=None)
		form_values["members"][-1]["status"] = ""
		with as_user(self.cadre):
			self.assertIsNone(self.call_endpoint("frappe.client.save", doc=form_values))
		self.assertEqual(
			(self.stored("Household", "status"), self.household.members[-1].status), ("Active", "Living")
		)

	def test_sets_it_in_a_new_household_and_for_a_new_member(self):
		new = {"doctype": "Household", "region": VILLAGE, "status": "Moved Out"}
		new["members"] = [
			{"member_name": "林老", "relation": "Household Head"},
			{"member_name": "林祖", "relation": "Father", "status": "Deceased"},
		]
		with as_user(self.town):
			self.assertIsNone(self.call_endpoint("frappe.client.insert", doc=new))
		created = frappe.get_last_doc("Household", {"region": VILLAGE, "status": "Moved Out"})
		self.assertEqual([member.status for member in created.members], ["Living", "Deceased"])

	def test_a_server_script_that_an_administrator_has_written_changes_it(self):
		frappe.flags.in_safe_exec = True
		try:
			self.assertIsNone(
				self.call_endpoint("frappe.client.save", doc=self.form_values("Household", "status"))
			)
		finally:
			frappe.flags.in_safe_exec = False
		self.assertEqual(self.stored("Household", "status"), "Ended")


class TestLeaving(OperationsCase):
	def leave(self, kind: str, reason: str = "全家迁往外省"):
		return status.leave(self.household.name, kind, add_days(today(), -1), reason)

	def test_the_town_records_that_a_household_left_or_ended_with_day_and_reason(self):
		for kind, recorded in (("Moved Out", "Household Left"), ("Ended", "Household Ended")):
			with as_user(self.town):
				created = change(self.leave(kind))
			self.assertEqual((created.kind, created.reason), (recorded, "全家迁往外省"))
			self.assertEqual(str(created.effective_on), add_days(today(), -1))
			self.assertEqual(
				[one.status for one in created.households], ["Active" if kind == "Moved Out" else "Moved Out"]
			)
			self.assertEqual(self.stored("Household", "status"), kind)

	def test_the_village_does_not_record_it(self):
		with as_user(self.cadre):
			self.assertRaises(frappe.PermissionError, self.leave, "Ended")
			self.assertRaises(frappe.PermissionError, status.correct, self.household.name, "Ended", REASON)

	def test_nobody_records_it_without_a_reason_or_elsewhere(self):
		self.assertRaises(frappe.ValidationError, self.leave, "Ended", " ")
		self.assertRaises(frappe.ValidationError, self.leave, "Active")
		with as_user(make_officer("Town Officer", "449913102000")):
			self.assertRaises(frappe.PermissionError, self.leave, "Ended")


class TestCorrecting(OperationsCase):
	def test_a_village_corrects_the_death_of_a_member_with_a_reason(self):
		son = row(self.household, "林子")
		with as_user(self.cadre):
			members.record_death(self.household.name, son, today(), "病故")
			self.assertRaises(frappe.ValidationError, status.correct, self.household.name, "Living", " ", son)
			created = change(status.correct(self.household.name, "Living", REASON, son))
		self.assertEqual((created.kind, created.reason, created.officer), ("Correction", REASON, self.cadre))
		self.assertEqual([one.status_before for one in created.members if one.member == son], ["Deceased"])
		self.assertEqual(value("Household Member", son, "status"), "Living")
		self.assertEqual(value("Household", self.household.name, "people"), 4)

	def test_a_correction_does_not_record_a_departure(self):
		self.assertRaises(
			frappe.ValidationError,
			status.correct,
			self.household.name,
			"Deceased",
			REASON,
			row(self.household, "林子"),
		)
		self.assertRaises(frappe.ValidationError, status.correct, self.household.name, "Ended", REASON)

	def test_the_town_corrects_that_a_household_ended(self):
		with as_user(self.town):
			status.leave(self.household.name, "Ended", today(), "销户")
			status.correct(self.household.name, "Active", REASON)
		self.assertEqual(self.stored("Household", "status"), "Active")

	def test_a_household_that_was_merged_stays_merged(self):
		taken_in = make_household(VILLAGE)
		merge.merge(self.household.name, taken_in.name, today(), "并户")
		self.assertRaises(frappe.ValidationError, status.correct, taken_in.name, "Active", REASON)

	def test_a_member_of_another_household_is_refused(self):
		other = family()
		self.assertRaises(
			frappe.ValidationError,
			status.correct,
			self.household.name,
			"Living",
			REASON,
			row(other, "林子"),
		)
