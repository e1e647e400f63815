const DAY_AND_REASON = () => [
	{
		fieldname: "effective_on",
		fieldtype: "Date",
		label: __("Effective On"),
		default: frappe.datetime.get_today(),
		reqd: 1,
	},
	{
		fieldname: "reason",
		fieldtype: "Small Text",
		label: __("Reason"),
		description: __("The document or decision by which the region changes."),
		reqd: 1,
	},
];

// The server lets System Managers alone change these by saving (operation_fields.py).
const CHANGED_BY_OPERATION = ["region_name", "parent_administrative_region", "disabled"];

frappe.ui.form.on("Administrative Region", {
	refresh(frm) {
		const fixed = !frm.is_new() && !frappe.user.has_role("System Manager");
		for (const field of CHANGED_BY_OPERATION) frm.set_df_property(field, "read_only", fixed ? 1 : 0);
		if (frm.doc.successor) {
			frm.set_intro(__("Not in use any more. Its successor is {0}.", [frm.doc.successor]), "orange");
		}
		if (frm.is_new() || frm.doc.disabled || !frm.has_perm("write")) return;
		frm.add_custom_button(__("Rename"), () => frm.trigger("rename_region"), __("Change of Region"));
		if (["Village", "Grid"].includes(frm.doc.level)) {
			frm.add_custom_button(
				__("Merge into Another"),
				() => frm.trigger("merge_region"),
				__("Change of Region")
			);
		}
		if (["Town", "Village", "Grid"].includes(frm.doc.level)) {
			frm.add_custom_button(
				__("Give a New Code"),
				() => frm.trigger("recode_region"),
				__("Change of Region")
			);
		}
	},

	rename_region(frm) {
		const fields = [{ fieldname: "new_name", fieldtype: "Data", label: __("New Name"), reqd: 1 }];
		ask(frm, "fanpin_app.registry.api.rename_region", __("Rename"), fields);
	},

	merge_region(frm) {
		const fields = [
			{
				fieldname: "into",
				fieldtype: "Link",
				options: "Administrative Region",
				label: __("Merge into Another"),
				get_query: () => ({
					filters: { level: frm.doc.level, disabled: 0, name: ["!=", frm.doc.name] },
				}),
				reqd: 1,
			},
			{
				fieldname: "postings",
				fieldtype: "Select",
				label: __("Its Officers' Postings"),
				options: [
					{ value: "Move", label: __("Go Along") },
					{ value: "End", label: __("End the Day Before") },
				],
				default: "Move",
				reqd: 1,
			},
		];
		ask(frm, "fanpin_app.registry.api.merge_regions", __("Merge into Another"), fields);
	},

	recode_region(frm) {
		const fields = [
			{ fieldname: "new_code", fieldtype: "Data", label: __("New Region Code"), reqd: 1 },
			{ fieldname: "new_name", fieldtype: "Data", label: __("New Name"), default: frm.doc.region_name },
		];
		ask(frm, "fanpin_app.registry.api.give_region_new_code", __("Give a New Code"), fields);
	},
});

function ask(frm, method, title, fields) {
	frappe.prompt(
		[...fields, ...DAY_AND_REASON()],
		(values) =>
			frappe
				.call({
					method,
					args: { region: frm.doc.name, ...values },
					freeze: true,
				})
				.then(({ message }) => message && frappe.set_route("Form", "Region Change", message)),
		title,
		title
	);
}
