from frappe.model.document import Document


class PostingHandover(Document):
	"""Who took over a posting, and the open work transferred with it. Created by `registry.officers.handover`."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fanpin_app.registry.doctype.handed_over_document.handed_over_document import HandedOverDocument

		day: DF.Date
		documents: DF.Table[HandedOverDocument]
		duty: DF.Data | None
		posting: DF.Link
		predecessor: DF.Link
		predecessor_name: DF.Data | None
		reason: DF.SmallText
		region: DF.Link
		successor: DF.Link
		successor_name: DF.Data | None
		successor_posting: DF.Link
	# end: auto-generated types
