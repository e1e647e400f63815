from pathlib import Path

import frappe
from openpyxl import load_workbook

from fanpin_app.discovery.loading.pipeline import load, load_file
from fanpin_app.tests.site.discovery.test_register_file import HEADERS, row
from fanpin_app.tests.support.agency_files import make_folder, write_medical, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	CITY,
	DISTRICT,
	OTHER_VILLAGE,
	VILLAGE,
	make_household,
	make_id_number,
	make_officer,
	make_region,
	make_visit,
)

TABLES = ("Household", "Household Member", "Income Statement", "Administrative Region", "Data Batch", "File")
INCOME_HEADERS = ("户编号", "工资性收入", "生产经营性收入", "财产性收入", "转移性收入", "生产经营性支出")


def checksums() -> dict[str, int]:
	return {table: frappe.db.sql(f"checksum table `tab{table}`")[0][1] for table in TABLES}


class ComparisonTestCase(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		make_region(VILLAGE)
		make_region(OTHER_VILLAGE)
		self.head, self.son = make_id_number(), make_id_number()

	def family(self, **cells) -> list[list]:
		"""A household of two; the cells go into the head's row."""
		return [
			row("T1", "林父", self.head, **{"联系电话": "13800001234", "户类型": "脱贫户"} | cells),
			row("T1", "林子", self.son, "之子", 务工状态="未务工"),
		]

	def write(self, rows: list, name: str = "农户信息.xlsx") -> Path:
		return write_workbook(self.folder / name, HEADERS, rows, title=f"某镇情况表 {name}")

	def compare(self, rows: list, name: str = "新.xlsx"):
		"""A compared batch, as an officer uploads it."""
		path = self.write(rows, name)
		file = frappe.get_doc(
			doctype="File", file_name=path.name, content=path.read_bytes(), is_private=1
		).insert()
		batch = frappe.get_doc(doctype="Data Batch", file=file.file_url)
		batch.flags.loads_at_once = True
		load(batch.insert(), write=False)
		return batch

	def counts(self, batch) -> dict[str, tuple]:
		return {each.about: (each.new, each.changed, each.unchanged, each.missing) for each in batch.changes}

	def lines(self, batch, sheet: str) -> list[tuple]:
		file = frappe.get_doc("File", {"file_url": batch.comparison_workbook})
		self.assertTrue(file.is_private)
		return list(load_workbook(file.get_full_path())[sheet].iter_rows(min_row=2, values_only=True))


class TestWhatChanged(ComparisonTestCase):
	def test_a_file_of_new_households_is_shown_and_nothing_is_written(self):
		batch = self.compare(self.family())
		self.assertEqual(batch.status, "Compared")
		self.assertEqual(self.counts(batch), {"Household": (1, 0, 0, 0), "Household Member": (2, 0, 0, 0)})
		self.assertFalse(frappe.db.exists("Household", "T1"))
		self.assertEqual(len(self.lines(batch, "New")), 3)

	def test_a_changed_copy_shows_exactly_its_differences(self):
		load_file(self.write(self.family()))
		batch = self.compare(self.family(务工状态="未务工", 户类型="一般农户"))
		self.assertEqual(self.counts(batch), {"Household": (0, 1, 0, 0), "Household Member": (0, 1, 1, 0)})
		self.assertEqual(
			self.lines(batch, "Changed"),
			[
				("Household", "T1", None, "Household Kind", "Formerly Poor", "General"),
				("Household Member", "T1", "林父", "Employment Status", "Employed", "Not Employed"),
			],
		)

	def test_private_values_are_masked_where_they_differ(self):
		load_file(self.write(self.family()))
		batch = self.compare(self.family(联系电话="13911112222"))
		((*_, old, new),) = self.lines(batch, "Changed")
		self.assertEqual((old, new), ("138****1234", "139****2222"))

	def test_people_missing_from_the_file_of_their_village_are_shown_and_stay(self):
		neighbour, stranger = make_id_number(), make_id_number()
		load_file(
			self.write(
				[
					*self.family(),
					row("T2", "邻居", neighbour),
					row("T3", "外村", stranger, region=OTHER_VILLAGE),
				]
			)
		)
		batch = self.compare(self.family()[:1])
		self.assertEqual(self.counts(batch), {"Household": (0, 0, 1, 1), "Household Member": (0, 0, 1, 1)})
		self.assertEqual({line[2] for line in self.lines(batch, "Missing from File")}, {"邻居", "林子"})
		self.assertEqual(frappe.db.get_value("Household", "T2", "status"), "Active")

	def test_a_person_in_a_refused_row_is_not_missing(self):
		load_file(self.write(self.family()))
		rows = self.family()
		rows[1][HEADERS.index("务工状态")] = "不详"
		batch = self.compare(rows)
		self.assertEqual(batch.rows_refused, 1)
		self.assertEqual(batch.status, "Loaded")
		self.assertEqual(self.counts(batch)["Household Member"], (0, 0, 1, 0))

	def test_a_column_that_the_file_does_not_have_changes_nothing(self):
		load_file(self.write(self.family()))
		columns = [header for header in HEADERS if header not in ("务工状态", "联系电话", "人员状态")]
		path = write_workbook(
			self.folder / "少列.xlsx",
			columns,
			[[each[HEADERS.index(header)] for header in columns] for each in self.family()],
		)
		self.assertTrue(load_file(path).flags.no_change)

	def test_a_household_in_a_grid_of_its_village_has_not_moved(self):
		load_file(self.write(self.family()))
		grid = make_region(f"{VILLAGE}001")
		frappe.db.set_value("Household", "T1", "region", grid)
		self.assertTrue(load_file(self.write(self.family(), "再.xlsx")).flags.no_change)
		self.assertEqual(frappe.db.get_value("Household", "T1", "region"), grid)

	def test_incomes_are_compared_item_by_item(self):
		load_file(self.write([*self.family(), row("T2", "邻居", make_id_number())]))
		incomes = [("T1", 10000, 6000, 0, 100, 2000), ("T2", 500, 0, 0, 0, 0)]
		load_file(write_workbook(self.folder / "收入_2025.xlsx", INCOME_HEADERS, incomes))
		again = write_workbook(
			self.folder / "收入_2025改.xlsx", INCOME_HEADERS, [("T1", 12000, 6000, 0, 100, 2000)]
		)
		batch = load_file(again)
		self.assertEqual(self.counts(batch), {"Income Statement": (0, 1, 0, 1)})
		self.assertEqual(
			[line[3:] for line in self.lines(batch, "Changed")],
			[("Wage Income", 10000, 12000), ("Net Income", 14100, 16100)],
		)
		self.assertEqual(frappe.db.get_value("Household", "T1", "income_per_head"), 8050)


class TestApplying(ComparisonTestCase):
	def test_what_was_compared_is_written_when_somebody_applies_it(self):
		batch = self.compare(self.family())
		batch.apply()
		self.assertEqual((batch.status, batch.applied_by), ("Queued", "Administrator"))
		load(batch)
		self.assertEqual(batch.status, "Loaded")
		self.assertEqual(frappe.db.get_value("Household", "T1", "people"), 2)

	def test_only_a_compared_file_is_applied(self):
		batch = load_file(self.write(self.family()))
		self.assertRaises(frappe.ValidationError, batch.apply)

	def test_an_officer_without_the_right_to_write_does_not_apply(self):
		batch = self.compare(self.family())
		frappe.set_user(make_officer("City Officer", CITY))
		self.assertRaises(frappe.PermissionError, frappe.get_doc("Data Batch", batch.name).apply)

	def test_the_same_files_again_write_nothing(self):
		incomes = self.folder / "收入_2025.xlsx"
		register = self.write(self.family())
		load_file(register)
		write_workbook(incomes, INCOME_HEADERS, [("T1", "1,000.50", 6000, None, 100, 2000)])
		load_file(incomes)
		before = checksums()
		self.assertTrue(load_file(register).flags.no_change)
		self.assertTrue(load_file(incomes).flags.no_change)
		self.assertEqual(checksums(), before)

	def test_the_same_rows_in_another_file_change_nothing_in_the_register(self):
		load_file(self.write(self.family()))
		before = checksums()
		batch = load_file(self.write(self.family(), "再.xlsx"))
		self.assertTrue(batch.flags.no_change)
		after = checksums()
		self.assertEqual({table for table in TABLES if before[table] != after[table]}, {"Data Batch", "File"})

	def test_documents_of_a_household_that_a_file_moves_move_with_it(self):
		load_file(self.write(self.family()))
		visit = make_visit("T1")
		load_file(self.write([row("T1", "林父", self.head, region=OTHER_VILLAGE)], "迁.xlsx"))
		self.assertEqual(frappe.db.get_value("Household Visit", visit.name, "region"), OTHER_VILLAGE)


class TestWhoLoads(ComparisonTestCase):
	def test_a_file_with_rows_outside_the_loaders_regions_is_refused(self):
		there = make_region("449914101201")
		rows = [*self.family(), row("T9", "外区", make_id_number(), region=there)]
		batch = self.compare(rows)
		frappe.set_user(make_officer("District Officer", DISTRICT))
		load(batch)
		self.assertEqual((batch.status, batch.refusal), ("Refused", "out_of_scope"))
		self.assertFalse(frappe.db.exists("Household", "T1"))

	def test_an_officer_moves_no_member_from_a_household_of_another_district(self):
		there = make_region("449914101201")
		load_file(self.write([row("T1", "林父", self.head), row("T9", "林子", self.son, region=there)]))
		batch = self.compare(self.family())
		frappe.set_user(make_officer("District Officer", DISTRICT))
		load(batch)
		self.assertEqual(batch.refusal, "out_of_scope")
		self.assertEqual(frappe.db.get_value("Household Member", {"id_number": self.son}, "parent"), "T9")

	def test_an_officer_loads_what_is_in_the_own_district(self):
		batch = self.compare(self.family())
		frappe.set_user(make_officer("District Officer", DISTRICT))
		load(batch)
		self.assertEqual(batch.status, "Loaded")
		self.assertTrue(frappe.db.exists("Household", "T1"))

	def test_a_person_of_another_district_is_unknown_to_a_monthly_file(self):
		stranger = make_household("449914101201")
		path = write_medical(self.folder, [("甲", stranger.members[0].id_number, 1, 0, "2026-10-03")])
		frappe.set_user(make_officer("District Officer", DISTRICT))
		batch = load_file(path)
		self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("unknown_person", 1)])

	def test_a_months_file_that_is_uploaded_twice_is_recognised(self):
		patient = make_household().members[0].id_number
		path = write_medical(self.folder, [("甲", patient, 1, 0, "2026-10-03")])
		first = load_file(path)
		file = frappe.get_doc(
			doctype="File", file_name="again.xlsx", content=path.read_bytes(), is_private=1
		).insert()
		again = frappe.get_doc(doctype="Data Batch", file=file.file_url)
		again.flags.loads_at_once = True
		load(again.insert())
		self.assertEqual((again.status, again.refusal), ("Refused", "already_loaded"))
		self.assertIn(first.name, again.message)
