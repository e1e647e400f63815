"""For which office and which day a poster is drawn."""

from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils import formatdate


class Wall(NamedTuple):
	"""The wall of the office of a region (its code), as of a day."""

	region: str
	day: str

	@property
	def region_name(self) -> str:
		return frappe.get_cached_value("Administrative Region", self.region, "full_name") or ""

	@property
	def footer(self) -> str:
		return _("As of {0}").format(formatdate(self.day, "yyyy-MM-dd"))
