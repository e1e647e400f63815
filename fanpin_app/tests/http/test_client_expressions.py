"""What a client may send if a list, a card or a chart expects a column."""

import json

import frappe

from fanpin_app.tests.support.builders import VILLAGE
from fanpin_app.tests.support.security.guarded_readers import MEMBERS, GuardedReadersTestCase

CHART = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"


class TestExpressionsOfClients(GuardedReadersTestCase):
	EXPRESSIONS = (
		"if(ascii(substr(address,1,1))>64,1,0)",
		"substring(address,1,1)",
		"sleep(1)",
		"(select id_number from `tabHousehold Member` limit 1)",
		"case when 1 then 2 end",
		"concat(address,'x')",
		"benchmark(1,1)",
		"name or 1",
	)

	def test_are_refused_wherever_a_column_is_expected(self):
		accepted = []
		for expression in self.EXPRESSIONS:
			for arguments in (
				{"fields": ["name", f"{expression} as x"]},
				{"order_by": expression},
				{"order_by": f"name, {expression}"},
				{"group_by": expression},
				{"filters": [["Household", expression, "=", "1"]]},
				{"filters": [["Household", f"ifnull({expression},'')", "=", "1"]]},
			):
				for method in ("frappe.client.get_list", "frappe.desk.reportview.get"):
					answer = self.call(
						self.village, method, doctype="Household", **({"fields": ["name"]} | arguments)
					)
					# In early Frappe 15, lists of the client cannot be grouped.
					is_read = "group_by" not in arguments or method.startswith("frappe.desk")
					if answer.status_code == 200 and is_read:
						accepted.append((method, arguments))
		self.assertEqual(accepted, [])

	def test_long_ones_are_refused_with_a_sentence(self):
		columns, text = ", ".join(["name"] * 1000), "x" * 2001
		get_list, get = "frappe.client.get_list", "frappe.desk.reportview.get"
		events = {"start": "2026-11-01", "end": "2026-11-30"}
		events["filters"] = [["Event", f"ifnull(subject, '{text}')", "=", "1"]]
		for method, arguments in (
			(get_list, {"fields": [f"`tabHousehold`.`name` as {text}"]}),
			("frappe.desk.doctype.event.event.get_events", events),
			(get_list, {"order_by": columns}),
			(get, {"order_by": columns}),
			# In early Frappe 15, lists of the client cannot be grouped.
			(get, {"group_by": columns}),
		):
			with self.subTest(arguments=list(arguments)):
				arguments = {"doctype": "Household", "fields": ["name"]} | arguments
				answer = self.call(self.village, method, **arguments)
				self.assertEqual(answer.status_code, 403)
				message = json.loads(json.loads(answer.json()["_server_messages"])[0])["message"]
				self.assertIn("2000 个字符", message)

	def test_the_desk_s_own_are_accepted(self):
		for arguments in (
			{
				"fields": ["name"],
				"group_by": "`tabHousehold`.`name`",
				"order_by": "`tabHousehold`.`modified` desc",
			},
			{"fields": ["name", "`tabHousehold Member`.`member_name`"]},
			{"fields": ["name"], "filters": [["Household Member", "member_name", "like", "%"]]},
			{"fields": ["*"]},
		):
			for method in ("frappe.client.get_list", "frappe.desk.reportview.get"):
				answer = self.call(self.village, method, doctype="Household", **arguments)
				self.assertEqual(answer.status_code, 200, (method, arguments, answer.text[-300:]))
				self.assertNotIn(self.theirs.name, answer.text)

	def test_the_report_view_counts_by_group(self):
		answer = self.call(
			self.village,
			"frappe.desk.reportview.get",
			doctype="Household",
			fields=["`tabHousehold`.`region`"],
			filters=[["Household", "name", "in", [self.mine.name, self.theirs.name]]],
			group_by="`tabHousehold`.`region`",
			aggregate_function="count",
			aggregate_on_doctype="Household",
			aggregate_on_field="name",
			order_by="_aggregate_column desc",
		)
		self.assertEqual(answer.json()["message"]["values"], [[VILLAGE, 1]], answer.text)

	def test_events_are_filtered_by_columns(self):
		arguments = {"start": "2026-11-01", "end": "2026-11-30"}
		events = "frappe.desk.doctype.event.event.get_events"
		by_column = self.call(self.village, events, filters=[["Event", "subject", "like", "%"]], **arguments)
		self.assertEqual(by_column.status_code, 200, by_column.text[-400:])
		for expression in ("ifnull((select 1),'')", "subject` = '' or `subject"):
			answer = self.call(self.village, events, filters=[["Event", expression, "=", "x"]], **arguments)
			self.assertNotEqual(answer.status_code, 200, expression)

	def test_a_number_card_sums_no_private_field_and_no_expression(self):
		for column in ("phone", "if(1,2,3)", "(select 1)"):
			doc = {"document_type": "Household", "function": "Sum", "aggregate_function_based_on": column}
			answer = self.call(
				self.village, "frappe.desk.doctype.number_card.number_card.get_result", doc=doc, filters=[]
			)
			self.assertNotEqual(answer.status_code, 200, column)


class TestCharts(GuardedReadersTestCase):
	def chart(self, **chart) -> dict:
		return {
			"name": "x",
			"doctype": "Dashboard Chart",
			"chart_type": "Sum",
			"type": "Heatmap",
			"document_type": "Income Statement",
			"based_on": "creation",
			"value_based_on": "wage_income",
			"filters_json": "[]",
		} | chart

	def test_a_heat_map_sums_within_the_scope(self):
		for who, answer in self.call_as_everyone(CHART, chart=self.chart()).items():
			self.assertNotIn("7351", answer.text, who)
			self.assertNotIn("8551", answer.text, who)
		self.assertIn("1200", self.call(self.village, CHART, chart=self.chart()).text)

	def test_a_stored_chart_is_checked_by_the_name_that_frappe_reads(self):
		chart = frappe.get_doc(self.chart(chart_name="zq chart", name=None, is_public=1)).insert()
		frappe.db.commit()
		decoy = self.chart(document_type="ToDo", type="Line")
		for arguments in ({"chart_name": chart.name}, {"chart_name": chart.name, "chart": decoy}):
			for who, answer in self.call_as_everyone(CHART, **arguments).items():
				self.assertNotIn("7351", answer.text, who)
				self.assertNotIn("8551", answer.text, who)

	def test_a_table_is_drawn_within_the_scope_and_not_of_private_fields(self):
		for value in ("id_number", "ascii(substr(id_number,1,1))", "(select 1)"):
			for kind in ("Heatmap", "Line"):
				for parent in ("Household", None):
					chart = self.chart(
						document_type=MEMBERS,
						parent_document_type=parent,
						value_based_on=value,
						type=kind,
						timespan="Last Year",
						time_interval="Yearly",
					)
					for who, answer in self.call_as_everyone(CHART, chart=chart).items():
						self.assertNotEqual(answer.status_code, 200, (who, value, kind, parent))

	def test_a_chart_by_groups_names_no_private_field(self):
		for field in ("phone", "substring(address,1,1)"):
			chart = self.chart(
				chart_type="Group By",
				type="Bar",
				document_type="Household",
				group_by_type="Count",
				group_by_based_on=field,
			)
			self.assertNotEqual(self.call(self.village, CHART, chart=chart).status_code, 200)

	def test_cached_numbers_of_one_reader_are_not_shown_to_others(self):
		chart = frappe.get_doc(self.chart(chart_name="zq kept chart", name=None, is_public=1)).insert()
		frappe.db.commit()
		frappe.cache.set_value(f"chart-data:{chart.name}", json.dumps({"dataPoints": {"1": 7351}}))
		self.addCleanup(frappe.cache.delete_value, f"chart-data:{chart.name}")
		answer = self.call(self.village, CHART, chart_name=chart.name)
		self.assertEqual(answer.status_code, 200)
		self.assertNotIn("7351", answer.text)
