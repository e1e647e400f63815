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
};
