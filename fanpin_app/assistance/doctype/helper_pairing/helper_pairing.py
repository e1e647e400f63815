from frappe.model.document import Document

from fanpin_app.assistance import pairings


class HelperPairing(Document):
	"""Who is responsible for helping a household, from when to when. One at a time; earlier ones are its history."""

	def validate(self) -> None:
		pairings.fill_derived_fields(self)
		pairings.check_days(self)
		pairings.check_helper(self)

	def on_update(self) -> None:
		pairings.update_case_helper(self.household)
