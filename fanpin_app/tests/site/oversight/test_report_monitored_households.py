import io
import json

import frappe
from frappe.desk import query_report
from frappe.utils import add_days, add_months, today
from openpyxl import load_workbook

from fanpin_app.assistance.cases import open_case
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_TOWN,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_income,
	make_officer,
	make_posting,
	member,
)
from fanpin_app.tests.support.procedure import OfficesTestCase
from fanpin_app.verification.clock import clock

REPORT = "Monitored Household List"


def make_case(region: str = VILLAGE, kind: str = "Marginal", opened_on: str | None = None, **household):
	"""An open case of a new household in `region`."""
	return open_case(
		make_household(region, **household).name, kind=kind, opened_on=opened_on or today(), source="Imported"
	)


def rows(**filters) -> list[dict]:
	return query_report.run(REPORT, filters=filters)["result"]


def row_of(case) -> dict:
	return next(row for row in rows() if row["monitoring_case"] == case.name)


class TestWhoseHouseholdsAreListed(OfficesTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.mine = make_case(VILLAGE)
		self.neighbour = make_case(OTHER_VILLAGE)
		self.far = make_case(VILLAGE_OF_OTHER_TOWN)

	def listed_for(self, user: str, **filters) -> set[str]:
		frappe.set_user(user)
		ours = {self.mine.name, self.neighbour.name, self.far.name}
		return {row["monitoring_case"] for row in rows(**filters)} & ours

	def test_a_village_officer_reads_the_village(self):
		self.assertEqual(self.listed_for(self.offices.village), {self.mine.name})

	def test_a_town_officer_reads_the_town(self):
		self.assertEqual(self.listed_for(self.offices.town), {self.mine.name, self.neighbour.name})

	def test_an_officer_with_two_postings_reads_both(self):
		make_posting(self.offices.village, "Village Cadre", VILLAGE_OF_OTHER_TOWN)
		self.assertEqual(self.listed_for(self.offices.village), {self.mine.name, self.far.name})

	def test_a_role_without_a_posting_in_force_reads_nothing(self):
		officer = make_officer("District Officer", DISTRICT, to_date=add_days(today(), -1))
		self.assertEqual(self.listed_for(officer), set())

	def test_a_region_filter_narrows_and_never_widens(self):
		officer = self.offices.town
		self.assertEqual(self.listed_for(officer, region=OTHER_VILLAGE), {self.neighbour.name})
		self.assertEqual(self.listed_for(officer, region=OTHER_TOWN), set())
		self.assertEqual(self.listed_for(officer, region=DISTRICT), {self.mine.name, self.neighbour.name})

	def test_a_user_without_the_roles_is_refused(self):
		frappe.set_user("Guest")
		self.assertRaises(frappe.PermissionError, rows)


class TestWhatARowSays(TestCase):
	def test_household_and_case_are_named_with_town_and_village(self):
		case = make_case(members=[member(member_name="林试户主"), member(relation="Spouse")])
		row = row_of(case)
		self.assertEqual(row["household"], case.household)
		self.assertEqual(row["head_name"], "林试户主")
		self.assertEqual((row["town"], row["village"]), (f"区域{TOWN}", f"区域{VILLAGE}"))
		self.assertEqual(row["people"], 2)

	def test_a_known_income_is_shown_per_head(self):
		case = make_case()
		make_income(case.household, year=int(today()[:4]), wage_income=7600)
		self.assertEqual(row_of(case)["income_per_head"], 7600)

	def test_an_unknown_income_stays_empty(self):
		self.assertIsNone(row_of(make_case())["income_per_head"])

	def test_each_risk_is_named_once(self):
		case = make_case()
		for risk in ("R9", "R1", "R1"):
			case.append("risks", {"risk": risk})
		case.save()
		names = [frappe.db.get_value("Risk Type", risk, "risk_name") for risk in ("R1", "R9")]
		self.assertCountEqual(row_of(case)["risks"].split("、"), names)

	def test_stopped_measures_do_not_count(self):
		case = make_case()
		measure_type = frappe.get_all("Measure Type", {"needs_labour": 0}, limit=1, pluck="name")[0]
		for status in ("Planned", "Under Way", "Stopped"):
			frappe.get_doc(
				doctype="Assistance Measure",
				monitoring_case=case.name,
				measure_type=measure_type,
				status=status,
			).insert()
		self.assertEqual(row_of(case)["measures"], 2)

	def test_the_days_to_the_first_review_count_down_to_zero(self):
		months = clock().review_after_months
		soon = make_case(opened_on=add_days(add_months(today(), -months), 3))
		long_ago = make_case(opened_on=add_months(today(), -months - 2))
		self.assertIn(row_of(soon)["days_to_review"], range(1, 7))
		self.assertEqual(row_of(long_ago)["days_to_review"], 0)

	def test_an_eliminated_case_has_no_review_and_is_listed_on_request(self):
		case = make_case()
		case.db_set({"status": "Eliminated", "closed_on": today()})
		self.assertIsNone(row_of(case)["days_to_review"])
		self.assertIn(case.name, [row["monitoring_case"] for row in rows(status="Eliminated")])
		self.assertNotIn(case.name, [row["monitoring_case"] for row in rows(status="Open")])

	def test_the_kind_filter_keeps_that_kind(self):
		marginal, sudden = make_case(kind="Marginal"), make_case(kind="Sudden Hardship")
		listed = [row["monitoring_case"] for row in rows(monitored_kind="Sudden Hardship")]
		self.assertIn(sudden.name, listed)
		self.assertNotIn(marginal.name, listed)


class TestTheWorkbook(OfficesTestCase):
	def export(self) -> list[str]:
		"""Every cell of the exported workbook as text."""
		frappe.local.form_dict = frappe._dict(
			report_name=REPORT,
			file_format_type="Excel",
			filters="{}",
			visible_idx=json.dumps(list(range(len(rows())))),
		)
		query_report.export_query()
		workbook = load_workbook(io.BytesIO(frappe.response.filecontent))
		return [str(cell) for row in workbook.active.iter_rows(values_only=True) for cell in row]

	def test_a_town_officer_exports_the_town_and_no_more(self):
		mine, far = make_case(VILLAGE), make_case(VILLAGE_OF_OTHER_TOWN)
		frappe.set_user(self.offices.town)
		cells = self.export()
		self.assertIn(mine.household, cells)
		self.assertNotIn(far.household, cells)

	def test_it_holds_no_id_number(self):
		person = member()
		case = make_case(members=[person])
		frappe.set_user(self.offices.town)
		cells = self.export()
		self.assertIn(case.household, cells)
		self.assertFalse([cell for cell in cells if person["id_number"] in cell])

	def test_a_village_officer_reads_it_and_exports_nothing(self):
		make_case(VILLAGE)
		frappe.set_user(self.offices.village)
		self.assertRaises(frappe.PermissionError, self.export)
