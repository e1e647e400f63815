"""What each shipped rule of data defects finds and what it does not. The screening date is 2026-10-31."""

import json
from datetime import date
from pathlib import Path

import frappe

from fanpin_app.early_warning.rule_queries.compiler import compile_rule
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.setup import seeds
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_VILLAGE,
	VILLAGE,
	VILLAGE_OF_OTHER_DISTRICT,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_income,
	make_measure,
	make_record,
	make_standard,
	member,
)

AS_OF = date(2026, 10, 31)
LABOURER = {"labour_capacity": "Ordinary Labour"}
NO_LABOUR = {"labour_capacity": "No Labour Capacity", "employment_status": "Not Employed"}


def hits(rule: str, prefix: str = "449913") -> dict[str, str | None]:
	"""Household → the value of the hit."""
	found = compile_rule(frappe.get_doc("Risk Rule", rule), RuleContext(prefix, AS_OF)).hits()
	return {hit.household: hit.value for hit in found}


def make_case(household, opened_on: str = "2026-10-01", **fields):
	"""A case that bypasses the procedure and its guards, as an import may."""
	return frappe.get_doc(
		{
			"doctype": "Monitoring Case",
			"household": household.name,
			"monitored_kind": "Marginal",
			"source": "Imported",
			"opened_on": opened_on,
		}
		| fields
	).insert()


def eliminated(household, measures: dict[str, str] | None = None, **fields):
	"""An eliminated case with measures (type → status)."""
	case = make_case(household, opened_on=fields.pop("opened_on", "2026-01-10"))
	for measure_type, status in (measures or {}).items():
		make_measure(case.name, measure_type, status=status)
	case.db_set({"status": "Eliminated", "closed_on": "2026-09-15"} | fields)
	return case


class TestTheRegister(TestCase):
	def found(self, rule: str, *members: dict) -> str | None:
		household = make_household(members=[*members])
		return hits(rule).get(household.name)

	def broken(self, rule: str, changes: dict, *members: dict) -> str | None:
		"""The same after a change of the first member's row that bypasses validation."""
		household = make_household(members=[*members] or None)
		frappe.db.set_value("Household Member", household.members[0].name, changes)
		return hits(rule).get(household.name)

	def test_one_head(self):
		son = member(relation="Son")
		self.assertIsNone(self.found("D01", member(), son))
		self.assertEqual(self.found("D01", son), "0")
		second = member(relation="Spouse")
		self.assertEqual(self.broken("D01", {"relation": "Household Head"}, second, member()), "2")

	def test_a_head_who_died_is_none(self):
		self.assertEqual(self.found("D01", member(status="Deceased"), member(relation="Son")), "0")

	def test_one_spouse_at_most(self):
		spouse = member(relation="Spouse")
		self.assertIsNone(self.found("D02", member(), spouse))
		self.assertEqual(self.broken("D02", {"relation": "Spouse"}, member(), member(relation="Spouse")), "2")

	def test_either_an_education_or_a_school(self):
		educated, pupil = member(education="Primary School"), member(school_status="Grade 7")
		self.assertIsNone(self.found("D03", educated, pupil | {"relation": "Son"}))
		self.assertEqual(self.found("D03", educated | {"school_status": "Grade 7"}), "1")
		self.assertEqual(self.found("D03", member(), member(relation="Son")), "2")

	def test_a_valid_id_number(self):
		self.assertIsNone(self.found("D04", member(), member(relation="Son", id_number=make_id_number())))
		self.assertEqual(self.found("D04", member(id_number=None, birth_date="1980-01-01")), "1")

	def test_an_id_number_that_bypassed_the_form_is_checked_like_one_of_the_form(self):
		right = "11010519491231002X"
		self.assertIsNone(self.broken("D04", {"id_number": right}))
		for wrong in (
			"110105194912310021",  # the check digit
			"110105194913310025",  # the month
			"110105194902300021",  # the day
			right[:17],
			"",
		):
			self.assertEqual(self.broken("D04", {"id_number": wrong}), "1", wrong)

	def test_a_person_registered_twice_is_found_by_the_distance_of_the_households(self):
		for other_village, rule in (
			(VILLAGE, "D05"),
			(OTHER_VILLAGE, "D06"),
			(VILLAGE_OF_OTHER_TOWN, "D07"),
			(VILLAGE_OF_OTHER_DISTRICT, "D20"),
		):
			number = make_id_number()
			one = make_household(VILLAGE, members=[member(id_number=number)]).name
			other = make_household(other_village, members=[member(id_number=number)]).name
			for each in ("D05", "D06", "D07", "D20"):
				found = hits(each, "4499")
				self.assertEqual((one in found, other in found), (each == rule,) * 2, (each, rule))

	def test_people_who_died_or_left_are_not_registered_twice(self):
		number = make_id_number()
		one = make_household(members=[member(id_number=number)])
		other = make_household(members=[member(id_number=number, status="Deceased"), member(relation="Son")])
		self.assertFalse({one.name, other.name} & {*hits("D05")})
		make_household(members=[member(id_number=number)], status="Moved Out")
		self.assertNotIn(one.name, hits("D05"))

	def test_place_and_months_of_work_must_agree(self):
		place = {"work_place": "深圳"}
		self.assertIsNone(self.found("D08", member()))
		self.assertIsNone(self.found("D08", member(**place, months_worked=8)))
		self.assertEqual(self.found("D08", member(**place)), "1")
		self.assertEqual(self.found("D08", member(months_worked=8)), "1")

	def test_the_flag_of_no_labour_agrees_with_the_members(self):
		able, unable = make_household(), make_household(members=[member(**NO_LABOUR)])
		self.assertFalse({able.name, unable.name} & {*hits("D13")})
		for household in (able, unable):
			household.db_set("no_labour", int(not household.no_labour))
		self.assertEqual(hits("D13"), {able.name: "1", unable.name: "0"})

	def test_unknown_income(self):
		known, unknown = make_household(), make_household()
		make_income(known.name, wage_income=1)
		self.assertEqual(hits("D19"), {unknown.name: None})


class TestRisksOfTheCase(TestCase):
	def household(self, risk: str, *measures: str, **fields):
		"""A monitored household with an unsolved risk and planned measures."""
		household = make_household(**fields)
		case = make_case(household, risks=[{"risk": risk}])
		for measure_type in measures:
			make_measure(case.name, measure_type)
		return household

	def test_illness_needs_costs_or_a_disability_card(self):
		bare, paid, disabled, solved = (self.household("R1") for _number in range(4))
		make_record(paid, "medical_self_paid", 1, "2026-10-01")
		make_record(bare, "medical_self_paid", 9000, "2025-10-31")
		make_record(disabled, "disability_grade", "2", "2026-10-01")
		frappe.db.set_value("Case Risk", {"parent": _case_of(solved)}, "resolved", 1)
		self.assertEqual([*hits("D09")], [bare.name])

	def test_water_needs_a_measure_for_water(self):
		bare, other = self.household("R4"), self.household("R4", "临时救助")
		self.household("R4", "自来水入户"), self.household("R4", "村级供水管网改造")
		self.assertEqual({*hits("D10")}, {bare.name, other.name})

	def test_a_stopped_measure_is_none(self):
		household = self.household("R4", "自来水入户")
		frappe.db.set_value("Assistance Measure", {"household": household.name}, "status", "Stopped")
		self.assertIn(household.name, hits("D10"))

	def test_unstable_employment_needs_somebody_who_can_work(self):
		able, unable = self.household("R5"), self.household("R5", members=[member(**NO_LABOUR)])
		self.assertEqual(hits("D11"), {unable.name: "0"})
		self.assertNotEqual(able.name, unable.name)


class TestMeasures(TestCase):
	def household(self, *measures: str, **fields):
		household = make_household(**fields)
		case = make_case(household)
		for measure_type in measures:
			make_measure(case.name, measure_type)
		return household

	def test_a_household_with_labour_is_not_left_to_protection_alone(self):
		protected = self.household("最低生活保障")
		self.household("最低生活保障", "岗位推荐与就业服务")
		self.household()
		self.household("最低生活保障", members=[member(**NO_LABOUR)])
		self.assertEqual(hits("D12"), {protected.name: "1"})

	def test_a_month_after_the_inclusion_there_is_a_measure(self):
		late, helped, fresh = (make_household() for _number in range(3))
		make_case(late, "2026-08-30")
		make_measure(make_case(helped, "2026-09-30").name)
		make_case(fresh, "2026-10-01")
		self.assertEqual(hits("D16"), {late.name: "2"})

	def test_measures_of_a_case_before_do_not_count_for_the_relapse(self):
		household = make_household()
		eliminated(household, {"临时救助": "Delivered"}, opened_on="2025-01-01", closed_on="2025-12-01")
		make_case(household, "2026-09-01")
		self.assertEqual(hits("D16"), {household.name: "1"})

	def test_nobody_aged_70_holds_a_public_welfare_post(self):
		old = member(id_number=make_id_number(date(1956, 10, 31)))
		young = member(id_number=make_id_number(date(1956, 11, 1)))
		households = [self.household("乡村公益性岗位", members=[each]) for each in (old, young)]
		self.household(members=[member(id_number=make_id_number(date(1950, 1, 1)))])
		self.assertEqual(hits("D17"), {})
		frappe.db.set_value("Assistance Measure", {"measure_type": "乡村公益性岗位"}, "status", "Under Way")
		self.assertEqual(hits("D17"), {households[0].name: "1"})


class TestEliminations(TestCase):
	def setUp(self) -> None:
		super().setUp()
		make_standard(8000)

	def household(self, income: float | None = 8000, business_income: float = 0):
		household = make_household()
		if income is not None:
			make_income(household.name, wage_income=income - business_income, business_income=business_income)
		return household

	def test_by_help_needs_a_delivered_measure_and_an_income_at_the_line(self):
		delivered = {"临时救助": "Delivered"}
		for income, measures, mode, is_found in (
			(8000, delivered, "By Help", False),
			(7999, delivered, "By Help", True),
			(None, delivered, "By Help", True),
			(8000, {"临时救助": "Planned"}, "By Help", True),
			(7999, {}, "By Itself", False),
		):
			household = self.household(income)
			eliminated(household, measures, elimination_mode=mode)
			self.assertEqual(household.name in hits("D14"), is_found, (income, measures, mode))

	def test_the_line_and_the_statement_of_the_time_apply(self):
		make_standard(9000, effective_from="2026-10-01")
		household = self.household()
		eliminated(household, {"临时救助": "Delivered"}, elimination_mode="By Help")
		make_income(household.name, year=2027, wage_income=1)
		self.assertNotIn(household.name, hits("D14"))

	def test_within_two_months_it_is_suspect(self):
		quick, slow = self.household(), self.household()
		eliminated(quick, opened_on="2026-07-16")
		eliminated(slow, opened_on="2026-07-15")
		self.assertEqual(hits("D15"), {quick.name: "1"})

	def test_help_for_an_industry_requires_business_income(self):
		industry = {"土地托管与入股带动": "Delivered"}
		without, earning, unknown = self.household(), self.household(business_income=1), self.household(None)
		for household in (without, earning, unknown):
			eliminated(household, industry)
		eliminated(self.household(), {"临时救助": "Delivered"})
		self.assertEqual(hits("D18"), {without.name: "0"})

	def test_a_relapse_is_checked_and_not_the_case_before(self):
		household = self.household()
		eliminated(household, opened_on="2026-08-01")
		make_case(household, "2026-10-01")
		self.assertNotIn(household.name, hits("D15"))


class TestTheSeeds(TestCase):
	def seeds(self) -> list[dict]:
		return json.loads((Path(seeds.FOLDER) / "data_defect_rule.json").read_text(encoding="utf-8"))

	def test_each_is_inserted_in_force_with_days_an_office_and_a_text(self):
		for seed in self.seeds():
			rule = frappe.get_doc("Risk Rule", seed["name"])
			self.assertEqual((rule.kind, rule.enabled), ("Data Defect", 1), rule.name)
			self.assertTrue(
				rule.effective_from and rule.resolve_within_days and rule.resolved_by_tier, rule.name
			)
			self.assertRegex(rule.reason, r"[\u4e00-\u9fff]", rule.name)
			self.assertIsNone(rule.risk)

	def test_what_an_administrator_deleted_is_not_inserted_again(self):
		frappe.delete_doc("Risk Rule", "D02")
		self.assertEqual(seeds.plant(), 0)
		self.assertFalse(frappe.db.exists("Risk Rule", "D02"))

	def test_a_site_that_is_older_than_a_rule_gets_it_once(self):
		frappe.delete_doc("Risk Rule", "D02")
		ledger = json.loads(frappe.db.get_default(seeds.LEDGER))
		ledger.remove("Risk Rule/D02")
		frappe.db.set_default(seeds.LEDGER, json.dumps(ledger))
		self.assertEqual((seeds.plant(), seeds.plant()), (1, 0))
		self.assertEqual(frappe.db.get_value("Risk Rule", "D02", "version"), 1)


def _case_of(household) -> str:
	return frappe.db.get_value("Monitoring Case", {"household": household.name})
