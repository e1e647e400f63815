frappe.ui.form.on("Meeting Decision", {
	setup(frm) {
		frm.set_query("agency", () => ({ filters: { disabled: 0 } }));
		frm.set_query("office", () => ({ filters: { disabled: 0 } }));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.status !== "Open") return;
		if (frm.doc.due_on < frappe.datetime.get_today()) {
			frm.dashboard.set_headline(
				$("<span class='text-danger bold'>").text(__("Not Done in Time")).prop("outerHTML")
			);
		}
		if (frm.doc.__onload?.may_finish) {
			frm.add_custom_button(__("Done"), () => ask_for_result(frm)).addClass("btn-primary");
		}
		if (frm.has_perm("write")) {
			frm.add_custom_button(__("Withdraw"), () => ask_for_reason(frm));
		}
	},
});

function ask_for_result(frm) {
	frappe.prompt(
		{ fieldname: "result", fieldtype: "Small Text", label: __("Result"), reqd: 1 },
		({ result }) => frm.call("finish", { result }).then(() => frm.reload_doc()),
		__("Done"),
		__("Done")
	);
}

function ask_for_reason(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Why Is It Not Carried Out?"), reqd: 1 },
		({ reason }) => frm.call("withdraw", { reason }).then(() => frm.reload_doc()),
		__("Withdraw"),
		__("Withdraw")
	);
}
