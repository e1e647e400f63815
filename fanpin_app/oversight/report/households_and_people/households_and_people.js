frappe.query_reports["Households and People"] = {
	filters: [
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
		{
			fieldname: "as_of",
			label: __("As of Day"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
		},
	],
	formatter(value, row, column, data, default_formatter) {
		// Frappe labels the row of totals, which has no data, in English.
		if (!data && !value && column.colIndex === 1) return __("Total");
		return default_formatter(value, row, column, data);
	},
};
