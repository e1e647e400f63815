frappe.query_reports["Monitored Household List"] = {
	filters: [
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
		{
			fieldname: "monitored_kind",
			label: __("Monitored Kind"),
			fieldtype: "Select",
			options: ["", "Unstable Formerly Poor", "Marginal", "Sudden Hardship"],
		},
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: [
				"",
				{ value: "Open", label: __("Open", null, "Monitoring Case") },
				{ value: "Eliminated", label: __("Eliminated", null, "Monitoring Case") },
				{ value: "Merged", label: __("Merged") },
			],
			default: "Open",
		},
		{
			fieldname: "as_of",
			label: __("As of Day"),
			fieldtype: "Date",
		},
	],
};
