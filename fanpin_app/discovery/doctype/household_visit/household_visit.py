import frappe
from frappe.model.document import Document

from fanpin_app.discovery.visits import recording


class HouseholdVisit(Document):
	def validate(self) -> None:
		recording.check(self)
		recording.complete(self)

	def on_update(self) -> None:
		recording.update_last_visit(self.household)

	def after_delete(self) -> None:
		recording.update_last_visit(self.household)


def on_doctype_update() -> None:
	"""A household's last visit is looked up at every visit."""
	frappe.db.add_index("Household Visit", ["household", "visited_on"])
