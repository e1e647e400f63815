"""A site of a version before 0.1.0: rows and settings of administrators with the earlier names of fields and
options."""

import json

import frappe

from fanpin_app.patches import standard_names

NAME = "STORED-NAMES"
USER = "stored-names@example.com"
OLD_VALUES = {"date": "2026-11-05", "int": 3, "tinyint": 1}
SETTINGS = {
	"List": {"filters": [["Data Defect", "status", "=", "Mended"]], "sort_by": "mended_on"},
	"GridView": {"Visit Finding": [{"fieldname": "told", "columns": 4}]},
}
REPORT = {
	"filters": [
		["Data Defect", "status", "in", ["Open", "Mended"]],
		["Data Defect", "mended_on", ">", "2026-01-01"],
	],
	"columns": [["what_is_wrong", "Data Defect"], ["head_name", "Data Defect"]],
	"sort_by": "Data Defect.mended_on",
	"group_by": {"doctype": "Data Defect", "group_by": "status"},
	"add_totals_row": 1,
}


CREATED: list[tuple[str, str]] = []


def store_row(doctype: str, **values) -> str:
	"""Insert a row without controllers, as an earlier version stored it; returns its name."""
	row = frappe.new_doc(doctype)
	row.update(values)
	if row.meta.autoname == "autoincrement":
		row.set_new_name()
	else:
		row.name = f"{NAME}-{frappe.generate_hash(length=6)}"
	row.db_insert()
	CREATED.append((doctype, row.name))
	return row.name


def renamed_columns() -> list[tuple[str, str, str]]:
	return [
		(doctype, old, new)
		for doctype, names in standard_names.FIELDS.items()
		for old, new in names.items()
		if not frappe.get_meta(doctype).issingle and frappe.db.has_column(doctype, new)
	]


def add_old_columns() -> None:
	"""Add the old columns beside the present ones, with the same values."""
	for doctype, old, new in renamed_columns():
		if not frappe.db.has_column(doctype, old):
			[(kind, nullable, default)] = frappe.db.sql(
				"select column_type, is_nullable, column_default from information_schema.columns"
				" where table_schema = database() and table_name = %s and column_name = %s",
				(f"tab{doctype}", new),
			)
			definition = f"{kind} {'null' if nullable == 'YES' else 'not null'} default {default or 'null'}"
			frappe.db.sql_ddl(f"alter table `tab{doctype}` add column `{old}` {definition}")
			frappe.cache.hdel("table_columns", f"tab{doctype}")
		frappe.db.sql(f"update `tab{doctype}` set `{old}` = `{new}`")


def old_value(doctype: str, new: str) -> str | int:
	kind = frappe.db.get_column_type(doctype, new).split("(")[0]
	return OLD_VALUES.get(kind, "旧值")


def delete_rows() -> None:
	while CREATED:
		doctype, name = CREATED.pop()
		frappe.db.delete(doctype, {"name": name})


def make_rows() -> dict[str, str]:
	rows = {doctype: store_row(doctype) for doctype, _old, _new in renamed_columns()}
	for doctype, old, new in renamed_columns():
		value = old_value(doctype, new)
		frappe.db.sql(
			f"update `tab{doctype}` set `{old}` = %s, `{new}` = default(`{new}`) where name = %s",
			(value, rows[doctype]),
		)
	for status in ("Open", "Mended", "Accepted as Right"):
		rows[status] = store_row("Data Defect", status=status)
	rows["check"] = store_row("Risk Check", stage="Village Screening", workflow_state="Village Screening")
	rows["step"] = store_row("Check Step", from_stage="Village Screening", to_stage="Town Verification")
	rows["column"] = store_row(
		"Batch Column", parent=rows["Data Batch"], parenttype="Data Batch", parentfield="columns_told"
	)
	for target in ("Alleviation Asset", "Household"):
		feed = store_row("Data Feed", target=target)
		rows[f"column of {target}"] = store_row(
			"Feed Column", parent=feed, parenttype="Data Feed", fieldname="told_idle_days"
		)
	definition = json.dumps({"kind": "Data Defect", "mended_by": "Village", "mend_within_days": 15})
	rows["change"] = store_row("Rule Change", definition=definition)
	return rows


def make_settings(rows: dict[str, str]) -> None:
	"""Settings and documents of administrators and officers."""
	defect = {"reference_doctype": "Data Defect", "document_type": "Data Defect"}
	filters = json.dumps([["Data Defect", "status", "=", "Mended", False]])
	rows["own field"] = store_row(
		"Custom Field",
		dt="Data Defect",
		fieldname="custom_note",
		fieldtype="HTML",
		insert_after="mended_on",
		depends_on="eval:doc.status=='Mended' && doc.mended_on",
	)
	rows["fetched"] = store_row(
		"Custom Field",
		dt="Risk Check",
		fieldname="custom_done",
		fieldtype="HTML",
		fetch_from="alert.what_was_done",
	)
	for key, values in {
		"label": {"field_name": "what_is_wrong", "property": "label", "value": "问题描述"},
		"options": {
			"field_name": "status",
			"property": "options",
			"value": "Open\nMended\nAccepted as Right\n暂缓",
		},
		"order": {
			"property": "field_order",
			"value": json.dumps(["mended_on", "status", "what_is_wrong"]),
		},
		"search": {"property": "search_fields", "value": "head_name, what_is_wrong"},
		"shown": {
			"field_name": "status",
			"property": "read_only_depends_on",
			"value": 'eval:doc.status=="Mended"',
		},
	}.items():
		rows[f"setter {key}"] = store_row("Property Setter", doc_type="Data Defect", **values)
	rows["report"] = store_row(
		"Report",
		ref_doctype="Data Defect",
		report_type="Report Builder",
		is_standard="No",
		json=json.dumps(REPORT),
	)
	rows["report column"] = store_row(
		"Report Column", parent=rows["report"], parenttype="Report", fieldname="mended_on"
	)
	rows["mail of a report"] = store_row(
		"Auto Email Report",
		report=rows["report"],
		filters=json.dumps({"status": "Mended"}),
		from_date_field="mended_on",
	)
	rows["list filter"] = store_row("List Filter", filters=filters, **defect)
	rows["card"] = store_row("Number Card", filters_json=filters, **defect)
	rows["chart"] = store_row("Dashboard Chart", filters_json=filters, based_on="mended_on", **defect)
	rows["board"] = store_row("Kanban Board", field_name="status", fields='["mended_on"]', **defect)
	rows["board column"] = store_row(
		"Kanban Board Column", parent=rows["board"], parenttype="Kanban Board", column_name="Mended"
	)
	rows["notification"] = store_row(
		"Notification",
		document_type="Household Visit",
		value_changed="minutes_spent",
		condition="any(row.told for row in doc.findings)",
		message="{% for row in doc.findings %}{{ row['told'] }}{% endfor %} What we were told: {{ doc.told() }}",
	)
	rows["alert"] = store_row(
		"Notification",
		document_type="Data Defect",
		value_changed="mended_on",
		condition='doc.status == "Mended"',
		message="Mended: {{ doc.what_is_wrong }}",
	)
	rows["mail"] = store_row(
		"Email Template",
		subject="{{ doc.what_was_done }}",
		response="{% if doc.status == 'Accepted as Right' %}{{ doc.what }}{% endif %}",
	)
	rows["print"] = store_row(
		"Print Format",
		doc_type="Household Visit",
		html="{% for row in doc.findings %}{{ row.told }}{% endfor %}",
		format_data=json.dumps([{"fieldname": "findings", "visible_columns": [{"fieldname": "told"}]}]),
	)
	rows["workflow"] = store_row("Workflow", document_type="Risk Check")
	workflow = {"parent": rows["workflow"], "parenttype": "Workflow"}
	rows["state"] = store_row(
		"Workflow Document State",
		state="Village Screening",
		update_field="stage",
		update_value="Village Screening",
		**workflow,
	)
	rows["transition"] = store_row(
		"Workflow Transition",
		state="Village Screening",
		next_state="Village Screening",
		condition="doc.screening_due_on and doc.stage == 'Village Screening'",
		**workflow,
	)
	rows["waiting"] = store_row(
		"Workflow Action", reference_doctype="Risk Check", workflow_state="Village Screening"
	)
	rows["workspace"] = store_row(
		"Workspace", title=NAME, content='[{"data":{"number_card_name":"Nobody Responsible"}}]'
	)
	rows["shortcut"] = store_row(
		"Workspace Shortcut",
		parent=rows["workspace"],
		parenttype="Workspace",
		link_to="Data Defect",
		stats_filter='{"status": "Mended"}',
		format="{} to Mend",
	)
	rows["translation"] = store_row(
		"Translation", language="zh", source_text="Mended", translated_text="已改好"
	)
	rows["prepared"] = store_row("Prepared Report", report_name="Data Defects to Mend")
	rows["script"] = store_row("Client Script", dt="Data Defect", script="frm.doc.what_is_wrong", enabled=0)
	settings = json.dumps(SETTINGS)
	for doctype in ("Data Defect", "Household Visit"):
		frappe.db.sql(
			"insert into `__UserSettings` (`user`, `doctype`, `data`) values (%s, %s, %s)",
			(USER, doctype, settings),
		)
	# Frappe keeps settings here until it writes them to the database.
	frappe.cache.hset(
		"_user_settings",
		f"Export Log::{USER}",
		json.dumps({"Report": {"order_by": "`tabExport Log`.`way` asc"}}),
	)
