"""Only what was shown is applied; the dead stay dead unless a person who reads the comparison decides otherwise."""

import frappe
from frappe.utils import today
from openpyxl import load_workbook

from fanpin_app.discovery.loading.pipeline import load, load_file
from fanpin_app.registry.operations import members, move
from fanpin_app.tests.site.discovery.test_register_comparison import INCOME_HEADERS, ComparisonTestCase
from fanpin_app.tests.site.discovery.test_register_file import row
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.builders import OTHER_VILLAGE, make_id_number

OUTDATED = "The register has changed since this file was compared"


class AppliedTestCase(ComparisonTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.first = self.write(self.family(), "农户信息_202609.xlsx")
		load_file(self.first)

	def son_row(self) -> str:
		return frappe.db.get_value("Household Member", {"id_number": self.son})

	def status_of_son(self) -> str:
		return frappe.db.get_value("Household Member", self.son_row(), "status")

	def record_death(self) -> None:
		members.record_death("T1", self.son_row(), today(), "病故")

	def changed(self, **cells) -> list[list]:
		return self.family(务工状态="未务工", **cells)

	def apply(self, batch) -> None:
		batch.apply()
		load(batch, write=bool(batch.applied_by))


class TestWhatWasCompared(AppliedTestCase):
	def test_is_applied_where_the_register_is_as_it_was(self):
		batch = self.compare([*self.changed(), row("T2", "陈新", make_id_number())])
		self.apply(batch)
		self.assertEqual((batch.status, frappe.db.exists("Household", "T2")), ("Loaded", "T2"))

	def test_is_compared_again_where_it_is_not(self):
		def change(doctype: str, name: str, field: str, value: str):
			return lambda: frappe.db.set_value(doctype, name, field, value)

		for happened in (
			self.record_death,
			change("Household Member", self.son_row(), "employment_status", "Self-employed"),
			change("Household", "T1", "phone", "13911110000"),
			lambda: move.move("T1", OTHER_VILLAGE, today(), "搬迁"),
		):
			with self.subTest(happened=happened):
				frappe.db.savepoint("before_it_happened")
				batch = self.compare(self.changed(联系电话="13800001234"), name="农户信息_202610.xlsx")
				happened()
				before = frappe.db.get_all("Household Member", fields=["*"], order_by="name")
				self.apply(batch)
				self.assertEqual((batch.status, batch.applied_by), ("Compared", None))
				self.assertIn(OUTDATED, batch.held_because)
				self.assertEqual(frappe.db.get_all("Household Member", fields=["*"], order_by="name"), before)
				self.apply(batch)
				self.assertEqual(batch.status, "Loaded")
				frappe.db.rollback(save_point="before_it_happened")

	def test_people_who_died_since_are_named_before_the_file_is_applied_again(self):
		batch = self.compare(self.changed(), name="农户信息_202610.xlsx")
		self.record_death()
		self.apply(batch)
		self.assertEqual(self.status_of_son(), "Deceased")
		self.assertIn("林子（T1）", batch.held_because)
		self.assertIn("Member Died", batch.held_because)

	def test_a_file_without_differences_is_finished(self):
		batch = self.compare(self.changed(), name="农户信息_202610.xlsx")
		load_file(self.write(self.changed(), "农户信息_同.xlsx"))
		self.apply(batch)
		self.assertEqual(batch.status, "Loaded")
		self.assertFalse(batch.held_because)


class TestByTheCommand(AppliedTestCase):
	def test_a_file_in_which_deceased_people_are_alive_is_held_until_somebody_lets_it_pass(self):
		self.record_death()
		path = self.write(self.changed(), "农户信息_202501.xlsx")
		batch = load_file(path)
		self.assertEqual((batch.status, self.status_of_son()), ("Held", "Deceased"))
		self.assertIn("林子（T1）", batch.held_because)
		batch.let_pass("误登记")
		load(batch)
		self.assertEqual((batch.status, self.status_of_son()), ("Loaded", "Living"))

	def test_a_file_that_moves_back_a_moved_household_is_held_too(self):
		move.move("T1", OTHER_VILLAGE, today(), "搬迁")
		batch = load_file(self.write(self.changed(), "农户信息_202609改.xlsx"))
		self.assertEqual(batch.status, "Held")
		self.assertIn("T1（Household Moved", batch.held_because)

	def test_a_file_that_agrees_with_what_was_recorded_is_loaded(self):
		self.record_death()
		rows = self.changed()
		rows[1] = row("T1", "林子", self.son, "之子", 务工状态="未务工", 人员状态="死亡")
		self.assertEqual(load_file(self.write(rows, "农户信息_202609改.xlsx")).status, "Loaded")


class TestCorrectedRowsOfAHeldFile(AppliedTestCase):
	def test_are_applied_and_the_original_file_is_cancelled(self):
		self.record_death()
		rows = [*self.changed(), row("T2", "陈新", make_id_number(), 劳动技能="不详")]
		held = load_file(self.write(rows, "农户信息_202501.xlsx"))
		self.assertEqual((held.status, held.rows_refused), ("Held", 1))
		held.reload()
		path = frappe.get_doc("File", {"file_url": held.error_workbook}).get_full_path()
		book = load_workbook(path)
		place = [cell.value for cell in book.active[1]].index("劳动技能") + 1
		book.active.cell(2, place).value = "普通劳动力"
		book.save(self.folder / "更正.xlsx")
		batch = TestTheSameFileAfterAnother.compare_again(self, self.folder / "更正.xlsx")
		self.assertEqual((batch.status, batch.rows_refused), ("Compared", 0))
		held.reload()
		self.assertEqual(held.status, "Held")
		self.apply(batch)
		held.reload()
		self.assertEqual((batch.status, held.status, held.replaced_by), ("Loaded", "Cancelled", batch.name))
		self.assertRaises(frappe.ValidationError, held.load_again)


class TestTheSameFileAfterAnother(AppliedTestCase):
	def employment(self) -> str:
		return frappe.db.get_value("Household Member", {"id_number": self.head}, "employment_status")

	def test_undoes_the_other_only_after_confirmation(self):
		load_file(self.write(self.changed(), "农户信息_202609错.xlsx"))
		before = load_file(self.first)
		self.assertTrue(before.flags.known)
		self.assertEqual(self.employment(), "Not Employed")
		batch = self.compare_again(self.first)
		self.assertEqual(batch.status, "Compared")
		self.apply(batch)
		self.assertEqual((batch.status, self.employment()), ("Loaded", "Employed"))

	def compare_again(self, path):
		"""The file as it is sent in the desk."""
		file = frappe.get_doc(doctype="File", file_name=path.name, content=path.read_bytes(), is_private=1)
		batch = frappe.get_doc({"doctype": "Data Batch", "file": file.insert().file_url})
		batch.flags.loads_at_once = True
		load(batch.insert(), write=False)
		return batch

	def test_what_an_officer_changed_since_stays(self):
		frappe.db.set_value("Household", "T1", "phone", "13900000000")
		self.assertTrue(load_file(self.first).flags.known)
		self.assertEqual(frappe.db.get_value("Household", "T1", "phone"), "13900000000")

	def test_a_file_of_incomes_does_not_either_in_any_order_of_names(self):
		names = ("收入_2025.xlsx", "收入(更正)_2025.xlsx")
		first, second = (
			write_workbook(self.folder / name, INCOME_HEADERS, [("T1", wages, 0, 0, 0, 0)])
			for name, wages in zip(names, (90000, 9000), strict=True)
		)
		load_file(first)
		for _run in range(3):
			for path in (second, first):
				load_file(path)
			self.assertEqual(frappe.db.get_value("Income Statement", "T1-2025", "wage_income"), 9000)
		self.assertEqual(frappe.db.count("Data Batch", {"file_name": ("in", names)}), 2)

	def test_an_older_file_that_is_sent_later_is_held(self):
		for name, status in (
			("农户信息_202608.xlsx", "Held"),
			("农户信息_202610.xlsx", "Loaded"),
			("农户信息_202609改.xlsx", "Held"),
			("农户信息.xlsx", "Loaded"),
		):
			with self.subTest(name):
				state = "务工" if self.employment() == "Not Employed" else "未务工"
				batch = load_file(self.write(self.family(务工状态=state), name))
				self.assertEqual(batch.status, status, batch.held_because)
		self.assertEqual(load_file(self.write(self.family(), "农户信息_202607.xlsx")).status, "Loaded")
