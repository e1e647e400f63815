"""What builders insert without controllers equals what the controllers store."""

import frappe

from fanpin_app.permissions.postings import SIGNIFICANT_DIGITS, codes_above, prefix_of
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import (
	OTHER_TOWN,
	OTHER_VILLAGE,
	VILLAGE,
	VILLAGE_OF_OTHER_DISTRICT,
	make_region,
)

OTHER_CITY = "459900000000"
# Regions below and beside earlier ones, and a second root.
CODES = (f"{VILLAGE}001", OTHER_TOWN, OTHER_CITY, OTHER_VILLAGE, VILLAGE_OF_OTHER_DISTRICT, "459913101201")
LEVELS = {digits: level for level, digits in SIGNIFICANT_DIGITS.items()}
STAMP = {"creation", "modified"}


def insert_region(code: str, name: str) -> None:
	"""Insert the region and its missing parents by their controller."""
	parent = None
	for each in (*codes_above(prefix_of(code)), code):
		if not frappe.db.exists("Administrative Region", each):
			level = LEVELS[len(prefix_of(each))]
			frappe.get_doc(
				doctype="Administrative Region",
				region_code=each,
				region_name=name if each == code else f"区域{each}",
				level=level,
				is_group=int(level != "Grid"),
				parent_administrative_region=parent,
			).insert()
		parent = each


def regions() -> list[dict]:
	columns = set(frappe.get_meta("Administrative Region").get_valid_columns())
	return frappe.get_all("Administrative Region", fields=sorted(columns - STAMP), order_by="lft")


class TestRegions(TestCase):
	maxDiff = None

	def test_they_are_those_that_the_controller_stores(self):
		inserted = []
		for insert in (insert_region, make_region):
			frappe.db.savepoint("before_regions")
			for code in CODES:
				insert(code, f"某地{code}")
			inserted.append(regions())
			frappe.db.rollback(save_point="before_regions")
		by_controller, by_builder = inserted
		self.assertGreater(len(by_builder), len(CODES))
		self.assertEqual(by_builder, by_controller)
