frappe.query_reports["Alert Responses"] = {
	filters: [
		{ fieldname: "region", label: __("Region"), fieldtype: "Link", options: "Administrative Region" },
		{ fieldname: "responsible", label: __("Responsible"), fieldtype: "Link", options: "User" },
		{
			fieldname: "tier",
			label: __("Tier"),
			fieldtype: "Select",
			options: [
				"",
				...["Village", "Town", "District", "City"].map((tier) => ({ value: tier, label: __(tier) })),
			],
		},
		{ fieldname: "overdue_only", label: __("Overdue Only"), fieldtype: "Check" },
		{ fieldname: "nobody_only", label: __("Unassigned"), fieldtype: "Check" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const alarming =
			(column.fieldname === "overdue" && data?.overdue > 0) ||
			(column.fieldname === "officer" && !data?.responsible);
		return alarming ? `<span class="text-danger bold">${shown}</span>` : shown;
	},
};
