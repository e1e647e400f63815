frappe.ui.form.on("Risk Alert", {
	refresh(frm) {
		const waiting = ["Open", "Acknowledged"].includes(frm.doc.status);
		if (frm.is_new() || !frm.doc.household || !waiting || !frappe.model.can_create("Risk Check")) return;
		frm.add_custom_button(__("Start Check"), () =>
			frappe
				.xcall("fanpin_app.verification.api.start_check", { alert: frm.doc.name })
				.then((check) => frappe.set_route("Form", "Risk Check", check))
		).addClass("btn-primary");
	},
});
