import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.database.locking import latest


class MonitoringStandard(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.Data | None
		effective_from: DF.Date
		income_line: DF.Currency
		region: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		same = {
			"region": self.region or ("is", "not set"),
			"effective_from": self.effective_from,
			"name": ("!=", self.name),
		}
		for other in latest("Monitoring Standard", same):
			frappe.throw(
				_("{0} already gives the line for this region from this date: change it there.").format(
					other.name
				)
			)
