frappe.query_reports["Visits to Make"] = {
	filters: [
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
		{
			fieldname: "days_ahead",
			label: __("Days Ahead"),
			fieldtype: "Int",
			default: 7,
		},
		{
			fieldname: "overdue",
			label: __("Overdue Only"),
			fieldtype: "Check",
		},
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const overdue = data?.days_overdue > 0 && ["due_on", "days_overdue"].includes(column.fieldname);
		return overdue ? `<span class="text-danger bold">${shown}</span>` : shown;
	},
};
