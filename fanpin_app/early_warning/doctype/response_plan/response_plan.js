frappe.ui.form.on("Response Plan", {
	refresh(frm) {
		const warning = frm.doc.__onload?.calendar_warning;
		if (warning) frm.set_intro(frappe.utils.escape_html(warning), "orange");
	},
});
