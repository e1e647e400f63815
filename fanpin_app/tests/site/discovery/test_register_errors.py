"""Errors in a register file that no single row shows: village codes, telephones, words, and the order of the rows."""

from datetime import datetime
from random import Random
from unittest.mock import patch

import frappe

from fanpin_app.discovery.loading.pipeline import load, load_file
from fanpin_app.discovery.targets import register, rows_by_household
from fanpin_app.tests.site.discovery.test_register_file import HEADERS, row
from fanpin_app.tests.site.discovery.test_register_file_and_history import RegisterFileTestCase
from fanpin_app.tests.support.agency_files import write_workbook
from fanpin_app.tests.support.builders import OTHER_VILLAGE, TOWN, VILLAGE, make_id_number, make_region

MANY = 20


class RegisterErrorsTestCase(RegisterFileTestCase):
	def households(self, count: int) -> list[tuple]:
		"""Registered households of two: number, name and ID number of each member, and the relation."""
		people = []
		for place in range(count):
			people.append((f"S-{place:03}", f"林{place}甲", make_id_number(), "户主"))
			people.append((f"S-{place:03}", f"陈{place}乙", make_id_number(), "配偶"))
		self.assertEqual(self.load(*(row(*person) for person in people)).status, "Loaded")
		return people

	def send(self, headers, rows, name: str):
		return load_file(write_workbook(self.folder / name, headers, rows))


class TestVillages(RegisterErrorsTestCase):
	def test_many_households_move_to_another_village_once_somebody_lets_the_file_pass(self):
		people = self.households(MANY)
		for count, home, away, status in (
			(MANY - 1, VILLAGE, OTHER_VILLAGE, "Loaded"),
			(MANY, OTHER_VILLAGE, VILLAGE, "Held"),
		):
			# Those moved by the first file move back, together with the one household that was not in it.
			if status == "Held":
				self.load(*(row(*each, region=OTHER_VILLAGE) for each in people[-2:]), name="一户.xlsx")
			there = {f"S-{place:03}" for place in range(count)}
			# In a different order than the file that registered them, because identical bytes would be a known file.
			rows = [row(*each, region=away if each[0] in there else home) for each in reversed(people)]
			batch = self.load(*rows, name=f"错村{count}.xlsx")
			with self.subTest(count=count):
				self.assertEqual(batch.status, status, batch.held_because)
		self.assertIn("20 registered households", batch.held_because)
		batch.let_pass("整村搬迁")
		load(batch)
		self.assertEqual(batch.status, "Loaded")

	def test_names_of_villages_are_compared_with_the_codes_beside_them(self):
		frappe.db.set_value(
			"Administrative Region", VILLAGE, {"region_name": "榕溪村委会", "former_names": "榕上村"}
		)
		frappe.db.set_value("Administrative Region", OTHER_VILLAGE, "region_name", "北港社区居民委员会")
		people = self.households(6)
		headers = [*HEADERS, "村名称"]
		for names, status in (
			(("榕溪村", "榕溪村民委员会", "某镇榕溪村", "榕溪", "榕上村", None), "Loaded"),
			(("北港社区", "北港居委会", "北港", "榕溪村", "榕溪村", "榕溪村"), "Held"),
		):
			rows = [[*row(*person), names[index // 2]] for index, person in enumerate(people)]
			with self.subTest(names):
				batch = self.send(headers, rows, f"村名{status}.xlsx")
				self.assertEqual((batch.status, bool(batch.names_unlike)), (status, status == "Held"))


class TestMonthsFilesOfVillages(RegisterErrorsTestCase):
	WATER = ("村名", "村代码", "是否达标", "监测日期")

	def test_accept_only_codes_of_villages(self):
		make_region(TOWN)
		frappe.db.set_value("Administrative Region", VILLAGE, "region_name", "榕溪村")
		for code, reason in ((VILLAGE, None), (TOWN, "wrong_level"), (f"{TOWN[:6]}000000", "wrong_level")):
			make_region(code)
			batch = self.send(
				self.WATER, [("榕溪村", code, "不达标", "2026-10-08")], f"村级供水_202610{code}.xlsx"
			)
			with self.subTest(code):
				self.assertEqual([each.reason for each in batch.refusals], [reason] if reason else [])

	def test_shifted_names_of_villages_hold_the_file(self):
		frappe.db.set_value("Administrative Region", VILLAGE, "region_name", "榕溪村")
		frappe.db.set_value("Administrative Region", OTHER_VILLAGE, "region_name", "北港村")
		for names, status in ((("北港村", "榕溪村"), "Held"), (("榕溪村", "北港村"), "Loaded")):
			rows = [
				(name, code, "不达标", "2026-10-08")
				for name, code in zip(names, (VILLAGE, OTHER_VILLAGE), strict=True)
			]
			batch = self.send(self.WATER, rows, f"村级供水_202610{names[0]}.xlsx")
			with self.subTest(names):
				self.assertEqual(batch.status, status, batch.held_because)


class TestWords(RegisterErrorsTestCase):
	def test_what_is_no_telephone_number_replaces_none(self):
		head, good = make_id_number(), "13800001234"
		self.load(row("S-1", "林父", head, 联系电话=good))
		for written in ("无", "0", 0, "-", "不详", "同上", "12345", "QQ23456789", "1380000123"):
			batch = self.load(row("S-1", "林父", head, 联系电话=written), name=f"电话{written!r}.xlsx")
			with self.subTest(written):
				self.assertEqual(batch.rows_refused, 0)
				self.assertEqual(frappe.db.get_value("Household", "S-1", "phone"), good)
				self.assertIn("联系电话: in 1 rows", batch.remarks)
		for written in (
			"13900005678",
			13900005678,
			"139 0000 5678",
			"0754-87654321",
			"87654321",
			"+8613900005678",
		):
			batch = self.load(row("S-1", "林父", head, 联系电话=written), name=f"电话好{written!r}.xlsx")
			with self.subTest(written):
				self.assertNotEqual(frappe.db.get_value("Household", "S-1", "phone"), good)
				self.assertFalse(batch.remarks)
			frappe.db.set_value("Household", "S-1", "phone", good)

	def test_of_several_telephone_numbers_the_first_is_read(self):
		head, good = make_id_number(), "13800001234"
		self.load(row("S-1", "林父", head, 联系电话=good))
		for number, written in enumerate(
			(
				"13900005678/13800138000",
				"13900005678、13800138000",
				"13900005678 13800138000",
				"13900005678\n13800138000",
				"139 0000 5678；0754-87654321",
				"1390000567／13900005678",
				"13900005678（儿子）",
				"父：13900005678，母：13800138000",
			)
		):
			frappe.db.set_value("Household", "S-1", "phone", good)
			batch = self.load(row("S-1", "林父", head, 联系电话=written), name=f"两个电话{number}.xlsx")
			with self.subTest(written):
				self.assertEqual(batch.rows_refused, 0)
				self.assertEqual(frappe.db.get_value("Household", "S-1", "phone"), "13900005678")
				self.assertIn("联系电话: in 1 rows there is more than a telephone number", batch.remarks)
				self.assertNotRegex(batch.remarks, r"\d{5}")

	def test_a_date_or_true_is_refused_as_a_word(self):
		headers = [*HEADERS, "民族"]
		for field, cell, refused in (
			("组", datetime(2026, 3, 5), 1),
			("组", "3-5组", 0),
			("组", 3, 0),
			("民族", True, 1),
			("民族", "汉族", 0),
			("姓名", datetime(2026, 1, 2), 1),
		):
			values = dict(zip(headers, [*row("S-9", "林父", make_id_number()), "汉族"], strict=True)) | {
				field: cell
			}
			batch = self.send(headers, [list(values.values())], f"字{field}{cell!s:.4}.xlsx")
			with self.subTest(field=field, cell=cell):
				self.assertEqual(batch.rows_refused, refused, batch.message)
				if refused:
					self.assertEqual(batch.refusals[0].reason, "bad_value")
					self.assertIn(field, batch.refusals[0].example)
			frappe.db.delete("Household Member", {"parent": "S-9"})
			frappe.db.delete("Household", {"name": "S-9"})


class TestTheOrderOfRows(RegisterErrorsTestCase):
	def changed(self, people: list[tuple]) -> list[list]:
		"""Two whole households under a neighbour's number, a head who leaves, and correct changes of heads."""
		below = {"S-001": "S-000", "S-003": "S-002"}
		rows = []
		for number, name, id_number, relation in people:
			if number in ("S-005", "S-006"):
				relation = {"户主": "之父", "配偶": "户主"}[relation]
			if number == "S-007" and relation == "户主":
				number = "S-008"
				relation = "其他"
			rows.append(row(below.get(number, number), name, id_number, relation))
		return rows

	def outcome(self, rows: list, name: str) -> tuple:
		frappe.db.savepoint("before_order")
		batch = self.load(*rows, name=name)
		members = frappe.get_all(
			"Household Member",
			filters={"parent": ("like", "S-%")},
			fields=["id_number", "parent", "relation"],
			order_by="id_number",
			as_list=True,
		)
		changes = {each.about: (each.new, each.changed, each.unchanged) for each in batch.changes}
		result = (
			batch.status,
			batch.rows_read,
			{each.reason: each.rows for each in batch.refusals},
			changes,
			members,
		)
		frappe.db.rollback(save_point="before_order")
		return result

	def test_a_file_in_any_order_gives_the_result_of_one_sorted_by_household(self):
		rows = self.changed(self.households(10))
		small = patch.object(register, "HOUSEHOLDS_AT_ONCE", 2)
		small.start()
		self.addCleanup(small.stop)
		expected = self.outcome(rows, "户.xlsx")
		self.assertEqual(expected[2], {"whole_household": 4, "head_leaves": 1})
		by_name = sorted(rows, key=lambda each: each[HEADERS.index("姓名")])
		shuffled = Random(12).sample(rows, len(rows))
		for name, other in (("名.xlsx", by_name), ("乱.xlsx", shuffled)):
			for at_once in (50_000, 3):
				with (
					self.subTest(name, at_once=at_once),
					patch.object(rows_by_household, "ROWS_AT_ONCE", at_once),
				):
					self.assertEqual(self.outcome(other, name), expected)
