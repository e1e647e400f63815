import json
from datetime import date

import frappe
import requests
from frappe.desk.form.load import get_versions
from frappe.utils import get_url

from fanpin_app.patches import hide_serials_of_id_numbers, mask_health_and_children
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	TOWN,
	VILLAGE,
	make_household,
	make_id_number,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

PHONE = "13800131234"
ID_NUMBER, MEMBERS = "id_number", "Household Member"


class PrivateHousehold(CommittedTestCase):
	"""A household requested over HTTP, as the desk and programs do."""

	@classmethod
	def make_data(cls) -> None:
		cls.household = make_household(
			VILLAGE, phone=PHONE, members=[member(health="Serious Illness"), member(relation="Spouse")]
		)
		cls.household.phone = "13800139999"
		cls.household.members[0].health = "Disabled"
		cls.household.append("members", member(relation="Son"))
		cls.household.save(ignore_version=False)
		cls.person = cls.household.members[0]
		cls.secrets = [row.id_number for row in cls.household.members]
		cls.secrets += [PHONE, "13800139999", "Serious Illness", "Disabled"]
		cls.village = make_token(make_officer("Village Cadre", VILLAGE))
		cls.town_officer = make_officer("Town Officer", TOWN)
		cls.town = make_token(cls.town_officer)

	def call(self, verb: str, path: str, token: str | None = None, **options) -> requests.Response:
		headers = {"Authorization": token or self.village, "Accept": "application/json"}
		return requests.request(verb, get_url(path), headers=headers, timeout=60, **options)

	def method(self, method: str, token: str | None = None, **args) -> requests.Response:
		values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in args.items()}
		return self.call("POST", f"/api/method/{method}", token, data=values)

	def assert_reveals_nothing(self, answer: requests.Response, refused: bool = False) -> None:
		self.assertEqual(answer.status_code, 403 if refused else 200, answer.text[-500:])
		self.assertEqual([secret for secret in self.secrets if secret in answer.text], [])


class TestWhatTheVillageNeverReceives(PrivateHousehold):
	def test_a_document_read_by_rest(self):
		self.assert_reveals_nothing(self.call("GET", f"/api/resource/Household/{self.household.name}"))

	def test_a_row_read_by_rest(self):
		self.assert_reveals_nothing(self.call("GET", f"/api/resource/Household Member/{self.person.name}"))

	def test_the_answer_to_a_write(self):
		path = f"/api/resource/Household/{self.household.name}"
		answer = self.call("PUT", path, json={"address": "一组 3 号"})
		self.assert_reveals_nothing(answer)
		self.assertEqual(answer.json()["data"]["address"], "一组 3 号")

	def test_the_answer_to_a_value_set(self):
		self.assert_reveals_nothing(
			self.method(
				"frappe.client.set_value",
				doctype="Household",
				name=self.household.name,
				fieldname="address",
				value="一组 4 号",
			)
		)

	def test_the_form_with_its_timeline(self):
		answer = self.method("frappe.desk.form.load.getdoc", doctype="Household", name=self.household.name)
		self.assert_reveals_nothing(answer)
		self.assertIn("138****9999", answer.text)

	def test_the_form_saved_in_the_desk(self):
		loaded = self.method("frappe.desk.form.load.getdoc", doctype="Household", name=self.household.name)
		doc = loaded.json()["docs"][0] | {"address": "一组 5 号"}
		self.assert_reveals_nothing(self.method("frappe.desk.form.save.savedocs", doc=doc, action="Save"))
		frappe.db.rollback()
		self.assertEqual(
			frappe.db.get_value(MEMBERS, self.person.name, ("id_number", "health")),
			(self.person.id_number, "Disabled"),
		)

	def test_values_named_in_a_list(self):
		fields = ["name", "phone", f"`tab{MEMBERS}`.id_number", f"`tab{MEMBERS}`.health", "members.id_number"]
		self.assert_reveals_nothing(
			self.call("GET", "/api/resource/Household", params={"fields": json.dumps(fields)})
		)
		for field in ("phone", "*"):
			self.assert_reveals_nothing(
				self.method("frappe.desk.reportview.get", doctype="Household", fields=[field])
			)

	def test_members_listed_with_their_household(self):
		answer = self.method(
			"frappe.client.get_list",
			doctype=MEMBERS,
			parent="Household",
			fields=["name", ID_NUMBER, "health"],
		)
		self.assert_reveals_nothing(answer)

	def test_a_requested_value(self):
		self.assert_reveals_nothing(
			self.method(
				"frappe.client.get_value",
				doctype="Household",
				fieldname="phone",
				filters={"name": self.household.name},
			)
		)

	def test_a_calculated_value(self):
		for field in ("sum(phone*1)", "max(phone)", f"max(`tab{MEMBERS}`.id_number)"):
			answer = self.method("frappe.client.get_list", doctype="Household", fields=[field])
			self.assertEqual([secret for secret in self.secrets if secret[:11] in answer.text], [], field)

	def test_a_value_of_a_linked_document(self):
		fields = ["name", "household.phone"]
		answer = self.method("frappe.client.get_list", doctype="Income Statement", fields=fields)
		self.assertEqual([secret for secret in self.secrets if secret in answer.text], [])

	def test_a_print(self):
		answer = self.call(
			"GET", "/printview", params={"doctype": "Household", "name": self.household.name, "_lang": "zh"}
		)
		self.assert_reveals_nothing(answer)
		self.assertIn(self.household.name, answer.text)

	def test_an_export_is_not_the_villages(self):
		answer = self.export(self.village)
		self.assert_reveals_nothing(answer, refused=True)

	def test_an_export_leaves_an_entry_in_the_access_log(self):
		answer = self.export(self.town)
		self.assertEqual(answer.status_code, 200, answer.text)
		frappe.db.rollback()
		logged = {"export_from": "Household", "user": self.town_officer, "file_type": "CSV"}
		self.assertTrue(frappe.db.exists("Access Log", logged))

	def export(self, token: str) -> requests.Response:
		return self.method(
			"frappe.desk.reportview.export_query",
			token,
			doctype="Household",
			fields=["`tabHousehold`.`name`", "`tabHousehold`.`head_name`"],
			file_format_type="CSV",
			title="Household",
		)


class TestWhatTheVillageCannotFilterBy(PrivateHousehold):
	"""No list reveals by its length or its order whether an ID number or a phone exists."""

	def assert_refused(self, answer: requests.Response) -> None:
		self.assert_reveals_nothing(answer, refused=True)
		self.assertNotIn(self.household.name, answer.text)

	def lists(self, **arguments) -> list[requests.Response]:
		params = {
			key: json.dumps(value) if not isinstance(value, str) else value
			for key, value in arguments.items()
		}
		return [
			self.call("GET", "/api/resource/Household", params=params),
			self.method("frappe.client.get_list", doctype="Household", **arguments),
			self.method("frappe.desk.reportview.get", doctype="Household", fields=["name"], **arguments),
			self.method("frappe.desk.reportview.get_list", doctype="Household", fields=["name"], **arguments),
			self.method(
				"frappe.desk.reportview.get_count", doctype="Household", fields=["name"], **arguments
			),
			self.method("frappe.client.get_count", doctype="Household", **arguments),
		]

	def test_lists_and_counts_filtered_by_an_id_number(self):
		for value in (self.person.id_number, make_id_number()):
			for answer in self.lists(filters=[[MEMBERS, ID_NUMBER, "=", value]]):
				self.assert_refused(answer)

	def test_lists_and_counts_filtered_by_a_phone(self):
		for filters in (
			{"phone": "13800139999"},
			[["Household", "phone", "like", "138%"]],
			[["phone", "is", "set"]],
		):
			for answer in self.lists(filters=filters):
				self.assert_refused(answer)

	def test_a_field_in_another_spelling(self):
		for name in ("PHONE", "ifnull(phone, '')", "`phone`"):
			answer = self.method(
				"frappe.client.get_count", doctype="Household", filters=[[name, "=", "13800139999"]]
			)
			self.assertNotEqual(answer.status_code, 200, answer.text)

	def test_an_or_filter(self):
		for answer in self.lists(or_filters=[["Household", "phone", "=", "13800139999"]])[:4]:
			self.assert_refused(answer)

	def test_members_filtered_by_health(self):
		answer = self.method(
			"frappe.client.get_list", doctype=MEMBERS, parent="Household", filters={"health": "Disabled"}
		)
		self.assert_refused(answer)

	def test_an_order(self):
		for order in ("phone asc", "`tabHousehold`.`phone` desc", f"`tab{MEMBERS}`.`id_number` asc"):
			answer = self.method(
				"frappe.client.get_list",
				doctype="Household",
				order_by=order,
				fields=["name", f"`tab{MEMBERS}`.name as row_name"],
			)
			self.assertEqual(answer.status_code, 403, answer.text)

	def test_groups(self):
		answer = self.method(
			"frappe.desk.listview.get_group_by_count",
			doctype="Household",
			current_filters="[]",
			field="phone",
		)
		self.assert_refused(answer)

	def test_a_search_in_a_field(self):
		for name in ("search_link", "search_widget"):
			answer = self.method(
				f"frappe.desk.search.{name}", doctype="Household", txt="13800139999", searchfield="phone"
			)
			self.assertNotIn(self.household.name, answer.text)

	def test_a_link_search_and_a_global_search_for_the_number(self):
		for text in (self.person.id_number, "13800139999"):
			for name, args in (
				("frappe.desk.search.search_link", {"doctype": "Household", "txt": text}),
				("frappe.utils.global_search.search", {"text": text}),
			):
				self.assertNotIn(self.household.name, self.method(name, **args).text)

	def test_a_document_looked_up_by_its_phone(self):
		for value in ("13800139999", "13900000000"):
			answer = self.method("frappe.client.get", doctype="Household", filters={"phone": value})
			self.assert_refused(answer)
			body = {"doctype": "Household", "name": {"phone": value}}
			self.assert_refused(self.call("POST", "/api/method/frappe.desk.form.load.getdoc", json=body))

	def test_a_member_looked_up_by_the_id_number(self):
		for value in (self.person.id_number, make_id_number()):
			answer = self.method(
				"frappe.client.get", doctype=MEMBERS, parent="Household", filters={"id_number": value}
			)
			self.assert_refused(answer)

	def test_a_chart_of_a_private_field(self):
		chart = {"name": "x", "doctype": "Dashboard Chart", "chart_type": "Sum", "type": "Heatmap"}
		chart |= {"document_type": "Household", "based_on": "creation", "filters_json": "[]"}
		chart |= {"value_based_on": "phone"}
		self.assert_refused(
			self.method("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart=chart, refresh="1")
		)

	def test_assignments_counted_by_a_private_field(self):
		self.assert_refused(
			self.method(
				"frappe.desk.listview.get_group_by_count",
				doctype="Household",
				current_filters=[["Household", "phone", "=", "13800139999"]],
				field="assigned_to",
			)
		)

	def test_guests_are_refused_whatever_they_request(self):
		for value in (self.person.id_number, make_id_number()):
			filters = json.dumps([[MEMBERS, ID_NUMBER, "=", value]])
			for path in ("resource/Household", "method/frappe.client.get_count?doctype=Household"):
				answer = requests.get(get_url(f"/api/{path}"), params={"filters": filters}, timeout=60)
				self.assertEqual(answer.status_code, 403)

	def test_the_town_may_not_filter_lists_either(self):
		answer = self.call(
			"GET",
			"/api/resource/Household",
			self.town,
			params={"filters": json.dumps([[MEMBERS, ID_NUMBER, "=", self.person.id_number]])},
		)
		self.assert_refused(answer)


class TestTimelinesAndMasks(TestCase):
	def test_versions_show_that_a_private_value_changed_but_not_the_value(self):
		household = make_household(phone=PHONE)
		old, new = household.members[0].id_number, make_id_number()
		household.phone = "13800139999"
		household.members[0].id_number = new
		household.append("members", member(relation="Spouse", health="Disabled"))
		added = household.members[1].id_number
		household.save(ignore_version=False)
		text = "".join(version.data for version in get_versions(household))
		self.assertIn("138****9999", text)
		for secret in (PHONE, "13800139999", old, new, added, "Disabled"):
			self.assertNotIn(secret, text)

	def test_members_of_an_older_site_are_masked_by_its_migration(self):
		born = date(date.today().year - 5, 1, 1)
		household = make_household(members=[member(), member(relation="Son", id_number=make_id_number(born))])
		head, son = household.members
		expected = [(row.id_number_masked, 1) for row in household.members]
		for row in household.members:
			frappe.db.set_value(MEMBERS, row.name, {"health": "Disabled", "health_recorded": 0})
		frappe.db.set_value(
			MEMBERS, son.name, "id_number_masked", son.id_number[:6] + "********" + son.id_number[-4:]
		)
		frappe.db.set_value(MEMBERS, head.name, "id_number_masked", "440513********969X")
		mask_health_and_children.execute()
		hide_serials_of_id_numbers.execute()
		columns = ("id_number_masked", "health_recorded")
		self.assertEqual([frappe.db.get_value(MEMBERS, row.name, columns) for row in (head, son)], expected)

	def test_health_is_shown_as_recorded_or_not(self):
		household = make_household(members=[member(health="Disabled"), member(relation="Spouse")])
		self.assertEqual([row.health_recorded for row in household.members], [1, 0])
