"""Exports are visible to officers whose scope covers every region that the exporter was posted to on that day."""

import frappe
from frappe.utils import today

from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.builders import CITY, DISTRICT, make_officer, make_posting

FOREIGN_DISTRICT = "449914000000"


class TestExportsOfOthers(TestCase):
	def administrator(self, region: str) -> str:
		frappe.set_user("Administrator")
		return make_officer("Monitoring Administrator", region)

	def log_of(self, user: str, on: str) -> str:
		frappe.set_user(user)
		log = frappe.get_doc(doctype="Export Log", what="Household", filters="户主=林试").insert(
			ignore_permissions=True
		)
		frappe.set_user("Administrator")
		frappe.db.set_value("Export Log", log.name, "exported_on", on)
		return log.name

	def test_they_are_read_where_the_exporter_was_posted_on_that_day(self):
		officer = make_officer("District Officer", FOREIGN_DISTRICT)
		own = frappe.get_doc("Officer Posting", {"user": officer})
		own.update({"from_date": "2026-01-01", "to_date": "2026-06-30"})
		own.save()
		make_posting(officer, "District Officer", DISTRICT, from_date="2026-07-01")
		before, after = (
			self.log_of(officer, "2026-06-30 12:00:00"),
			self.log_of(officer, "2026-07-01 12:00:00"),
		)
		for region, seen in ((FOREIGN_DISTRICT, {before}), (DISTRICT, {after}), (CITY, {before, after})):
			with self.subTest(region):
				frappe.set_user(self.administrator(region))
				listed = {
					name for name in frappe.get_list("Export Log", pluck="name") if name in (before, after)
				}
				self.assertEqual(listed, seen)
				for name in (before, after):
					log = frappe.get_doc("Export Log", name)
					self.assertEqual(bool(log.has_permission("read")), name in seen)

	def test_exports_of_an_officer_with_two_postings_are_read_by_officers_of_both(self):
		officer = make_officer("District Officer", FOREIGN_DISTRICT)
		make_posting(officer, "District Officer", DISTRICT)
		log = self.log_of(officer, today())
		for region, seen in ((FOREIGN_DISTRICT, False), (DISTRICT, False), (CITY, True)):
			frappe.set_user(self.administrator(region))
			self.assertEqual(log in frappe.get_list("Export Log", pluck="name"), seen, region)
