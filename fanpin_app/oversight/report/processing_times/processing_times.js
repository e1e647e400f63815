frappe.query_reports["Processing Times"] = {
	filters: [
		{ fieldname: "region", label: __("Region"), fieldtype: "Link", options: "Administrative Region" },
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.year_start(),
		},
		{ fieldname: "to_date", label: __("Until"), fieldtype: "Date", default: frappe.datetime.get_today() },
	],
	formatter(value, row, column, data, default_formatter) {
		if (["median", "longest"].includes(column.fieldname) && !data?.done) return "";
		const shown = default_formatter(value, row, column, data);
		const alarming = ["late", "overdue"].includes(column.fieldname) && data?.[column.fieldname] > 0;
		return alarming ? `<span class="text-danger bold">${shown}</span>` : shown;
	},
};
