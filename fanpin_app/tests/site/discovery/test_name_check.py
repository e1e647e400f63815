"""Names in a file are compared with the registered ones for the same keys: counted, listed, and held beyond a share."""

import frappe

from fanpin_app.discovery.loading import pipeline
from fanpin_app.tests.site.discovery.test_asset_ledger import HEADERS as ASSET_HEADERS
from fanpin_app.tests.site.discovery.test_asset_ledger import row as asset_row
from fanpin_app.tests.site.discovery.test_batches import BatchTestCase
from fanpin_app.tests.site.discovery.test_register_comparison import INCOME_HEADERS
from fanpin_app.tests.site.discovery.test_register_file import HEADERS as REGISTER_HEADERS
from fanpin_app.tests.site.discovery.test_register_file import row as register_row
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.builders import VILLAGE, make_household, make_id_number, make_region, member

FEED = "medical_self_paid"
DAY = "2026-10-03"


class TestNamesInAFile(BatchTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.people = [(f"林{sign}", make_id_number()) for sign in "甲乙丙丁"]
		make_household(
			members=[
				member(member_name=name, id_number=number, relation="Son" if index else "Household Head")
				for index, (name, number) in enumerate(self.people)
			]
		)

	def rows(self, *names: str, day: str = DAY) -> list[tuple]:
		return [
			(name, number, 100 + index, 0, day)
			for index, (name, (_, number)) in enumerate(zip(names, self.people, strict=True))
		]

	def set_feed(self, **values) -> None:
		frappe.get_doc("Data Feed", FEED).update(values).save()

	def test_swapped_names_hold_the_file_and_are_listed(self):
		batch = self.load(self.medical(*self.rows("林乙", "林甲", "林丙", "林丁")))
		self.assertEqual((batch.status, self.facts(), batch.names_unlike), ("Held", (), 2))
		self.assertEqual(
			[(each.row_no, each.name_in_file) for each in batch.unlike_names], [(3, "林乙"), (4, "林甲")]
		)
		self.assertIn("50", batch.held_because)

	def test_the_file_that_somebody_lets_pass_loads_and_still_says_so(self):
		batch = self.load(self.medical(*self.rows("林乙", "林甲", "林丙", "林丁")))
		batch.let_pass("已核对")
		self.load_again(batch)
		self.assertEqual((batch.status, batch.names_unlike, len(self.facts())), ("Loaded", 2, 4))

	def test_fewer_than_the_feed_allows_are_counted_and_hold_nothing(self):
		batch = self.load(self.medical(*self.rows("林戊", "林乙", "林丙", "林丁")))
		self.assertEqual((batch.status, batch.names_unlike), ("Loaded", 1))
		self.set_feed(held_names=60)
		rows = self.rows("林乙", "林甲", "林丙", "林丁", day="2026-09-03")
		batch = self.load(self.medical(*rows, month="202609"))
		self.assertEqual((batch.status, batch.names_unlike), ("Loaded", 2))

	def test_a_feed_whose_names_are_not_checked_is_not_held(self):
		self.set_feed(held_names=0)
		batch = self.load(self.medical(*self.rows("林乙", "林甲", "林丁", "林丙")))
		self.assertEqual((batch.status, batch.names_unlike), ("Loaded", 4))

	def test_other_spellings_and_missing_names_do_not_differ(self):
		batch = self.load(self.medical(*self.rows("林 甲", "林?", "", "=林丁")))
		self.assertEqual((batch.status, batch.names_unlike), ("Loaded", 0))

	def test_names_of_refused_rows_are_not_compared(self):
		rows = [("别人", number, "约三千", 0, DAY) for _, number in self.people]
		batch = self.load(self.medical(*rows, ("林试", self.patient, 1, 0, DAY)))
		self.assertEqual((batch.rows_refused, batch.names_unlike), (4, 0))

	def test_any_text_instead_of_a_name_is_listed_and_stops_nothing(self):
		self.set_feed(held_names=0)
		written = ("林" * 5000, "<img src=x onerror=alert(1)>", "=cmd|'/c calc'!A0", "{{ 1 }}")
		batch = self.load(self.medical(*self.rows(*written)))
		self.assertEqual((batch.status, batch.names_unlike), ("Loaded", 4))
		self.assertEqual(len(batch.unlike_names[0].name_in_file), 140)
		self.assertNotIn("<img", frappe.as_json(batch.unlike_names))

	def load_again(self, batch) -> None:
		pipeline.load(batch)
		batch.reload()


INCOME_HEADERS_WITH_NAME = ("户编号", "户主姓名", *INCOME_HEADERS[1:])
LOAN_HEADERS = ("借款人", "身份证号", "产品", "合同金额", "到期日", "逾期天数", "数据日期")


class TestNamesOfEveryFeed(BatchTestCase):
	"""Each kind of file with a name beside a key: correct names load, swapped ones hold the file."""

	def setUp(self) -> None:
		super().setUp()
		make_region(VILLAGE)
		self.names = [f"周{sign}" for sign in "甲乙丙丁"]
		self.numbers = [make_id_number() for _ in self.names]
		self.households = [
			make_household(members=[member(member_name=name, id_number=number)]).name
			for name, number in zip(self.names, self.numbers, strict=True)
		]
		ledger = [asset_row(f"Z{number}", name=name) for number, name in enumerate(self.names)]
		self.write_and_load("资产台账_202609.xlsx", ASSET_HEADERS, ledger)

	def write_and_load(self, name: str, headers, rows):
		return pipeline.load_file(write_workbook(self.folder / name, headers, rows, title=name))

	def files(self, names: list[str]):
		"""Name, headers and rows of a file of each kind, with the names on its four rows."""
		yield (
			"收入_2026",
			INCOME_HEADERS_WITH_NAME,
			[
				(household, name, 9000, 0, 0, 0, 0)
				for household, name in zip(self.households, names, strict=True)
			],
		)
		yield (
			"农户信息",
			REGISTER_HEADERS,
			[
				register_row(household, name, number)
				for household, name, number in zip(self.households, names, self.numbers, strict=True)
			],
		)
		yield (
			"小额贷款_202610",
			LOAN_HEADERS,
			[
				(name, number, "富民贷", 50000, "2027-10-01", 3, DAY)
				for name, number in zip(names, self.numbers, strict=True)
			],
		)
		yield (
			"资产台账_202610",
			ASSET_HEADERS,
			[asset_row(f"Z{number}", name=name) for number, name in enumerate(names)],
		)

	def test_correct_names_load(self):
		for name, headers, rows in self.files(self.names):
			batch = self.write_and_load(f"{name}.xlsx", headers, rows)
			self.assertEqual((name, batch.status, batch.names_unlike), (name, "Loaded", 0))

	def test_swapped_names_hold_the_file_and_nothing_of_it_is_written(self):
		crossed = [self.names[1], self.names[0], *self.names[2:]]
		for name, headers, rows in self.files(crossed):
			with self.subTest(name):
				batch = self.write_and_load(f"{name}错行.xlsx", headers, rows)
				self.assertEqual((batch.status, batch.names_unlike), ("Held", 2))
				self.assertEqual([each.name_in_file for each in batch.unlike_names], crossed[:2])
		self.assertFalse(frappe.db.exists("Income Statement", {"household": ("in", self.households)}))
		self.assertEqual(
			frappe.db.get_value("Household Member", {"id_number": self.numbers[0]}, "member_name"), "周甲"
		)

	def test_the_name_of_any_member_matches_a_household(self):
		rows = []
		for index, household in enumerate(self.households):
			document = frappe.get_doc("Household", household)
			document.append("members", member(member_name=f"周子{index}", relation="Son"))
			document.save()
			rows.append((household, f"周子{index}", 9000, 0, 0, 0, 0))
		batch = self.write_and_load("收入_2026.xlsx", INCOME_HEADERS_WITH_NAME, rows)
		self.assertEqual((batch.status, batch.names_unlike), ("Loaded", 0))
