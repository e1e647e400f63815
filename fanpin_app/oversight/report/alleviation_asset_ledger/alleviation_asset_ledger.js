frappe.query_reports["Alleviation Asset Ledger"] = {
	filters: [
		{
			fieldname: "region",
			label: __("Region"),
			fieldtype: "Link",
			options: "Administrative Region",
		},
		{
			fieldname: "as_of",
			label: __("Days Counted Up To"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		{
			fieldname: "with_alert",
			label: __("With an Open Alert Only"),
			fieldtype: "Check",
		},
	],
};
