frappe.ui.form.on("Household", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frappe.model.can_create("Screening Run")) {
			frm.add_custom_button(__("Screen This Village"), () => screen_village_of(frm));
		}
		frappe
			.xcall("fanpin_app.early_warning.visits.get_next_visit", { household: frm.doc.name })
			.then((day) => day && show_next_visit(frm, day));
	},
});

/** The household's village is one part of a run, so its alerts are up to date within seconds. */
async function screen_village_of(frm) {
	const run = await frappe.xcall("fanpin_app.early_warning.screen_now.screen_now", { region: frm.doc.region });
	frappe.set_route("Form", "Screening Run", run);
}

function show_next_visit(frm, day) {
	const overdue = day < frappe.datetime.get_today();
	const label = overdue ? __("Visit was due on {0}") : __("Next visit due on {0}");
	frm.dashboard.add_indicator(label.replace("{0}", frappe.datetime.str_to_user(day)), overdue ? "red" : "blue");
}
