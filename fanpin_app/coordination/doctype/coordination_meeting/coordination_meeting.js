frappe.ui.form.on("Coordination Meeting", {
	refresh(frm) {
		frm.toggle_display(["section_agenda", "section_attendance", "section_minutes"], !frm.is_new());
		if (frm.is_new()) return;
		show_figures(frm);
		frm.add_custom_button(__("Print the Minutes"), () => frm.print_doc());
		if (frm.doc.status === "Proposed" && frm.has_perm("write")) {
			frm.add_custom_button(__("Count Again"), () =>
				frm.call("renew_agenda").then(() => frm.reload_doc())
			);
		}
		if (frappe.model.can_create("Meeting Decision") && frm.has_perm("write")) {
			frm.add_custom_button(__("Add Decision"), () =>
				frappe.new_doc("Meeting Decision", { meeting: frm.doc.name })
			);
		}
	},
});

function show_figures(frm) {
	const rows = frm.doc.agenda
		.filter((row) => row.as_of)
		.map((row) => [item_link(frm, row), row.subject || row.figure, due_text(row)]);
	frm.get_field("agenda_figures")
		.$wrapper.empty()
		.append(fanpin.table([__("Item"), __("Number or Decision"), __("Day")], rows));
}

function item_link(frm, row) {
	if (row.decision) {
		return $("<a class='text-primary'>")
			.attr("href", frappe.utils.get_form_link("Meeting Decision", row.decision))
			.text(__(row.item_kind));
	}
	const { route, options } = frm.doc.__onload?.agenda_routes?.[row.item_kind] || {};
	if (!route) return __(row.item_kind);
	return $("<a class='text-primary' href='#'>")
		.text(__(row.item_kind))
		.on("click", () => {
			frappe.route_options = options;
			frappe.set_route(route);
			return false;
		});
}

function due_text(row) {
	const day = frappe.datetime.str_to_user(row.due_on || row.as_of);
	if (!row.decision) return __("As of {0}", [day]);
	const text = __("Due on {0}", [day]);
	return row.overdue
		? $("<span class='text-danger bold'>").text(`${text} · ${__("Not Done in Time")}`)
		: text;
}
