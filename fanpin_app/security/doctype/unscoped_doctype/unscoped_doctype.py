import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.permissions import links


class UnscopedDocType(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		document_type: DF.Link
		reason: DF.SmallText
	# end: auto-generated types

	def validate(self) -> None:
		if self.document_type in links.doctypes_with_rule():
			frappe.throw(
				_("{0} has a rule of its own: who sees it is decided by postings.").format(
					_(self.document_type)
				)
			)

	def on_update(self) -> None:
		links.forget()

	def after_delete(self) -> None:
		links.forget()
