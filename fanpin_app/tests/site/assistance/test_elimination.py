import frappe
from frappe.desk.form.load import getdoc
from frappe.utils import add_days, add_months, getdate, today

from fanpin_app.assistance.elimination import guards, watch
from fanpin_app.early_warning.alerts.from_visits import get_next_visit
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user, resolve_risks
from fanpin_app.verification import stages


class EliminationTestCase(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.get_doc("Statutory Clock").update({"watch_months": 6}).save()
		self.household = builders.make_household().name
		builders.make_income(self.household, getdate(today()).year, wage_income=8000)
		self.alert = builders.make_alert(self.household).name
		self.case = self.offices.include(self.household, alert=self.alert)

	def eliminate(self) -> None:
		resolve_risks(self.case)
		self.offices.determine(self.offices.start_elimination(self.case), elimination_mode="By Itself")

	def watched_until(self):
		return frappe.db.get_value("Household", self.household, "watched_until")


class TestTheSheet(EliminationTestCase):
	def sheet(self, user: str, check: str) -> list[dict]:
		frappe.local.response = frappe._dict(docs=[])
		with as_user(user):
			getdoc("Risk Check", check)
		return frappe.local.response.docs[0].get("__onload", {}).get("elimination_sheet", [])

	def lines(self) -> dict[str, dict]:
		check = self.offices.start(self.household, purpose="Elimination")
		return {line["title"]: line for line in self.sheet(self.offices.village, check.name)}

	def test_has_a_line_for_each_guard_and_each_risk(self):
		risk = frappe.db.get_value("Risk Type", "R1", "risk_name")
		self.assertEqual(
			list(self.lines()),
			[
				"Months since Inclusion",
				"Income",
				"Labour Capacity",
				"Drinking Water",
				"Medical Insurance",
				f"Risk: {risk}",
			],
		)

	def test_says_what_a_guard_is_based_on_and_whether_it_is_met(self):
		income = self.lines()["Income"]
		self.assertEqual((income["source"], income["is_met"]), ("Computed", True))
		self.assertIn("8,000.00", income["evidence"])

	def test_says_who_reported_a_risk_and_how_it_was_solved(self):
		for source, said_by in (
			("Rule", "Agency's File"),
			("Visit", "Visit"),
			("Application", "Household"),
			("Officer", "Officer"),
		):
			frappe.db.set_value("Risk Alert", self.alert, "source", source)
			[risk] = guards._risks(frappe.get_doc("Monitoring Case", self.case))
			self.assertEqual(risk.source, said_by)
			self.assertTrue(risk.objection)
		resolve_risks(self.case)
		[risk] = guards._risks(frappe.get_doc("Monitoring Case", self.case))
		self.assertEqual(risk.objection, "")
		self.assertIn("已落实救助", risk.evidence)

	def test_lists_an_open_alert_that_is_not_in_the_case(self):
		frappe.db.delete("Case Risk", {"parent": self.case})
		[risk] = guards._risks(frappe.get_doc("Monitoring Case", self.case))
		self.assertTrue(risk.objection)

	def test_is_not_sent_to_another_village_nor_with_a_check_for_inclusion(self):
		check = self.offices.start(self.household, purpose="Elimination")
		with self.assertRaises(frappe.PermissionError):
			self.sheet(self.offices.stranger, check.name)
		inclusion = self.offices.start(builders.make_household().name)
		self.assertEqual(self.sheet(self.offices.village, inclusion.name), [])


class TestWatch(EliminationTestCase):
	def test_lasts_the_months_that_an_administrator_set(self):
		clock = frappe.get_doc("Statutory Clock")
		for months, until in ((6, getdate(add_months(today(), 6))), (0, None)):
			clock.update({"watch_months": months}).save()
			self.assertEqual(watch.last_day(today()), until)

	def test_begins_with_the_elimination_and_ends_with_a_new_case(self):
		self.eliminate()
		self.assertEqual(self.watched_until(), watch.last_day(today()))
		alert = builders.make_alert(self.household, risk="R9").name
		check = self.offices.to_district(frappe.get_doc("Risk Check", {"alert": alert}))
		self.offices.determine(check, determined_kind="Marginal", district_opinion="返贫")
		self.assertIsNone(self.watched_until())

	def test_visits_are_planned_by_its_own_interval(self):
		frappe.get_doc("Visit Plan").update({"watch_interval_days": 14, "interval_days": 90}).save()
		self.eliminate()
		frappe.db.set_value("Household", self.household, "last_visit", today())
		with as_user(self.offices.village):
			self.assertEqual(get_next_visit(self.household), getdate(add_days(today(), 14)))
		frappe.db.set_value("Household", self.household, "watched_until", add_days(today(), -1))
		with as_user(self.offices.village):
			self.assertEqual(get_next_visit(self.household), getdate(add_days(today(), 90)))


class TestRelapse(EliminationTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.eliminate()

	def checks(self) -> list[str]:
		return frappe.get_all(
			"Risk Check", {"household": self.household, "relapse_of": self.case}, pluck="name"
		)

	def test_a_finding_of_a_visit_opens_a_check_linked_to_the_old_case(self):
		with as_user(self.offices.village):
			builders.make_visit(
				self.household, findings=[{"risk": "R9", "level": "Yellow", "description": "贷款逾期"}]
			)
		[check] = [frappe.get_doc("Risk Check", name) for name in self.checks()]
		self.assertEqual((check.purpose, check.stage), ("Inclusion", stages.VILLAGE))
		self.assertEqual(frappe.db.get_value("Risk Alert", check.alert, "status"), "Under Check")

	def test_its_approval_opens_a_new_case_that_is_marked_and_linked(self):
		builders.make_alert(self.household, risk="R9")
		check = self.offices.to_district(frappe.get_doc("Risk Check", self.checks()[0]))
		self.offices.determine(check, determined_kind="Marginal", district_opinion="返贫")
		case = frappe.get_doc("Monitoring Case", {"inclusion_check": check.name})
		self.assertEqual((case.previous_case, case.is_relapse), (self.case, 1))

	def test_a_second_finding_opens_no_second_check(self):
		builders.make_alert(self.household, risk="R9")
		builders.make_alert(self.household, risk="R1")
		self.assertEqual(len(self.checks()), 1)

	def test_alerts_of_a_screening_open_one_too(self):
		frappe.db.set_value("Household", self.household, "watched_until", None)
		alerts = [builders.make_alert(self.household, risk=risk).name for risk in ("R9", "R1")]
		frappe.db.set_value("Household", self.household, "watched_until", today())
		self.assertEqual(watch.open_relapses(alerts), self.checks())
		self.assertEqual(len(self.checks()), 1)

	def test_a_finding_after_the_watch_is_an_alert_like_any_other(self):
		frappe.db.set_value("Household", self.household, "watched_until", add_days(today(), -1))
		alert = builders.make_alert(self.household, risk="R9")
		self.assertEqual((self.checks(), alert.status), ([], "Open"))

	def test_a_household_that_was_never_monitored_has_none(self):
		alert = builders.make_alert(builders.make_household().name, risk="R9")
		self.assertFalse(frappe.db.exists("Risk Check", {"alert": alert.name}))
