frappe.ui.form.on("Officer Posting", {
	refresh(frm) {
		const ended = frm.doc.to_date && frm.doc.to_date < frappe.datetime.get_today();
		if (!frm.is_new() && frm.has_perm("write") && !ended) {
			frm.add_custom_button(__("Hand Over"), () => frm.trigger("hand_over"));
		}
	},

	hand_over(frm) {
		frappe.prompt(
			[
				{
					fieldname: "successor",
					fieldtype: "Link",
					options: "User",
					label: __("Successor"),
					reqd: 1,
				},
				{
					fieldname: "day",
					fieldtype: "Date",
					label: __("Handed Over On"),
					description: __("The successor's first day."),
					default: frappe.datetime.get_today(),
					reqd: 1,
				},
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			],
			(values) =>
				frm
					.call("hand_over", values)
					.then(({ message }) => frappe.set_route("Form", "Posting Handover", message)),
			__("Hand Over the Posting"),
			__("Hand Over")
		);
	},
});
