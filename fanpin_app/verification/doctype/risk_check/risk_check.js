const FINAL = ["Approved", "Rejected"];

frappe.ui.form.on("Risk Check", {
	refresh(frm) {
		frm.set_df_property("situations", "cannot_add_rows", 1);
		frm.set_df_property("situations", "cannot_delete_rows", 1);
		if (frm.is_new()) return;
		if (FINAL.includes(frm.doc.stage)) {
			frm.set_read_only();
		} else {
			show_remaining_days(frm);
		}
	},
});

function show_remaining_days(frm) {
	const due = frm.doc.stage === "Village Screening" ? frm.doc.screening_due_on : frm.doc.due_on;
	const days = frappe.datetime.get_day_diff(due, frappe.datetime.get_today());
	const text =
		days < 0 ? __("{0} days overdue", [-days]) : __("{0} days left until {1}", [days, frappe.datetime.str_to_user(due)]);
	frm.dashboard.add_indicator(text, days < 0 ? "red" : days < 3 ? "orange" : "green");
}
