const CHECK = "Risk Check";
const STAGES = ["Village Review", "Town Verification", "District Determination", "Approved"];
const FINAL = ["Approved", "Rejected"];

frappe.ui.form.on("Workflow", {
	refresh(frm) {
		// Frappe would only warn, and leave the documents at a state from which no action leads on.
		if (frm.doc.document_type === CHECK) frm.ignore_warning = true;
	},
	async validate(frm) {
		if (frm.doc.document_type !== CHECK || frm.is_new() || frm.doc.__moved_checks) return;
		const removed = await get_removed_states(frm);
		if (!removed.length) return;
		frappe.validated = false;
		choose_states(frm, removed);
	},
	after_save(frm) {
		delete frm.doc.__moved_checks;
	},
});

// [{state, number, stage}] of the checks whose state is not in the form any more.
async function get_removed_states(frm) {
	const counts = await frappe.xcall("frappe.workflow.doctype.workflow.workflow.get_workflow_state_count", {
		doctype: CHECK,
		workflow_state_field: frm.doc.workflow_state_field,
		states: frm.doc.states.map((row) => row.state),
	});
	if (!counts.length) return [];
	// Not `frappe.db.get_doc`, which puts the stored rows into the form.
	const stored = await frappe.xcall("frappe.client.get", { doctype: "Workflow", name: frm.doc.name });
	return counts.map((row) => {
		const state = row[frm.doc.workflow_state_field];
		const before = stored.states.find((each) => each.state === state);
		return { state, number: row.count, stage: before ? stage_set_by(before) : null };
	});
}

function choose_states(frm, removed) {
	const dialog = new frappe.ui.Dialog({
		title: __("Where do the checks go?"),
		fields: removed.map((place, number) => ({
			fieldname: `state_${number}`,
			fieldtype: "Select",
			label: __("{0}: {1} checks", [__(place.state), place.number]),
			description: __(
				"This state is no longer in the workflow. Choose the state that takes its checks."
			),
			options: states_for(frm, place),
			default: replacement_of(frm, place),
			reqd: 1,
		})),
		primary_action_label: __("Move and Save"),
		primary_action(values) {
			dialog.hide();
			frm.doc.__moved_checks = Object.fromEntries(
				removed.map((place, number) => [place.state, values[`state_${number}`]])
			);
			frm.save().catch(() => delete frm.doc.__moved_checks);
		},
	});
	dialog.show();
}

function states_for(frm, place) {
	return frm.doc.states
		.filter((row) => may_take(place.stage, stage_set_by(row)))
		.map((row) => ({ value: row.state, label: __(row.state) }));
}

function replacement_of(frm, place) {
	return frm.doc.states.find((row) => place.stage && stage_set_by(row) === place.stage)?.state;
}

function stage_set_by(row) {
	return row.update_field === "stage" && row.update_value ? row.update_value : null;
}

function may_take(stage, target) {
	if (!stage || !target || target === stage) return true;
	return (
		!FINAL.includes(stage) && STAGES.includes(target) && STAGES.indexOf(target) < STAGES.indexOf(stage)
	);
}
