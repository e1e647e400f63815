const EXAMPLES = [".xlsx", ".xls", ".ods", ".csv"];

frappe.ui.form.on("Data Feed", {
	refresh(frm) {
		if (frm.has_perm("write")) {
			frm.add_custom_button(__("Describe an Example File"), () => choose_example(frm));
		}
	},
});

function choose_example(frm) {
	new frappe.ui.FileUploader({
		allow_multiple: false,
		as_dataurl: true,
		restrictions: { allowed_file_types: EXAMPLES },
		on_success: (file) => describe(frm, file),
	});
}

async function describe(frm, file) {
	const { message: found } = await frappe.call({
		method: "fanpin_app.discovery.describe.describe",
		args: { file_name: file.name, content: file.dataurl },
		freeze: true,
		freeze_message: __("Reading the example…"),
	});
	const fill = () => fill_in(frm, found);
	if (!frm.doc.columns?.length) return fill();
	frappe.confirm(__("Replace the columns of this feed by those of the example?"), fill);
}

async function fill_in(frm, { sheet, header_row, match_by, columns }) {
	frm.clear_table("columns");
	columns.forEach((column) => frm.add_child("columns", column));
	await frm.set_value("match_by", match_by);
	frm.refresh_field("columns");
	frm.set_intro(
		__("{0} columns were found in row {1} of the sheet {2}. Check each, name the indicator of each value, then save.", [
			columns.length,
			header_row,
			frappe.utils.escape_html(sheet),
		]),
		"blue"
	);
}
