import frappe
from frappe.model.document import Document
from frappe.utils import get_fullname


class RegionChange(Document):
	"""What became of a region: written by `registry.regions.changes` alone, and changed by nobody."""

	def before_insert(self) -> None:
		self.officer = frappe.session.user
		self.officer_name = get_fullname(self.officer)
