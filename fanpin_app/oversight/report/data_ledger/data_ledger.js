const MONTHS_TO_CHOOSE = 24;

// Completed months, latest first, as periods: 202610.
function past_months() {
	return Array.from({ length: MONTHS_TO_CHOOSE }, (_, back) =>
		moment(frappe.datetime.get_today())
			.subtract(back + 1, "months")
			.format("YYYYMM")
	);
}

frappe.query_reports["Data Ledger"] = {
	filters: [
		{
			fieldname: "month",
			label: __("Month"),
			fieldtype: "Select",
			options: past_months(),
			default: past_months()[0],
			reqd: 1,
		},
		{ fieldname: "months", label: __("Months up to It"), fieldtype: "Int", default: 1 },
		{ fieldname: "agency", label: __("Agency"), fieldtype: "Link", options: "Sector Agency" },
		{ fieldname: "attention_only", label: __("What Needs Attention Only"), fieldtype: "Check" },
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const colour = {
			"Came Late": "orange",
			"Not Arrived": "red",
			"Not Loaded": "red",
			"On Time": "green",
		}[data?.state];
		return column.fieldname === "state_label" && colour
			? `<span class="indicator-pill ${colour}">${shown}</span>`
			: shown;
	},
};
