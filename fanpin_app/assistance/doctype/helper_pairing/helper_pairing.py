from frappe.model.document import Document

from fanpin_app.assistance import pairings


class HelperPairing(Document):
	"""Who is responsible for helping a household, from when to when; one at a time, the earlier ones are its history."""

	def validate(self) -> None:
		pairings.complete(self)
		pairings.check_days(self)
		pairings.check_helper(self)

	def on_update(self) -> None:
		pairings.show_on_case(self.household)
