frappe.ui.form.on("Assistance Measure", {
	setup(frm) {
		frm.set_query("monitoring_case", () => ({ filters: { status: "Open" } }));
		frm.set_query("measure_type", () => ({ filters: { enabled: 1 } }));
	},
});
