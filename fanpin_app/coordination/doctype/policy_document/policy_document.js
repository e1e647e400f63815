frappe.ui.form.on("Policy Document", {
	refresh(frm) {
		frm.toggle_display("section_acknowledged", !frm.is_new());
		if (!frm.is_new()) show_acknowledgements(frm);
	},
});

function show_acknowledgements(frm) {
	frm.call("get_acknowledgements").then(({ message }) => {
		const rows = message.offices.map((row) => [
			row.office,
			row.acknowledged_on || $("<span class='text-danger'>").text(__("Not yet acknowledged")),
			row.acknowledged_by,
		]);
		const labels = [__("Office"), __("Acknowledged On"), __("Acknowledged By")];
		frm.get_field("acknowledgements").$wrapper.empty().append(fanpin.table(labels, rows));
		if (message.may_acknowledge) {
			frm.add_custom_button(__("Acknowledge Document"), () =>
				frm.call("acknowledge").then(() => frm.reload_doc())
			).addClass("btn-primary");
		}
	});
}
