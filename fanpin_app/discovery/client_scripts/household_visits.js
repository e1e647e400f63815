frappe.ui.form.on("Household", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_create("Household Visit")) return;
		const buttons = $(`<div class="household-visit">
			<button class="btn btn-primary btn-sm no-change">${__("No Change")}</button>
			<button class="btn btn-default btn-sm record-visit">${__("Record a Visit")}</button>
		</div>`);
		buttons.find(".no-change").on("click", () => record_no_change(frm));
		buttons
			.find(".record-visit")
			.on("click", () => frappe.new_doc("Household Visit", { household: frm.doc.name }));
		frm.dashboard.add_section(buttons, __("Visit")).addClass("pb-3");
		frm.dashboard.show();
	},
});

function record_no_change(frm) {
	frappe
		.call({
			method: "fanpin_app.discovery.api.record_visit_without_change",
			args: { household: frm.doc.name },
			freeze: true,
		})
		.then(() => {
			frappe.show_alert({ message: __("Visited today: no change."), indicator: "green" });
			// No reload: it would discard unsaved input on the form.
			frm.doc.last_visit = frappe.datetime.get_today();
			frm.refresh();
		});
}
