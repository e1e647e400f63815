import json

import frappe
from frappe.model.document import Document

from fanpin_app.security.queries import patches
from fanpin_app.tests.http.test_private_fields import PHONE, PrivateHousehold
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	DISTRICT,
	VILLAGE,
	make_household,
	make_id_number,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import OfficesTestCase

MEMBERS = "Household Member"


class TestWhatNobodyReceives(PrivateHousehold):
	"""For every role: only a reading with a purpose returns the full value."""

	@classmethod
	def make_data(cls) -> None:
		super().make_data()
		cls.officers = [
			cls.town,
			make_token(make_officer("District Officer", DISTRICT)),
			make_token(make_officer("Monitoring Administrator", DISTRICT)),
		]
		# Frappe permits its document exporters only to System Managers.
		manager = make_officer("District Officer", DISTRICT)
		frappe.get_doc("User", manager).add_roles("System Manager")
		cls.manager = make_token(manager)

	def test_documents_rows_lists_and_forms(self):
		private = ["name", "phone", f"`tab{MEMBERS}`.id_number", f"`tab{MEMBERS}`.health"]
		for token in self.officers:
			for answer in (
				self.call("GET", f"/api/resource/Household/{self.household.name}", token),
				self.call("GET", f"/api/resource/{MEMBERS}/{self.person.name}", token),
				self.call("GET", "/api/resource/Household", token, params={"fields": '["*"]'}),
				self.call("GET", "/api/resource/Household", token, params={"fields": json.dumps(private)}),
				self.method("frappe.client.get", token, doctype="Household", name=self.household.name),
				self.method(
					"frappe.desk.form.load.getdoc", token, doctype="Household", name=self.household.name
				),
				self.method("frappe.desk.reportview.get", token, doctype="Household", fields=private),
				self.call(
					"PUT", f"/api/resource/Household/{self.household.name}", token, json={"address": "x"}
				),
			):
				self.assert_reveals_nothing(answer)

	def test_a_print(self):
		for token in self.officers:
			arguments = {"doctype": "Household", "name": self.household.name, "_lang": "zh"}
			self.assert_reveals_nothing(self.call("GET", "/printview", token, params=arguments))

	def test_exports_of_members(self):
		self.assert_reveals_nothing(
			self.method(
				"frappe.core.doctype.data_export.exporter.export_data",
				self.manager,
				doctype="Household",
				with_data="1",
				all_doctypes="1",
			)
		)
		self.assert_reveals_nothing(
			self.method(
				"frappe.core.doctype.data_import.data_import.download_template",
				self.manager,
				doctype="Household",
				export_fields={
					"Household": ["name", "phone"],
					"members": ["name", "id_number", "health"],
				},
				export_records="all",
			)
		)


class WrittenHousehold(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(VILLAGE, phone=PHONE, members=[member(health="Disabled")])
		self.person = self.household.members[0]

	def as_the_desk_sends_it(self, user: str) -> dict:
		frappe.set_user(user)
		doc = frappe.get_doc("Household", self.household.name)
		doc.apply_fieldlevel_read_permissions()
		return json.loads(doc.as_json())

	def stored(self) -> tuple:
		row = frappe.db.get_value(MEMBERS, self.person.name, ("id_number", "health"))
		return (frappe.db.get_value("Household", self.household.name, "phone"), *row)


class TestWhatIsNotTypedStays(WrittenHousehold):
	def test_a_form_that_is_saved_unchanged(self):
		before = self.stored()
		for user in (self.offices.village, self.offices.town, self.offices.district, "Administrator"):
			frappe.get_doc(self.as_the_desk_sends_it(user) | {"address": f"{user} 组"}).save()
			self.assertEqual(self.stored(), before, user)

	def test_a_field_that_was_cleared_before_it_was_saved(self):
		before = self.stored()
		sent = self.as_the_desk_sends_it(self.offices.town) | {"phone": ""}
		sent["members"][0] |= {"id_number": "", "health": ""}
		frappe.get_doc(sent).save()
		self.assertEqual(self.stored(), before)

	def test_a_mask_that_is_sent_back_as_a_value(self):
		before = self.stored()
		sent = self.as_the_desk_sends_it(self.offices.town) | {"phone": "138****1234"}
		sent["members"][0] |= {"id_number": self.person.id_number_masked, "health": "***"}
		frappe.get_doc(sent).save()
		self.assertEqual(self.stored(), before)

	def test_rows_sent_by_rest_without_their_private_values(self):
		before = self.stored()
		rows = self.as_the_desk_sends_it(self.offices.town)["members"]
		frappe.get_doc("Household", self.household.name).update({"members": rows}).save()
		self.assertEqual(self.stored(), before)

	def test_a_mask_where_nothing_is_recorded_is_refused(self):
		with self.assertRaisesRegex(frappe.ValidationError, "masked|隐去"):
			make_household(phone="138****1234")


class TestWhatIsTypedIsWritten(WrittenHousehold):
	def type(self, user: str) -> Document:
		sent = self.as_the_desk_sends_it(user) | {"phone": "13900001111"}
		sent["members"][0] |= {"id_number": self.number, "health": "Healthy"}
		return frappe.get_doc(sent).save()

	def setUp(self) -> None:
		super().setUp()
		self.number = make_id_number()

	def test_by_the_town(self):
		self.type(self.offices.town)
		self.assertEqual(self.stored(), ("13900001111", self.number, "Healthy"))

	def test_not_by_the_village_in_the_form(self):
		before = self.stored()
		self.type(self.offices.village)
		self.assertEqual(self.stored(), before)

	def test_a_new_household_is_typed_whole(self):
		frappe.set_user(self.offices.town)
		row = member(health="Disabled")
		household = make_household(VILLAGE, phone=PHONE, members=[row])
		self.assertEqual(
			frappe.db.get_value(MEMBERS, household.members[0].name, ("id_number", "health")),
			(row["id_number"], "Disabled"),
		)
		self.assertEqual(frappe.db.get_value("Household", household.name, "phone"), PHONE)

	def test_what_the_server_takes_away_is_gone(self):
		doc = frappe.get_doc("Household", self.household.name)
		doc.phone = None
		doc.members[0].health = None
		doc.save()
		self.assertEqual(self.stored(), (None, self.person.id_number, None))


class TestTheAdministratorOfTheSite(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE, phone=PHONE)

	def test_reads_and_lists_no_more_than_others(self):
		patches.install()
		text = frappe.as_json(frappe.get_doc("Household", self.household.name))
		for fields in (["*"], ["name", "phone"], ["name", f"`tab{MEMBERS}`.`id_number`"]):
			text += frappe.as_json(frappe.get_list("Household", fields=fields))
		self.assertIn(self.household.name, text)
		for secret in (PHONE, self.household.members[0].id_number):
			self.assertNotIn(secret, text)
