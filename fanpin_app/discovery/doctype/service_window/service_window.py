import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.discovery.applications import request_limits


class ServiceWindow(Document):
	def validate(self) -> None:
		try:
			request_limits.networks(self.counter_addresses)
		except ValueError as error:
			frappe.throw(_("{0}: this is no network address.").format(str(error).split(" ")[0]))
