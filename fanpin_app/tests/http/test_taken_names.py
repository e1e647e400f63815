"""Whether a name is taken by what a user may not see: a number of a household, the name of another officer's view."""

import json
import re

import frappe
import requests
from frappe.utils import get_url, today

from fanpin_app.tests.fuzz.answers import compared
from fanpin_app.tests.http.test_rest import make_token
from fanpin_app.tests.http.test_withheld import VIEWS
from fanpin_app.tests.support.builders import (
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_asset,
	make_household,
	make_officer,
	make_visit,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

# Views that are called what their maker types → the field.
TYPED_NAMES = {
	"Custom HTML Block": "name",
	"Dashboard Chart": "chart_name",
	"Kanban Board": "kanban_board_name",
	"Report": "report_name",
}
FREE = "ZQ free"
RENAME = "frappe.model.rename_doc.update_document_title"
SAVE, DELETE = "frappe.desk.reportview.save_report", "frappe.desk.reportview.delete_report"


def message_of(answer: requests.Response) -> str:
	"""What a refusal says."""
	return json.loads(json.loads(answer.json()["_server_messages"])[0])["message"]


class TakenNamesTestCase(CommittedTestCase):
	def post(self, path: str, values: dict, verb: str = "POST") -> requests.Response:
		path = path if path.startswith("/") else f"/api/method/{path}"
		return requests.request(
			verb, get_url(path), headers={"Authorization": self.token}, json=values, timeout=60
		)


class TestHouseholdNumbers(TakenNamesTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.mine = make_household(VILLAGE, members=[member(), member(relation="Son")])
		cls.numbered, cls.theirs = (
			make_household(VILLAGE_OF_OTHER_TOWN, household_no=number).name for number in (None, "ZQ-THEIRS")
		)
		cls.token = make_token(make_officer("Town Officer", TOWN))

	def test_a_number_that_the_system_may_give_is_refused_whether_it_is_taken_or_free(self):
		son = self.mine.members[1].name
		arguments = {"household": self.mine.name, "members": [son], "head": son, "reason": "分户"}
		for path, values in (
			("/api/resource/Household", {"region": VILLAGE, "drinking_water": "Safe"}),
			("fanpin_app.registry.api.split_household", arguments | {"effective_on": today()}),
		):
			answers = set()
			for number in (self.numbered, "H99999998", "h99999998", "Ｈ９９９９９９９８", self.theirs):
				answer = self.post(path, values | {"household_no": number})
				answers.add((answer.status_code, message_of(answer).replace(number, "NUMBER")))
			self.assertEqual([status for status, _text in answers], [417], answers)

	def test_a_name_that_the_desk_s_form_sends_is_not_used_as_the_number(self):
		values = {"region": VILLAGE, "drinking_water": "Safe"}
		for name in (self.theirs, "ZQ-2"):
			answer = self.post("/api/resource/Household", values | {"__newname": name})
			self.assertEqual(answer.status_code, 200)
			self.assertRegex(answer.json()["data"]["name"], r"^H\d{8}$")

	def test_another_number_may_be_typed(self):
		values = {"region": VILLAGE, "drinking_water": "Safe", "household_no": " ZQ-1 "}
		answer = self.post("/api/resource/Household", values)
		self.assertEqual((answer.status_code, answer.json()["data"]["name"]), (200, "ZQ-1"))


class TestNamesOfOtherDocuments(TakenNamesTestCase):
	@classmethod
	def make_data(cls) -> None:
		household = make_household(VILLAGE).name
		theirs = make_household(VILLAGE_OF_OTHER_TOWN).name
		cls.cases = [
			("Household Visit", {"household": household}, make_visit(theirs).name),
			(
				"Alleviation Asset",
				{"asset_no": "ZQ-ASSET", "asset_name": "茶园", "region": VILLAGE},
				make_asset(VILLAGE_OF_OTHER_TOWN).name,
			),
		]
		cls.token = make_token(make_officer("Town Officer", TOWN))

	def test_a_name_that_a_form_sends_is_neither_used_nor_compared(self):
		for doctype, values, taken in self.cases:
			answer = self.post(f"/api/resource/{doctype}", values | {"__newname": taken})
			self.assertEqual(answer.status_code, 200, answer.text[-300:])
			self.assertNotEqual(answer.json()["data"]["name"], taken)


class TestNamesThatAreNotChosen(TakenNamesTestCase):
	"""Tags are made on documents, and the settings of a user have the user's name."""

	@classmethod
	def make_data(cls) -> None:
		cls.colleague, cls.user = (make_officer("Village Cadre", VILLAGE) for _number in range(2))
		tag = frappe.get_doc(doctype="Tag", name="zq-taken").insert()
		tag.db_set("owner", cls.colleague)
		cls.token = make_token(cls.user)

	def test_a_taken_name_is_refused_like_a_free_one(self):
		for doctype, taken in (("Tag", "zq-taken"), ("Notification Settings", self.colleague)):
			names = (taken, "zq-free")
			for path, values in (
				(f"/api/resource/{doctype}", lambda name: {"name": name}),
				(f"/api/resource/{doctype}", lambda name: {"__newname": name}),
				(
					"frappe.client.insert",
					lambda name, doctype=doctype: {"doc": {"doctype": doctype, "name": name}},
				),
			):
				answers = {compared(self.post(path, values(name)), list(names)) for name in names}
				with self.subTest(doctype, path=path):
					self.assertEqual([status for status, _text in answers], [403], answers)
		self.assertFalse(frappe.db.exists("Notification Settings", "zq-free"))

	def test_own_settings_are_made(self):
		frappe.delete_doc("Notification Settings", self.user, ignore_missing=True)
		frappe.db.commit()
		answer = self.post("/api/resource/Notification Settings", {"name": self.user})
		self.assertEqual(answer.status_code, 200, answer.text)
		self.assertEqual(answer.json()["data"]["name"], self.user)


class TestNamesOfViews(TakenNamesTestCase):
	@classmethod
	def make_data(cls) -> None:
		owner = make_officer("Village Cadre", VILLAGE)
		cls.theirs = {}
		for doctype in TYPED_NAMES:
			view = frappe.get_doc(
				{"doctype": doctype, "name": f"zq-{frappe.scrub(doctype)}"} | VIEWS[doctype]
			).insert()
			view.db_set("owner", owner)
			cls.theirs[doctype] = view.name
		cls.user = make_officer("Village Cadre", VILLAGE)
		cls.token = make_token(cls.user)

	def kinds(self) -> list[str]:
		"""What officers may make by REST; this is not the same in all versions of Frappe."""
		return [
			doctype for doctype in TYPED_NAMES if frappe.has_permission(doctype, "create", user=self.user)
		]

	def make(self, doctype: str, name: str) -> str:
		answer = self.post(f"/api/resource/{doctype}", VIEWS[doctype] | {TYPED_NAMES[doctype]: name})
		self.assertEqual(answer.status_code, 200, answer.text)
		created = answer.json()["data"]["name"]
		self.assertRegex(created, rf"^{re.escape(name)} \w{{6}}$")
		return created

	def test_a_view_is_created_with_a_taken_name_as_with_a_free_one(self):
		self.assertIn("Kanban Board", self.kinds())
		for doctype in self.kinds():
			for name in (self.theirs[doctype], FREE):
				with self.subTest(doctype, name=name):
					self.make(doctype, name)

	def test_a_block_is_named_in_the_form_of_the_desk(self):
		values = VIEWS["Custom HTML Block"] | {"doctype": "Custom HTML Block", "__islocal": 1}
		for name in (self.theirs["Custom HTML Block"], FREE):
			block = values | {"name": "new-custom-html-block-1", "__newname": name}
			answer = self.post("frappe.client.insert", {"doc": block})
			self.assertRegex(answer.json()["message"]["name"], rf"^{re.escape(name)} \w{{6}}$", answer.text)

	def test_a_view_is_renamed_to_a_taken_name_as_to_a_free_one(self):
		"""Where Frappe lets officers rename or write their own; it does not with all kinds."""
		for doctype in self.kinds():
			answers = set()
			for name in (self.theirs[doctype], FREE):
				arguments = {"doctype": doctype, "docname": self.make(doctype, "own"), "name": name}
				merged = self.post(RENAME, arguments | {"merge": 1})
				renamed = self.post(RENAME, arguments)
				own = self.make(doctype, "own")
				written = self.post(f"/api/resource/{doctype}/{own}", {TYPED_NAMES[doctype]: name}, "PUT")
				answers.add(
					(*compared(merged, [name]), renamed.status_code, written.status_code)
					+ ((message_of(written),) if written.status_code != 200 else ())
				)
			self.assertEqual(len(answers), 1, answers)

	def test_a_report_is_saved_with_a_taken_name_as_with_a_free_one(self):
		arguments = {"doctype": "Household", "report_settings": "{}"}
		saved = []
		for name in (self.theirs["Report"], FREE):
			answer = self.post(SAVE, arguments | {"name": name})
			self.assertEqual(answer.status_code, 200, answer.text)
			saved.append(answer.json()["message"])
			self.assertRegex(saved[-1], rf"^{re.escape(name)} \w{{6}}$")
		again = self.post(SAVE, arguments | {"name": saved[0]})
		self.assertEqual(again.json()["message"], saved[0])
		for name in saved:
			self.assertEqual(self.post(DELETE, {"name": name}).status_code, 200)

	def test_deleting_another_officer_s_report_is_refused_like_deleting_a_missing_one(self):
		answers = {
			(answer.status_code, answer.text.replace(name, "NAME"))
			for name in (self.theirs["Report"], FREE)
			for answer in [self.post(DELETE, {"name": name})]
		}
		self.assertEqual([status for status, _text in answers], [403], answers)
