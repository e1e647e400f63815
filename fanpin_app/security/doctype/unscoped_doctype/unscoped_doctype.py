import frappe
from frappe import _
from frappe.model.document import Document

from fanpin_app.permissions import links
from fanpin_app.permissions.doctype_apps import app_of


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
		if _is_of_platform(self.document_type):
			frappe.throw(
				_(
					"{0} belongs to the platform: its documents are seen by who may see what they are about."
				).format(_(self.document_type))
			)

	def on_update(self) -> None:
		links.forget()

	def after_delete(self) -> None:
		links.forget()


def _is_of_platform(doctype: str) -> bool:
	meta = frappe.get_meta(doctype)
	return not meta.custom and app_of(meta.module) == "frappe"
