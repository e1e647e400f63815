frappe.query_reports["Full Reads of Private Data"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -1),
		},
		{
			fieldname: "to_date",
			label: __("To Date"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
		},
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
		{
			fieldname: "user",
			label: __("Officer"),
			fieldtype: "Link",
			options: "User",
		},
		{
			fieldname: "household",
			label: __("Household"),
			fieldtype: "Link",
			options: "Household",
		},
	],
};
