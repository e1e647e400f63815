frappe.query_reports["Responsible Officers"] = {
	filters: [
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
		{
			fieldname: "nobody_only",
			label: __("Unassigned"),
			fieldtype: "Check",
		},
	],
};
