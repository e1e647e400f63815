import frappe
from frappe import _
from frappe.utils import get_fullname

from fanpin_app.registry.personal_data.append_only_log import AppendOnlyLog


class RegistryChange(AppendOnlyLog):
	"""A change of a household's registration, with its previous state. Written only by `registry.operations`."""

	def before_insert(self) -> None:
		self.officer = frappe.session.user
		self.officer_name = get_fullname(self.officer)

	def refusal_message(self) -> str:
		return _("A change of the register is history: it is neither changed nor deleted. Record a new one.")


def on_doctype_update() -> None:
	"""Changes after a day are searched by day; a household's history by household."""
	frappe.db.add_index("Registry Change", ["effective_on", "creation"])
