frappe.ui.form.on("Risk Rule", {
	async refresh(frm) {
		const wrapper = frm.get_field("rule_yield").$wrapper.empty();
		if (frm.is_new() || !frappe.model.can_read("Risk Alert")) return;
		const counts = await frappe.xcall("fanpin_app.oversight.api.get_yield_of_rule", {
			rule: frm.doc.name,
		});
		const text = counts
			? __("Warned {0} → checked {1} → confirmed {2}, dismissed {3}", [
					counts.warned,
					counts.checked,
					counts.confirmed,
					counts.dismissed,
				])
			: __("This rule has raised no alert yet.");
		wrapper.html(
			`<p class="control-label">${__("Yield of This Rule")}</p><p class="rule-yield">${text}</p>`
		);
	},
});
