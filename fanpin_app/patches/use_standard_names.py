"""Fields and options get the field's or the framework's standard terms; what administrators own follows."""

import frappe
from frappe.model import no_value_fields, table_fields
from frappe.model.utils.rename_field import rename_field, update_property_setters

from fanpin_app.patches import standard_names_in_settings as settings
from fanpin_app.patches.standard_names import FIELDS, LABELS, VALUES


def execute() -> None:
	# First, because Frappe's own renaming drops what it does not know of reports, and loses some user settings.
	settings.rename()
	for doctype, names in FIELDS.items():
		for old, new in names.items():
			rename_stored_field(doctype, old, new)
	for doctype, fields in VALUES.items():
		for field, values in fields.items():
			for old, new in values.items():
				rename_value(doctype, field, old, new)
	_rename_columns_of_feeds()
	for old, new in LABELS.items():
		frappe.db.set_value("Translation", {"source_text": old}, "source_text", new, update_modified=False)
	frappe.clear_cache()


def rename_stored_field(doctype: str, old: str, new: str) -> None:
	"""Take over what is stored by the old name, and drop its column: nothing anonymises a column without a field."""
	field = frappe.get_meta(doctype, cached=False).get_field(new)
	if field.fieldtype in table_fields:
		# `rename_field` looks for a column of the table first, and there is none.
		frappe.db.set_value(
			field.options,
			{"parenttype": doctype, "parentfield": old},
			"parentfield",
			new,
			update_modified=False,
		)
		update_property_setters(doctype, old, new)
	elif field.fieldtype in no_value_fields:
		update_property_setters(doctype, old, new)
	elif frappe.db.get_value("DocType", doctype, "issingle"):
		if old in frappe.db.get_singles_dict(doctype):
			frappe.db.delete("Singles", {"doctype": doctype, "field": new})
			rename_field(doctype, old, new)
	elif frappe.db.has_column(doctype, old):
		rename_field(doctype, old, new)
		frappe.db.sql_ddl(f"alter table `tab{doctype}` drop column `{old}`")
		frappe.cache.hdel("table_columns", f"tab{doctype}")


def rename_value(doctype: str, field: str, old: str, new: str) -> None:
	table = frappe.qb.DocType(doctype)
	frappe.qb.update(table).set(table[field], new).where(table[field] == old).run()


def _rename_columns_of_feeds() -> None:
	"""A column of an agency's file that is loaded into a field names it."""
	column = frappe.qb.DocType("Feed Column")
	for doctype, names in FIELDS.items():
		feeds = frappe.get_all("Data Feed", filters={"target": doctype}, pluck="name")
		for old, new in names.items() if feeds else ():
			(
				frappe.qb.update(column)
				.set(column.fieldname, new)
				.where((column.fieldname == old) & column.parent.isin(feeds))
				.run()
			)
