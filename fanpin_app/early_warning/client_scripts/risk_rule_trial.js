frappe.ui.form.on("Risk Rule", {
	refresh(frm) {
		frm.get_field("trial").$wrapper.empty();
		if (!frm.is_new() && frm.doc.enabled && frappe.model.can_create("Screening Run")) {
			frm.add_custom_button(__("Screen Now"), () => prompt_for_screening());
		}
		if (!frm.has_perm("write")) return;
		frm.add_custom_button(__("Preview"), () => prompt_for_preview(frm), __("Try Out"));
		frm.add_custom_button(__("What If"), () => prompt_for_what_if(frm), __("Try Out"));
	},
});

const scope_fields = () => [
	{
		fieldname: "as_of",
		fieldtype: "Date",
		label: __("As Of"),
		default: frappe.datetime.get_today(),
		reqd: 1,
	},
	{
		fieldname: "region",
		fieldtype: "Link",
		label: __("Region"),
		options: "Administrative Region",
		description: __("Empty: everywhere that you are posted to"),
	},
];

/** A run evaluates all rules in force, not only this one, because an alert has the highest level of all its rules. */
function prompt_for_screening() {
	const description = __("Holds all rules in force against the households.");
	const [as_of, region] = scope_fields();
	frappe.prompt(
		[as_of, { ...region, description }],
		async (values) => {
			const run = await frappe.xcall("fanpin_app.early_warning.api.screen_now", values);
			frappe.set_route("Form", "Screening Run", run);
		},
		__("Screen Now"),
		__("Screen Now")
	);
}

function prompt_for_preview(frm) {
	frappe.prompt(scope_fields(), (scope) => preview(frm, scope), __("Preview"), __("Preview"));
}

async function preview(frm, scope) {
	const result = await call_server("fanpin_app.early_warning.api.preview_rule", {
		rule: frm.doc,
		...scope,
	});
	show(frm, preview_parts(result, scope));
}

/** A dialog with one field for each threshold of the rule, to try other values. */
function prompt_for_what_if(frm) {
	const fieldname = (row) => `threshold_${row.idx}`;
	const rows = frm.doc.conditions.filter((row) => row.value && /\d/.test(row.value));
	const dialog = new frappe.ui.Dialog({
		title: __("What If"),
		fields: [
			...rows.map((row) => ({
				fieldname: fieldname(row),
				fieldtype: "Data",
				label: `${row.idx}. ${frappe.utils.escape_html(name_of(frm, row))} ${operator_of(frm, row)}`,
				default: row.value,
				reqd: 1,
			})),
			...(frm.doc.kind === "Risk"
				? [
						{
							fieldname: "level",
							fieldtype: "Link",
							options: "Alert Level",
							label: __("Level"),
							default: frm.doc.level,
						},
					]
				: []),
			{ fieldtype: "Column Break" },
			{
				fieldname: "income_line",
				fieldtype: "Data",
				label: __("Income Line (Yuan)"),
				description: __("Empty: the line in force"),
			},
			...scope_fields(),
		],
		primary_action_label: __("Compare"),
		primary_action: (values) => {
			dialog.hide();
			const conditions = frm.doc.conditions.map((row) => ({
				...row,
				value: values[fieldname(row)] ?? row.value,
			}));
			what_if(frm, {
				rule: frm.doc,
				tried: { ...frm.doc, conditions, level: values.level || frm.doc.level },
				as_of: values.as_of,
				region: values.region,
				income_line: values.income_line || null,
			});
		},
	});
	dialog.show();
}

function name_of(frm, row) {
	if (row.source !== "Indicator") return __(row.field || "");
	return frm.choices?.indicators[row.indicator]?.label || row.indicator || "";
}

function operator_of(frm, row) {
	const known = Object.values(frm.choices?.operators || {}).flat();
	return known.find((operator) => operator.value === row.operator)?.label || row.operator || "";
}

async function what_if(frm, args) {
	const result = await call_server("fanpin_app.early_warning.api.compare_rule", args);
	show(frm, what_if_parts(result));
	frm.get_field("trial")
		.$wrapper.find(".export-what-if")
		.on("click", () =>
			open_url_post(frappe.request.url, {
				...args,
				cmd: "fanpin_app.early_warning.api.download_rule_comparison",
				rule: JSON.stringify(args.rule),
				tried: JSON.stringify(args.tried),
				region: args.region || "",
				income_line: args.income_line || "",
			})
		);
}

async function call_server(method, args) {
	const { message } = await frappe.call({ method, args, freeze: true, freeze_message: __("Trying out…") });
	return message;
}

function show(frm, parts) {
	const wrapper = frm.get_field("trial").$wrapper.empty().append(parts);
	frappe.utils.scroll_to(wrapper, true, 100);
}

const reason_for_counts = (counts_only) =>
	counts_only ? [$(`<p class="text-muted counts-only">`).text(counts_only)] : [];

function preview_parts({ counts_only, hits, towns, examples }, { as_of }) {
	const day = frappe.datetime.str_to_user(as_of);
	const heading = $(`<h5 class="rule-preview">`).text(__("As of {0}, the rule hits {1}.", [day, hits]));
	const reason = reason_for_counts(counts_only);
	if (!towns.length) return [heading, ...reason];
	const evidence = ({ what, value, threshold, origin }) =>
		[what, value, threshold, origin].filter(Boolean).join(" · ");
	const by_town = fanpin.table(
		[__("Town"), __("Number of Hits")],
		towns.map((row) => [row.name, row.hits])
	);
	if (counts_only) return [heading, ...reason, by_town];
	return [
		heading,
		by_town,
		$("<h6>").text(__("Examples")),
		fanpin.table(
			[__("Record No."), __("Name"), __("Village"), __("Reason"), __("Evidence")],
			examples.map((row) => [row.name, row.title, row.village, row.reason, row.evidence.map(evidence)])
		),
	];
}

function what_if_parts({ counts_only, before, after, outcomes, towns, changes }) {
	const names = Object.keys(outcomes);
	const parts = [
		$(`<h5 class="what-if">`).text(__("Now the rule hits {0}, then {1}.", [before, after])),
		$("<p>")
			.text(names.map((name) => `${__(name)} ${outcomes[name]}`).join("，"))
			.append(
				$(`<button class="btn btn-default btn-xs export-what-if ml-2">`).text(__("Export as XLSX"))
			),
		...reason_for_counts(counts_only),
	];
	if (!towns.length) return parts;
	const by_town = fanpin.table(
		[__("Town"), ...names.map((name) => __(name))],
		towns.map((row) => [row.name, ...names.map((name) => row[name])])
	);
	if (counts_only) return [...parts, by_town];
	return [
		...parts,
		by_town,
		fanpin.table(
			[__("Record No."), __("Name"), __("Village"), __("Change"), __("Before"), __("After")],
			changes.map((row) => [row.name, row.title, row.village, row.outcome, row.before, row.after])
		),
	];
}
