"""A site of the first days migrates: what it stores by earlier names of fields and options, and what administrators made."""

import json

import frappe

from fanpin_app.patches import name_documents_by_standard_terms, standard_names, use_standard_names
from fanpin_app.patches.standard_names_in_settings import Names
from fanpin_app.setup.seeds import LEDGER
from fanpin_app.tests.support.base import TestCase
from fanpin_app.tests.support.committed_data import CommittedTestCase
from fanpin_app.tests.support.earlier_site import (
	USER,
	add_old_columns,
	delete_rows,
	make_rows,
	make_settings,
	old_value,
	renamed_columns,
	store_row,
)


def read(doctype: str, name: str, field: str):
	return frappe.db.get_value(doctype, name, field)


def migrate() -> None:
	name_documents_by_standard_terms.execute()
	use_standard_names.execute()


class TestNamesOfASite(CommittedTestCase):
	@classmethod
	def make_data(cls) -> None:
		cls.addClassCleanup(frappe.db.delete, "__UserSettings", {"user": USER})
		cls.addClassCleanup(delete_rows)
		cls.addClassCleanup(migrate)
		add_old_columns()
		cls.rows = make_rows()
		for doctype, names in standard_names.DOCUMENTS.items():
			for old, new in names.items():
				frappe.rename_doc(doctype, new, old, force=True, show_alert=False)
		seeds = frappe.db.get_default(LEDGER).replace(
			"Workflow State/Village Review", "Workflow State/Village Screening"
		)
		frappe.db.set_default(LEDGER, seeds)
		make_settings(cls.rows)
		frappe.db.commit()
		migrate()

	def test_fields_keep_their_values_and_the_old_columns_are_gone(self):
		for doctype, old, new in renamed_columns():
			expected = old_value(doctype, new)
			with self.subTest(f"{doctype}.{old}"):
				self.assertEqual(str(read(doctype, self.rows[doctype], new)), str(expected))
				self.assertFalse(frappe.db.has_column(doctype, old))

	def test_rows_of_a_renamed_table_stay_in_it(self):
		self.assertEqual(read("Batch Column", self.rows["column"], "parentfield"), "column_figures")

	def test_statuses_and_stages_follow(self):
		statuses = {
			old: read("Data Defect", self.rows[old], "status")
			for old in ("Open", "Mended", "Accepted as Right")
		}
		self.assertEqual(
			statuses, {"Open": "Open", "Mended": "Resolved", "Accepted as Right": "Confirmed Correct"}
		)
		check = read("Risk Check", self.rows["check"], ("stage", "workflow_state"))
		self.assertEqual(check, ("Village Review", "Village Review"))
		step = read("Check Step", self.rows["step"], ("from_stage", "to_stage"))
		self.assertEqual(step, ("Village Review", "Town Verification"))

	def test_every_value_is_an_option_of_its_field(self):
		for doctype, fields in standard_names.VALUES.items():
			for field, values in fields.items():
				options = frappe.get_meta(doctype).get_field(field)
				if options.fieldtype == "Select":
					self.assertLessEqual(set(values.values()), set(options.options.split("\n")), doctype)

	def test_columns_of_feeds_follow_where_they_load_into_the_field(self):
		self.assertEqual(
			read("Feed Column", self.rows["column of Alleviation Asset"], "fieldname"), "reported_idle_days"
		)
		self.assertEqual(read("Feed Column", self.rows["column of Household"], "fieldname"), "told_idle_days")

	def test_definitions_of_rules_follow(self):
		definition = json.loads(read("Rule Change", self.rows["change"], "definition"))
		self.assertEqual(
			definition, {"kind": "Data Defect", "resolved_by_tier": "Village", "resolve_within_days": 15}
		)

	def test_custom_fields_follow(self):
		own = read("Custom Field", self.rows["own field"], ("insert_after", "depends_on"))
		self.assertEqual(own, ("resolved_on", "eval:doc.status=='Resolved' && doc.resolved_on"))
		self.assertEqual(read("Custom Field", self.rows["fetched"], "fetch_from"), "alert.resolution")

	def test_property_setters_follow(self):
		setters = {
			key: read("Property Setter", self.rows[f"setter {key}"], ("field_name", "value"))
			for key in ("label", "options", "order", "search", "shown")
		}
		self.assertEqual(setters["label"], ("issue", "问题描述"))
		self.assertEqual(setters["options"], ("status", "Open\nResolved\nConfirmed Correct\n暂缓"))
		self.assertEqual(json.loads(setters["order"][1]), ["resolved_on", "status", "issue"])
		self.assertEqual(setters["search"][1], "head_name, issue")
		self.assertEqual(setters["shown"][1], 'eval:doc.status=="Resolved"')

	def test_reports_keep_columns_filters_order_and_groups(self):
		report = json.loads(read("Report", self.rows["report"], "json"))
		self.assertEqual(
			report,
			{
				"filters": [
					["Data Defect", "status", "in", ["Open", "Resolved"]],
					["Data Defect", "resolved_on", ">", "2026-01-01"],
				],
				"columns": [["issue", "Data Defect"], ["head_name", "Data Defect"]],
				"sort_by": "Data Defect.resolved_on",
				"group_by": {"doctype": "Data Defect", "group_by": "status"},
				"add_totals_row": 1,
			},
		)
		self.assertEqual(read("Report Column", self.rows["report column"], "fieldname"), "resolved_on")
		mail = read("Auto Email Report", self.rows["mail of a report"], ("filters", "from_date_field"))
		self.assertEqual(mail, ('{"status": "Resolved"}', "resolved_on"))

	def test_saved_filters_cards_charts_and_boards_follow(self):
		expected = [["Data Defect", "status", "=", "Resolved", False]]
		self.assertEqual(json.loads(read("List Filter", self.rows["list filter"], "filters")), expected)
		self.assertEqual(json.loads(read("Number Card", self.rows["card"], "filters_json")), expected)
		filters, based_on = read("Dashboard Chart", self.rows["chart"], ("filters_json", "based_on"))
		self.assertEqual((json.loads(filters), based_on), (expected, "resolved_on"))
		self.assertEqual(read("Kanban Board", self.rows["board"], "fields"), '["resolved_on"]')
		self.assertEqual(read("Kanban Board Column", self.rows["board column"], "column_name"), "Resolved")

	def test_settings_of_users_follow_also_those_only_in_the_cache(self):
		def settings(doctype: str) -> dict:
			[[data]] = frappe.db.sql(
				"select `data` from `__UserSettings` where `user` = %s and `doctype` = %s", (USER, doctype)
			)
			return json.loads(data)

		self.assertEqual(
			settings("Data Defect")["List"],
			{"filters": [["Data Defect", "status", "=", "Resolved"]], "sort_by": "resolved_on"},
		)
		self.assertEqual(
			settings("Household Visit")["GridView"],
			{"Visit Finding": [{"fieldname": "description", "columns": 4}]},
		)
		self.assertEqual(settings("Export Log"), {"Report": {"order_by": "`tabExport Log`.`method` asc"}})

	def test_conditions_and_templates_follow_and_sentences_stay(self):
		visit = read("Notification", self.rows["notification"], ("condition", "message"))
		self.assertEqual(visit[0], "any(row.description for row in doc.findings)")
		self.assertEqual(
			visit[1],
			"{% for row in doc.findings %}{{ row['description'] }}{% endfor %} What we were told: {{ doc.told() }}",
		)
		defect = read("Notification", self.rows["alert"], ("value_changed", "condition", "message"))
		self.assertEqual(defect, ("resolved_on", 'doc.status == "Resolved"', "Mended: {{ doc.issue }}"))
		mail = read("Email Template", self.rows["mail"], ("subject", "response"))
		self.assertEqual(
			mail,
			("{{ doc.resolution }}", "{% if doc.status == 'Confirmed Correct' %}{{ doc.what }}{% endif %}"),
		)
		html, data = read("Print Format", self.rows["print"], ("html", "format_data"))
		self.assertEqual(html, "{% for row in doc.findings %}{{ row.description }}{% endfor %}")
		self.assertEqual(
			json.loads(data), [{"fieldname": "findings", "visible_columns": [{"fieldname": "description"}]}]
		)

	def test_workflows_follow(self):
		state = read("Workflow Document State", self.rows["state"], ("state", "update_value"))
		self.assertEqual(state, ("Village Review", "Village Review"))
		transition = read(
			"Workflow Transition", self.rows["transition"], ("state", "next_state", "condition")
		)
		self.assertEqual(
			transition,
			("Village Review", "Village Review", "doc.review_due_on and doc.stage == 'Village Review'"),
		)
		self.assertEqual(read("Workflow Action", self.rows["waiting"], "workflow_state"), "Village Review")

	def test_documents_are_renamed_and_not_inserted_again(self):
		for doctype, names in standard_names.DOCUMENTS.items():
			for old, new in names.items():
				self.assertFalse(frappe.db.exists(doctype, old))
				self.assertEqual(read(doctype, new, standard_names.TITLES[doctype]), new)
		self.assertIn("Workflow State/Village Review", json.loads(frappe.db.get_default(LEDGER)))
		self.assertEqual(
			read("Prepared Report", self.rows["prepared"], "report_name"), "Data Defects to Resolve"
		)

	def test_workspaces_and_translations_follow(self):
		content = read("Workspace", self.rows["workspace"], "content")
		self.assertEqual(content, '[{"data":{"number_card_name":"Unassigned"}}]')
		shortcut = read("Workspace Shortcut", self.rows["shortcut"], ("stats_filter", "format"))
		self.assertEqual(shortcut, ('{"status": "Resolved"}', "{} to Resolve"))
		own = read("Translation", self.rows["translation"], ("source_text", "translated_text"))
		self.assertEqual(own, ("Resolved", "已改好"))

	def test_scripts_are_named_and_stay_as_they_are(self):
		self.assertEqual(read("Client Script", self.rows["script"], "script"), "frm.doc.what_is_wrong")
		error = frappe.get_last_doc("Error Log", {"method": "Scripts use names that have changed"})
		self.assertIn(f"Client Script {self.rows['script']}", error.error)

	def test_a_second_run_changes_nothing(self):
		before = {
			key: frappe.db.get_value("Notification", self.rows[key], "*", as_dict=True)
			for key in ("notification", "alert")
		}
		migrate()
		self.assertEqual(read("Data Defect", self.rows["Mended"], "status"), "Resolved")
		self.assertEqual(
			{key: frappe.db.get_value("Notification", self.rows[key], "*", as_dict=True) for key in before},
			before,
		)
		for doctype, _old, new in renamed_columns():
			self.assertEqual(str(read(doctype, self.rows[doctype], new)), str(old_value(doctype, new)))


class TestNamesInSettings(TestCase):
	def test_a_filter_about_another_doctype_keeps_its_words(self):
		row = ["Household", "what", "=", "Mended"]
		self.assertEqual(Names("Export Log").in_data(row), row)

	def test_an_ordinary_word_is_a_field_only_where_it_is_one(self):
		names = Names("Export Log")
		self.assertEqual(names.in_text("no way, {{ doc.way }}, what"), "no way, {{ doc.method }}, what")
		self.assertEqual(
			Names(None).in_text("{{ doc.way }} {{ doc.mended_on }}"), "{{ doc.way }} {{ doc.resolved_on }}"
		)

	def test_a_custom_field_of_a_new_name_stops_the_migration_before_anything_is_renamed(self):
		store_row("Custom Field", dt="Risk Alert", fieldname="resolution", fieldtype="HTML")
		self.assertRaisesRegex(
			frappe.ValidationError, "Risk Alert: resolution", name_documents_by_standard_terms.execute
		)
