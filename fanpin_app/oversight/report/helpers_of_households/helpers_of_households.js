frappe.query_reports["Helpers of Households"] = {
	filters: [
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
		{
			fieldname: "without_helper",
			label: __("Without a Helper"),
			fieldtype: "Check",
			default: 1,
		},
	],
};
