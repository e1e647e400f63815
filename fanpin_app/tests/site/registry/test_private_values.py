from unittest.mock import patch

import frappe
import requests
from frappe.desk import query_report
from frappe.model.base_document import get_controller
from frappe.utils import add_days, get_url, today

from fanpin_app.registry.personal_data.append_only_log import AppendOnlyLog
from fanpin_app.registry.personal_data.private_values import record, reveal
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	VILLAGE,
	make_household,
	make_id_number,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user
from fanpin_app.tests.support.security.permission_matrix import call_method

PURPOSE = "Verify a Person"
REPORT = "Full Reads of Private Data"


class PrivateValuesTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.household = make_household(
			VILLAGE,
			phone="13800131234",
			members=[member(health="Disabled"), member(relation="Son", id_number=None)],
		)
		self.person, self.son = self.household.members

	def read_number(self, user: str, **payload) -> str:
		frappe.set_user(user)
		payload = {"what": "ID Number", "purpose": PURPOSE, "member": self.person.name} | payload
		return reveal(self.household.name, **payload)

	def logged(self) -> list[dict]:
		return frappe.get_all("Reveal Log", filters={"household": self.household.name}, fields=["*"])


class TestReading(PrivateValuesTestCase):
	def test_a_village_officer_reads_the_full_number(self):
		self.assertEqual(self.read_number(self.offices.village), self.person.id_number)

	def test_the_phone_and_the_health_are_read_in_the_same_way(self):
		self.assertEqual(self.read_number(self.offices.village, what="Phone", member=None), "13800131234")
		self.assertEqual(self.read_number(self.offices.village, what="Health"), "Disabled")
		self.assertEqual([row.value_type for row in self.logged()].count("Health"), 1)

	def test_what_is_not_recorded_is_read_as_nothing(self):
		self.assertIsNone(self.read_number(self.offices.village, member=self.son.name))

	def test_each_reading_is_logged_with_user_household_time_purpose_and_address(self):
		with patch.object(frappe.local, "request_ip", "10.1.2.3", create=True):
			self.read_number(self.offices.village, remarks="核对身份证")
		(log,) = self.logged()
		self.assertEqual(
			(
				log.user,
				log.member,
				log.member_name,
				log.value_type,
				log.purpose,
				log.remarks,
				log.request_address,
			),
			(
				self.offices.village,
				self.person.name,
				self.person.member_name,
				"ID Number",
				PURPOSE,
				"核对身份证",
				"10.1.2.3",
			),
		)
		self.assertEqual((str(log.revealed_on.date()), log.region), (today(), VILLAGE))
		self.assertNotIn(self.person.id_number, frappe.as_json(log))

	def test_a_household_of_another_village_is_refused_and_nothing_is_logged(self):
		with self.assertRaises(frappe.PermissionError):
			self.read_number(self.offices.stranger)
		self.assertEqual(self.logged(), [])

	def test_a_user_who_may_not_write_the_log_may_not_read(self):
		frappe.get_doc(
			doctype="Custom DocPerm", parent="Reveal Log", role="City Officer", read=1, permlevel=0
		).insert()
		frappe.clear_cache(doctype="Reveal Log")
		self.addCleanup(frappe.clear_cache, doctype="Reveal Log")
		self.assertRaises(frappe.PermissionError, self.read_number, self.offices.village)

	def test_a_purpose_is_required_and_other_ones_need_a_text(self):
		for purpose, words in (("", None), ("Curiosity", None), ("Other", None), ("Other", " ")):
			with self.assertRaises(frappe.ValidationError):
				self.read_number(self.offices.village, purpose=purpose, remarks=words)
		self.assertTrue(self.read_number(self.offices.village, purpose="Other", remarks="银行核对"))

	def test_a_member_of_another_household_is_not_read_through_an_own_one(self):
		stranger = make_household(OTHER_VILLAGE).members[0]
		self.assertRaises(
			frappe.ValidationError, self.read_number, self.offices.village, member=stranger.name
		)

	def test_nothing_else_is_read(self):
		for what in ("", "phone", "Address"):
			self.assertRaises(frappe.ValidationError, self.read_number, self.offices.village, what=what)


class TestTheLog(PrivateValuesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.read_number(self.offices.village)
		frappe.set_user("Administrator")
		self.log = frappe.get_doc("Reveal Log", self.logged()[0].name)

	def test_nobody_changes_it(self):
		for field, value in (("purpose", "Other"), ("remarks", "别的"), ("user", "Administrator")):
			doc = frappe.get_doc("Reveal Log", self.log.name)
			doc.set(field, value)
			self.assertRaises((frappe.ValidationError, frappe.PermissionError), doc.save)

	def test_nobody_deletes_it(self):
		self.assertRaises(frappe.PermissionError, self.log.delete)
		self.assertRaises(frappe.PermissionError, frappe.delete_doc, "Reveal Log", self.log.name, force=True)

	def test_clients_do_not_set_who_read_and_when(self):
		frappe.set_user(self.offices.village)
		log = frappe.get_doc(
			doctype="Reveal Log",
			household=self.household.name,
			what="Phone",
			purpose=PURPOSE,
			user="Administrator",
			revealed_on="2020-01-01",
		).insert()
		self.assertEqual((log.user, str(log.revealed_on)[:10]), (self.offices.village, today()))

	def test_no_client_adds_to_any_log(self):
		own = frappe.get_all(
			"DocType", {"istable": 0, "module": ("in", ("Discovery", "Registry"))}, pluck="name"
		)
		logs = [doctype for doctype in own if issubclass(get_controller(doctype), AppendOnlyLog)]
		self.assertLessEqual({"Reveal Log", "Export Log", "Registry Change"}, set(logs))
		for doctype in logs:
			doc = {
				"doctype": doctype,
				"household": self.household.name,
				"value_type": "Phone",
				"purpose": PURPOSE,
			}
			for user in (self.offices.village, self.offices.district):
				with as_user(user):
					for method, arguments in (
						("frappe.client.insert", {"doc": doc}),
						("frappe.desk.form.save.savedocs", {"doc": doc, "action": "Save"}),
					):
						error = call_method(method, **arguments)[1]
						self.assertIsInstance(error, frappe.PermissionError, (doctype, method, error))

	def test_a_reading_in_a_request_is_logged(self):
		arguments = {"household": self.household.name, "what": "Phone", "purpose": PURPOSE}
		with as_user(self.offices.village):
			self.assertIsNone(call_method("fanpin_app.registry.api.reveal_private_value", **arguments)[1])

	def test_the_village_does_not_read_it(self):
		frappe.set_user(self.offices.village)
		self.assertRaises(frappe.PermissionError, frappe.get_list, "Reveal Log")


class TestTheReport(PrivateValuesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.read_number(self.offices.village, remarks="核对")
		frappe.set_user("Administrator")

	def rows(self, reader: str, **filters) -> list[dict]:
		frappe.set_user(reader)
		rows = query_report.run(REPORT, filters=filters)["result"]
		return [row for row in rows if row["household"] == self.household.name]

	def test_district_and_city_read_who_read_what(self):
		city = make_officer("City Officer", CITY)
		for user in (self.offices.district, city):
			(row,) = self.rows(user)
			self.assertEqual((row["user"], row["remarks"]), (self.offices.village, "核对"))
			self.assertNotIn(self.person.id_number, str(row))

	def test_a_district_reads_nothing_of_another(self):
		stranger = make_officer("District Officer", "449914000000")
		self.assertEqual(self.rows(stranger), [])

	def test_filters_narrow(self):
		district = self.offices.district
		self.assertEqual(len(self.rows(district, from_date=today(), to_date=today(), region=DISTRICT)), 1)
		self.assertEqual(self.rows(district, to_date=add_days(today(), -1)), [])
		self.assertEqual(self.rows(district, region=OTHER_VILLAGE), [])
		self.assertEqual(self.rows(district, user=self.offices.town), [])

	def test_village_and_town_are_refused(self):
		for user in (self.offices.village, self.offices.town):
			self.assertRaises(frappe.PermissionError, self.rows, user)


class TestWritingWhatOneKnows(PrivateValuesTestCase):
	def write(self, user: str, what: str, value: str, member: str | None = None) -> None:
		frappe.set_user(user)
		record(self.household.name, what, value, member)
		self.household.reload()

	def test_the_village_writes_a_missing_number_a_phone_and_the_health(self):
		number = make_id_number()
		self.write(self.offices.village, "ID Number", number, self.son.name)
		self.write(self.offices.village, "Health", "Serious Illness", self.son.name)
		self.write(self.offices.village, "Phone", "13900001111")
		son = self.household.members[1]
		self.assertEqual((son.id_number, son.health, son.health_recorded), (number, "Serious Illness", 1))
		self.assertEqual(self.household.phone_masked, "139****1111")
		self.assertEqual(self.household.members[0].health, "Disabled")

	def test_a_recorded_number_is_only_corrected_by_the_town(self):
		number = make_id_number()
		args = ("ID Number", number, self.person.name)
		self.assertRaises(frappe.ValidationError, self.write, self.offices.village, *args)
		self.write(self.offices.town, *args)
		self.assertEqual(self.household.members[0].id_number, number)

	def test_what_is_written_is_checked(self):
		for what, value in (("ID Number", "449913198005010000"), ("Health", "很好")):
			with self.assertRaises(frappe.ValidationError):
				self.write(self.offices.village, what, value, self.son.name)

	def test_another_village_is_refused(self):
		self.assertRaises(frappe.PermissionError, self.write, self.offices.stranger, "Phone", "13900001111")


class TestOverHttp(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(VILLAGE, phone="13800131234")
		cls.officer = make_token(make_officer("Village Cadre", VILLAGE))

	def tearDown(self) -> None:
		super().tearDown()
		frappe.db.delete("Reveal Log", {"household": self.household.name})
		frappe.db.commit()

	def request_value(self, verb: str, token: str | None) -> requests.Response:
		url = get_url("/api/method/fanpin_app.registry.api.reveal_private_value")
		payload = {"household": self.household.name, "what": "Phone", "purpose": PURPOSE}
		headers = {"Authorization": token} if token else {}
		place = "params" if verb == "GET" else "data"
		return requests.request(verb, url, headers=headers, timeout=60, **{place: payload})

	def test_a_reading_is_posted_and_logged_with_its_address(self):
		self.assertEqual(self.request_value("POST", self.officer).json()["message"], "13800131234")
		frappe.db.rollback()
		self.assertTrue(
			frappe.db.get_value("Reveal Log", {"household": self.household.name}, "request_address")
		)

	def test_it_refuses_get_requests_and_guests(self):
		self.assertEqual(self.request_value("GET", self.officer).status_code, 403)
		self.assertEqual(self.request_value("POST", None).status_code, 403)
		frappe.db.rollback()
		self.assertFalse(frappe.db.exists("Reveal Log", {"household": self.household.name}))
