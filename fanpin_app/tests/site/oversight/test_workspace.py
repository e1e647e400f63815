import json

import frappe
from frappe.desk.desktop import get_desktop_page, get_workspace_sidebar_items
from frappe.desk.doctype.number_card.number_card import get_result
from frappe.modules.import_file import import_file_by_path

from fanpin_app.oversight.waiting import checks_for_me
from fanpin_app.permissions.postings import AGENCY_DUTY
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_alert,
	make_household,
	make_officer,
	make_posting,
	make_user,
)
from fanpin_app.tests.support.procedure import OfficesTestCase
from fanpin_app.tests.unit.test_workspaces import PACKAGE, shipped

WORKSPACE = "Poverty Prevention"
HOMES = {
	"Helper": "Households I Help",
	"Window Clerk": "Applications at the Window",
	AGENCY_DUTY: "Files of My Agency",
}


def targets(workspace: dict) -> list[tuple[str, str]]:
	"""DocTypes and reports that a page links to."""
	rows = [row for row in workspace["links"] if row["type"] == "Link"]
	leading = [(row["link_type"], row["link_to"]) for row in rows]
	leading += [(row["type"], row["link_to"]) for row in workspace["shortcuts"]]
	return leading + [("DocType", row["document_type"]) for row in workspace["quick_lists"]]


def file_of(kind: str, name: str) -> str:
	[path] = PACKAGE.glob(f"*/{kind}/{frappe.scrub(name)}/{frappe.scrub(name)}.json")
	return str(path)


def values_of(doctype: str, field: str) -> set[str]:
	df = frappe.get_meta(doctype).get_field(field)
	return set(frappe.get_all(df.options, pluck="name") if df.fieldtype == "Link" else df.options.split("\n"))


class TestThePages(TestCase):
	def page(self, name: str = WORKSPACE) -> dict:
		return get_desktop_page(frappe.as_json({"name": name, "title": name, "public": 1}))

	def pages_of(self, user: str) -> list[str]:
		frappe.set_user(user)
		return [page["name"] for page in get_workspace_sidebar_items()["pages"]]

	def test_every_row_has_an_existing_target(self):
		for workspace in shipped("workspace"):
			leading = targets(workspace) + [
				("Number Card", row["number_card_name"]) for row in workspace["number_cards"]
			]
			self.assertEqual([target for target in leading if not frappe.db.exists(*target)], [])

	def test_a_duty_with_a_page_of_its_own_reads_everything_it_links_to(self):
		agency = frappe.get_all("Sector Agency", pluck="name")[0]
		for duty, name in HOMES.items():
			[workspace] = [each for each in shipped("workspace") if each["name"] == name]
			frappe.set_user("Administrator")
			officer = make_officer(duty, TOWN, **({"agency": agency} if duty == AGENCY_DUTY else {}))
			self.assertEqual(self.pages_of(officer), [name])
			page = self.page(name)
			links = {link["link_to"] for card in page["cards"]["items"] for link in card["links"]}
			shortcuts = {shortcut["link_to"] for shortcut in page["shortcuts"]["items"]}
			lists = {quick["document_type"] for quick in page["quick_lists"]["items"]}
			self.assertEqual(links | shortcuts | lists, {target for _kind, target in targets(workspace)})
			self.assertEqual(len(page["number_cards"]["items"]), len(workspace["number_cards"]))

	def test_a_village_officer_sees_every_card_and_no_link_to_what_officers_may_not_read(self):
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		page = self.page()
		self.assertEqual(len(page["number_cards"]["items"]), len(shipped("number_card")))
		links = {link["link_to"] for card in page["cards"]["items"] for link in card["links"]}
		self.assertIn("Risk Alert", links)
		self.assertNotIn("Workflow", links)
		self.assertNotIn("Auto Email Report", links)

	def test_a_page_is_in_a_module_with_documents_for_every_officer_of_it(self):
		# Frappe shows a page only to users who may read a DocType of its module.
		for workspace in shipped("workspace"):
			doctypes = frappe.get_all("DocType", {"module": workspace["module"], "istable": 0}, pluck="name")
			roles = {row["role"] for row in workspace["roles"]}
			readers = [
				{p.role for p in frappe.get_meta(doctype).permissions if p.read} for doctype in doctypes
			]
			self.assertTrue(any(roles <= of_doctype for of_doctype in readers), workspace["name"])

	def test_the_page_is_for_officers_only(self):
		self.assertEqual(self.pages_of(make_officer("Town Officer", TOWN)), [WORKSPACE])
		ours = {workspace["name"] for workspace in shipped("workspace")}
		frappe.set_user("Administrator")
		self.assertEqual(ours & set(self.pages_of(make_user())), set())

	def test_a_cadre_who_helps_elsewhere_starts_with_the_village_s_page(self):
		cadre = make_officer("Village Cadre", VILLAGE)
		make_posting(cadre, "Helper", TOWN)
		self.assertEqual(self.pages_of(cadre), [WORKSPACE, "Households I Help"])


class TestTheCards(OfficesTestCase):
	def number_on(self, card: str, user: str) -> int:
		frappe.set_user(user)
		doc = frappe.get_doc("Number Card", card)
		return get_result(doc.as_json(), doc.filters_json)

	def test_a_card_counts_the_reader_s_regions_only(self):
		for village in (VILLAGE, OTHER_VILLAGE):
			make_alert(make_household(village).name, level="Red")
		village_officer, town_officer = (
			make_officer("Village Cadre", VILLAGE),
			make_officer("Town Officer", TOWN),
		)
		self.assertEqual(self.number_on("Red Alerts", village_officer), 1)
		self.assertEqual(self.number_on("Red Alerts", town_officer), 2)

	def test_each_level_has_its_card(self):
		household = make_household(VILLAGE).name
		make_alert(household, risk="R1", level="Yellow")
		make_alert(household, risk="R3", level="Blue")
		cards = [f"{level} Alerts" for level in ("Red", "Yellow", "Blue")]
		numbers = [self.number_on(card, self.offices.village) for card in cards]
		self.assertEqual(numbers, [0, 1, 1])

	def test_alerts_that_ended_do_not_count(self):
		alert = make_alert(make_household(VILLAGE).name, level="Red")
		alert.db_set("status", "Dismissed")
		self.assertEqual(self.number_on("Red Alerts", self.offices.village), 0)

	def test_filters_name_values_that_exist(self):
		for card in shipped("number_card"):
			for doctype, field, operator, value, *_ in json.loads(card["filters_json"]):
				if operator == "is":
					continue
				values = {value} if isinstance(value, str) else set(value)
				self.assertLessEqual(values, values_of(doctype, field), card["name"])


class TestChecksThatWaitForMe(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.check = self.make_check(VILLAGE)
		self.make_check(OTHER_VILLAGE)

	def make_check(self, village: str):
		frappe.set_user("Administrator")
		return frappe.get_doc(
			doctype="Risk Check", household=make_household(village).name, purpose="Inclusion"
		).insert()

	def waiting_for(self, user: str) -> int:
		frappe.set_user(user)
		return checks_for_me()["value"]

	def test_a_check_waits_for_the_office_of_the_next_action(self):
		self.assertEqual(self.waiting_for(self.offices.village), 1)
		self.assertEqual(self.waiting_for(self.offices.town), 0)
		self.check.db_set("workflow_state", "Town Verification")
		self.assertEqual(self.waiting_for(self.offices.village), 0)
		self.assertEqual(self.waiting_for(self.offices.town), 1)

	def test_a_decided_check_waits_for_nobody(self):
		for state in ("Approved", "Rejected"):
			self.check.db_set("workflow_state", state)
			self.assertEqual(self.waiting_for(self.offices.village), 0)
			self.assertEqual(self.waiting_for(self.offices.district), 0)

	def test_it_follows_an_administrator_s_change_of_the_workflow(self):
		workflow = frappe.get_doc("Workflow", "Risk Check")
		for transition in workflow.transitions:
			if transition.state == "Village Review":
				transition.allowed = "Town Officer"
		workflow.save()
		self.assertEqual(self.waiting_for(self.offices.village), 0)
		self.assertEqual(self.waiting_for(self.offices.town), 2)

	def test_a_click_opens_those_checks(self):
		frappe.set_user(self.offices.village)
		card = checks_for_me()
		self.assertEqual(card["route"], ["List", "Risk Check"])
		self.assertEqual(card["route_options"], {"workflow_state": ["in", ["Village Review"]]})

	def test_a_user_who_may_not_read_checks_is_refused(self):
		frappe.set_user("Guest")
		self.assertRaises(frappe.PermissionError, checks_for_me)


class TestWhatAdministratorsMakeOfIt(TestCase):
	def test_a_changed_page_stays_when_the_app_is_updated(self):
		workspace = frappe.get_doc("Workspace", WORKSPACE)
		workspace.icon = "home"
		workspace.shortcuts = workspace.shortcuts[:1]
		workspace.save()
		import_file_by_path(file_of("workspace", WORKSPACE))
		kept = frappe.get_doc("Workspace", WORKSPACE)
		self.assertEqual((kept.icon, len(kept.shortcuts)), ("home", 1))

	def test_a_changed_card_stays_when_the_app_is_updated(self):
		frappe.get_doc("Number Card", "Red Alerts").update({"color": "#000000"}).save()
		import_file_by_path(file_of("number_card", "Red Alerts"))
		self.assertEqual(frappe.db.get_value("Number Card", "Red Alerts", "color"), "#000000")
