"""Assets as officers register them by hand."""

import frappe

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import OTHER_VILLAGE, VILLAGE, make_officer, make_region


class TestAssetNumber(TestCase):
	def register(self, number: str, region: str) -> None:
		make_region(region)
		frappe.get_doc(
			doctype="Alleviation Asset", asset_no=number, asset_name="茶园", region=region
		).insert()

	def test_one_that_is_taken_elsewhere_cannot_be_used_and_does_not_say_where_it_is(self):
		self.register("ZC-Q1", OTHER_VILLAGE)
		frappe.set_user(make_officer("Town Officer", VILLAGE))
		for number in ("ZC-Q1", "zc-q1", " ZC-Q1", "ZC-Q1\u3000"):
			with self.subTest(number=number), self.assertRaises(frappe.ValidationError) as refused:
				self.register(number, VILLAGE)
			self.assertNotIsInstance(refused.exception, frappe.DuplicateEntryError)
			self.assertEqual(
				str(refused.exception),
				frappe._("The asset number {0} cannot be used. Choose another one.").format(number.strip()),
			)
