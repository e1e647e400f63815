frappe.query_reports["Security Check"] = {
	filters: [
		{
			fieldname: "thorough",
			label: __("Look through All Texts (Takes Longer)"),
			fieldtype: "Check",
			default: 0,
		},
	],
	formatter(value, row, column, data, default_formatter) {
		if (column.fieldname !== "state") {
			// Names of users and of endpoints are whatever somebody typed.
			return default_formatter(frappe.utils.escape_html(value || ""), row, column, data);
		}
		const colour = { Wrong: "red", Notice: "orange" }[data.severity] || "green";
		return `<span class="indicator-pill ${colour}">${frappe.utils.escape_html(value)}</span>`;
	},
};
