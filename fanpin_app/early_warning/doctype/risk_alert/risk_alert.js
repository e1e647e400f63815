frappe.ui.form.on("Risk Alert", {
	refresh(frm) {
		if (frm.is_new()) return;
		show_evidence(frm);
		show_time_left(frm);
		if (!frm.has_perm("write")) return;
		if (frm.doc.status === "Open") {
			frm.add_custom_button(__("Acknowledge"), () =>
				frm.call("acknowledge").then(() => frm.reload_doc())
			);
		}
		if (["Open", "Acknowledged"].includes(frm.doc.status)) {
			if (frm.doc.__onload?.may_close) {
				frm.add_custom_button(__("Dismiss"), () => prompt_for_dismissal(frm));
			}
			if (frm.doc.household) {
				frm.add_custom_button(__("Merge into Another Alert"), () => prompt_for_merge(frm));
			}
		}
	},
});

function prompt_for_dismissal(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Why Is This No Risk?"), reqd: 1 },
		({ reason }) => frm.call("dismiss", { reason }).then(() => frm.reload_doc()),
		__("Dismiss"),
		__("Dismiss")
	);
}

function prompt_for_merge(frm) {
	const { household, name } = frm.doc;
	frappe.prompt(
		{
			fieldname: "other",
			fieldtype: "Link",
			options: "Risk Alert",
			label: __("Alert That Goes On"),
			description: __("This alert ends; what it says goes into the other."),
			reqd: 1,
			get_query: () => ({
				filters: { household, name: ["!=", name], status: ["not in", ["Dismissed", "Ended"]] },
			}),
		},
		({ other }) => frm.call("merge_into", { other }).then(() => frm.reload_doc()),
		__("Merge into Another Alert"),
		__("Merge")
	);
}

function show_time_left(frm) {
	const left = frm.doc.__onload?.time_left;
	if (!left) return;
	frm.dashboard.set_headline(
		`<span class="${left.overdue ? "text-danger bold" : ""}">${__("First response")}: ${left.text}</span>` +
			left.notes.map((note) => `<br>${frappe.utils.escape_html(note)}`).join("")
	);
}

function show_evidence(frm) {
	frm.call("get_evidence").then(({ message }) => {
		frm.get_field("evidence").$wrapper.html(
			fanpin.evidence_table(message, [
				["rule", __("Rule")],
				["version", __("Version")],
				["rule_name", __("Rule Name")],
				["level", __("Level")],
			])
		);
	});
}
