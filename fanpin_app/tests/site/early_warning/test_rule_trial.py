"""Trials of a rule on real data before it is in force. The day is 2026-10-31 unless a test says otherwise."""

import io

import frappe
from frappe.translate import print_language
from frappe.utils import getdate
from openpyxl import load_workbook

from fanpin_app.early_warning.rule_desk import preview, what_if
from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.early_warning.rules.errors import InvalidRuleError
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_TOWN,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_DISTRICT,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_income,
	make_officer,
	make_record,
	make_region,
	make_standard,
	member,
	rule,
)

AS_OF = "2026-10-31"
WRITTEN_BY_SCREENING = (
	"Risk Rule",
	"Rule Condition",
	"Rule Change",
	"Risk Finding",
	"Risk Alert",
	"Screening Run",
)


def costly(threshold: str = "5000", **fields) -> dict:
	"""A rule on costs of illness, as sent by the form."""
	condition = {
		"indicator": "medical_self_paid",
		"aggregation": "Sum",
		"window_months": 12,
		"operator": ">=",
		"value": threshold,
	}
	values = {"reason": "自付{value}元，达到{threshold}元", "rule_name": "医疗自付", "steps_up": 1} | fields
	return rule(condition, **values).as_dict(no_default_fields=True)


def checksums() -> tuple:
	return frappe.db.sql(f"checksum table {', '.join(f'`tab{name}`' for name in WRITTEN_BY_SCREENING)}")


class TrialTestCase(TestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		make_region(VILLAGE)
		make_region(VILLAGE_OF_OTHER_TOWN)
		cls.administrator = make_officer("Monitoring Administrator", DISTRICT)
		cls.of_town = make_officer("Monitoring Administrator", TOWN)
		cls.village_officer = make_officer("Village Cadre", VILLAGE)

	def setUp(self) -> None:
		super().setUp()
		frappe.db.savepoint("before_test")
		self.ours = self.with_costs(6000, VILLAGE)
		self.costly_household = self.with_costs(60000, VILLAGE)
		self.far = self.with_costs(8000, VILLAGE_OF_OTHER_TOWN)
		frappe.set_user(self.administrator)

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point="before_test")
		frappe.db.after_rollback.run()

	def with_costs(self, yuan: float, village: str):
		household = make_household(village, members=[member(member_name="林小明")])
		make_record(household, "medical_self_paid", yuan, "2026-06-01")
		return household


class TestPreview(TrialTestCase):
	def test_it_counts_the_hits_by_town(self):
		found = preview.preview(costly(), AS_OF)
		self.assertEqual(found["hits"], 3)
		self.assertEqual(
			[(town["town"], town["hits"]) for town in found["towns"]], [(TOWN[:9], 2), (OTHER_TOWN[:9], 1)]
		)

	def test_examples_give_the_reason_and_the_evidence_in_the_user_s_language_and_hide_names(self):
		with print_language("zh"):
			found = preview.preview(costly("50000"), AS_OF)
		(example,) = found["examples"]
		self.assertEqual((example["name"], example["title"]), (self.costly_household.name, "林**"))
		self.assertEqual(example["reason"], "自付60000元，达到50000元")
		self.assertEqual(example["evidence"][0]["what"], "医保自付费用 (合计, 近 12 个月)")

	def test_there_are_ten_examples_at_most(self):
		frappe.set_user("Administrator")
		for _number in range(12):
			self.with_costs(9000, VILLAGE)
		found = preview.preview(costly(), AS_OF, TOWN)
		self.assertEqual((found["hits"], len(found["examples"])), (14, 10))

	def test_a_region_narrows_it(self):
		self.assertEqual(preview.preview(costly(), AS_OF, TOWN)["hits"], 2)

	def test_an_officer_sees_the_own_regions_only(self):
		frappe.set_user(self.of_town)
		self.assertEqual(preview.preview(costly(), AS_OF)["hits"], 2)
		self.assertEqual(preview.preview(costly(), AS_OF, DISTRICT)["hits"], 2)
		self.assertRaises(frappe.PermissionError, preview.preview, costly(), AS_OF, OTHER_TOWN)

	def test_who_may_not_write_rules_is_refused(self):
		frappe.set_user(self.village_officer)
		self.assertRaises(frappe.PermissionError, preview.preview, costly(), AS_OF)

	def test_nothing_is_written(self):
		before = checksums()
		preview.preview(costly(), AS_OF)
		self.assertEqual(checksums(), before)

	def test_a_rule_that_cannot_be_compiled_is_refused(self):
		self.assertRaises(InvalidRuleError, preview.preview, costly("many"), AS_OF)


class TestOtherRegistrations(TrialTestCase):
	"""An administrator who types a number into an own household cannot learn by a trial whether it is registered
	elsewhere."""

	def test_a_trial_finds_the_other_household_only_where_its_author_sees_it(self):
		frappe.set_user("Administrator")
		of_city = make_officer("Monitoring Administrator", CITY)
		for place, village, seen_by in (
			("Same Village", VILLAGE, (self.of_town, self.administrator, of_city)),
			("Same Town", OTHER_VILLAGE, (self.of_town, self.administrator, of_city)),
			("Elsewhere", VILLAGE_OF_OTHER_TOWN, (self.administrator, of_city)),
			("Other District", VILLAGE_OF_OTHER_DISTRICT, (of_city,)),
		):
			frappe.set_user("Administrator")
			number = make_id_number()
			home, _other = [
				make_household(region, members=[member(id_number=number)]).name
				for region in (VILLAGE, village)
			]
			for user in (self.of_town, self.administrator, of_city):
				for test in (place_is(place), place_is("No", "!=", "City")):
					with self.subTest(place, user=user, test=test["conditions"][0]["operator"]):
						self.assertEqual(home in self.tried(user, test), user in seen_by)

	def tried(self, user: str, values: dict) -> set[str]:
		frappe.set_user(user)
		found = preview.preview(values, AS_OF, VILLAGE)
		compared = what_if.compare(values | {"conditions": [never()]}, values, AS_OF, VILLAGE)
		self.assertEqual(compared["after"], found["hits"])
		names = {row["name"] for row in found["examples"]}
		self.assertEqual(names, {row["name"] for row in compared["changes"]})
		return names

	def test_no_rule_names_a_region_outside_the_scope_of_its_readers(self):
		frappe.set_user("Administrator")
		for tier, kept in (("Village", 1), ("Town", 2), ("District", 3), ("City", 4)):
			for number, place in enumerate(PLACES_FOUND, start=1):
				created = frappe.get_doc(place_is(place, tier=tier) | {"doctype": "Risk Rule"})
				with self.subTest(tier, place=place):
					if number <= kept:
						created.insert()
					else:
						self.assertRaisesRegex(InvalidRuleError, "higher offices", created.insert)

	def test_a_rule_that_warns_is_read_in_villages(self):
		frappe.set_user("Administrator")
		values = place_is("Same Town") | {"doctype": "Risk Rule", "kind": "Risk"}
		self.assertRaises(InvalidRuleError, frappe.get_doc(values).insert)

	def test_an_older_rule_finds_only_what_its_readers_see(self):
		frappe.set_user("Administrator")
		number = make_id_number()
		home, _other = [
			make_household(village, members=[member(id_number=number)]).name
			for village in (VILLAGE, VILLAGE_OF_OTHER_DISTRICT)
		]
		for tier in ("Village", "Town", "District", "City"):
			created = frappe.get_doc(place_is("No", "!=", tier) | {"doctype": "Risk Rule"})
			hits = compile_rule(created, RuleContext("4499", getdate(AS_OF))).hits()
			self.assertEqual(home in {hit.household for hit in hits}, tier == "City", tier)


PLACES_FOUND = ("Same Village", "Same Town", "Elsewhere", "Other District")


def place_is(place: str, operator: str = "=", tier: str | None = None) -> dict:
	"""A rule of data defects about where else a number is registered, as sent by the form."""
	condition = {"source": "Member", "field": "registered_again", "aggregation": "Any"}
	tiers = dict(zip(PLACES_FOUND, ("Village", "Town", "District", "City"), strict=True))
	fields = {"kind": "Data Defect", "resolved_by_tier": tier or tiers[place], "reason": "重复登记"}
	return rule(condition | {"operator": operator, "value": place}, **fields).as_dict(no_default_fields=True)


def never() -> dict:
	return {"group": 1, "source": "Household", "field": "living_people", "operator": ">", "value": "999"}


class TestMalformedRules(TrialTestCase):
	def test_each_is_refused_with_a_sentence(self):
		for malformed in (
			"{",
			"x",
			"[]",
			"null",
			{"conditions": {}},
			costly() | {"level": "Pink"},
			costly() | {"subject": "User"},
			costly() | {"kind": "x"},
			costly() | {"conditions": [{"source": "x", "field": "x"}]},
			costly() | {"conditions": [[], {"group": "x"}]},
		):
			for call, arguments in (
				(preview.preview, (malformed, AS_OF)),
				(what_if.compare, (costly(), malformed, AS_OF)),
				(what_if.compare, (malformed, costly(), AS_OF)),
				(what_if.download, (costly(), malformed, AS_OF)),
			):
				with self.subTest(call=call.__name__, malformed=malformed):
					self.assertRaises(frappe.ValidationError, call, *arguments)


class TestWhatIf(TrialTestCase):
	def outcomes(self, **options) -> dict:
		return what_if.compare(costly(), costly() | options.pop("tried", {}), AS_OF, **options)

	def test_a_higher_threshold_removes_households(self):
		found = what_if.compare(costly(), costly("7000"), AS_OF)
		self.assertEqual((found["before"], found["after"]), (3, 2))
		self.assertEqual(
			found["outcomes"], {"Comes In": 0, "Goes Out": 1, "Level Rises": 0, "Level Falls": 0}
		)
		self.assertEqual([row["name"] for row in found["changes"]], [self.ours.name])

	def test_a_lower_threshold_adds_households_by_town(self):
		found = what_if.compare(costly("50000"), costly("5000"), AS_OF)
		self.assertEqual(
			{town["town"]: town["Comes In"] for town in found["towns"]}, {TOWN[:9]: 1, OTHER_TOWN[:9]: 1}
		)

	def test_another_level_changes_the_level_and_not_who_is_hit(self):
		found = self.outcomes(tried={"level": "Blue"})
		self.assertEqual((found["before"], found["after"], found["outcomes"]["Level Falls"]), (3, 3, 3))

	def test_another_income_line_changes_whose_level_steps_up(self):
		frappe.set_user("Administrator")
		make_standard(8000)
		make_income(self.ours.name, wage_income=9000)
		frappe.set_user(self.administrator)
		self.assertEqual(self.outcomes(income_line=8500)["outcomes"]["Level Rises"], 0)
		raised = self.outcomes(income_line=9500)
		self.assertEqual([row["name"] for row in raised["changes"]], [self.ours.name])
		self.assertEqual(raised["outcomes"]["Level Rises"], 1)

	def test_another_income_line_changes_the_hits_of_a_rule_on_the_line(self):
		frappe.set_user("Administrator")
		make_standard(8000)
		make_income(self.ours.name, wage_income=9000)
		poor = {
			"source": "Household",
			"field": "income_per_head",
			"operator": "<",
			"value_source": "Income Line",
		}
		values = rule(poor).as_dict(no_default_fields=True)
		found = what_if.compare(values, values, AS_OF, income_line="9500")
		self.assertEqual((found["before"], found["after"]), (0, 1))

	def test_the_workbook_lists_every_change_and_its_export_is_logged(self):
		what_if.download(costly(), costly("7000"), AS_OF)
		workbook = load_workbook(io.BytesIO(frappe.response["filecontent"]))
		listed = list(workbook.worksheets[1].iter_rows(values_only=True))
		self.assertEqual([row[0] for row in listed[1:]], [self.ours.name])
		self.assertTrue(frappe.db.exists("Access Log", {"user": self.administrator, "method": "what_if"}))

	def test_nothing_is_written(self):
		before = checksums()
		what_if.compare(costly(), costly("7000"), AS_OF, income_line=9000)
		self.assertEqual(checksums(), before)

	def test_an_officer_sees_the_own_regions_only(self):
		frappe.set_user(self.of_town)
		self.assertEqual(what_if.compare(costly(), costly(), AS_OF)["before"], 2)

	def test_who_may_not_write_rules_is_refused(self):
		frappe.set_user(self.village_officer)
		self.assertRaises(frappe.PermissionError, what_if.compare, costly(), costly(), AS_OF)
		self.assertRaises(frappe.PermissionError, what_if.download, costly(), costly(), AS_OF)
