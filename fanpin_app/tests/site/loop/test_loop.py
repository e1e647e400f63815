"""The loop end to end, in one process: file → alert → three offices → help → elimination."""

import frappe
from frappe.utils import add_days, add_months, getdate, today

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.early_warning.screening import engine
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import make_household, make_id_number, make_income, member
from fanpin_app.tests.support.procedure import Offices, as_user, resolve_risks

LOAN_HEADERS = ("借款人", "身份证号", "产品", "合同金额", "余额", "到期日", "逾期天数", "数据日期")


class TestTheLoop(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		self.borrower = make_id_number()
		self.household = make_household(
			members=[member(id_number=self.borrower)], household_kind="Formerly Poor"
		)
		self.offices = Offices()
		self.found_on = getdate(add_months(today(), -8))

	def load_bank_file(self, overdue_days: int, day) -> None:
		loan = ("林试", self.borrower, "惠农e贷", 50000, 20000, "2027-12-31", overdue_days, str(day))
		load_file(write_workbook(self.folder / f"小额贷款_{day:%Y%m}.xlsx", LOAN_HEADERS, [loan]))

	def alert(self):
		return frappe.get_last_doc("Risk Alert", {"household": self.household.name, "risk": "R9"})

	def screen(self, day) -> None:
		engine.run_synchronously(engine.create_run(day))

	def test_a_household_in_a_bank_s_file_gets_an_alert_a_check_measures_and_an_elimination(self):
		make_income(self.household.name, self.found_on.year - 1, wage_income=7000)
		self.load_bank_file(35, self.found_on)
		self.screen(self.found_on)
		alert = self.alert()
		self.assertEqual((alert.base_level, alert.level, alert.rules), ("Yellow", "Red", "R9b"))

		case = self.offices.include(
			self.household.name,
			kind="Unstable Formerly Poor",
			alert=alert.name,
			started_on=str(self.found_on),
		)
		self.assertEqual(self.alert().status, "Confirmed")
		self.assertTrue(frappe.db.get_value("Household", self.household.name, "monitored"))

		with as_user(self.offices.town):
			frappe.get_doc(
				doctype="Assistance Measure",
				monitoring_case=case,
				measure_type="惠农e贷（贴息信用贷款）",
				risk="R9",
				amount=100000,
				status="Delivered",
				started_on=add_days(self.found_on, 30),
				delivered_on=add_days(self.found_on, 44),
				result="两周放款",
			).insert()

		make_income(self.household.name, getdate(today()).year, wage_income=20000)
		self.load_bank_file(0, getdate(today()))
		self.screen(getdate(today()))
		resolve_risks(case)
		review = self.offices.start_elimination(case)
		self.offices.determine(review, elimination_mode="By Help")

		closed = frappe.get_doc("Monitoring Case", case)
		self.assertEqual((closed.status, closed.elimination_mode), ("Eliminated", "By Help"))
		self.assertEqual(self.alert().status, "Ended")
		self.assertFalse(frappe.db.get_value("Household", self.household.name, "monitored"))
