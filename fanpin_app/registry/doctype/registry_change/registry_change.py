import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname


class RegistryChange(Document):
	"""What changed a household's registration, and how it was before: written by `registry.operations` alone."""

	def before_insert(self) -> None:
		self.officer = frappe.session.user
		self.officer_name = get_fullname(self.officer)

	def validate(self) -> None:
		if not self.is_new():
			self._refuse()

	def on_trash(self) -> None:
		self._refuse()

	def _refuse(self) -> None:
		frappe.throw(
			_("A change of the register is history: it is neither changed nor deleted. Record a new one."),
			frappe.PermissionError,
		)


def on_doctype_update() -> None:
	"""What was later than a day is looked for by day; a household's history by household."""
	frappe.db.add_index("Registry Change", ["effective_on", "creation"])
