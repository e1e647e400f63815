frappe.ui.form.on("Household", {
	refresh(frm) {
		if (frm.is_new()) return;
		// Only the server writes the log, so Frappe lists it under in_create.
		if (frappe.boot.user.in_create.includes("Reveal Log")) {
			frm.add_custom_button(__("Read in Full"), () => ask_for_full_reading(frm), __("Private Data"));
		}
		const writes_at = (level) => frappe.perm.has_perm(frm.doctype, level, "write", frm.doc);
		if (writes_at(0) && !writes_at(1)) {
			frm.add_custom_button(
				__("Write What You Know"),
				() => ask_for_private_value(frm),
				__("Private Data")
			);
		}
		if (frappe.boot.user.in_create.includes("Reveal Log") && frappe.model.can_export("Household")) {
			frm.add_custom_button(
				__("Personal Information Sheet"),
				() => ask_who_asks(frm),
				__("Private Data")
			);
		}
	},
});

function ask_who_asks(frm) {
	const members = (frm.doc.members || []).map((row) => ({ value: row.name, label: row.member_name }));
	const dialog = new frappe.ui.Dialog({
		title: __("Personal Information Sheet"),
		fields: [
			{
				fieldname: "member",
				fieldtype: "Select",
				label: __("Who Asks"),
				options: members,
				default: members[0]?.value,
				reqd: 1,
			},
			{ fieldname: "remarks", fieldtype: "Small Text", label: __("In Words") },
			{ fieldtype: "Section Break", description: __("Who reads what, and why, is logged.") },
		],
		primary_action_label: __("Print"),
		primary_action(values) {
			// Opened within the click, otherwise browsers block it as a pop-up.
			const page = window.open("", "_blank");
			frappe
				.xcall("fanpin_app.registry.api.print_subject_access_sheet", {
					household: frm.doc.name,
					...values,
				})
				.then((html) => {
					dialog.hide();
					page.document.write(html);
					page.document.close();
					page.print();
				})
				.catch(() => page.close());
		},
	});
	dialog.show();
}

function ask_for_full_reading(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Read in Full"),
		fields: [
			...private_value_fields(frm),
			{ fieldtype: "Section Break", description: __("Who reads what, and why, is logged.") },
			{
				fieldname: "purpose",
				fieldtype: "Select",
				label: __("Purpose of Reading"),
				options: as_options([
					"Verify a Person",
					"Contact the Household",
					"Apply for Help",
					"Compare with Agencies' Data",
					"The Person Asks",
					"Other",
				]),
				reqd: 1,
			},
			{
				fieldname: "remarks",
				fieldtype: "Small Text",
				label: __("In Words"),
				mandatory_depends_on: "eval:doc.purpose === 'Other'",
			},
		],
		primary_action_label: __("Read in Full"),
		primary_action(values) {
			post_private_value("fanpin_app.registry.api.reveal_private_value", frm, values).then((value) => {
				dialog.hide();
				frappe.msgprint({
					title: __(values.what),
					message: `<b class="fanpin-revealed">${frappe.utils.escape_html(
						value ? __(value) : __("Not recorded")
					)}</b>`,
				});
			});
		},
	});
	dialog.show();
}

function ask_for_private_value(frm) {
	const health = ["Healthy", "Long-term Chronic Illness", "Serious Illness", "Disabled"];
	const dialog = new frappe.ui.Dialog({
		title: __("Write What You Know"),
		fields: [
			...private_value_fields(frm),
			{ fieldtype: "Section Break" },
			{
				fieldname: "text",
				fieldtype: "Data",
				label: __("Number"),
				depends_on: "eval:doc.what !== 'Health'",
				mandatory_depends_on: "eval:doc.what !== 'Health'",
			},
			{
				fieldname: "health",
				fieldtype: "Select",
				label: __("Health"),
				options: as_options(health),
				depends_on: "eval:doc.what === 'Health'",
				mandatory_depends_on: "eval:doc.what === 'Health'",
			},
		],
		primary_action_label: __("Save"),
		primary_action({ what, member, text, health }) {
			const value = what === "Health" ? health : text;
			post_private_value("fanpin_app.registry.api.record_private_value", frm, {
				what,
				member,
				value,
			}).then(() => {
				dialog.hide();
				frm.reload_doc();
			});
		},
	});
	dialog.show();
}

function private_value_fields(frm) {
	const members = (frm.doc.members || []).map((row) => ({ value: row.name, label: row.member_name }));
	return [
		{
			fieldname: "what",
			fieldtype: "Select",
			label: __("What"),
			options: as_options(["ID Number", "Phone", "Health"]),
			default: "ID Number",
			reqd: 1,
		},
		{
			fieldname: "member",
			fieldtype: "Select",
			label: __("Member"),
			options: members,
			default: members[0]?.value,
			depends_on: "eval:doc.what !== 'Phone'",
		},
	];
}

function as_options(options) {
	return options.map((value) => ({ value, label: __(value) }));
}

function post_private_value(method, frm, values) {
	return frappe.xcall(method, {
		household: frm.doc.name,
		...values,
	});
}
