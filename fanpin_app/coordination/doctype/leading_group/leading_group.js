frappe.ui.form.on("Leading Group", {
	setup(frm) {
		frm.set_query("region", () => ({ filters: { level: ["in", ["City", "District", "Town"]] } }));
	},
	refresh(frm) {
		frm.toggle_display("section_as_of", !frm.is_new());
		if (frm.is_new()) return;
		show_composition(frm, frappe.datetime.get_today());
		frm.add_custom_button(__("On Another Day"), () =>
			frappe.prompt(
				{ fieldname: "day", fieldtype: "Date", label: __("Day"), reqd: 1 },
				({ day }) => show_composition(frm, day),
				__("On Another Day"),
				__("Show")
			)
		);
	},
});

function show_composition(frm, day) {
	frm.call("get_composition", { day }).then(({ message }) => {
		const members = fanpin.table(
			[__("Role in Group"), __("Member Name"), __("Member Unit"), __("Post"), __("Duties")],
			message.members.map((row) => [row.role, row.name, row.unit, row.post, row.duties])
		);
		const wrapper = frm.get_field("composition").$wrapper.empty();
		wrapper.append(
			$("<p class='text-muted'>").text(__("As of {0}", [frappe.datetime.str_to_user(day)])),
			members
		);
		if (message.posted.length) {
			wrapper.append(
				$("<h5>").text(__("Work Teams and First Secretaries")),
				fanpin.table(
					[__("Member Name"), __("Duty"), __("Region")],
					message.posted.map((row) => [row.name, row.duty, row.place])
				)
			);
		}
	});
}
