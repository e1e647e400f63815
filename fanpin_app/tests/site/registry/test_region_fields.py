"""Name, parent and end of a region only change by an operation, and regions beside each other have different names."""

import frappe
from frappe.utils import today

from fanpin_app.registry.regions import changes
from fanpin_app.security.documents.operation_fields import OPERATIONS
from fanpin_app.tests.site.registry.test_fields_of_operations import import_update
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	OTHER_TOWN,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_officer,
	make_region,
)
from fanpin_app.tests.support.procedure import as_user
from fanpin_app.tests.support.security.permission_matrix import call_method

REGION = "Administrative Region"
WHY = "民政函〔2026〕12号"
NEW_VILLAGE = "449913101209"
OTHER = {"region_name": "后陇村", "parent_administrative_region": CITY, "disabled": 1}
OPERATION = ("Change of Region", "区划变更")


class RegionsCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		for code, name in ((VILLAGE, "东村"), (OTHER_VILLAGE, "西村"), (VILLAGE_OF_OTHER_TOWN, "外村")):
			make_region(code, name)
		self.administrator = make_officer("Monitoring Administrator", CITY)

	def assert_names_operation(self, error: Exception | None) -> None:
		self.assertIsInstance(error, frappe.ValidationError)
		self.assertTrue(any(operation in str(error) for operation in OPERATION), error)


class TestFieldsOfOperations(RegionsCase):
	def requests_to_save(self, field: str, value):
		"""Ways in which a client can save the field."""
		form = frappe.get_doc(REGION, VILLAGE).as_dict(convert_dates_to_str=True) | {field: value}
		one = {"doctype": REGION, "name": VILLAGE, "fieldname": field, "value": value}
		yield "savedocs", "frappe.desk.form.save.savedocs", {"doc": form, "action": "Save"}
		yield "save", "frappe.client.save", {"doc": form}
		yield "set_value", "frappe.client.set_value", one

	def test_each_has_an_operation(self):
		self.assertEqual({field for doctype, field in OPERATIONS if doctype == REGION}, set(OTHER))

	def test_saving_does_not_change_them_and_the_message_names_the_operation(self):
		for field, value in OTHER.items():
			for way, method, arguments in self.requests_to_save(field, value):
				with self.subTest(way=way, field=field), as_user(self.administrator):
					self.assert_names_operation(call_method(method, **arguments)[1])

	def test_a_region_out_of_use_is_not_put_into_use_again(self):
		frappe.db.set_value(REGION, VILLAGE, "disabled", 1)
		for value in (0, "0", False):
			arguments = {"doctype": REGION, "name": VILLAGE, "fieldname": "disabled", "value": value}
			with as_user(self.administrator):
				self.assert_names_operation(call_method("frappe.client.set_value", **arguments)[1])

	def test_a_data_import_does_not_change_them(self):
		for field, value in OTHER.items():
			with self.subTest(field=field), as_user(self.administrator):
				self.assert_names_operation(import_update({"name": VILLAGE, field: value}, REGION))

	def test_a_system_manager_corrects_them(self):
		manager = make_officer("Monitoring Administrator", CITY)
		frappe.get_doc("User", manager).add_roles("System Manager")
		for field, value in OTHER.items():
			arguments = {"doctype": REGION, "name": VILLAGE, "fieldname": field, "value": value}
			with self.subTest(field=field), as_user(manager):
				self.assertIsNone(call_method("frappe.client.set_value", **arguments)[1])

	def test_other_fields_are_saved(self):
		arguments = {"doctype": REGION, "name": VILLAGE, "fieldname": "is_group", "value": 0}
		with as_user(self.administrator):
			self.assertIsNone(call_method("frappe.client.set_value", **arguments)[1])


class TestNamesBesideEachOther(RegionsCase):
	def insert(self, name: str) -> Exception | None:
		new = {
			"doctype": REGION,
			"region_code": NEW_VILLAGE,
			"region_name": name,
			"level": "Village",
			"parent_administrative_region": TOWN,
		}
		with as_user(self.administrator):
			return call_method("frappe.client.insert", doc=new)[1]

	def test_a_new_region_does_not_get_the_name_of_its_neighbour(self):
		self.assert_names_operation(self.insert("东村"))
		self.assertIsNone(self.insert("外村"))

	def test_the_name_of_a_region_out_of_use_is_free(self):
		changes.merge(VILLAGE, OTHER_VILLAGE, today(), WHY)
		self.assertIsNone(self.insert("东村"))

	def test_a_region_is_not_renamed_to_the_name_of_its_neighbour(self):
		with self.assertRaisesRegex(frappe.ValidationError, OTHER_VILLAGE):
			changes.rename(VILLAGE, " 西村", today(), WHY)
		changes.rename(VILLAGE, "外村", today(), WHY)

	def test_a_region_does_not_move_beside_one_with_its_name(self):
		code = "449913102301"
		with self.assertRaisesRegex(frappe.ValidationError, VILLAGE_OF_OTHER_TOWN):
			changes.give_new_code(VILLAGE, code, today(), WHY, "外村")
		changes.give_new_code(VILLAGE, code, today(), WHY, "东村")
		self.assertEqual(frappe.db.get_value(REGION, code, "parent_administrative_region"), OTHER_TOWN)

	def test_a_region_keeps_its_name_with_a_new_code_in_the_same_town(self):
		changes.give_new_code(VILLAGE, NEW_VILLAGE, today(), WHY)
		self.assertEqual(frappe.db.get_value(REGION, NEW_VILLAGE, "region_name"), "东村")
