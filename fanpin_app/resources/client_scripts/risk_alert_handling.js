frappe.ui.form.on("Risk Alert", {
	refresh(frm) {
		if (frm.is_new() || !frm.doc.asset || !frm.has_perm("write")) return;
		if (["Dismissed", "Ended"].includes(frm.doc.status)) return;
		frm.add_custom_button(__("Handled"), () => ask_what_was_done(frm)).addClass("btn-primary");
	},
});

function ask_what_was_done(frm) {
	frappe.prompt(
		{ fieldname: "done", fieldtype: "Small Text", label: __("Resolution"), reqd: 1 },
		({ done }) =>
			frappe
				.xcall("fanpin_app.resources.api.close_handled_alert", { alert: frm.doc.name, done })
				.then(() => frm.reload_doc()),
		__("Handled"),
		__("Handled")
	);
}
