// For a file refused for its headers: confirm once which of them is which column of the feed.

const REFUSED_FOR_HEADERS = ["missing_column", "unknown_feed"];

frappe.ui.form.on("Data Batch", {
	refresh(frm) {
		const { status, refusal } = frm.doc;
		if (status !== "Refused" || !REFUSED_FOR_HEADERS.includes(refusal)) return;
		if (!frm.has_perm("write") || !frappe.model.can_write("Data Feed")) return;
		frm.add_custom_button(__("Match Columns"), () => open_matching(frm)).addClass("btn-primary");
	},
});

async function open_matching(frm) {
	const found = await propose_columns(frm, null);
	const dialog = new frappe.ui.Dialog({
		title: __("Match Columns"),
		size: "large",
		fields: [
			{
				fieldname: "feed",
				fieldtype: "Select",
				label: __("Feed"),
				options: found.feeds,
				default: found.feed,
				reqd: 1,
				change: async () => {
					const feed = dialog.get_value("feed");
					if (feed === dialog.shown_feed) return;
					show_columns(dialog, await propose_columns(frm, feed));
				},
			},
			{ fieldname: "columns", fieldtype: "HTML" },
			{ fieldtype: "Section Break" },
			{
				fieldname: "period",
				fieldtype: "Data",
				label: __("Period"),
				description: __(
					"Only where neither the file's name nor its days say which month or year it is about"
				),
			},
		],
		primary_action_label: __("Keep and Load Again"),
		primary_action: () => keep_columns(frm, dialog),
	});
	dialog.shown_feed = found.feed;
	dialog.show();
	show_columns(dialog, found);
}

async function propose_columns(frm, feed) {
	return frappe.xcall("fanpin_app.discovery.api.propose_column_matches", { batch: frm.doc.name, feed });
}

async function keep_columns(frm, dialog, confirmed = 0) {
	const { feed, period } = dialog.get_values();
	const { message: doubts } = await frappe.call({
		method: "fanpin_app.discovery.api.store_column_matches",
		args: { batch: frm.doc.name, feed, matches: chosen_columns(dialog), period, confirmed },
		freeze: true,
		freeze_message: __("Trying the file with these columns…"),
	});
	if (doubts.length) return ask_about(doubts, () => keep_columns(frm, dialog, 1));
	dialog.hide();
	frm.reload_doc();
}

function ask_about(doubts, keep) {
	const list = doubts.map((doubt) => `<li>${frappe.utils.escape_html(doubt)}</li>`).join("");
	frappe.warn(
		__("Keep these columns for all files to come?"),
		`<ul style="overflow-wrap: anywhere">${list}</ul>`,
		keep,
		__("Keep and Load Again")
	);
}

function show_columns(dialog, { feed, missing, unknown }) {
	dialog.shown_feed = feed;
	const area = dialog.get_field("columns").$wrapper.empty();
	$(`<p class="still-missing" role="status"></p>`).appendTo(area);
	if (!unknown.length) {
		$(`<p class="text-muted"></p>`)
			.text(
				missing.some(({ required }) => required)
					? __("The feed knows all headers of this file: the missing columns are not in it.")
					: __("The feed knows all headers of this file.")
			)
			.appendTo(area);
	}
	const sheets = new Set(unknown.map(({ sheet }) => sheet));
	area.append(unknown.map((header) => column_row(header, missing, sheets.size > 1)));
	const show_missing = () => show_still_missing(dialog, missing);
	area.find("select").on("change", show_missing);
	show_missing();
}

function column_row({ header, sheet, samples, proposed }, missing, name_sheet) {
	const row =
		$(`<div class="row matched-column" style="padding: 8px 0; border-top: 1px solid var(--border-color)">
		<div class="col-sm-7" style="overflow-wrap: anywhere">
			<strong></strong> <span class="text-muted small sheet"></span>
			<div class="text-muted samples"></div>
		</div>
		<div class="col-sm-5"><select class="form-control" style="appearance: auto"></select></div>
	</div>`);
	row.find("strong").text(header);
	if (name_sheet) row.find(".sheet").text(sheet);
	row.find(".samples").text(samples.join("、") || __("(nothing is written in this column)"));
	const select = row
		.find("select")
		.attr({ "aria-label": __("Column of the feed for {0}", [header]) })
		.data("header", header);
	$("<option>").val("").text(__("Not needed")).appendTo(select);
	for (const { header, required } of missing) {
		const label = required ? __("{0} (required)", [header]) : header;
		$("<option>").val(header).text(label).appendTo(select);
	}
	select.val(proposed || "");
	return row;
}

function chosen_columns(dialog) {
	const matches = {};
	dialog.$wrapper.find(".matched-column select").each((_, select) => {
		if (select.value) matches[$(select).data("header")] = select.value;
	});
	return matches;
}

function show_still_missing(dialog, missing) {
	const chosen = Object.values(chosen_columns(dialog));
	const left = missing.filter(({ header, required }) => required && !chosen.includes(header));
	dialog.$wrapper
		.find(".still-missing")
		.text(
			left.length
				? __("Required columns without a header: {0}", [left.map(({ header }) => header).join("、")])
				: __("Every required column has its header. Check each against its samples.")
		);
	dialog.get_primary_btn().prop("disabled", left.length > 0);
}
