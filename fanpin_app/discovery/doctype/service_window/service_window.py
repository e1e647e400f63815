import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.discovery.applications import request_limits


class ServiceWindow(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answer_within_days: DF.Int
		applications_per_address: DF.Int
		basis: DF.SmallText | None
		contact: DF.SmallText | None
		counter_addresses: DF.SmallText | None
		file_size_mb: DF.Int
		files_per_application: DF.Int
		look_ups_per_address: DF.Int
		look_ups_per_receipt: DF.Int
		open_to_public: DF.Check
		privacy_notice: DF.SmallText | None
		requests_per_counter: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		try:
			request_limits.networks(self.counter_addresses)
		except ValueError as error:
			frappe.throw(_("{0}: this is no network address.").format(str(error).split(" ")[0]))
