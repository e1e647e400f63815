frappe.ui.form.on("Data Retention", {
	refresh(frm) {
		frm.add_custom_button(__("What Is Due Now"), () =>
			frappe.set_route("query-report", "Data Due for Anonymisation")
		);
		frm.add_custom_button(__("What Was Anonymised"), () => frappe.set_route("List", "Retention Run"));
	},
});
