from unittest.mock import patch

import frappe
from frappe.desk import query_report
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.utils import getdate

from fanpin_app.discovery.feeds import reminders
from fanpin_app.discovery.loading import pipeline
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.site.discovery.test_loading import LoadingTestCase
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.builders import CITY, DISTRICT, VILLAGE, make_id_number, make_officer

FEED = "medical_self_paid"
MONTH = "202610"


class LedgerTestCase(LoadingTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value("Data Feed", {}, "creation", "2026-01-01")
		self.agency = frappe.db.get_value("Data Feed", FEED, "agency")

	def load_month(self, *rows, month: str = MONTH, on: str = "2026-11-03", **layout):
		batch = self.load_medical(*rows, month=month, **layout)
		frappe.db.set_value("Data Batch", batch.name, "creation", on, update_modified=False)
		return batch

	def row(self, amount: float = 100, day: str = "2026-10-03") -> tuple:
		return ("林试", self.patient, amount, 0, day)

	def ledger(self, **filters) -> list[dict]:
		return query_report.run("Data Ledger", filters={"month": MONTH} | filters)["result"]

	def entry(self, **filters) -> dict:
		[entry] = [row for row in self.ledger(**filters) if row["feed"] == FEED]
		return entry


class TestLedger(LedgerTestCase):
	def test_a_file_that_arrived_in_time_is_a_row_with_its_counts(self):
		self.load_month(self.row(), ("林外", make_id_number(), 1, 0, "2026-10-03"), self.row("约三千"))
		entry = self.entry()
		self.assertEqual((entry["state"], entry["days_late"]), ("On Time", None))
		self.assertEqual(
			(entry["due_on"], entry["arrived_on"]), (getdate("2026-11-05"), getdate("2026-11-03"))
		)
		self.assertEqual((entry["rows_read"], entry["rows_refused"], entry["unmatched"]), (3, 2, 1))

	def test_a_late_file_and_a_missing_one_are_rows_too(self):
		self.load_month(self.row(), on="2026-11-08")
		self.assertEqual((self.entry()["state"], self.entry()["days_late"]), ("Came Late", 3))
		[other] = [row for row in self.ledger() if row["feed"] == "small_loan"]
		self.assertEqual((other["state"], other["arrived_on"]), ("Not Arrived", None))
		self.assertGreater(other["days_late"], 0)

	def test_a_file_without_accepted_rows_is_not_loaded_whenever_it_arrived(self):
		batch = self.load_month(self.row("约三千"), ("林外", make_id_number(), 1, 0, "2026-10-03"))
		entry = self.entry()
		self.assertEqual((entry["state"], entry["batch"]), ("Not Loaded", batch.name))
		self.assertEqual((entry["refused_share"], entry["unmatched_share"]), (100, 50))
		self.assertEqual(entry["arrived_on"], getdate("2026-11-03"))
		self.assertIn(FEED, [row["feed"] for row in self.ledger(attention_only=1)])

	def test_a_file_in_any_state_but_loaded_is_not_loaded(self):
		batch = self.load_month(self.row())
		for status in ("Refused", "Failed", "Compared", "Held", "Asked"):
			frappe.db.set_value("Data Batch", batch.name, "status", status)
			self.assertEqual(self.entry()["state"], "Not Loaded", status)
		for status in ("Rolled Back", "Cancelled"):
			frappe.db.set_value("Data Batch", batch.name, "status", status)
			self.assertEqual(self.entry()["state"], "Not Arrived", status)

	def test_shares_are_shown_with_the_counts(self):
		self.load_month(self.row(), self.row(2), self.row(3), ("林外", make_id_number(), 1, 0, "2026-10-03"))
		entry = self.entry()
		self.assertEqual((entry["rows_refused"], entry["refused_share"]), (1, 25))
		self.assertEqual((entry["unmatched"], entry["unmatched_share"]), (1, 25))

	def test_a_file_that_is_not_yet_due_is_no_row(self):
		frappe.db.set_value("Data Feed", FEED, "creation", "2026-11-20")
		self.assertEqual([row for row in self.ledger() if row["feed"] == FEED], [])

	def test_rows_and_values_are_compared_with_the_month_before(self):
		self.load_month(self.row(100, "2026-09-03"), month="202609", on="2026-10-03")
		self.load_month(self.row(70), self.row(50, "2026-10-04"))
		entry = self.entry()
		self.assertEqual(entry["delta"], 1)
		self.assertRegex(entry["values"], r" 120 \(\+20\)$")
		self.assertIsNone(self.entry(month="202609")["delta"])

	def test_a_file_corrected_later_has_its_first_arrival(self):
		first = self.load_month(self.row())
		path = write_workbook(
			self.folder / "更正.xlsx",
			("姓名", "身份证号", "住院自付", "门诊自付", "结算日期"),
			[self.row(70)],
		)
		file = frappe.get_doc(doctype="File", file_name=path.name, content=path.read_bytes(), is_private=1)
		corrected = frappe.get_doc("Data Batch", first.replace(file.insert().file_url))
		pipeline.load(corrected)
		entry = self.entry()
		self.assertEqual((entry["batch"], entry["arrived_on"]), (corrected.name, getdate("2026-11-03")))

	def test_columns_that_were_added_or_removed_since_the_month_before_are_named(self):
		self.load_month(self.row(100, "2026-09-03"), month="202609", on="2026-10-03")
		path = write_workbook(
			self.folder / "医保自付_202610.xlsx",
			("身份证号码", "住院自付", "门诊自付", "结算日期", "医院"),
			[(self.patient, 1, 0, "2026-10-03", "镇医院")],
		)
		batch = load_file(path)
		self.assertEqual(batch.new_columns, "身份证号码、医院")
		self.assertEqual(batch.missing_columns, "姓名、身份证号")
		self.assertEqual(self.entry()["new_columns"], "身份证号码、医院")

	def test_a_first_file_is_compared_with_the_feed(self):
		path = write_workbook(
			self.folder / "医保自付_202610.xlsx",
			("身份证号码", "住院自付", "门诊自付", "结算日期", "医院"),
			[(self.patient, 1, 0, "2026-10-03", "镇医院")],
		)
		batch = load_file(path)
		self.assertEqual((batch.new_columns, batch.missing_columns), ("医院", "姓名"))

	def test_on_request_only_what_needs_attention_is_shown(self):
		self.load_month(self.row())
		shown = self.ledger(attention_only=1)
		self.assertNotIn(FEED, [row["feed"] for row in shown])
		self.assertIn("small_loan", [row["feed"] for row in shown])

	def test_an_agency_s_officer_reads_only_the_own_feeds_and_the_city_all(self):
		self.load_month(self.row())
		frappe.set_user(make_officer("Agency Data Officer", DISTRICT, agency=self.agency))
		self.assertEqual([row["feed"] for row in self.ledger()], [FEED])
		frappe.set_user("Administrator")
		frappe.set_user(make_officer("City Officer", CITY))
		self.assertIn("small_loan", [row["feed"] for row in self.ledger()])
		self.assertEqual(self.entry()["rows_read"], 1)

	def test_a_village_officer_does_not_read_it(self):
		frappe.set_user(make_officer("Village Cadre", VILLAGE))
		self.assertRaises(frappe.PermissionError, self.ledger)

	def test_what_is_no_month_is_refused(self):
		self.assertRaises(frappe.ValidationError, self.ledger, month="202613")


class TestReminders(LedgerTestCase):
	def setUp(self) -> None:
		super().setUp()
		frappe.db.set_value("Data Feed", {"name": ("!=", FEED)}, "due_day", 0)
		for month in ("202608", "202609"):
			self.load_month(self.row(day="2026-08-03"), self.row(day=f"2026-{month[4:]}-02"), month=month)
		self.officer = make_officer("Agency Data Officer", DISTRICT, agency=self.agency)
		self.stranger = make_officer("Agency Data Officer", DISTRICT, agency="金融机构")
		self.city = make_officer("City Officer", CITY)

	def send_reminders(self, day: str) -> dict[str, str]:
		before = frappe.get_all("Notification Log", pluck="name")
		reminders.remind(day)
		rows = frappe.get_all(
			"Notification Log",
			filters={
				"name": ("not in", before),
				"for_user": ("in", (self.officer, self.stranger, self.city)),
			},
			fields=["for_user", "email_content"],
		)
		return {row.for_user: row.email_content for row in rows}

	def test_the_agency_s_officer_is_reminded_some_days_before_and_on_the_last_day(self):
		for day in ("2026-11-02", "2026-11-05"):
			messages = self.send_reminders(day)
			self.assertEqual(list(messages), [self.officer])
			self.assertIn(MONTH, messages[self.officer])
		for day in ("2026-11-01", "2026-11-03"):
			self.assertEqual(self.send_reminders(day), {})

	def test_the_feed_says_how_many_days_before(self):
		frappe.db.set_value("Data Feed", FEED, "remind_days", 4)
		self.assertEqual(list(self.send_reminders("2026-11-01")), [self.officer])

	def test_when_late_the_city_is_notified_too_and_then_every_week(self):
		for day in ("2026-11-06", "2026-11-13"):
			self.assertCountEqual(self.send_reminders(day), [self.officer, self.city])
		self.assertEqual(self.send_reminders("2026-11-07"), {})

	def test_the_message_is_a_mail_too_in_the_officer_s_language(self):
		frappe.db.set_value("User", self.officer, "language", "zh")
		with (
			patch.object(EmailAccount, "find_outgoing", return_value={"default": None}),
			patch.object(frappe, "sendmail") as sent,
		):
			reminders.remind("2026-11-06")
		mails = {mail.kwargs["recipients"][0]: mail.kwargs for mail in sent.call_args_list}
		self.assertLessEqual({self.officer, self.city}, set(mails))
		self.assertIn("逾期 1 份", mails[self.officer]["subject"])
		self.assertIn("医保自付", mails[self.officer]["message"])

	def test_there_is_no_reminder_of_a_file_that_has_arrived(self):
		self.load_month(self.row())
		self.assertEqual(self.send_reminders("2026-11-06"), {})

	def test_there_is_a_reminder_of_a_file_that_arrived_and_is_not_loaded(self):
		self.load_month(self.row("约三千"))
		self.assertIn("已收到文件，但未入库", self.send_reminders("2026-11-06")[self.officer])
		frappe.db.set_value("Data Batch", {"feed": FEED, "period": MONTH}, "status", "Held")
		self.assertIn("已收到文件，但未入库", self.send_reminders("2026-11-06")[self.officer])

	def test_one_message_lists_everything_that_is_due(self):
		frappe.db.set_value("Data Feed", "small_loan", {"agency": self.agency, "due_day": 5})
		messages = self.send_reminders("2026-11-05")
		self.assertEqual(list(messages), [self.officer])
		self.assertEqual(messages[self.officer].count("<br>"), 1)
