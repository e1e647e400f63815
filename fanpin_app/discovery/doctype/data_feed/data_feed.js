const EXAMPLES = [".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".txt", ".tsv"];

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
		method: "fanpin_app.discovery.api.propose_feed_columns",
		args: { file_name: file.name, content: file.dataurl },
		freeze: true,
		freeze_message: __("Reading the example…"),
	});
	show_as_understood(frm, found);
}

function show_as_understood(frm, found) {
	const dialog = new frappe.ui.Dialog({
		title: __("The File as Understood"),
		size: "extra-large",
		fields: [{ fieldname: "rows", fieldtype: "HTML" }],
		primary_action_label: __("Use These Columns"),
		primary_action() {
			dialog.hide();
			fill_in(frm, found);
		},
	});
	const place =
		found.levels === 2
			? __("Sheet {0}: the header is in the rows {1} and {2}.", [
					found.sheet,
					found.header_row - 1,
					found.header_row,
				])
			: __("Sheet {0}: the header is in row {1}.", [found.sheet, found.header_row]);
	const area = dialog.get_field("rows").$wrapper;
	$("<p>").text(place).appendTo(area);
	if (frm.doc.columns?.length) {
		$(`<p class="text-warning">`)
			.text(__("The columns of this feed are replaced by these."))
			.appendTo(area);
	}
	table_as_understood(found).appendTo(area);
	dialog.show();
}

function table_as_understood({ columns, rows }) {
	const labels = columns.map(({ header, role, data_type, unit }) => {
		const kind = [__(role), __(data_type), unit && __(unit)].filter(Boolean).join(" · ");
		return [header, $(`<div class="text-muted font-weight-normal">`).text(kind)];
	});
	return fanpin.table(labels, rows, "text-nowrap");
}

async function fill_in(frm, { sheet, header_row, match_by, columns }) {
	frm.clear_table("columns");
	for (const column of columns) frm.add_child("columns", column);
	await frm.set_value("match_by", match_by);
	frm.refresh_field("columns");
	frm.set_intro(
		__(
			"{0} columns were found in row {1} of the sheet {2}. Check each, name the indicator of each value, then save.",
			[columns.length, header_row, frappe.utils.escape_html(sheet)]
		),
		"blue"
	);
}
