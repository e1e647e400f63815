"""Rows of one file that contradict each other about a household or region: all are refused, each naming the others."""

from unittest.mock import patch

import frappe

from fanpin_app.discovery.loading.pipeline import load_file
from fanpin_app.discovery.targets import register, rows_by_household
from fanpin_app.permissions.scope import prefix_of
from fanpin_app.tests.site.discovery.test_register_file import HEADERS, row
from fanpin_app.tests.support.agency_files import make_folder, write_workbook
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	DISTRICT,
	OTHER_VILLAGE,
	TOWN,
	VILLAGE,
	make_id_number,
	make_region,
)


class TestHouseholds(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		make_region(VILLAGE)
		make_region(OTHER_VILLAGE)
		self.ids = [make_id_number() for _member in range(3)]

	def load(self, *cells: dict, number: str = "T1"):
		"""A file with a household's head and children, each with the cells."""
		rows = [
			row(number, f"林{index}", id_number, "之子" if index else "户主", **more)
			for index, (id_number, more) in enumerate(zip(self.ids, cells, strict=False))
		]
		return self.load_rows(*rows)

	def load_rows(self, *rows):
		return load_file(write_workbook(self.folder / f"{make_id_number()}.xlsx", HEADERS, rows))

	def stored(self, *fields: str):
		return frappe.db.get_value("Household", "T1", fields)

	def test_that_contradict_each_other_are_refused(self):
		self.load({"户类型": "脱贫户", "是否低保": "是"})
		before = self.stored(
			"region", "household_kind", "subsistence_allowance", "group_name", "monitored_kind"
		)
		for one, other in (
			({"村代码": VILLAGE}, {"村代码": OTHER_VILLAGE}),
			({"是否低保": "是"}, {"是否低保": "否"}),
			({"户类型": "脱贫户"}, {"户类型": "一般农户"}),
			({"组": "1组"}, {"组": "2组"}),
			({"监测对象类别": "边缘易致贫户"}, {"监测对象类别": "突发严重困难户"}),
		):
			with self.subTest(one=one, other=other):
				batch = self.load(one, other, {"户类型": None})
				self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("repeated_key", 3)])
				now = self.stored(
					"region", "household_kind", "subsistence_allowance", "group_name", "monitored_kind"
				)
				self.assertEqual(now, before)

	def test_that_are_far_apart_in_the_file_are_found_too(self):
		rows = (
			row("T1", "林0", self.ids[0]),
			row("T2", "陈", make_id_number()),
			row("T1", "林1", self.ids[1], "之子", OTHER_VILLAGE),
		)
		# When the first rows were already written, only the contradicting ones far below are refused.
		for looked_at, accepted, refused, village in ((2000, 1, 2, None), (1, 2, 1, VILLAGE)):
			with (
				self.subTest(looked_at=looked_at),
				patch.object(register, "HOUSEHOLDS_AT_ONCE", 1),
				patch.object(rows_by_household, "ROWS_EXAMINED", looked_at),
			):
				frappe.db.savepoint("before_rows")
				batch = self.load_rows(*rows)
				self.assertEqual((batch.rows_accepted, self.stored("region")), (accepted, village))
				self.assertEqual(
					[(each.reason, each.rows) for each in batch.refusals], [("repeated_key", refused)]
				)
				frappe.db.rollback(save_point="before_rows")

	def test_that_agree_or_are_empty_are_accepted(self):
		batch = self.load({"户类型": "脱贫户"}, {"户类型": "脱贫户"}, {"组": None})
		self.assertEqual((batch.rows_refused, self.stored("household_kind")), (0, "Formerly Poor"))

	def test_telephone_numbers_are_those_of_members_and_the_head_s_is_stored(self):
		phones = ("13800000001", "13800000002", "13800000003")
		batch = self.load(*({"联系电话": phone} for phone in phones))
		self.assertEqual((batch.rows_refused, self.stored("phone")), (0, phones[0]))


class TestRegions(TestCase):
	def setUp(self) -> None:
		super().setUp()
		self.folder = make_folder(self)
		make_region(VILLAGE)
		self.new = f"{prefix_of(TOWN)}277"

	def load(self, *rows):
		headers = ("code", "name", "level", "parent")
		return load_file(write_workbook(self.folder / f"行政区划{len(rows)}{rows[0][3]}.xlsx", headers, rows))

	def parent(self, code: str) -> str:
		return frappe.db.get_value("Administrative Region", code, "parent_administrative_region")

	def test_of_one_code_that_differ_are_refused(self):
		for other in ((self.new, "南村", "村", TOWN), (self.new, "东村", "村", "")):
			batch = self.load((self.new, "东村", "村", TOWN), other)
			self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("repeated_key", 2)])
			self.assertFalse(frappe.db.exists("Administrative Region", self.new))

	def test_no_row_moves_a_village_out_of_its_town(self):
		for code in (self.new, VILLAGE):
			batch = self.load((code, "东村", "村", DISTRICT))
			self.assertEqual([(each.reason, each.rows) for each in batch.refusals], [("skipped_level", 1)])
			self.load((code, "东村", "村", ""))
			self.assertEqual(self.parent(code), TOWN)
