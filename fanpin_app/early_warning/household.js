frappe.ui.form.on("Household", {
	refresh(frm) {
		if (frm.is_new()) return;
		frappe
			.xcall("fanpin_app.early_warning.visits.get_next_visit", { household: frm.doc.name })
			.then((day) => day && show_next_visit(frm, day));
	},
});

function show_next_visit(frm, day) {
	const overdue = day < frappe.datetime.get_today();
	const label = overdue ? __("Visit was due on {0}") : __("Next visit due on {0}");
	frm.dashboard.add_indicator(label.replace("{0}", frappe.datetime.str_to_user(day)), overdue ? "red" : "blue");
}
