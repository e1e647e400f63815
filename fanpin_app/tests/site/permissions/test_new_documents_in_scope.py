"""A new document is in the region of the document it links to; Frappe 15.105 checks before it fetches the
region."""

import frappe

from fanpin_app.permissions import scope
from fanpin_app.tests.site.assistance.test_measures import case_of
from fanpin_app.tests.support import builders
from fanpin_app.tests.support.procedure import OfficesTestCase, as_user


class TestNewDocuments(OfficesTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.mine, cls.theirs = (
			cls.links_to(village) for village in (builders.VILLAGE, builders.OTHER_VILLAGE)
		)

	@staticmethod
	def links_to(village: str) -> dict[str, str]:
		"""A document of each DocType from which others fetch the region."""
		household = builders.make_household(village).name
		return {
			"Household": household,
			"Monitoring Case": case_of(household),
			"Alleviation Asset": builders.make_asset(village).name,
			**TestNewDocuments.meeting_in(village),
		}

	@staticmethod
	def meeting_in(village: str) -> dict[str, str]:
		"""Rows without controllers: a group of a village is refused."""
		group = frappe.get_doc(doctype="Leading Group", name=f"zq-group-{village}", region=village)
		meeting = frappe.get_doc(
			doctype="Coordination Meeting",
			name=f"zq-meeting-{village}",
			leading_group=group.name,
			region=village,
		)
		for doc in (group, meeting):
			doc.db_insert()
		return {doc.doctype: doc.name for doc in (group, meeting)}

	def new(self, doctype: str, links: dict[str, str], **fields):
		"""A document as a client sends it, before Frappe has processed it."""
		region = frappe.get_meta(doctype).get_field("region")
		link = region.fetch_from.split(".")[0]
		about = frappe.get_meta(doctype).get_field(link).options
		return frappe.get_doc({"doctype": doctype, link: links[about], **fields})

	def doctypes_that_fetch_their_region(self) -> list[str]:
		doctypes = [
			doctype
			for doctype in scope.scoped_doctypes()
			if (region := frappe.get_meta(doctype).get_field("region"))
			and region.fetch_from
			and frappe.has_permission(doctype, "read", user=self.offices.village)
		]
		self.assertIn("Assistance Measure", doctypes)
		self.assertIn("Asset Lease", doctypes)
		return doctypes

	def test_of_an_own_household_or_asset_is_permitted_before_its_region_is_fetched(self):
		for doctype in self.doctypes_that_fetch_their_region():
			with self.subTest(doctype):
				self.assertTrue(
					scope.has_permission(self.new(doctype, self.mine), "read", self.offices.village)
				)

	def test_of_a_foreign_household_or_asset_is_refused_whatever_region_and_household_the_client_writes(self):
		for doctype in self.doctypes_that_fetch_their_region():
			written = {"region": builders.VILLAGE}
			if doctype == "Assistance Measure":
				written["household"] = self.mine["Household"]
			with self.subTest(doctype):
				doc = self.new(doctype, self.theirs, **written)
				self.assertFalse(scope.has_permission(doc, "read", self.offices.village))

	def test_a_measure_is_not_moved_to_a_foreign_case(self):
		measure = builders.make_measure(self.mine["Monitoring Case"])
		measure.monitoring_case = self.theirs["Monitoring Case"]
		with as_user(self.offices.village), self.assertRaises(frappe.PermissionError):
			measure.save()

	def test_a_helper_has_access_to_a_measure_only_through_its_case(self):
		helper = builders.make_officer("Helper", builders.VILLAGE)
		builders.make_pairing(self.mine["Household"], helper)
		theirs = self.new("Assistance Measure", self.theirs, household=self.mine["Household"])
		self.assertFalse(scope.has_permission(theirs, "read", helper))
		mine = self.new("Assistance Measure", self.mine)
		self.assertTrue(scope.has_permission(mine, "read", helper))
