const WAIT_MS = 400;
const VALUE_FIELDTYPES = { "=": "Select", "!=": "Select", in: "MultiSelect", "not in": "MultiSelect" };

frappe.ui.form.on("Risk Rule", {
	onload(frm) {
		// New rules are disabled, so that they can be tried out first.
		if (frm.is_new()) frm.doc.enabled = 0;
	},

	async refresh(frm) {
		frm.choices = frm.choices || (await frappe.xcall("fanpin_app.early_warning.api.get_rule_choices"));
		for (const row of frm.doc.conditions || []) set_row_options(frm, row);
		show_sentence(frm);
		show_changes(frm);
	},

	kind: show_sentence_soon,
	risk: show_sentence_soon,
	level: show_sentence_soon,
	steps_up: show_sentence_soon,
});

const on_change = (frm, cdt, cdn) => {
	set_row_options(frm, locals[cdt][cdn]);
	show_sentence_soon(frm);
};

frappe.ui.form.on("Rule Condition", {
	conditions_add: on_change,
	form_render: (frm, cdt, cdn) => frm.choices && set_row_options(frm, locals[cdt][cdn]),
	source(frm, cdt, cdn) {
		Object.assign(locals[cdt][cdn], { indicator: null, field: null, aggregation: null, value: null });
		frm.refresh_field("conditions");
		on_change(frm, cdt, cdn);
	},
	conditions_remove: (frm) => show_sentence_soon(frm),
	conditions_move: (frm) => show_sentence_soon(frm),
	group: on_change,
	indicator: on_change,
	field: on_change,
	aggregation: on_change,
	window_months: on_change,
	operator: on_change,
	value: on_change,
	value_source: on_change,
	same_member: on_change,
	at_least: on_change,
});

/** Set the options of a row's columns by its source, field and operator, in the user's language. */
function set_row_options(frm, row) {
	if (!frm.choices || !row) return;
	const { fields, indicators, aggregations, operators } = frm.choices;
	const is_indicator = row.source === "Indicator";
	const source = is_indicator
		? indicators[row.indicator]
		: fields[row.source]?.find((field) => field.value === row.field);
	const is_count = is_indicator && row.aggregation === "Count";
	const kind = is_count ? "Number" : source?.kind || "Number";
	const by_source = aggregations[is_indicator ? kind : row.source] || [];
	show_indicator(frm, row, indicators[row.indicator]?.label);
	set_options(frm, row, "source", translated(["Indicator", ...Object.keys(fields)]));
	set_options(frm, row, "field", is_indicator ? [] : fields[row.source] || []);
	set_options(frm, row, "aggregation", by_source);
	set_options(frm, row, "operator", operators[kind]);
	set_options(frm, row, "value", is_count ? [] : source?.words || [], VALUE_FIELDTYPES[row.operator]);
}

/** Show an indicator's name in the grid instead of its code. */
function show_indicator(frm, row, name) {
	const df = frappe.meta.get_docfield(row.doctype, "indicator", row.name);
	df.formatter = (code) => frappe.utils.escape_html(name || code || "");
	grid_row(frm, row)?.refresh_field("indicator");
}

function set_options(frm, row, fieldname, options, fieldtype = "Select") {
	const df = frappe.meta.get_docfield(row.doctype, fieldname, row.name);
	const shown = fieldtype && options.length;
	df.formatter = (value) => frappe.utils.escape_html(label_of(value, options));
	if (fieldname === "value") {
		set_fieldtype(frm, row, df, shown ? fieldtype : "Data");
	}
	if (fieldname !== "value" || shown) {
		const empty = fieldtype === "Select" ? [{ value: "", label: "" }] : [];
		df.options = [...empty, ...options.map(({ value, label }) => ({ value, label }))];
	}
	grid_row(frm, row)?.refresh_field(fieldname);
}

/** Change the type of a column. Frappe creates a control for one type, so the existing control is removed. */
function set_fieldtype(frm, row, df, fieldtype) {
	if (df.fieldtype === fieldtype) return;
	df.fieldtype = fieldtype;
	df.options = null;
	const in_grid = grid_row(frm, row);
	const column = in_grid?.columns?.[df.fieldname];
	if (column?.field) {
		in_grid.on_grid_fields = in_grid.on_grid_fields.filter((field) => field !== column.field);
		delete in_grid.on_grid_fields_dict[df.fieldname];
		delete column.field;
		column.field_area.empty();
		if (frappe.ui.form.editable_row === in_grid) in_grid.make_control(column);
	}
	if (in_grid?.grid_form) in_grid.grid_form.render();
}

function grid_row(frm, row) {
	return frm.fields_dict.conditions.grid.grid_rows_by_docname[row.name];
}

function label_of(values, options) {
	if (values === undefined || values === null) return "";
	const label = (value) => options.find((option) => option.value === value)?.label || value;
	return String(values)
		.split(/\s*,\s*/)
		.map(label)
		.join("、");
}

function translated(values) {
	return values.map((value) => ({ value, label: __(value) }));
}

function show_sentence_soon(frm) {
	clearTimeout(frm.sentence_timer);
	frm.sentence_timer = setTimeout(() => show_sentence(frm), WAIT_MS);
}

async function show_sentence(frm) {
	const request = {};
	frm.sentence_request = request;
	const sentence = await frappe.xcall("fanpin_app.early_warning.api.describe_rule", {
		rule: frm.doc,
	});
	// Ignore the answer if a newer request was sent in the meantime.
	if (frm.sentence_request !== request) return;
	frm.rule_problem = sentence.problem;
	frm.get_field("sentence").$wrapper.html(sentence_html(sentence));
}

function sentence_html({ head, groups, tail, problem }) {
	const text = frappe.utils.escape_html;
	const lines =
		groups.length > 1
			? [text(head), ...groups.map((group) => `<span class="ml-4">${text(group)}</span>`)]
			: [text(head + groups[0])];
	lines[lines.length - 1] += text(tail);
	const paragraphs = lines.map((line) => `<p class="mb-1">${line}</p>`).join("");
	const error = problem ? `<p class="rule-problem text-danger mb-1">${text(problem)}</p>` : "";
	return `<div class="rule-sentence border rounded p-3 mb-3">${paragraphs}${error}</div>`;
}

/** The rule's history, newest first: author, time, reason, and its sentence before and after. */
async function show_changes(frm) {
	const wrapper = frm.get_field("changes").$wrapper.empty();
	if (frm.is_new()) return;
	const changes = await frappe.db.get_list("Rule Change", {
		filters: { rule: frm.doc.name },
		fields: ["version", "creation", "owner", "reason", "sentence_before", "sentence_after"],
		order_by: "version desc",
		limit: 50,
	});
	const labels = [__("Version"), __("By and When"), __("Why It Was Changed"), __("Before and After")];
	const rows = changes.map((change) => [
		change.version,
		[frappe.datetime.str_to_user(change.creation), frappe.user.full_name(change.owner)],
		change.reason,
		[
			...(change.sentence_before ? [$(`<del class="text-muted">`).text(change.sentence_before)] : []),
			change.sentence_after,
		],
	]);
	wrapper.html(fanpin.table(labels, rows, "rule-changes"));
}
