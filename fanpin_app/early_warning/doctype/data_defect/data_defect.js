frappe.ui.form.on("Data Defect", {
	refresh(frm) {
		frm.disable_save();
		show_evidence(frm);
		frm.add_custom_button(__("Open Household"), () =>
			frappe.set_route("Form", "Household", frm.doc.household)
		);
		if (frm.doc.status === "Open" && frm.has_perm("write")) {
			frm.add_custom_button(__("Data Is Right"), () => ask_why_it_is_right(frm));
		}
	},
});

function ask_why_it_is_right(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Why the Data Is Right"), reqd: 1 },
		({ reason }) => frm.call("accept", { reason }).then(() => frm.reload_doc()),
		__("Data Is Right"),
		__("Data Is Right")
	);
}

async function show_evidence(frm) {
	const { message } = await frm.call("get_evidence");
	frm.get_field("evidence_table").$wrapper.html(message?.length ? evidence_table(message) : "");
}

function evidence_table(rows) {
	const columns = [
		["what", __("Measured")],
		["value", __("Value")],
		["threshold", __("Threshold")],
		["origin", __("Origin")],
	];
	const cells = (tag, texts) =>
		texts.map((text) => `<${tag}>${frappe.utils.escape_html(text || "")}</${tag}>`).join("");
	const head = cells("th", columns.map(([, label]) => label));
	const body = rows.map((row) => `<tr>${cells("td", columns.map(([key]) => row[key]))}</tr>`).join("");
	return `<div class="table-responsive"><table class="table table-bordered small">
		<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
