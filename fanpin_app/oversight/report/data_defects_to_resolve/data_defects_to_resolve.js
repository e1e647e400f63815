frappe.query_reports["Data Defects to Resolve"] = {
	filters: [
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
		{
			fieldname: "rule",
			label: __("Rule"),
			fieldtype: "Link",
			options: "Risk Rule",
			get_query: () => ({ filters: { kind: "Data Defect" } }),
		},
		{
			fieldname: "responsible",
			label: __("Responsible Officer"),
			fieldtype: "Link",
			options: "User",
		},
		{ fieldname: "by_village", label: __("By Village"), fieldtype: "Check" },
		{ fieldname: "all_rules_together", label: __("All Rules Together"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const alarming = ["overdue", "nobody"].includes(column.fieldname) && data?.[column.fieldname] > 0;
		return alarming ? `<span class="text-danger bold">${shown}</span>` : shown;
	},
};
