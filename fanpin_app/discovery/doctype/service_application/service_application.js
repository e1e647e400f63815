frappe.ui.form.on("Service Application", {
	setup(frm) {
		frm.set_query("region", () => ({ filters: { level: "Village", disabled: 0 } }));
	},

	refresh(frm) {
		frm.get_field("possible_households").$wrapper.empty();
		if (frm.is_new()) return;
		frm.add_custom_button(__("Print the Slip"), () => frm.print_doc());
		if (!frm.has_perm("write")) return;
		frm.add_custom_button(__("Read in Full"), () => ask_for_full_reading(frm));
		if (frm.doc.status !== "Received") return;
		show_possible_households(frm);
		frm.add_custom_button(__("Accept Application"), () => accept_application(frm));
		frm.add_custom_button(__("Answer with a Reason"), () => ask_for_reason(frm));
	},
});

// Save first: the decision must be about what is on the screen.
function saved(frm) {
	return frm.is_dirty() ? frm.save() : Promise.resolve();
}

function accept_application(frm) {
	saved(frm)
		.then(() =>
			frappe.xcall("fanpin_app.discovery.api.accept_application", { application: frm.doc.name })
		)
		.then(() => frm.reload_doc());
}

function ask_for_reason(frm) {
	const reason = {
		fieldname: "reason",
		fieldtype: "Small Text",
		label: __("Answer to the Applicant"),
		description: __("The applicant reads this on the progress page. Name no other person."),
		reqd: 1,
	};
	const answer = (values) =>
		saved(frm)
			.then(() =>
				frappe.xcall("fanpin_app.discovery.api.answer_application", {
					application: frm.doc.name,
					...values,
				})
			)
			.then(() => frm.reload_doc());
	frappe.prompt(reason, answer, __("Answer with a Reason"), __("Answer"));
}

function show_possible_households(frm) {
	const application = frm.doc.name;
	frappe.xcall("fanpin_app.discovery.api.find_possible_households", { application }).then((households) => {
		const area = frm.get_field("possible_households").$wrapper;
		if (!households.length) {
			area.html(
				`<p class="text-muted">${__("No household of your regions has this ID number or name.")}</p>`
			);
			return;
		}
		area.html(table_of(households, (household) => frm.set_value("household", household)));
	});
}

function table_of(households, choose) {
	const labels = [
		"",
		__("Household Number"),
		__("Head of Household"),
		__("Address"),
		__("Member"),
		__("ID Number (Masked)"),
		__("Found By"),
		__("Status"),
	];
	const choice = ({ household }) =>
		$(`<button class="btn btn-xs btn-default">`)
			.attr("data-household", household)
			.text(__("Choose"))
			.on("click", () => choose(household));
	const rows = households.map((row) => [
		choice(row),
		row.household,
		row.head_name,
		row.address,
		row.member_name,
		row.id_number_masked,
		__(row.by),
		__(row.status),
	]);
	return fanpin.table(labels, rows);
}

function ask_for_full_reading(frm) {
	const options = (values) => values.map((value) => ({ value, label: __(value) }));
	const fields = [
		{
			fieldname: "what",
			fieldtype: "Select",
			label: __("What"),
			options: options(["Phone", "ID Number"]),
			default: "Phone",
			reqd: 1,
		},
		{
			fieldname: "purpose",
			fieldtype: "Select",
			label: __("Purpose of Reading"),
			options: options([
				"Verify a Person",
				"Contact the Household",
				"Apply for Help",
				"Compare with Agencies' Data",
				"Other",
			]),
			description: __("Who reads what, and why, is logged."),
			reqd: 1,
		},
		{
			fieldname: "remarks",
			fieldtype: "Small Text",
			label: __("In Words"),
			mandatory_depends_on: "eval:doc.purpose === 'Other'",
		},
	];
	const read = (values) =>
		frappe
			.xcall("fanpin_app.discovery.api.read_applicant_value", {
				application: frm.doc.name,
				...values,
			})
			.then((value) =>
				frappe.msgprint({
					title: __(values.what),
					message: `<b class="fanpin-revealed">${frappe.utils.escape_html(value || __("Not recorded"))}</b>`,
				})
			);
	frappe.prompt(fields, read, __("Read in Full"), __("Read in Full"));
}
