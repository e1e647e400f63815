frappe.query_reports["Data Due for Anonymisation"] = {
	filters: [
		{
			fieldname: "day",
			label: __("Day of the Run"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
		},
	],
};
