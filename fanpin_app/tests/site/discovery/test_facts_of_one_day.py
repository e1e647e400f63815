"""A fact is identified by person, day, indicator and a state such as a loan: only that is superseded or asked
about."""

import frappe

from fanpin_app.discovery.loading import pipeline
from fanpin_app.tests.site.discovery.test_batches import BatchTestCase
from fanpin_app.tests.support.agency_files import MEDICAL_HEADERS, write_workbook

DAY = "2026-10-20"
ON, OFF = "新增", "停保"
# By feed: headers after name and number, two facts of one day, and what a later file reports about the first of them.
WELFARE = ("低保特困", ("姓名", "证件号码", "类别", "状态", "日期"))
LOANS = ("小额贷款", ("借款人", "身份证号", "产品", "合同金额", "到期日", "逾期天数", "数据日期"))
ACCIDENTS = ("意外事故", ("姓名", "证件号码", "事故日期", "事故后果", "损失金额"))
TWO_FACTS = (
	(WELFARE, ("低保", OFF, DAY), ("特困", ON, DAY), ("低保", ON, DAY)),
	(
		LOANS,
		("小额信贷", 50000, "2027-03-01", 95, DAY),
		("小额信贷", 30000, "2027-05-01", 100, DAY),
		("小额信贷", 50000, "2027-03-01", 0, DAY),
	),
	(
		LOANS,
		("小额信贷", 50000, "2027-03-01", 95, DAY),
		("富民贷", 50000, "2027-03-01", 100, DAY),
		("小额信贷", 50000, "2027-03-01", 0, DAY),
	),
)


class FactsTestCase(BatchTestCase):
	def send(self, feed: tuple, month: str, *facts: tuple, **fields):
		name, headers = feed
		rows = [("林试", self.patient, *fact) for fact in facts]
		return self.load(write_workbook(self.folder / f"{name}_{month}.xlsx", headers, rows), **fields)

	def valid_facts(self) -> list[tuple]:
		"""Indicator, state, figure and text of each valid record."""
		return sorted(
			frappe.get_all(
				"Indicator Record",
				filters={"member": ("is", "set"), "superseded": 0, "subject": self.subject()},
				fields=["indicator", "state_key", "value", "text_value"],
				as_list=True,
			),
			key=repr,
		)

	def subject(self) -> str:
		return frappe.db.get_value("Household Member", {"id_number": self.patient})

	def roll_back_all(self) -> None:
		for name in frappe.get_all("Data Batch", {"status": "Loaded"}, order_by="name desc", pluck="name"):
			frappe.get_doc("Data Batch", name).roll_back()


class TestWhatALaterMonthSupersedes(FactsTestCase):
	def test_another_indicator_and_another_loan_of_the_day_stay_valid(self):
		for feed, first, second, again in TWO_FACTS:
			for earlier in ((first, second), (second,)):
				with self.subTest(feed=feed[0], again=again, earlier=earlier):
					self.send(feed, "202610", second)
					[kept] = self.valid_facts()
					self.roll_back_all()
					self.send(feed, "202610", *earlier)
					batch = self.send(feed, "202611", again)
					self.assertEqual(batch.status, "Loaded")
					now = self.valid_facts()
					self.assertEqual(len(now), 2)
					self.assertIn(kept, now)
					batch.roll_back()
					self.assertEqual(len(self.valid_facts()), len(earlier))
					self.roll_back_all()

	def test_the_same_fact_is_superseded(self):
		for feed, first, _second, again in TWO_FACTS:
			with self.subTest(feed=feed[0], again=again):
				self.send(feed, "202610", first)
				self.send(feed, "202611", again)
				[now] = self.valid_facts()
				self.roll_back_all()
				self.send(feed, "202611", again)
				self.assertEqual(self.valid_facts(), [now])
				self.roll_back_all()

	def test_the_facts_of_one_row_are_superseded_together(self):
		self.send(ACCIDENTS, "202610", (DAY, "重伤", 20000))
		self.send(ACCIDENTS, "202611", (DAY, "轻伤", 0))
		self.assertEqual([fact[3] or fact[2] for fact in self.valid_facts()], ["Minor Injury", 0])


class TestASecondFileOfTheMonth(FactsTestCase):
	def test_only_files_that_were_asked_about_supersede_anything(self):
		for feed, first, second, again in TWO_FACTS:
			for sent in (second, again):
				with self.subTest(feed=feed[0], sent=sent):
					self.send(feed, "202610", first)
					batch = self.send(feed, "202610乙", sent)
					is_asked = batch.status == "Asked"
					if is_asked:
						batch.answer("Add")
						pipeline.load(batch)
					superseded = frappe.db.count(
						"Indicator Record", {"superseded": 1, "subject": self.subject()}
					)
					self.assertEqual((is_asked or not superseded, superseded), (True, int(sent is again)))
					self.roll_back_all()

	def test_two_lists_of_one_day_are_loaded_without_a_question(self):
		self.send(WELFARE, "202610", ("低保", OFF, DAY))
		batch = self.send(WELFARE, "202610特困", ("特困", ON, DAY))
		self.assertEqual((batch.status, len(self.valid_facts())), ("Loaded", 2))


class TestReversalsAmongFacts(FactsTestCase):
	def test_a_fact_that_the_file_does_not_reverse_is_no_supplement(self):
		feed = frappe.get_doc("Data Feed", "welfare")
		feed.append(
			"columns",
			{"header": "行类别", "role": "Row Kind", "data_type": "Text", "value_map": "冲销=Reversal"},
		)
		feed.save()
		named = (WELFARE[0], (*WELFARE[1], "行类别"))
		self.send(WELFARE, "202610", ("低保", OFF, DAY), ("特困", ON, DAY))
		batch = self.send(named, "202611", ("低保", OFF, DAY, "冲销"), ("特困", OFF, DAY, None))
		self.assertEqual((batch.rows_reversed, [fact[3] for fact in self.valid_facts()]), (1, ["Off"]))


class TestLoweredDays(FactsTestCase):
	def bills(self, month: str, *amounts: float, **fields):
		rows = [("林试", self.patient, amount, 0, "2026-09-28") for amount in amounts]
		return self.load(
			write_workbook(self.folder / f"医保自付_{month}.xlsx", MEDICAL_HEADERS, rows), **fields
		)

	def test_a_later_month_that_lowers_a_day_names_the_rows(self):
		self.bills("202609", 3000, 2000)
		batch = self.bills("202610", 100)
		self.assertEqual(batch.status, "Loaded")
		self.assertIn("row 3: 100.00 instead of 5,000.00", batch.remarks)

	def test_a_later_month_that_does_not_lower_a_day_names_none(self):
		self.bills("202609", 3000, 2000)
		self.assertFalse(self.bills("202610", 3000, 2000, 500).remarks)

	def test_an_older_month_that_arrives_late_names_none(self):
		self.bills("202610", 5000)
		self.assertFalse(self.bills("202609", 100).remarks)

	def test_a_file_that_replaces_another_names_none(self):
		first = self.bills("202609", 5000)
		self.assertFalse(self.bills("202609更正", 100, replaces=first.name).remarks)
