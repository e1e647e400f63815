frappe.query_reports["Clue Yield"] = {
	filters: [
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
		{ fieldname: "from_date", label: __("Raised From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("Raised Until"), fieldtype: "Date" },
		{ fieldname: "by_source", label: __("By Source"), fieldtype: "Check" },
	],
};
