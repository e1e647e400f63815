frappe.ui.form.on("Data Defect", {
	refresh(frm) {
		frm.disable_save();
		show_evidence(frm);
		frm.add_custom_button(__("Open Household"), () =>
			frappe.set_route("Form", "Household", frm.doc.household)
		);
		if (frm.doc.status === "Open" && frm.has_perm("write")) {
			frm.add_custom_button(__("Data Is Right"), () => prompt_for_acceptance(frm));
		}
	},
});

function prompt_for_acceptance(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Why the Data Is Right"), reqd: 1 },
		({ reason }) => frm.call("accept", { reason }).then(() => frm.reload_doc()),
		__("Data Is Right"),
		__("Data Is Right")
	);
}

async function show_evidence(frm) {
	const { message } = await frm.call("get_evidence");
	frm.get_field("evidence_table").$wrapper.html(fanpin.evidence_table(message));
}
