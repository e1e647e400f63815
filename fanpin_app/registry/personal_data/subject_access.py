"""The printed answer to a person who asks what is held about the household (个人信息查询单).

It covers all DocTypes that link to a household, including new ones. It requires the right to export the household.
Each sheet is logged in the Reveal Log, which is on it as well.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.meta import Meta
from frappe.utils import format_datetime, formatdate, get_fullname, now
from frappe.utils.formatters import format_value

from fanpin_app.privacy.masks import AGE_OF_CHILDREN, MASKS
from fanpin_app.registry.households import id_numbers
from fanpin_app.registry.personal_data import append_only_log

if TYPE_CHECKING:
	from frappe.core.doctype.docfield.docfield import DocField

	from fanpin_app.registry.doctype.household.household import Household
	from fanpin_app.registry.doctype.household_member.household_member import HouseholdMember

TEMPLATE = "fanpin_app/templates/subject_access_sheet.html"
ALL_DATA, PERSON_ASKS = "Everything Held", "The Person Asks"


def sheet(household: str, member: str, remarks: str | None = None) -> str:
	"""The sheet as an HTML page in the user's language; `member` (row name) is the household's member who asks.

	It shows the ID number and the health of that person and of the household's children, and masks those of the others.
	Raises PermissionError if the user may not export the household, and logs the reading.
	"""
	doc = frappe.get_doc("Household", household)
	doc.check_permission("read")
	doc.check_permission("export")
	asker = next((row for row in doc.members if row.name == member), None)
	if not asker:
		frappe.throw(_("Choose a member of this household."))
	append_only_log.write(
		doctype="Reveal Log",
		household=doc.name,
		member=member,
		value_type=ALL_DATA,
		purpose=PERSON_ASKS,
		remarks=remarks,
	)
	return frappe.render_template(
		TEMPLATE,
		{
			"household": doc,
			"asker": asker,
			"people": [_person(row, asker) for row in doc.members],
			"sections": list(sections(doc)),
			"printed_on": format_datetime(now()),
			"printed_by": get_fullname(),
			"lang": frappe.local.lang,
		},
	)


def sections(household: "Household") -> Iterator[dict]:
	"""Sections {title, columns: labels, rows: [texts]} of all held data, household first; empty ones are left out."""
	yield from _sections_of(frappe.get_meta("Household"), [household.name])
	for doctype in doctypes_about_households():
		names = frappe.get_all(
			doctype, filters={"household": household.name}, order_by="creation", pluck="name", limit=0
		)
		if names:
			yield from _sections_of(frappe.get_meta(doctype), names)


def doctypes_about_households() -> list[str]:
	"""The app's DocTypes whose documents belong to a household."""
	modules = frappe.get_all("Module Def", filters={"app_name": "fanpin_app"}, pluck="name")
	found = frappe.get_all(
		"DocType",
		filters={"module": ("in", modules), "istable": 0, "issingle": 0, "is_virtual": 0},
		order_by="name",
		pluck="name",
	)
	return [doctype for doctype in found if _links_to_household(frappe.get_meta(doctype))]


def _links_to_household(meta: Meta) -> bool:
	field = meta.get_field("household")
	return bool(field) and field.options == "Household"


def _person(row: "HouseholdMember", asker: "HouseholdMember") -> dict:
	number = row.id_number or ""
	is_shown = row.name == asker.name or (number and id_numbers.is_younger_than(number, AGE_OF_CHILDREN))
	return {
		"name": row.member_name,
		"relation": _(row.relation),
		"id_number": number if is_shown else row.id_number_masked or "",
		"health": (_(row.health) if is_shown else MASKS["Household Member"]["health"](row.health))
		if row.health
		else "",
	}


def _sections_of(meta: Meta, names: list[str]) -> Iterator[dict]:
	rows = frappe.get_all(
		meta.name, filters={"name": ("in", names)}, fields=["*"], order_by="creation", limit=0
	)
	yield _section(_(meta.name), meta, rows)
	for table in meta.get_table_fields():
		in_table = {"parenttype": meta.name, "parentfield": table.fieldname, "parent": ("in", names)}
		rows = frappe.get_all(table.options, filters=in_table, fields=["*"], order_by="parent, idx", limit=0)
		if rows:
			yield _section(f"{_(meta.name)} · {_(table.label)}", frappe.get_meta(table.options), rows)
	attached = {"attached_to_doctype": meta.name, "attached_to_name": ("in", names)}
	if files := frappe.get_all("File", filters=attached, fields=["file_name", "creation"], limit=0):
		yield {
			"title": f"{_(meta.name)} · {_('Attachments')}",
			"columns": [_("File Name"), _("Created On")],
			"rows": [[file.file_name, format_datetime(file.creation)] for file in files],
		}


def _section(title: str, meta: Meta, rows: list[frappe._dict]) -> dict:
	fields = [field for field in _printable_fields(meta) if any(row.get(field.fieldname) for row in rows)]
	return {
		"title": title,
		"columns": [_("Document"), *(_(field.label) for field in fields)],
		"rows": [
			[row.get("parent") or row.name, *(_display_text(row, field) for field in fields)] for row in rows
		],
	}


def _printable_fields(meta: Meta) -> "Iterable[DocField]":
	private = MASKS.get(meta.name, ())
	for field in meta.fields:
		if field.fieldtype in no_value_fields or field.fieldtype in table_fields or field.hidden:
			continue
		if field.label and field.fieldname not in private and field.fieldname != "household":
			yield field


def _display_text(row: dict, field: "DocField") -> str:
	value = row.get(field.fieldname)
	if field.fieldtype == "Check":
		return _("Yes") if value else _("No")
	if value in (None, ""):
		return ""
	if field.fieldtype == "Date":
		return formatdate(value)
	if field.fieldtype == "Datetime":
		return format_datetime(value)
	if field.fieldtype == "Select":
		return _(value)
	if field.fieldtype == "Link":
		return _display_name(field.options, value)
	return str(format_value(value, field))


def _display_name(doctype: str, name: str) -> str:
	title = frappe.get_meta(doctype).title_field
	if doctype == "User":
		return get_fullname(name)
	return _((title and frappe.get_cached_value(doctype, name, title)) or name)
