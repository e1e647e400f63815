frappe.ui.form.on("Household", {
	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.has_perm("write")) {
			frm.add_custom_button(__("Screen This Household"), () => screen(frm));
		}
		frappe
			.xcall("fanpin_app.early_warning.api.get_next_visit", { household: frm.doc.name })
			.then((day) => day && show_next_visit(frm, day));
	},
});

/** Evaluate all rules for this household now, so that its alerts and data defects are up to date. */
async function screen(frm) {
	const { message } = await frappe.call({
		method: "fanpin_app.early_warning.api.screen_household",
		args: { household: frm.doc.name },
		freeze: true,
		freeze_message: __("Screening…"),
	});
	const lines = [
		__("Findings: {0}, of which new: {1}", [message.findings, message.findings_new]),
		__("Alerts raised: {0}, ended: {1}", [message.alerts_raised, message.alerts_ended]),
		__("Data defects: {0}, resolved: {1}", [message.defects, message.defects_resolved]),
	];
	frappe.msgprint({ title: __("Screening"), message: lines.join("<br>"), indicator: "blue" });
	frm.reload_doc();
}

function show_next_visit(frm, day) {
	const overdue = day < frappe.datetime.get_today();
	const label = overdue ? __("Visit was due on {0}") : __("Next visit due on {0}");
	frm.dashboard.add_indicator(
		label.replace("{0}", frappe.datetime.str_to_user(day)),
		overdue ? "red" : "blue"
	);
}
