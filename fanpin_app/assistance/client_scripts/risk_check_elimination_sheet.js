frappe.ui.form.on("Risk Check", {
	refresh(frm) {
		const conditions = frm.doc.__onload?.elimination_sheet || [];
		frm.toggle_display("section_sheet", conditions.length > 0);
		frm.get_field("elimination_sheet").$wrapper.empty();
		if (!conditions.length) return;
		const labels = [
			__("Condition"),
			__("Who Says So"),
			__("Evidence", null, "Elimination Sheet"),
			__("Met or Not"),
		];
		const rows = conditions.map(({ title, source, evidence, is_met, objection }) => [
			title,
			source,
			is_met ? evidence : [evidence, $("<span class='text-danger'>").text(objection)],
			is_met ? __("Met") : $("<span class='text-danger'>").text(__("Not Met")),
		]);
		frm.get_field("elimination_sheet").$wrapper.append(fanpin.table(labels, rows, "elimination-sheet"));
	},
});
