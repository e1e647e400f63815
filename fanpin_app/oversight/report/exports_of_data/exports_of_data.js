frappe.query_reports["Exports of Data"] = {
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
			fieldname: "user",
			label: __("Officer"),
			fieldtype: "Link",
			options: "User",
		},
		{
			fieldname: "exported",
			label: __("What Was Exported"),
			fieldtype: "Data",
		},
	],
};
