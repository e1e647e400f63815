"""An administrator creates an indicator, a feed and a rule, and sees the alert: only in the browser."""

import tempfile
from datetime import date
from pathlib import Path

import frappe
from frappe.utils import add_days, getdate, today

from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.browser import Desk, chromium, give_password, zh
from fanpin_app.tests.support.builders import (
	CITY,
	VILLAGE,
	VILLAGE_OF_OTHER_TOWN,
	make_household,
	make_id_number,
	make_officer,
	member,
)
from fanpin_app.tests.support.committed_data import CommittedTestCase

HEADERS = ("序号", "姓名", "身份证号", "欠费金额(元)", "缴费状态", "统计日期")
# The worker may be busy with other jobs.
JOB_TIMEOUT_MS = 240_000
TRIAL = "[data-fieldname=trial]"
SENTENCE = ".rule-sentence"


class TestTheRuleDesk(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.id_number = make_id_number()
		owing = member(member_name="林欠费", id_number=cls.id_number)
		cls.household = make_household(VILLAGE, members=[owing]).name
		make_household(VILLAGE_OF_OTHER_TOWN)
		cls.administrator = make_officer("Monitoring Administrator", CITY)
		give_password(cls.administrator)

	def setUp(self) -> None:
		super().setUp()
		folder = tempfile.TemporaryDirectory()
		self.addCleanup(folder.cleanup)
		self.file = Path(folder.name) / f"水费拖欠_{getdate(today()):%Y%m}.xlsx"
		day = getdate(add_days(today(), -3))
		write_workbook(
			self.file,
			HEADERS,
			[self.row(1, self.id_number, 860, day), self.row(2, make_id_number(), 95, day)],
		)

	def row(self, number: int, id_number: str, yuan: float, day: date) -> tuple:
		return number, f"林某{number}", id_number, yuan, "欠费", day

	def test_from_an_indicator_to_the_alert_in_chinese(self):
		with chromium() as browser:
			self.desk = Desk(browser, self.administrator)
			self.make_indicator()
			self.make_feed_from_the_example()
			self.load_the_file()
			self.make_rule()
			self.preview_and_ask_what_if()
			self.enable_with_a_reason()
			self.screen()
			self.read_the_alert()
			self.assertEqual(self.desk.errors, [])

	def make_indicator(self) -> None:
		self.new("Indicator")
		self.desk.fill(
			indicator_code="water_debt",
			indicator_name="水费拖欠",
			value_type="Number",
			unit="元",
			subject="Member",
		)

	def make_feed_from_the_example(self) -> None:
		page = self.desk.page
		self.new("Data Feed")
		self.desk.click_button("Describe an Example File")
		page.set_input_files(".file-uploader input[type=file]", str(self.file))
		page.click(".modal.show .btn-modal-primary")
		page.click(f".modal.show .btn-primary:has-text('{zh('Use These Columns')}')")
		self.desk.wait_until("() => cur_frm.doc.columns?.length === 6")
		page.evaluate(
			"""() => {
				const value = cur_frm.doc.columns.find((column) => column.role === "Value");
				return frappe.model.set_value(value.doctype, value.name, "indicator", "water_debt");
			}"""
		)
		self.desk.take_screenshot("rule-desk-feed")
		self.desk.fill(feed_code="water_debt", feed_name="水费拖欠名单")
		self.assertTrue(stored("Data Feed", "water_debt"))

	def load_the_file(self) -> None:
		page = self.desk.page
		self.new("Data Batch")
		# Some versions of Frappe open the options of the first field immediately, on top of the button.
		page.keyboard.press("Escape")
		page.click("[data-fieldname=file] button")
		page.set_input_files(".file-uploader input[type=file]", str(self.file))
		page.click(".modal.show .btn-modal-primary")
		self.desk.wait_until(
			"() => ['Loaded', 'Refused', 'Failed'].includes(cur_frm.doc.status)", timeout=JOB_TIMEOUT_MS
		)
		self.desk.take_screenshot("rule-desk-batch")
		shown = page.evaluate(
			"() => ['feed', 'status', 'rows_accepted', 'rows_refused'].map((name) => cur_frm.doc[name])"
		)
		self.assertEqual(shown, ["water_debt", "Loaded", 1, 1])

	def make_rule(self) -> None:
		page = self.desk.page
		self.new("Risk Rule")
		page.evaluate(
			"""() => cur_frm.set_value({
				rule_code: "W1", rule_name: "水费拖欠较多", risk: "R4", level: "Blue",
				reason: "近6个月拖欠水费{value}元，达到{threshold}元。",
			})"""
		)
		page.evaluate(
			"""async () => {
				cur_frm.clear_table("conditions");
				const row = cur_frm.add_child("conditions", { group: 1, source: "Indicator" });
				cur_frm.refresh_field("conditions");
				const set = (field, value) => frappe.model.set_value(row.doctype, row.name, field, value);
				await set("indicator", "water_debt");
				await set("aggregation", "Sum");
				await set("window_months", 6);
				await set("operator", ">=");
				await set("value", "很多");
			}"""
		)
		page.wait_for_selector(".rule-problem:has-text('很多')")
		page.evaluate(
			"() => frappe.model.set_value('Rule Condition', cur_frm.doc.conditions[0].name, 'value', '500')"
		)
		page.wait_for_selector(f"{SENTENCE}:has-text('近6个月水费拖欠合计不低于500元')")
		self.assertEqual(page.locator(".rule-problem").count(), 0)
		self.desk.take_screenshot("rule-desk-sentence")

	def preview_and_ask_what_if(self) -> None:
		page = self.desk.page
		self.try_out("Preview")
		page.click(".modal.show .btn-modal-primary")
		page.wait_for_selector(f"{TRIAL} :text('近6个月拖欠水费860元，达到500元。')")
		self.assertIn("林**", page.inner_text(TRIAL))
		self.assertNotIn("林欠费", page.inner_text(TRIAL))
		self.desk.take_screenshot("rule-desk-preview")
		self.try_out("What If")
		page.fill(".modal.show [data-fieldname=threshold_1] input", "900")
		self.desk.take_screenshot("rule-desk-what-if-asked")
		page.click(".modal.show .btn-modal-primary")
		page.wait_for_selector(f"{TRIAL} td:has-text('{zh('Goes Out')}')")
		self.desk.take_screenshot("rule-desk-what-if")
		with page.expect_download() as download:
			page.click(".export-what-if")
		self.assertTrue(download.value.suggested_filename.endswith(".xlsx"))
		self.desk.fill()

	def enable_with_a_reason(self) -> None:
		self.assertFalse(stored("Risk Rule", "W1", "enabled"))
		self.desk.fill(enabled=1, change_reason="试算符合预期，经领导小组同意启用")
		self.desk.page.wait_for_selector(".rule-changes :text('经领导小组同意启用')")
		self.desk.page.locator(".rule-changes").scroll_into_view_if_needed()
		self.desk.take_screenshot("rule-desk-history")

	def screen(self) -> None:
		page = self.desk.page
		self.desk.click_button("Screen Now")
		page.click(".modal.show .btn-modal-primary")
		self.desk.wait_until(
			"() => cur_frm?.doctype === 'Screening Run' && ['Finished', 'Failed'].includes(cur_frm.doc.status)",
			timeout=JOB_TIMEOUT_MS,
		)
		parts = page.evaluate("() => cur_frm.doc.parts.map((part) => [part.status, part.error])")
		self.assertEqual([part for part in parts if part[0] != "Finished"], [])
		self.desk.take_screenshot("rule-desk-run")

	def read_the_alert(self) -> None:
		frappe.db.rollback()
		alert = frappe.db.get_value("Risk Alert", {"household": self.household, "risk": "R4"})
		self.desk.open_form("Risk Alert", alert)
		self.desk.page.wait_for_selector("[data-fieldname=evidence] td:has-text('860')")
		self.assertIn("近6个月拖欠水费860元，达到500元。", self.desk.text())
		self.desk.take_screenshot("rule-desk-alert")

	def new(self, doctype: str) -> None:
		# A form that is still loading would set the route back to itself.
		self.desk.wait_for_requests()
		self.desk.page.evaluate("(doctype) => frappe.new_doc(doctype)", doctype)
		self.desk.wait_until(
			"(doctype) => window.cur_frm?.doctype === doctype && cur_frm.is_new()", arg=doctype
		)
		self.desk.wait_for_requests()

	def try_out(self, what: str) -> None:
		page = self.desk.page
		page.click(f".page-head:visible .inner-group-button button:has-text('{zh('Try Out')}')")
		page.click(f".page-head:visible .inner-group-button .dropdown-item:has-text('{zh(what)}')")
		page.wait_for_selector(".modal.show .btn-modal-primary")


def stored(doctype: str, name: str, field: str = "name"):
	"""The current value in the database."""
	frappe.db.rollback()
	return frappe.db.get_value(doctype, name, field)
