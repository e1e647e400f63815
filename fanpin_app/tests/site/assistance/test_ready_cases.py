"""The list of cases that may be eliminated is that of the guards, asked case by case."""

import itertools

import frappe
from frappe.utils import add_days, add_months, getdate, today

from fanpin_app.assistance.elimination.guards import elimination_objections
from fanpin_app.assistance.elimination.ready_cases import ReadyCases
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user, seven_months_ago

YEAR = getdate(today()).year
AGENCY = "zq bank"
READY = {"people": 1, "no_labour": 0, "drinking_water": "Safe"}
# One difference each from a household that is ready.
HOUSEHOLDS = (
	{},
	{"people": 3},
	{"people": 0},
	{"no_labour": 1},
	{"drinking_water": "Unsafe"},
	{"drinking_water": None},
	{"region": builders.OTHER_VILLAGE},
)
INCOMES = (
	{YEAR: 8000},
	{YEAR: 7999.99},
	{},
	{YEAR + 1: 9000},
	{YEAR - 3: 24000},
	{YEAR - 1: 9000, YEAR: 100},
)
MEMBERS = (
	{},
	{"medical_insurance": "No"},
	{"medical_insurance": "No", "status": "Deceased"},
	{"medical_insurance": None},
)
# The rows of the case (resolved, with its alert) and the status of an alert.
RISKS = (
	((), None),
	(((1, True),), "Confirmed"),
	(((0, True),), "Ended"),
	(((1, False),), "Confirmed"),
	(((1, True), (0, True)), "Confirmed"),
	((), "Open"),
	((), "Dismissed"),
)
GREEN_LANE = {"green_lane": "Disaster", "votes_present": 9, "votes_for": 8, "votes_against": 1}
NOTICE = {"notice_from": add_days(today(), -20), "notice_to": add_days(today(), -15)}
CHECKS = (
	None,
	{},
	GREEN_LANE | NOTICE,
	GREEN_LANE,
	GREEN_LANE | NOTICE | {"votes_present": 0},
	GREEN_LANE | NOTICE | {"votes_for": 9},
	GREEN_LANE | NOTICE | {"notice_to": add_days(today(), -16)},
	GREEN_LANE | NOTICE | {"notice_to": None},
	{"green_lane": "Disaster"},
)


class ReadyTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value("Sector Agency", {"needs_authorization": 1}, "needs_authorization", 0)

	def ready(self, prefix: str = builders.DISTRICT[:6]) -> set[str]:
		cases = ReadyCases(today())
		in_region = cases.case.region.like(f"{prefix}%")
		return set(cases.query.select(cases.case.name).where(in_region).run(pluck=True))

	def compose(
		self, household=None, income=None, opened_on=None, member=None, risks=((), None), check=None
	) -> str:
		"""An open case with these values, written as they are; by default one that is ready. Returns its name."""
		doc = builders.make_household()
		frappe.db.set_value("Household", doc.name, READY | (household or {}))
		frappe.db.set_value("Household Member", doc.members[0].name, member or {"medical_insurance": "Yes"})
		for year, amount in ({YEAR: 9000} if income is None else income).items():
			builders.make_income(doc.name, year, wage_income=amount)
		rows, status = risks
		alert = builders.make_alert(doc.name).name if status else None
		if status:
			frappe.db.set_value("Risk Alert", alert, "status", status)
		case = frappe.new_doc("Monitoring Case")
		case.update(
			{
				"name": frappe.generate_hash(length=10),
				"household": doc.name,
				"region": frappe.db.get_value("Household", doc.name, "region"),
				"status": "Open",
				"monitored_kind": "Marginal",
				"opened_on": opened_on or seven_months_ago(),
				"inclusion_check": self.check(doc.name, check),
			}
		)
		case.db_insert()
		for idx, (resolved, with_alert) in enumerate(rows):
			row = case.append("risks", {"risk": "R1", "resolved": resolved, "resolution": "已落实"})
			row.update(
				{"alert": alert if with_alert else None, "idx": idx, "name": frappe.generate_hash(length=10)}
			)
			row.db_insert()
		return case.name

	def check(self, household: str, fields: dict | None) -> str | None:
		if fields is None:
			return None
		check = frappe.new_doc("Risk Check")
		check.update(
			{"name": frappe.generate_hash(length=10), "household": household, "purpose": "Inclusion"}
		)
		check.update({"stage": "Approved", "started_on": add_months(today(), -7)} | fields)
		check.db_insert()
		return check.name

	def allowed(self, cases: list[str]) -> set[str]:
		"""Those of the cases to which no guard objects, asked one by one."""
		return {
			case
			for case in cases
			if not elimination_objections(frappe.get_doc("Monitoring Case", case), today())
		}

	def assert_equal(self, cases: list[str]) -> None:
		ready = self.ready()
		self.assertEqual(ready & {*cases}, self.allowed(cases))


class TestTheListIsThatOfTheGuards(ReadyTestCase):
	def test_for_every_difference_alone_and_with_unsolved_risks(self):
		cases = [
			self.compose(**{part: value}, **more)
			for part, values in {
				"household": HOUSEHOLDS,
				"income": INCOMES,
				"member": MEMBERS,
				"risks": RISKS,
				"check": CHECKS,
			}.items()
			for value in values
			for more in ({}, {"opened_on": today()})
		]
		self.assert_equal(cases)
		allowed = self.allowed(cases)
		# Neither side is empty, so the comparison says something.
		self.assertGreater(len(allowed), 10)
		self.assertGreater(len(cases) - len(allowed), 10)

	def test_on_the_days_around_the_first_review(self):
		"""Months end on different days."""
		days = [add_days(add_months(today(), -6), shift) for shift in range(-3, 4)]
		self.assert_equal([self.compose(opened_on=day) for day in days])

	def test_at_ends_of_months(self):
		case = self.compose(opened_on="2025-08-31")
		for day in ("2026-02-27", "2026-02-28", "2026-03-01"):
			cases = ReadyCases(day)
			listed = case in cases.query.select(cases.case.name).run(pluck=True)
			objections = elimination_objections(frappe.get_doc("Monitoring Case", case), day)
			self.assertEqual(listed, not objections, day)

	def test_with_lines_of_regions_and_without_any(self):
		cases = [self.compose(income={YEAR: amount}) for amount in (6000, 8000, 9000, 12000)]
		cases.append(self.compose(household={"region": builders.OTHER_VILLAGE}, income={YEAR: 9000}))
		builders.make_standard(10000, effective_from="2020-01-01")
		self.assert_equal(cases)
		frappe.db.delete("Monitoring Standard")
		self.assert_equal(cases)
		self.assertEqual(self.ready(), set())

	def test_with_agencies_that_need_an_authorization(self):
		green = GREEN_LANE | NOTICE
		cases = [self.compose(check=green) for _ in range(5)]
		frappe.get_doc(doctype="Sector Agency", agency_name=AGENCY, needs_authorization=1).insert()
		for case, days in zip(cases[1:], ((-300, -250), (-100, 100), (-400, 10), (-10, -5)), strict=True):
			household = frappe.db.get_value("Monitoring Case", case, "household")
			signed, until = (add_days(today(), shift) for shift in days)
			builders.make_authorization(household, signed_on=signed, valid_until=until)
		self.assert_equal(cases)

	def test_for_differences_in_pairs(self):
		parts = [
			*(("household", value) for value in HOUSEHOLDS[1:4]),
			*(("income", value) for value in INCOMES[1:3]),
			*(("risks", value) for value in RISKS[2:4]),
			*(("check", value) for value in CHECKS[2:4]),
		]
		pairs = [(one, two) for one, two in itertools.combinations(parts, 2) if one[0] != two[0]]
		self.assert_equal([self.compose(**dict(pair)) for pair in pairs])


class TestTheReport(ReadyTestCase):
	def rows(self, user: str, **filters) -> list[dict]:
		from frappe.desk import query_report

		with as_user(user):
			report = query_report.run("Households Ready for Elimination", filters=filters)
		return [row for row in report["result"] if isinstance(row, dict)]

	def test_lists_a_village_s_cases_with_what_speaks_for_them(self):
		case = self.compose(income={YEAR: 9000})
		self.compose(opened_on=today())
		[row] = self.rows(self.offices.village)
		self.assertEqual((row["monitoring_case"], row["income_per_head"], row["delivered"]), (case, 9000, 0))
		self.assertEqual(float(row["income_line"]), 8000)

	def test_shows_nothing_of_another_village(self):
		self.compose()
		self.assertEqual(self.rows(self.offices.stranger), [])

	def test_is_limited_to_the_asked_region(self):
		case = self.compose()
		self.compose(household={"region": builders.OTHER_VILLAGE})
		rows = self.rows(self.offices.district, region=builders.VILLAGE)
		self.assertEqual([row["monitoring_case"] for row in rows], [case])
		self.assertEqual(len(self.rows(self.offices.district)), 2)

	def test_names_the_check_that_is_under_way(self):
		self.compose()
		household = self.rows(self.offices.village)[0]["household"]
		frappe.db.set_value("Household", household, "monitored", 1)
		check = self.offices.start(household, purpose="Elimination")
		self.assertEqual(self.rows(self.offices.village)[0]["elimination_check"], check.name)
