from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.assistance.imported import open_imported_cases
from fanpin_app.assistance.loop import get_loop
from fanpin_app.database import insert_listeners
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user, resolve_risks, seven_months_ago


class CaseTestCase(OfficesTestCase):
	"""A household at the line with one alert, and the three offices responsible for it."""

	def setUp(self):
		super().setUp()
		self.household = builders.make_household().name
		builders.make_income(self.household, getdate(today()).year, wage_income=8000)
		self.alert = builders.make_alert(self.household).name

	def include(self) -> str:
		return self.offices.include(self.household, alert=self.alert)

	def eliminate(self, case: str, mode: str = "By Itself", **fields):
		return self.offices.determine(self.offices.start_elimination(case), elimination_mode=mode, **fields)

	def solve_and_eliminate(self, case: str):
		resolve_risks(case)
		return self.eliminate(case)

	def assert_stays(self, *sentences: str, mode: str = "By Itself") -> None:
		case = frappe.db.get_value("Monitoring Case", {"household": self.household, "status": "Open"})
		with self.assertRaises(frappe.ValidationError) as refusal:
			self.eliminate(case, mode)
		for sentence in sentences:
			self.assertIn(sentence, str(refusal.exception))
		self.assertEqual(frappe.db.get_value("Monitoring Case", case, "status"), "Open")


class TestInclusion(CaseTestCase):
	def test_an_approved_check_opens_the_case_of_the_household(self):
		case = frappe.get_doc("Monitoring Case", self.include())
		self.assertEqual(
			(case.status, case.source, case.monitored_kind, case.opened_on),
			("Open", "Risk Check", "Sudden Hardship", getdate(seven_months_ago())),
		)
		self.assertEqual([(row.risk, row.alert) for row in case.risks], [("R1", self.alert)])
		self.assertEqual(
			frappe.db.get_value("Household", self.household, ("monitored", "monitored_kind")),
			(1, "Sudden Hardship"),
		)

	def test_a_refused_check_opens_none(self):
		check = self.offices.start(self.household, alert=self.alert)
		self.offices.review(check, "Reject", refusal_reason="收入稳定")
		self.assertFalse(frappe.db.exists("Monitoring Case", {"household": self.household}))
		self.assertEqual(frappe.db.get_value("Household", self.household, "monitored"), 0)

	def test_a_new_alert_becomes_a_risk_of_the_open_case(self):
		case = self.include()
		alert = builders.make_alert(self.household, risk="R9").name
		rows = frappe.get_doc("Monitoring Case", case).risks
		self.assertEqual([(row.risk, row.alert) for row in rows], [("R1", self.alert), ("R9", alert)])

	def test_a_household_has_one_open_case(self):
		self.include()
		with self.assertRaisesRegex(frappe.ValidationError, "open Monitoring Case already"):
			frappe.get_doc(
				doctype="Monitoring Case",
				household=self.household,
				monitored_kind="Marginal",
				opened_on=today(),
			).insert()

	def test_no_officer_creates_a_case_by_hand(self):
		for user in (self.offices.village, self.offices.town, self.offices.district):
			with as_user(user), self.subTest(user), self.assertRaises(frappe.PermissionError):
				frappe.get_doc(
					doctype="Monitoring Case",
					household=self.household,
					monitored_kind="Marginal",
					opened_on=today(),
				).insert()

	def test_no_officer_writes_what_was_determined(self):
		name = self.include()
		with as_user(self.offices.district):
			case = frappe.get_doc("Monitoring Case", name)
			case.update({"status": "Eliminated", "opened_on": "2020-01-01", "monitored_kind": "Marginal"})
			case.save()
		self.assertEqual(
			frappe.db.get_value("Monitoring Case", name, ("status", "opened_on", "monitored_kind")),
			("Open", getdate(seven_months_ago()), "Sudden Hardship"),
		)

	def test_an_officer_of_another_village_reads_no_case(self):
		name = self.include()
		with as_user(self.offices.stranger):
			self.assertEqual(frappe.get_list("Monitoring Case"), [])
			with self.assertRaises(frappe.PermissionError):
				get_loop(name)

	def test_rows_are_read_where_their_document_is(self):
		builders.make_measure(self.include(), follow_ups=[{"note": "已到账"}])
		for rows, parent in (
			("Check Situation", "Risk Check"),
			("Check Step", "Risk Check"),
			("Case Risk", "Monitoring Case"),
			("Measure Follow-up", "Assistance Measure"),
		):
			with self.subTest(rows):
				for user, sees in ((self.offices.village, True), (self.offices.stranger, False)):
					with as_user(user):
						self.assertEqual(bool(frappe.get_list(rows, parent_doctype=parent)), sees)

	def test_a_resolved_risk_needs_a_resolution(self):
		case = frappe.get_doc("Monitoring Case", self.include())
		case.risks[0].resolved = 1
		with self.assertRaisesRegex(frappe.ValidationError, "how the risk was solved"):
			case.save()


class TestElimination(CaseTestCase):
	def test_an_approved_review_closes_the_case(self):
		name = self.include()
		check = self.solve_and_eliminate(name)
		case = frappe.get_doc("Monitoring Case", name)
		self.assertEqual(
			(case.status, case.closed_on, case.elimination_mode, case.elimination_check),
			("Eliminated", getdate(today()), "By Itself", check.name),
		)
		self.assertEqual(
			frappe.db.get_value("Household", self.household, ("monitored", "monitored_kind")), (0, "")
		)
		self.assertEqual(
			frappe.db.get_value("Risk Alert", self.alert, ("status", "ended_on")),
			("Ended", getdate(today())),
		)

	def test_a_refused_review_leaves_the_case_open(self):
		case = self.include()
		self.offices.determine(self.offices.start_elimination(case), "Reject", refusal_reason="支出仍高")
		self.assertEqual(frappe.db.get_value("Monitoring Case", case, "status"), "Open")
		self.assertEqual(frappe.db.get_value("Household", self.household, "monitored"), 1)

	def test_a_review_needs_the_way_of_elimination(self):
		self.include()
		self.assert_stays("Way of Elimination", mode="")

	def test_all_objections_are_listed_together(self):
		case = self.include()
		frappe.db.set_value("Monitoring Case", case, "opened_on", add_days(today(), -30))
		frappe.db.delete("Income Statement", {"household": self.household})
		frappe.db.set_value("Household", self.household, "drinking_water", "Unsafe")
		self.assert_stays(
			"6 months later",
			"Income is unknown",
			"Drinking water is unsafe",
			"Risks not solved",
			"needs a delivered measure",
			mode="By Help",
		)

	def test_six_months_to_the_day_are_enough(self):
		from fanpin_app.assistance.elimination.guards import elimination_objections, first_review_day

		case = frappe.get_doc("Monitoring Case", self.include())
		resolve_risks(case.name)
		case.reload()
		self.assertEqual(elimination_objections(case, first_review_day(case)), [])
		self.assertEqual(len(elimination_objections(case, add_days(first_review_day(case), -1))), 1)

	def test_the_months_are_set_by_administrators(self):
		case = self.include()
		clock = frappe.get_doc("Statutory Clock")
		clock.review_after_months = 12
		clock.save()
		resolve_risks(case)
		self.assert_stays("12 months later")

	def test_an_income_below_the_line_prevents_elimination(self):
		self.include()
		builders.make_income(self.household, getdate(today()).year - 1, wage_income=100000)
		statement = frappe.get_doc("Income Statement", f"{self.household}-{getdate(today()).year}")
		statement.update({"wage_income": 7999}).save()
		self.assert_stays("below the line")

	def test_an_unsolved_risk_without_an_alert_prevents_elimination(self):
		name = self.include()
		case = frappe.get_doc("Monitoring Case", name)
		case.append("risks", {"risk": "R4"})
		case.risks[0].update({"resolved": 1, "resolution": "已救助"})
		case.save()
		self.assert_stays("Risks not solved")

	def test_removing_a_risk_row_does_not_clear_its_alert(self):
		case = frappe.get_doc("Monitoring Case", self.include())
		case.risks = []
		case.save()
		self.assert_stays("Risks not solved")

	def test_an_uninsured_person_prevents_elimination(self):
		self.include()
		household = frappe.get_doc("Household", self.household)
		household.members[0].medical_insurance = "No"
		household.save()
		self.assert_stays("Without medical insurance")

	def test_a_household_without_labour_is_not_eliminated_without_protection(self):
		resolve_risks(self.include())
		household = frappe.get_doc("Household", self.household)
		household.members[0].labour_capacity = "Lost Labour Capacity"
		household.save()
		self.assert_stays("Nobody in the household has labour capacity")

	def test_by_help_needs_a_delivered_measure(self):
		case = self.include()
		resolve_risks(case)
		measure = builders.make_measure(case, status="Under Way")
		self.assert_stays("needs a delivered measure", mode="By Help")
		measure.update({"status": "Delivered"}).save()
		check = frappe.db.get_value("Risk Check", {"household": self.household, "purpose": "Elimination"})
		self.offices.determine(frappe.get_doc("Risk Check", check), elimination_mode="By Help")
		self.assertEqual(frappe.db.get_value("Monitoring Case", case, "status"), "Eliminated")

	def test_a_household_that_is_not_monitored_has_no_review(self):
		with self.assertRaisesRegex(frappe.ValidationError, "not monitored"):
			self.offices.start(self.household, purpose="Elimination")

	def test_a_closed_case_stays_as_it_is(self):
		name = self.include()
		self.solve_and_eliminate(name)
		with self.assertRaisesRegex(frappe.ValidationError, "stays as it is"):
			frappe.get_doc("Monitoring Case", name).update({"plan": "改写"}).save()

	def test_a_relapse_opens_a_new_case_linked_to_the_old(self):
		first = self.include()
		self.solve_and_eliminate(first)
		alert = builders.make_alert(self.household, risk="R9").name
		check = self.offices.to_district(frappe.get_doc("Risk Check", {"alert": alert}))
		self.offices.determine(check, determined_kind="Marginal", district_opinion="返贫")
		second = frappe.get_doc("Monitoring Case", {"inclusion_check": check.name})
		self.assertEqual((second.previous_case, second.status), (first, "Open"))
		self.assertEqual([row.risk for row in second.risks], ["R9"])


class TestImportedCases(OfficesTestCase):
	def test_the_register_s_monitored_households_have_a_case_each(self):
		household = builders.make_household(monitored=1, monitored_kind="Marginal").name
		alert = builders.make_alert(household, risk="R9").name
		builders.make_household()
		self.assertEqual(open_imported_cases("2026-10-01"), 1)
		case = frappe.get_doc("Monitoring Case", {"household": household})
		self.assertEqual(
			(case.source, case.monitored_kind, case.opened_on, case.risks[0].alert),
			("Imported", "Marginal", getdate("2026-10-01"), alert),
		)

	def test_a_loaded_register_file_opens_them(self):
		folder = make_folder(self)
		headers = ("户编号", "村代码", "姓名", "与户主关系", "证件号码", "监测对象类别")
		rows = [
			("T901", builders.VILLAGE, "林父", "户主", builders.make_id_number(), "边缘易致贫户"),
			("T902", builders.VILLAGE, "陈父", "户主", builders.make_id_number(), None),
		]
		builders.make_region()
		load_file(write_workbook(folder / "农户信息.xlsx", headers, rows))
		cases = frappe.get_all(
			"Monitoring Case",
			filters={"household": ("in", ("T901", "T902"))},
			fields=["household", "monitored_kind", "opened_on"],
		)
		self.assertEqual([tuple(case.values()) for case in cases], [("T901", "Marginal", getdate(today()))])

	def test_a_case_inserted_in_bulk_equals_one_inserted_as_a_document(self):
		household = builders.make_household(monitored=1, monitored_kind="Marginal").name
		created = []
		for may in (True, False):
			frappe.db.savepoint("unopened")
			with patch.object(insert_listeners, "can_bulk_insert", return_value=may):
				open_imported_cases("2026-10-01")
			case = frappe.get_doc("Monitoring Case", {"household": household})
			created.append({**case.as_dict(no_nulls=True), "name": None, "creation": None, "modified": None})
			frappe.db.rollback(save_point="unopened")
		self.assertEqual(*created)

	def test_a_notification_is_sent_for_every_imported_case(self):
		self.assertTrue(insert_listeners.can_bulk_insert("Monitoring Case"))
		user = builders.make_officer("Monitoring Administrator", builders.CITY)
		# Frappe caches the list of notifications.
		self.addCleanup(frappe.cache.delete_value, "notifications")
		builders.notify_of_new_documents("Monitoring Case")
		household = builders.make_household(monitored=1, monitored_kind="Marginal").name
		open_imported_cases()
		case = frappe.db.get_value("Monitoring Case", {"household": household})
		self.assertTrue(frappe.db.exists("Notification Log", {"document_name": case, "for_user": user}))

	def test_running_again_opens_no_case(self):
		builders.make_household(monitored=1, monitored_kind="Marginal")
		open_imported_cases()
		self.assertEqual(open_imported_cases(), 0)


class TestCasePage(CaseTestCase):
	def loop(self, case: str) -> dict:
		with as_user(self.offices.village):
			return get_loop(case)

	def events(self, case: str) -> dict:
		return {step["title"]: step["events"] for step in self.loop(case)["steps"]}

	def test_shows_the_loop_in_its_order(self):
		case = self.include()
		builders.make_measure(case, amount=3000, follow_ups=[{"date": today(), "note": "已到账"}])
		steps = self.events(case)
		self.assertEqual(list(steps), ["Found", "Warned", "Checked", "Decided", "Helped"])
		self.assertEqual(steps["Found"][0]["name"], self.alert)
		self.assertIn("Appraisal: 9 present, 8 for, 1 against", steps["Checked"][0]["text"])
		self.assertEqual(steps["Decided"][0]["title"], "Sudden Hardship")
		self.assertIn("已到账", "".join(steps["Helped"][0]["text"]))

	def test_says_what_is_missing(self):
		left = self.loop(self.include())["left"]
		self.assertIn("No measure is planned yet", left[0])
		self.assertIn("Risks not solved", left[1])

	def test_of_a_case_that_may_end_lists_nothing(self):
		case = self.include()
		resolve_risks(case)
		builders.make_measure(case, status="Delivered")
		self.assertEqual(self.loop(case)["left"], ["Nothing is left: the elimination review may start."])

	def test_of_a_closed_case_ends_with_the_elimination(self):
		case = self.include()
		self.solve_and_eliminate(case)
		self.assertEqual(
			[event["title"] for event in self.events(case)["Decided"]], ["Sudden Hardship", "By Itself"]
		)
		self.assertEqual(self.loop(case)["left"], [])

	def test_of_an_imported_case_says_so(self):
		household = builders.make_household(monitored=1, monitored_kind="Marginal").name
		open_imported_cases()
		case = frappe.db.get_value("Monitoring Case", {"household": household})
		self.assertEqual(self.events(case)["Decided"][0]["state"], "Imported")
