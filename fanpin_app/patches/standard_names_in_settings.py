"""Where administrators and officers have written down names of fields and options: all that is renamed follows there.

Scripts stay as they are, as in every patch; those that use an earlier name are listed in the Error Log.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import frappe
from frappe.model.utils.user_settings import sync_user_settings

from fanpin_app.patches.standard_names import FIELDS, ORDINARY_WORDS, VALUES

DOCTYPES = {*FIELDS, *VALUES}
OPERATORS = {
	*("=", "!=", "<", ">", "<=", ">=", "like", "not like", "in", "not in", "is", "between"),
	*("descendants of", "timespan"),
}


class Holder(NamedTuple):
	"""A DocType that stores names of fields and options. `about`: its field that names the DocType whose they are, with
	"link:DocType.field" for one of a linked document or parent; None where nothing says it.
	"""

	doctype: str
	about: str | None
	names: tuple[str, ...] = ()
	data: tuple[str, ...] = ()
	text: tuple[str, ...] = ()


DEPENDS = ("depends_on", "mandatory_depends_on", "read_only_depends_on")
FILTERS = ("filters_json", "dynamic_filters_json")
HOLDERS = (
	Holder("Report", "ref_doctype", data=("json",)),
	Holder("Report Column", "parent:Report.ref_doctype", names=("fieldname",)),
	Holder("Report Filter", "parent:Report.ref_doctype", names=("fieldname", "default")),
	Holder(
		"Auto Email Report", "report:Report.ref_doctype", ("from_date_field", "to_date_field"), ("filters",)
	),
	Holder("List Filter", "reference_doctype", data=("filters",)),
	Holder("List View Settings", "name", ("total_fields",), ("fields",)),
	Holder("Number Card", "document_type", ("aggregate_function_based_on",), FILTERS),
	Holder("Number Card", "report_name:Report.ref_doctype", ("report_field",), FILTERS),
	Holder(
		"Dashboard Chart",
		"document_type",
		("based_on", "value_based_on", "group_by_based_on", "aggregate_function_based_on"),
		FILTERS,
	),
	Holder("Dashboard Chart", "report_name:Report.ref_doctype", ("x_field",), FILTERS),
	Holder("Dashboard Settings", None, data=("chart_config",)),
	Holder("Kanban Board", "reference_doctype", ("field_name",), ("filters", "fields")),
	Holder("Kanban Board Column", "parent:Kanban Board.reference_doctype", names=("column_name",)),
	Holder("Calendar View", "reference_doctype", ("subject_field", "start_date_field", "end_date_field")),
	Holder("Workspace Shortcut", "link_to", data=("stats_filter",)),
	Holder("Workspace Quick List", "document_type", data=("quick_list_filter",)),
	Holder(
		"Notification",
		"document_type",
		("date_changed", "value_changed", "set_property_after_alert", "property_value"),
		text=("subject", "condition", "message"),
	),
	Holder(
		"Notification Recipient",
		"parent:Notification.document_type",
		("receiver_by_document_field",),
		text=("condition", "cc", "bcc"),
	),
	Holder("Email Template", None, text=("subject", "response", "response_html")),
	Holder("Auto Repeat", "reference_doctype", text=("subject", "message")),
	Holder("Print Format", "doc_type", data=("format_data",), text=("html", "raw_commands")),
	Holder("Print Format Field Template", "document_type", ("field",), text=("template",)),
	Holder("Webhook", "webhook_doctype", text=("condition", "webhook_json", "request_url")),
	Holder("Webhook Data", "parent:Webhook.webhook_doctype", ("fieldname",)),
	Holder(
		"Assignment Rule",
		"document_type",
		("due_date_based_on", "field"),
		text=("description", "assign_condition", "unassign_condition", "close_condition"),
	),
	Holder("Workflow", "document_type", ("workflow_state_field",), ("workflow_data",)),
	Holder(
		"Workflow Document State",
		"parent:Workflow.document_type",
		("update_field", "update_value"),
		text=("message",),
	),
	Holder("Workflow Transition", "parent:Workflow.document_type", text=("condition",)),
	Holder("Workflow Action", "reference_doctype", ("workflow_state",)),
	Holder("Custom Field", "dt", ("default",), text=(*DEPENDS, "collapsible_depends_on")),
	Holder("DocType Layout Field", "parent:DocType Layout.document_type", ("fieldname",)),
	Holder("Document Naming Rule Condition", "parent:Document Naming Rule.document_type", ("field", "value")),
	Holder("Form Tour Step", "parent:Form Tour.reference_doctype", ("fieldname",)),
	Holder("Milestone Tracker", "document_type", ("track_field",)),
	Holder("Energy Point Rule", "reference_doctype", ("field_to_check",), text=("condition",)),
	Holder("Web Form", "doc_type", data=("condition_json",)),
	Holder("Web Form Field", "parent:Web Form.doc_type", ("fieldname", "options", "default"), text=DEPENDS),
	Holder("Web Form List Column", "parent:Web Form.doc_type", ("fieldname",)),
)
SCRIPTS = (
	Holder("Client Script", "dt", text=("script",)),
	Holder("Server Script", "reference_doctype", text=("script",)),
	Holder("Report", "ref_doctype", text=("query", "report_script", "javascript")),
	Holder("Web Form", "doc_type", text=("client_script", "condition")),
	Holder("Custom HTML Block", None, text=("html", "script")),
)


def rename() -> None:
	for holder in HOLDERS:
		for row in _rows(holder):
			names = Names(row.about)
			changed = {
				field: new
				for fields, renamed in (
					(holder.names, names.in_list),
					(holder.data, names.in_json),
					(holder.text, names.in_text),
				)
				for field in fields
				if (old := row.get(field)) and (new := renamed(old)) != old
			}
			if changed:
				frappe.db.set_value(holder.doctype, row.name, changed, update_modified=False)
	_rename_in_property_setters()
	_rename_in_fetched_fields()
	_rename_in_rule_changes()
	_rename_in_user_settings()
	_report_scripts()


class Names:
	"""The renamed fields and options of a DocType; of all, as far as they are no ordinary words, where there is none."""

	def __init__(self, doctype: str | None) -> None:
		self.doctype = doctype
		self.fields = FIELDS.get(doctype or "", {})
		self.values = _values_of(doctype)

	def in_json(self, text: str) -> str:
		try:
			data = json.loads(text)
		except ValueError:
			return self.in_text(text)
		renamed = self.in_data(data)
		return text if renamed == data else json.dumps(renamed, ensure_ascii=False)

	def in_data(self, data: Any) -> Any:
		"""The same with new names: in filters, columns and keys, and in strings that are nothing but a name."""
		if isinstance(data, dict):
			of_rows = self._names_of_rows.get(str(data.get("fieldname")), self)
			return {
				self.fields.get(key, key): (
					Names(key) if key in DOCTYPES else of_rows if isinstance(value, list) else self
				).in_data(value)
				for key, value in data.items()
			}
		if isinstance(data, list):
			return self._in_row(data)
		return self.in_list(data) if isinstance(data, str) else data

	@cached_property
	def _names_of_rows(self) -> dict[str, "Names"]:
		"""Those of the DocType's tables, by the table's field."""
		if not self.doctype or not frappe.db.exists("DocType", self.doctype):
			return {}
		tables = frappe.get_meta(self.doctype).get_table_fields()
		return {table.fieldname: Names(table.options) for table in tables}

	def _in_row(self, row: list) -> list:
		first, second, third = (each if isinstance(each, str) else "" for each in [*row, "", "", ""][:3])
		if len(row) > 3 and third.lower() in OPERATORS:
			other = Names(first)
			return [first, other.fields.get(second, second), third, *map(other.in_data, row[3:])]
		if len(row) == 2 and second in DOCTYPES:
			return [FIELDS.get(second, {}).get(first, first), second]
		return [self.in_data(each) for each in row]

	def in_list(self, text: str) -> str:
		"""The same with new names where a line, or what is between commas, is nothing but a name."""
		parts = re.split(r"(\s*[,\n]\s*)", _qualified(text))
		return "".join(self.fields.get(part) or self.values.get(part) or part for part in parts)

	def in_text(self, text: str) -> str:
		"""The same with new names in a condition, template or expression about a document and the rows of its tables."""
		for pattern, new in self._patterns:
			text = pattern.sub(new, text)
		return text

	@cached_property
	def _patterns(self) -> list[tuple[re.Pattern, Callable[[re.Match], str]]]:
		fields: dict[str, str] = {}
		values: dict[str, str] = {}
		for doctype in _with_tables(self.doctype) if self.doctype else DOCTYPES:
			values |= _values_of(doctype)
			for old, new in FIELDS.get(doctype, {}).items():
				if self.doctype or old not in ORDINARY_WORDS:
					fields[old] = new
		ordinary, others = (
			[re.escape(old) for old in fields if (old in ORDINARY_WORDS) == is_one] for is_one in (1, 0)
		)
		found = [
			(rf"\b(?P<old>{'|'.join(others)})\b", fields, others),
			(rf"(?<=\.)(?P<old>{'|'.join(ordinary)})\b(?!\()", fields, ordinary),
			(rf"(?<=[\"'`])(?P<old>{'|'.join(ordinary)})(?=[\"'`])", fields, ordinary),
			(rf"(?<=[\"'])(?P<old>{'|'.join(map(re.escape, values))})(?=[\"'])", values, values),
		]
		return [
			(re.compile(pattern), lambda match, names=names: names[match["old"]])
			for pattern, names, wanted in found
			if wanted
		]


def _values_of(doctype: str | None) -> dict[str, str]:
	return {old: new for values in VALUES.get(doctype or "", {}).values() for old, new in values.items()}


def _qualified(text: str) -> str:
	"""The same with new names of fields that are named with their DocType: `tabX`.`field`, X.field, X:field."""
	for doctype, names in FIELDS.items():
		if doctype in text:
			pattern = rf"(?<![\w ])((?:`?tab)?{doctype}`?[.:]`?)({'|'.join(names)})\b"
			text = re.sub(pattern, lambda match, names=names: match[1] + names[match[2]], text)
	return text


def _with_tables(doctype: str) -> list[str]:
	return [doctype, *(field.options for field in frappe.get_meta(doctype).get_table_fields())]


def _concerned() -> list[str]:
	"""The DocTypes with renamed names, and those with a table of one."""
	holding = frappe.get_all(
		"DocField",
		filters={"fieldtype": ("in", frappe.model.table_fields), "options": ("in", sorted(DOCTYPES))},
		pluck="parent",
	)
	return sorted({*DOCTYPES, *holding})


def _rows(holder: Holder) -> Iterator[frappe._dict]:
	"""The holder's rows about a DocType that is concerned, with that DocType as `about`."""
	if not frappe.db.table_exists(holder.doctype):
		return
	table = frappe.qb.DocType(holder.doctype)
	fields = [
		field
		for field in (*holder.names, *holder.data, *holder.text)
		if frappe.db.has_column(holder.doctype, field)
	]
	query = frappe.qb.from_(table).select(table.name, *(table[field] for field in fields))
	if holder.about:
		link, _, other = holder.about.rpartition(":")
		about = table[holder.about]
		if link:
			doctype, field = other.split(".")
			linked = frappe.qb.DocType(doctype)
			query = query.join(linked).on(linked.name == table[link])
			about = linked[field]
			if link == "parent":
				query = query.where(table.parenttype == doctype)
		query = query.select(about.as_("about")).where(about.isin(_concerned()))
	yield from query.run(as_dict=True)


def _rename_in_property_setters() -> None:
	holder = Holder("Property Setter", "doc_type", names=("property", "value"))
	for row in _rows(holder):
		names, value = Names(row.about), row.value or ""
		if row.property.endswith("depends_on"):
			renamed = names.in_text(value)
		else:
			renamed = names.in_json(value) if value.startswith(("[", "{")) else names.in_list(value)
		if renamed != value:
			frappe.db.set_value("Property Setter", row.name, "value", renamed, update_modified=False)


def _rename_in_fetched_fields() -> None:
	"""A Custom Field that takes its value from a renamed field of a linked document."""
	for row in frappe.get_all(
		"Custom Field", filters={"fetch_from": ("like", "%.%")}, fields=["name", "dt", "fetch_from"]
	):
		link, field = row.fetch_from.strip().split(".", 1)
		linked = frappe.get_meta(row.dt).get_field(link)
		if linked and (new := FIELDS.get(linked.options, {}).get(field)):
			frappe.db.set_value(
				"Custom Field", row.name, "fetch_from", f"{link}.{new}", update_modified=False
			)


def _rename_in_rule_changes() -> None:
	names = Names("Risk Rule")
	for name, definition in frappe.get_all("Rule Change", fields=["name", "definition"], as_list=True):
		if definition and (renamed := names.in_json(definition)) != definition:
			frappe.db.set_value("Rule Change", name, "definition", renamed, update_modified=False)


def _rename_in_user_settings() -> None:
	sync_user_settings()
	for user, doctype, data in frappe.db.sql("select `user`, `doctype`, `data` from `__UserSettings`"):
		if data and (renamed := Names(doctype).in_json(data)) != data:
			frappe.db.sql(
				"update `__UserSettings` set `data` = %s where `user` = %s and `doctype` = %s",
				(renamed, user, doctype),
			)
	frappe.cache.delete_value("_user_settings")


def _report_scripts() -> None:
	found = [
		f"{holder.doctype} {row.name}"
		for holder in SCRIPTS
		for row in _rows(holder)
		if any(
			Names(row.about).in_text(row.get(field) or "") != (row.get(field) or "") for field in holder.text
		)
	]
	if not found:
		return
	message = "\n".join(["These use names of fields or options of fanpin_app that have changed:", *found])
	print(message)
	frappe.log_error(title="Scripts use names that have changed", message=message)
