const FINAL = ["Approved", "Rejected"];

frappe.ui.form.on("Risk Check", {
	refresh(frm) {
		frm.set_df_property("situations", "cannot_add_rows", 1);
		frm.set_df_property("situations", "cannot_delete_rows", 1);
		if (frm.is_new()) return;
		if (frm.doc.green_lane) show_owed_papers(frm);
		if (FINAL.includes(frm.doc.stage)) frm.set_read_only();
	},
});

function show_owed_papers(frm) {
	frappe.xcall("fanpin_app.verification.api.get_owed_papers", { check: frm.doc.name }).then((owed) => {
		if (!owed.length) return;
		const due = __("Help first: these papers are still owed, due by {0}.", [
			frappe.datetime.str_to_user(frm.doc.papers_due_on),
		]);
		const overdue = frm.doc.papers_due_on < frappe.datetime.get_today();
		const lines = owed.map((text) => `<li>${frappe.utils.escape_html(text)}</li>`).join("");
		frm.set_intro(`${due}<ul class="mb-0">${lines}</ul>`, overdue ? "red" : "orange");
		if (frm.doc.stage !== "Village Review" && frm.has_perm("write")) {
			frm.add_custom_button(__("Hand In Papers"), () => hand_in_papers(frm));
		}
	});
}

function hand_in_papers(frm) {
	const fields = [
		...["votes_present", "votes_for", "votes_against", "appraised_on", "appraisal_place"],
		...["appraisal_minutes", "notice_from", "notice_to", "notice_place"],
		...["hung_by", "hung_on", "taken_down_by", "taken_down_on"],
	];
	const dialog = new frappe.ui.Dialog({
		title: __("Hand In Papers"),
		fields: fields.map((fieldname) => {
			const { fieldtype, label } = frm.get_field(fieldname).df;
			return { fieldname, fieldtype, label: __(label), default: frm.doc[fieldname] };
		}),
		primary_action_label: __("Hand In"),
		primary_action(values) {
			frappe
				.xcall("fanpin_app.verification.api.hand_in_papers", { check: frm.doc.name, ...values })
				.then(() => {
					dialog.hide();
					frm.reload_doc();
				});
		},
	});
	dialog.show();
}
