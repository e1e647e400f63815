"""The shipped rules at their boundaries. The screening date is 2026-10-31 unless a test says otherwise."""

from datetime import date

import frappe

from fanpin_app.early_warning.rule_queries.compiler import Hit, compile_rule
from fanpin_app.early_warning.rules.context import RuleContext
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	VILLAGE,
	make_household,
	make_income,
	make_record,
	make_region,
	make_village_record,
	member,
)

AS_OF = date(2026, 10, 31)


class RuleTestCase(TestCase):
	def hit(self, code: str, household, as_of: date = AS_OF) -> Hit | None:
		hits = compile_rule(frappe.get_doc("Risk Rule", code), RuleContext("449913", as_of)).hits()
		return next((hit for hit in hits if hit.household == household.name), None)

	def assertHit(self, code: str, household, as_of: date = AS_OF) -> None:
		self.assertIsNotNone(self.hit(code, household, as_of), f"{code} does not fire")

	def assertNoHit(self, code: str, household, as_of: date = AS_OF) -> None:
		self.assertIsNone(self.hit(code, household, as_of), f"{code} fires")


class TestIllnessCost(RuleTestCase):
	def with_costs(self, *amounts: float, on: str = "2026-06-01", **household):
		created = make_household(**household)
		for amount in amounts:
			make_record(created, "medical_self_paid", amount, on)
		return created

	def test_5000_yuan_are_enough_for_a_formerly_poor_household_and_a_cent_less_is_not(self):
		self.assertHit("R1a", self.with_costs(5000, household_kind="Formerly Poor"))
		self.assertNoHit("R1a", self.with_costs(4999.99, household_kind="Formerly Poor"))

	def test_5000_yuan_are_enough_for_a_monitored_household(self):
		self.assertHit("R1a", self.with_costs(5000, monitored=1))
		self.assertNoHit("R1a", self.with_costs(4999.99, monitored=1))

	def test_a_general_household_needs_20000_yuan(self):
		self.assertHit("R1a", self.with_costs(20000))
		self.assertNoHit("R1a", self.with_costs(19999.99))

	def test_50000_yuan_are_red_for_anybody(self):
		self.assertHit("R1b", self.with_costs(50000))
		self.assertNoHit("R1b", self.with_costs(49999.99, household_kind="Formerly Poor"))

	def test_costs_of_all_members_add_up_to_the_cent(self):
		household = make_household(
			household_kind="Formerly Poor", members=[member(), member(relation="Spouse", sex="Female")]
		)
		make_record(household, "medical_self_paid", 2499.99, "2026-02-01")
		make_record(household, "medical_self_paid", 2500.01, "2026-03-01", member=household.members[1].name)
		self.assertEqual(self.hit("R1a", household).value, "5000")

	def test_costs_of_a_deceased_member_count_for_the_household(self):
		household = make_household(
			household_kind="Formerly Poor", members=[member(), member(relation="Spouse", status="Deceased")]
		)
		make_record(household, "medical_self_paid", 5000, "2026-02-01", member=household.members[1].name)
		self.assertHit("R1a", household)

	def test_the_window_begins_on_the_day_after_the_same_day_last_year(self):
		self.assertNoHit("R1b", self.with_costs(50000, on="2025-10-31"))
		self.assertHit("R1b", self.with_costs(50000, on="2025-11-01"))

	def test_the_window_ends_on_the_screening_date(self):
		self.assertHit("R1b", self.with_costs(50000, on="2026-10-31"))
		self.assertNoHit("R1b", self.with_costs(50000, on="2026-11-01"))

	def test_from_a_leap_day_the_window_begins_on_the_last_day_of_february(self):
		leap_day = date(2028, 2, 29)
		self.assertNoHit("R1b", self.with_costs(50000, on="2027-02-28"), leap_day)
		self.assertHit("R1b", self.with_costs(50000, on="2027-03-01"), leap_day)

	def test_what_a_later_file_has_replaced_does_not_count(self):
		household = make_household()
		make_record(household, "medical_self_paid", 50000, "2026-06-01", superseded=1)
		self.assertNoHit("R1b", household)

	def test_the_evidence_has_the_sum_the_threshold_and_the_number_of_records(self):
		hit = self.hit("R1a", self.with_costs(3000, 2500, household_kind="Formerly Poor"))
		self.assertEqual((hit.value, hit.threshold, hit.evidence[0].records), ("5500", "5000", 2))


class TestDisabilityCard(RuleTestCase):
	def with_cards(self, *cards: tuple[str, str]):
		household = make_household()
		for grade, on in cards:
			make_record(household, "disability_grade", grade, on)
		return household

	def test_a_first_card_of_grade_2_is_yellow_and_of_grade_3_blue(self):
		self.assertHit("R1c", self.with_cards(("2", "2026-03-01")))
		self.assertHit("R1d", self.with_cards(("3", "2026-03-01")))
		self.assertNoHit("R1d", self.with_cards(("2", "2026-03-01")))

	def test_a_first_card_of_a_year_ago_is_old(self):
		self.assertNoHit("R1c", self.with_cards(("1", "2025-10-31")))
		self.assertHit("R1c", self.with_cards(("1", "2025-11-01")))

	def test_a_renewed_card_is_no_first_card(self):
		self.assertNoHit("R1c", self.with_cards(("2", "2016-03-01"), ("1", "2026-03-01")))

	def test_only_the_first_card_of_the_year_counts(self):
		household = self.with_cards(("3", "2026-03-01"), ("1", "2026-04-01"))
		self.assertHit("R1d", household)
		self.assertNoHit("R1c", household)

	def test_each_member_has_a_first_card_of_their_own(self):
		household = make_household(members=[member(), member(relation="Spouse")])
		make_record(household, "disability_grade", "2", "2016-03-01")
		make_record(household, "disability_grade", "2", "2026-03-01", member=household.members[1].name)
		self.assertEqual(self.hit("R1c", household).evidence[0].member, household.members[1].name)


class TestSmallLoan(RuleTestCase):
	def with_loan(self, *days: float, **record):
		household = make_household()
		for count in days:
			make_record(household, "loan_overdue_days", count, "2026-09-30", **record)
		return household

	def rules_of(self, household) -> list[str]:
		return [code for code in ("R9a", "R9b", "R9c") if self.hit(code, household)]

	def test_each_overdue_loan_has_one_level(self):
		for days, codes in (
			(0, []),
			(1, ["R9c"]),
			(29, ["R9c"]),
			(30, ["R9b"]),
			(89, ["R9b"]),
			(90, ["R9a"]),
		):
			self.assertEqual(self.rules_of(self.with_loan(days)), codes, f"{days} days overdue")

	def test_a_loan_that_was_paid_since_is_not_overdue(self):
		household = self.with_loan(120)
		make_record(household, "loan_overdue_days", 0, "2026-10-31")
		self.assertEqual(self.rules_of(household), [])

	def test_records_after_the_screening_date_are_not_known_yet(self):
		household = self.with_loan(120)
		make_record(household, "loan_overdue_days", 0, "2026-11-01")
		self.assertEqual(self.rules_of(household), ["R9a"])

	def test_each_loan_of_a_person_counts_separately(self):
		household = self.with_loan(120, state_key="惠农e贷|50000|2026-06-01")
		make_record(household, "loan_overdue_days", 0, "2026-10-31", state_key="惠农e贷|10000|2027-06-01")
		self.assertEqual(self.rules_of(household), ["R9a"])

	def test_of_one_day_the_later_file_has_precedence(self):
		household = self.with_loan(120, batch="202609-000005", row_no=900)
		make_record(household, "loan_overdue_days", 0, "2026-09-30", batch="202610-000005", row_no=2)
		self.assertEqual(self.rules_of(household), [])

	def test_in_one_file_the_later_row_has_precedence(self):
		household = self.with_loan(0, batch="202609-000005", row_no=9)
		make_record(household, "loan_overdue_days", 45, "2026-09-30", batch="202609-000005", row_no=10)
		self.assertEqual(self.rules_of(household), ["R9b"])

	def test_the_evidence_names_the_row_of_the_loan(self):
		household = self.with_loan(45, batch="202609-000005", row_no=17)
		evidence = self.hit("R9b", household).evidence[0]
		self.assertEqual(
			(evidence.batch, evidence.row_no, evidence.record_date), ("202609-000005", 17, "2026-09-30")
		)


class TestHousing(RuleTestCase):
	def test_the_latest_grade_applies_to_the_household_whoever_was_named(self):
		household = make_household(members=[member(), member(relation="Spouse")])
		make_record(household, "housing_grade", "D", "2025-01-01")
		make_record(household, "housing_grade", "C", "2026-01-01", member=household.members[1].name)
		self.assertNoHit("R3a", household)
		self.assertHit("R3b", household)


class TestWater(RuleTestCase):
	def test_the_village_s_latest_report_applies_to_its_households(self):
		household = make_household()
		make_village_record(VILLAGE, "village_water", "Safe", "2026-01-01")
		self.assertNoHit("R4a", household)
		make_village_record(VILLAGE, "village_water", "Unsafe", "2026-02-01")
		self.assertHit("R4a", household)

	def test_a_report_about_the_village_applies_to_its_grids(self):
		grid = make_region(f"{VILLAGE}001")
		household = make_household(grid)
		make_village_record(VILLAGE, "village_water", "Unsafe", "2026-02-01")
		self.assertHit("R4a", household)
		alone = compile_rule(frappe.get_doc("Risk Rule", "R4a"), RuleContext(grid, AS_OF)).hits()
		self.assertEqual([hit.household for hit in alone], [household.name])

	def test_a_household_that_is_marked_unsafe_needs_no_report(self):
		self.assertHit("R4a", make_household(drinking_water="Unsafe"))


class TestEmployment(RuleTestCase):
	def with_unemployment(self, on: str, *others: dict):
		household = make_household(members=[member(), *others])
		make_record(household, "unemployment", 1, on)
		return household

	def test_people_registered_as_unemployed_in_the_last_three_months_do_not_work(self):
		self.assertHit("R5a", self.with_unemployment("2026-08-01"))
		self.assertNoHit("R5a", self.with_unemployment("2026-07-31"))

	def test_another_living_member_who_works_makes_it_blue(self):
		household = self.with_unemployment(
			"2026-09-01", member(relation="Spouse", employment_status="Self-employed")
		)
		self.assertHit("R5b", household)
		self.assertNoHit("R5a", household)

	def test_months_worked_this_year_count_as_work(self):
		worker = member(relation="Spouse", employment_status="", months_worked=1)
		self.assertHit("R5b", self.with_unemployment("2026-09-01", worker))

	def test_a_deceased_member_works_no_longer(self):
		self.assertHit(
			"R5a", self.with_unemployment("2026-09-01", member(relation="Spouse", status="Deceased"))
		)


class TestBusiness(RuleTestCase):
	def with_business(self, income: float, expense: float, income_before: float | None = None, **before):
		household = make_household()
		make_income(household.name, 2026, business_income=income, business_expense=expense)
		if income_before is not None:
			make_income(household.name, 2025, business_income=income_before, **before)
		return household

	def test_income_below_expense_is_a_loss(self):
		self.assertHit("R6a", self.with_business(999.99, 1000))
		self.assertNoHit("R6a", self.with_business(1000, 1000))

	def test_a_fall_of_30_per_cent_is_enough(self):
		self.assertHit("R6b", self.with_business(7000, 0, 10000))
		self.assertNoHit("R6b", self.with_business(7000.01, 0, 10000))

	def test_a_fall_into_loss_is_a_loss_and_nothing_else(self):
		household = self.with_business(0, 500, 10000)
		self.assertHit("R6a", household)
		self.assertNoHit("R6b", household)

	def test_a_year_without_profit_is_followed_by_no_fall(self):
		self.assertNoHit("R6b", self.with_business(0, 0, 100, business_expense=100))

	def test_a_household_without_a_statement_has_no_hit(self):
		household = make_household()
		self.assertNoHit("R6a", household)
		self.assertNoHit("R6b", household)

	def test_the_statement_of_a_coming_year_is_not_known_yet(self):
		household = self.with_business(1000, 0)
		make_income(household.name, 2027, business_expense=5000)
		self.assertNoHit("R6a", household)

	def test_a_statement_of_two_years_ago_is_not_the_year_before(self):
		household = make_household()
		make_income(household.name, 2026, business_income=100)
		make_income(household.name, 2024, business_income=10000)
		self.assertNoHit("R6b", household)


class TestPolicyGap(RuleTestCase):
	def with_pupil(self, born: str, schooling: str = "Dropped Out", **child):
		household = make_household(
			members=[member(), member(relation="Son", id_number=None, birth_date=born, **child)]
		)
		make_record(household, "schooling", schooling, "2026-10-01", member=household.members[1].name)
		return household

	def test_compulsory_schooling_lasts_from_the_6th_birthday_to_the_day_before_the_16th(self):
		self.assertHit("R7a", self.with_pupil("2020-10-31"))
		self.assertNoHit("R7a", self.with_pupil("2020-11-01"))
		self.assertHit("R7a", self.with_pupil("2010-11-01"))
		self.assertNoHit("R7a", self.with_pupil("2010-10-31"))

	def test_a_pupil_who_is_back_at_school_is_no_dropout(self):
		household = self.with_pupil("2014-01-01")
		make_record(household, "schooling", "In School", "2026-10-20", member=household.members[1].name)
		self.assertNoHit("R7a", household)

	def test_the_age_and_the_dropout_are_of_the_same_child(self):
		household = self.with_pupil("2005-01-01")
		household.append("members", member(relation="Daughter", id_number=None, birth_date="2014-01-01"))
		household.save()
		self.assertNoHit("R7a", household)

	def test_a_child_that_moved_out_is_ignored(self):
		self.assertNoHit("R7a", self.with_pupil("2014-01-01", status="Moved Out"))

	def test_only_a_recorded_no_is_without_insurance(self):
		self.assertHit("R7b", make_household(members=[member(medical_insurance="No")]))
		self.assertNoHit("R7b", make_household(members=[member(medical_insurance="")]))
		self.assertNoHit(
			"R7b",
			make_household(
				members=[member(), member(relation="Son", medical_insurance="No", status="Deceased")]
			),
		)

	def test_the_evidence_counts_the_members_without_insurance(self):
		household = make_household(
			members=[member(medical_insurance="No"), member(relation="Son", medical_insurance="No")]
		)
		self.assertEqual(self.hit("R7b", household).value, "2")


class TestFallback(RuleTestCase):
	def without_labour(self, *others: dict, **household):
		return make_household(members=[member(labour_capacity="Lost Labour Capacity"), *others], **household)

	def test_no_labour_and_no_welfare_is_a_gap(self):
		self.assertHit("R7c", self.without_labour())

	def test_weak_labour_counts_as_labour(self):
		self.assertNoHit(
			"R7c", self.without_labour(member(relation="Son", labour_capacity="Weak or Half Labour"))
		)

	def test_an_adult_of_unknown_labour_capacity_prevents_a_hit(self):
		self.assertNoHit("R7c", self.without_labour(member(relation="Son", labour_capacity="")))

	def test_a_child_under_16_is_no_labour(self):
		def son(born: str) -> dict:
			return member(relation="Son", id_number=None, labour_capacity="", birth_date=born)

		self.assertHit("R7c", self.without_labour(son("2010-11-01")))
		self.assertNoHit("R7c", self.without_labour(son("2010-10-31")))

	def test_either_kind_of_welfare_is_fallback(self):
		self.assertNoHit("R7c", self.without_labour(subsistence_allowance=1))
		self.assertNoHit("R7c", self.without_labour(extreme_poverty_support=1))

	def test_records_of_civil_affairs_have_precedence_on_welfare(self):
		stopped = self.without_labour(subsistence_allowance=1)
		make_record(stopped, "subsistence_allowance", "Off", "2026-09-01")
		self.assertHit("R7c", stopped)
		make_record(stopped, "subsistence_allowance", "On", "2026-10-01")
		self.assertNoHit("R7c", stopped)
		fresh = self.without_labour()
		make_record(fresh, "extreme_poverty_support", "On", "2026-09-01")
		self.assertNoHit("R7c", fresh)


class TestEvaluatedHouseholds(RuleTestCase):
	def test_a_household_without_a_living_member_raises_nothing(self):
		household = make_household(members=[member(status="Deceased")], drinking_water="Unsafe")
		make_record(household, "medical_self_paid", 60000, "2026-06-01")
		self.assertNoHit("R1b", household)
		self.assertNoHit("R4a", household)

	def test_a_household_that_moved_away_raises_nothing(self):
		self.assertNoHit("R4a", make_household(drinking_water="Unsafe", status="Moved Out"))

	def test_a_household_of_another_region_is_ignored(self):
		household = make_household(drinking_water="Unsafe")
		hits = compile_rule(frappe.get_doc("Risk Rule", "R4a"), RuleContext("449914", AS_OF)).hits()
		self.assertNotIn(household.name, [hit.household for hit in hits])
