import frappe
from frappe.model.naming import make_autoname

from fanpin_app.privacy.fields import PrivateDocument
from fanpin_app.privacy.masks import mask_phone
from fanpin_app.registry.households import derived_fields, members, relocation
from fanpin_app.registry.operations.correction import record_correction


class Household(PrivateDocument):
	def autoname(self) -> None:
		self.household_no = self.household_no or make_autoname("H.########")
		self.name = self.household_no

	def validate(self) -> None:
		self.phone_masked = mask_phone(self.phone)
		for row in self.members:
			members.fill_derived_fields(row)
		members.release_former_heads(self)
		members.validate(self)

	def on_update(self) -> None:
		derived_fields.update_households([self.name])
		if self.get_doc_before_save() and self.has_value_changed("region"):
			relocation.notify_moved([self.name], self.region)
		record_correction(self)
		self.update(frappe.db.get_value("Household", self.name, derived_fields.FIELDS, as_dict=True))


def on_doctype_update() -> None:
	"""Covering index for the fields that screening reads from all households of a region: no row is read."""
	frappe.db.add_index(
		"Household",
		[
			"region",
			"status",
			"people",
			"household_kind",
			"monitored",
			"subsistence_allowance",
			"extreme_poverty_support",
			"drinking_water",
		],
		"asked_by_rules",
	)
