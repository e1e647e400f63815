import frappe
from frappe import _
from frappe.utils import get_fullname

from fanpin_app.registry.personal_data.append_only_log import GrowingLog


class RegistryChange(GrowingLog):
	"""What changed a household's registration, and how it was before: written by `registry.operations` alone."""

	def before_insert(self) -> None:
		self.officer = frappe.session.user
		self.officer_name = get_fullname(self.officer)

	def why_it_stays(self) -> str:
		return _("A change of the register is history: it is neither changed nor deleted. Record a new one.")


def on_doctype_update() -> None:
	"""What was later than a day is looked for by day; a household's history by household."""
	frappe.db.add_index("Registry Change", ["effective_on", "creation"])
