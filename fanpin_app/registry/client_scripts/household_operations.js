frappe.ui.form.on("Household", {
	setup() {
		// Frappe translates read-only values without the context of their DocType.
		frappe.meta.docfield_map.Household.status.formatter = (value) => __(value, null, "Household");
	},
	refresh(frm) {
		frm.set_df_property("members", "cannot_add_rows", !frm.is_new());
		if (frm.is_new()) return;
		show_changes(frm);
		if (frm.doc.merged_into || !frm.has_perm("write")) return;
		const group = __("Registry Change");
		const living = living_members(frm);
		if (correctable(frm).length) {
			frm.add_custom_button(__("Correct Status"), () => ask_right_status(frm), group);
		}
		if (frm.doc.status === "Ended") return;
		if (frappe.model.can_create("Household")) {
			if (living.length > 1) frm.add_custom_button(__("Split Household"), () => ask_split(frm), group);
			frm.add_custom_button(__("Merge Household"), () => ask_merge(frm), group);
			frm.add_custom_button(__("Move Household"), () => ask_move(frm), group);
			frm.add_custom_button(__("Household Leaves"), () => ask_leaving_household(frm), group);
		}
		if (living.length > 1) frm.add_custom_button(__("Change Head"), () => ask_head(frm), group);
		frm.add_custom_button(__("Add a Member"), () => ask_new_member(frm), group);
		if (living.length) frm.add_custom_button(__("Member Leaves"), () => ask_leaving(frm), group);
	},
});

frappe.ui.form.on("Household Member", {
	before_members_remove(_frm, doctype, name) {
		if (frappe.get_doc(doctype, name).__islocal) return;
		frappe.throw(
			__(
				"A member leaves a household by a change of the register with its reason: Registry Change > Member Leaves."
			)
		);
	},
});

function ask_split(frm) {
	const choices = as_choices(living_members(frm));
	const dialog = ask(frm, {
		title: __("Split Household"),
		method: "fanpin_app.registry.api.split_household",
		fields: [
			{
				fieldname: "members",
				fieldtype: "MultiCheck",
				label: __("Who Leaves"),
				options: choices,
				columns: 2,
				reqd: 1,
				on_change: () => offer_heads(frm, dialog),
			},
			{
				fieldname: "head",
				fieldtype: "Select",
				label: __("Head of the New Household"),
				options: [],
				reqd: 1,
			},
			{
				fieldname: "next_head",
				fieldtype: "Select",
				label: __("Head of Who Stays"),
				options: [],
				hidden: 1,
			},
			{
				fieldname: "household_no",
				fieldtype: "Data",
				label: __("Number of the New Household"),
				description: __("Empty: a number is made."),
			},
		],
		done: (change) =>
			frappe.db
				.get_value("Registry Change", change, "other_household")
				.then(({ message }) => frappe.set_route("Form", "Household", message.other_household)),
	});
}

function offer_heads(frm, dialog) {
	const leaving = dialog.get_value("members") || [];
	const living = living_members(frm);
	const staying = living.filter((row) => !leaving.includes(row.name));
	const head_leaves = !staying.some((row) => row.relation === "Household Head");
	dialog.set_df_property("head", "options", as_choices(living.filter((row) => leaving.includes(row.name))));
	ask_next_head(dialog, head_leaves, staying);
}

function ask_merge(frm) {
	ask(frm, {
		title: __("Merge Household"),
		method: "fanpin_app.registry.api.merge_households",
		fields: [
			{
				fieldname: "absorbed",
				fieldtype: "Link",
				options: "Household",
				label: __("Household to Take In"),
				description: __(
					"Its members and all that hangs on it come here; its number leads here afterwards."
				),
				get_query: () => ({ filters: { name: ["!=", frm.doc.name], status: ["!=", "Ended"] } }),
				reqd: 1,
			},
			relation_field(frm, __("What Its Head Is to the Head Here")),
		],
	});
}

function ask_move(frm) {
	ask(frm, {
		title: __("Move Household"),
		method: "fanpin_app.registry.api.move_household",
		fields: [
			{
				fieldname: "region",
				fieldtype: "Link",
				options: "Administrative Region",
				label: __("New Village or Grid"),
				get_query: () => ({ filters: { level: ["in", ["Village", "Grid"]], disabled: 0 } }),
				reqd: 1,
			},
			{ fieldname: "group_name", fieldtype: "Data", label: __("Villagers' Group") },
			{ fieldname: "address", fieldtype: "Data", label: __("Address") },
		],
	});
}

function ask_head(frm) {
	const living = living_members(frm);
	const heads = living.filter((row) => row.relation === "Household Head");
	// Of two heads, which earlier files may have left, one is chosen.
	const others = heads.length > 1 ? living : living.filter((row) => !heads.includes(row));
	ask(frm, {
		title: __("Change Head"),
		method: "fanpin_app.registry.api.change_household_head",
		fields: [
			{
				fieldname: "head",
				fieldtype: "Select",
				label: __("New Head"),
				options: as_choices(others),
				reqd: 1,
			},
		],
	});
}

function ask_leaving(frm) {
	const living = living_members(frm);
	const dialog = ask(frm, {
		title: __("Member Leaves"),
		method: (values) =>
			values.how === "Deceased"
				? "fanpin_app.registry.api.record_member_death"
				: "fanpin_app.registry.api.record_member_moving_out",
		fields: [
			{
				fieldname: "member",
				fieldtype: "Select",
				label: __("Member"),
				options: as_choices(living),
				reqd: 1,
				onchange: () => offer_next_head(living, dialog),
			},
			{
				fieldname: "how",
				fieldtype: "Select",
				label: __("How"),
				options: ["Deceased", "Moved Out"].map((value) => ({ value, label: __(value) })),
				default: "Moved Out",
				reqd: 1,
			},
			{
				fieldname: "next_head",
				fieldtype: "Select",
				label: __("Head of Who Stays"),
				options: [],
				hidden: 1,
			},
		],
	});
}

function offer_next_head(living, dialog) {
	const leaving = living.find((row) => row.name === dialog.get_value("member"));
	const others = living.filter((row) => row !== leaving);
	const head_leaves = leaving?.relation === "Household Head" && others.length > 0;
	ask_next_head(dialog, head_leaves, others);
}

function ask_next_head(dialog, is_needed, members) {
	const next_head = dialog.get_field("next_head");
	next_head.df.reqd = is_needed ? 1 : 0;
	next_head.df.hidden = is_needed ? 0 : 1;
	dialog.set_df_property("next_head", "options", as_choices(members));
}

function ask_leaving_household(frm) {
	ask(frm, {
		title: __("Household Leaves"),
		method: "fanpin_app.registry.api.record_household_leaving",
		fields: [
			{
				fieldname: "status",
				fieldtype: "Select",
				label: __("Status"),
				options: statuses_of("Household").filter(
					({ value }) => !["Active", frm.doc.status].includes(value)
				),
				reqd: 1,
			},
		],
	});
}

function ask_right_status(frm) {
	const choices = correctable(frm);
	const dialog = ask(frm, {
		title: __("Correct Status"),
		method: "fanpin_app.registry.api.correct_status",
		is_correction: true,
		fields: [
			{
				fieldname: "target",
				fieldtype: "Select",
				label: __("Whose Status"),
				options: choices,
				default: choices[0].value,
				reqd: 1,
				onchange: () => offer_statuses(frm, dialog),
			},
			{ fieldname: "status", fieldtype: "Select", label: __("Right Status"), options: [], reqd: 1 },
		],
		arguments: ({ target, ...values }) => ({
			...values,
			member: target === frm.doc.name ? null : target,
		}),
	});
	offer_statuses(frm, dialog);
}

function offer_statuses(frm, dialog) {
	const target = dialog.get_value("target");
	const row = (frm.doc.members || []).find(({ name }) => name === target);
	const current = row ? row.status : frm.doc.status;
	const options = statuses_of(row ? "Household Member" : "Household");
	dialog.set_df_property(
		"status",
		"options",
		options.filter(({ value }) => value !== current)
	);
}

// The household and those of its members who have left or died.
function correctable(frm) {
	const members = (frm.doc.members || []).filter((row) => row.status !== "Living");
	const may_correct_household = frm.doc.status !== "Active" && frappe.model.can_create("Household");
	return [
		...(may_correct_household ? [{ value: frm.doc.name, label: __("The whole household") }] : []),
		...as_choices(members),
	];
}

function statuses_of(doctype) {
	const { options } = frappe.meta.get_docfield(doctype, "status");
	return options.split("\n").map((value) => ({ value, label: __(value, null, doctype) }));
}

function ask_new_member(frm) {
	ask(frm, {
		title: __("Add a Member"),
		method: "fanpin_app.registry.api.add_member",
		fields: [
			{ fieldname: "member_name", fieldtype: "Data", label: __("Member Name"), reqd: 1 },
			relation_field(frm, __("Relation to Head")),
			{ fieldname: "id_number", fieldtype: "Data", label: __("ID Number") },
			{ fieldname: "born", fieldtype: "Check", label: __("Newborn Child") },
		],
		arguments: ({ member_name, relation, id_number, ...values }) => ({
			...values,
			member: { member_name, relation, id_number },
		}),
	});
}

function ask(frm, { title, method, fields, arguments: as_arguments, done, is_correction }) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields: [
			...fields,
			{ fieldtype: "Section Break" },
			...(is_correction ? [] : [day_field()]),
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		],
		primary_action_label: __("Record the Change"),
		primary_action(values) {
			const { how, ...payload } = values;
			frappe
				.call({
					method: typeof method === "function" ? method(values) : method,
					args: { household: frm.doc.name, ...(as_arguments ? as_arguments(payload) : payload) },
					freeze: true,
				})
				.then(({ message }) => {
					dialog.hide();
					frappe.show_alert({ message: __("The change is recorded."), indicator: "green" });
					return done ? done(message) : frm.reload_doc();
				});
		},
	});
	dialog.show();
	return dialog;
}

function day_field() {
	return {
		fieldname: "effective_on",
		fieldtype: "Date",
		label: __("In Effect From"),
		default: frappe.datetime.get_today(),
		reqd: 1,
	};
}

function show_changes(frm) {
	const household = frm.doc.name;
	if (!frappe.model.can_read("Registry Change")) return;
	frappe.xcall("fanpin_app.registry.api.get_household_changes", { household }).then((changes) => {
		// The form may show another household by now.
		if (!changes.length || frm.doc.name !== household) return;
		const lines = changes.map((change) => {
			const text = [change.day, change.kind, change.reason, change.officer].filter(Boolean).join(" · ");
			return $("<div class='household-change'></div>").append(
				$("<a></a>")
					.attr("href", frappe.utils.get_form_link("Registry Change", change.name))
					.text(text)
			);
		});
		frm.dashboard.add_section($("<div></div>").append(lines), __("Registry Changes"));
		frm.dashboard.show();
	});
}

function living_members(frm) {
	return (frm.doc.members || []).filter((row) => row.status === "Living");
}

function as_choices(rows) {
	// Frappe inserts the labels of options as HTML.
	return rows.map((row) => ({
		value: row.name,
		label: frappe.utils.escape_html(`${row.member_name}（${__(row.relation)}）`),
	}));
}

function relation_field(frm, label) {
	const relation = frappe.meta.get_docfield("Household Member", "relation", frm.doc.name);
	const options = relation.options.split("\n").filter((value) => value && value !== "Household Head");
	return {
		fieldname: "relation",
		fieldtype: "Select",
		label,
		options: options.map((value) => ({ value, label: __(value) })),
		default: "Other",
		reqd: 1,
	};
}
