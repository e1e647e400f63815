"""The register after a load, compared with a plain query over the raw rows of the same files in a separate database."""

import sqlite3
from datetime import date

import frappe

from fanpin_app.demo.files.town import write_town
from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.tests.support.agency_files import make_folder
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.unit.test_demo_town import amount, normalised, table_of

AS_OF = date(2026, 10, 31)
HOUSEHOLDS = 50
ONCE = ("行政区划", "农户信息", "收入")
FAMILIES = """
	select household, sum(status = '在世') as people,
		max(case when relation = '户主' then name end) as head,
		count(*) as members
	from person group by household
"""
PER_HEAD = f"""
	select family.household, income.year, income.net, round(1.0 * income.net / family.people, 2)
	from ({FAMILIES}) family
	join income on income.household = family.household
	join (select household, max(year) as year from income group by household) latest
		on latest.household = income.household and latest.year = income.year
	where family.people > 0
"""


class TestTheRegisterEqualsItsFiles(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		self.town = write_town(self.folder, AS_OF, households=HOUSEHOLDS)
		self.files = [file.name for file in self.town.files if file.name.startswith(ONCE)]
		self.batches = {name: load_file(self.folder / name) for name in self.files}
		self.raw = self.raw_rows()
		self.addCleanup(self.raw.close)

	def raw_rows(self) -> sqlite3.Connection:
		"""The files' rows without those that must be refused, in a database that knows nothing of the app."""
		refused = {(refusal.file, refusal.row) for refusal in self.town.refusals}
		raw = sqlite3.connect(":memory:")
		raw.execute("create table person (household, name, id, relation, status)")
		raw.execute("create table income (household, year, net)")
		for name in self.files:
			if name.startswith("行政区划"):
				continue
			for row in table_of(self.folder / name):
				if (name, row["row"]) in refused:
					continue
				if name.startswith("收入"):
					self.add_income(raw, row, int(name[3:7]))
				else:
					self.add_person(raw, row)
		return raw

	def add_person(self, raw: sqlite3.Connection, row: dict) -> None:
		name = row["姓名"].lstrip("=@+-").strip()
		values = (row["户编号"], name, normalised(row["证件号码"]), row["与户主关系"], row["人员状态"])
		raw.execute("insert into person values (?, ?, ?, ?, ?)", values)

	def add_income(self, raw: sqlite3.Connection, row: dict, year: int) -> None:
		gains = ("工资性收入", "生产经营性收入", "财产性收入", "转移性收入")
		net = sum(amount(row[gain] or 0) for gain in gains) - amount(row["生产经营性支出"] or 0)
		raw.execute("insert into income values (?, ?, ?)", (row["户编号"], year, round(net, 2)))

	def mine(self, doctype: str, *fields: str) -> set[tuple]:
		households = [number for (number,) in self.raw.execute("select distinct household from person")]
		key = "parent" if doctype == "Household Member" else "name"
		return set(
			frappe.get_all(doctype, filters={key: ("in", households)}, fields=list(fields), as_list=True)
		)

	def test_households_their_heads_and_living_people_are_those_of_the_rows(self):
		expected = set(self.raw.execute(f"select household, head, people from ({FAMILIES})"))
		self.assertEqual(len(expected), HOUSEHOLDS)
		self.assertEqual(self.mine("Household", "name", "head_name", "people"), expected)

	def test_members_are_those_of_the_rows_without_duplicates(self):
		expected = sorted(self.raw.execute("select household, id, name from person"))
		self.assertEqual(
			sorted(self.mine("Household Member", "parent", "id_number", "member_name")), expected
		)
		self.assertEqual(len(set(expected)), len(expected))

	def test_the_income_per_head_is_the_latest_years_net_income_over_the_living(self):
		expected = {row[0]: row[1:] for row in self.raw.execute(PER_HEAD)}
		mine = self.mine("Household", "name", "income_year", "net_income", "income_per_head")
		known = {name: (year, net, round(per_head, 2)) for name, year, net, per_head in mine if year}
		self.assertGreater(len(expected), HOUSEHOLDS / 2)
		self.assertEqual(known, expected)

	def test_the_refused_rows_are_those_that_must_be(self):
		must = {name: 0 for name in self.files}
		for refusal in self.town.refusals:
			if refusal.file in must:
				must[refusal.file] += 1
		self.assertEqual({name: batch.rows_refused for name, batch in self.batches.items()}, must)

	def test_loading_the_files_again_changes_nothing(self):
		self.assertEqual(
			[name for name in self.files if not load_file(self.folder / name).flags.no_change], []
		)
