import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname


class RegionChange(Document):
	"""A change of a region. Written only by `registry.regions.changes`, and read-only."""

	def before_insert(self) -> None:
		self.officer = frappe.session.user
		self.officer_name = get_fullname(self.officer)
