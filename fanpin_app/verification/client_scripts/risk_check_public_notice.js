const NOTICE_FORMAT = "公示";
const APPRAISAL_FORMAT = "民主评议记录";

frappe.ui.form.on("Risk Check", {
	refresh(frm) {
		if (frm.is_new()) return;
		add_print(frm, NOTICE_FORMAT, __("Print the Notice"));
		add_print(frm, APPRAISAL_FORMAT, __("Print the Record of the Appraisal"));
		if (!frm.has_perm("write")) return;
		add_action(frm, __("Record Objection"), () => record_objection(frm));
		const open = (frm.doc.objections || []).filter((row) => !row.answer);
		if (open.length) {
			add_action(frm, __("Answer Objection"), () => answer_objection(frm, open));
			frm.dashboard.add_indicator(__("{0} objections without an answer", [open.length]), "red");
		}
	},
});

function add_action(frm, label, action) {
	frm.add_custom_button(label, action, __("Appraisal and Notice"));
}

// Administrators may have deleted or renamed a format.
function add_print(frm, format, label) {
	if (!frappe.meta.get_print_formats(frm.doctype).includes(format) || !frm.has_perm("print")) return;
	add_action(frm, label, () => {
		const query = new URLSearchParams({
			doctype: frm.doctype,
			name: frm.doc.name,
			format,
			no_letterhead: 1,
		});
		window.open(`/api/method/frappe.utils.print_format.download_pdf?${query}`);
	});
}

function record_objection(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Record Objection"),
		fields: [
			{
				fieldname: "received_on",
				fieldtype: "Date",
				label: __("Received On"),
				default: frappe.datetime.get_today(),
				reqd: 1,
			},
			{
				fieldname: "objector",
				fieldtype: "Data",
				label: __("Raised By"),
				description: __("Empty if the person wants to stay unnamed"),
			},
			{ fieldname: "objection", fieldtype: "Small Text", label: __("Objection"), reqd: 1 },
		],
		primary_action_label: __("Record Objection"),
		primary_action: (values) => send(frm, dialog, "record_objection", { check: frm.doc.name, ...values }),
	});
	dialog.show();
}

function answer_objection(frm, open) {
	const described = (row) =>
		`${frappe.datetime.str_to_user(row.received_on)} ${row.objector || ""} ${row.objection}`;
	const dialog = new frappe.ui.Dialog({
		title: __("Answer Objection"),
		fields: [
			{
				fieldname: "row",
				fieldtype: "Select",
				label: __("Objection"),
				options: open.map((row) => ({ value: row.name, label: described(row) })),
				default: open[0].name,
				reqd: 1,
			},
			{ fieldname: "answer", fieldtype: "Small Text", label: __("Answer"), reqd: 1 },
		],
		primary_action_label: __("Answer Objection"),
		primary_action: (values) => send(frm, dialog, "answer_objection", { check: frm.doc.name, ...values }),
	});
	dialog.show();
}

function send(frm, dialog, method, args) {
	return frappe.xcall(`fanpin_app.verification.api.${method}`, args).then(() => {
		dialog.hide();
		return frm.reload_doc();
	});
}
