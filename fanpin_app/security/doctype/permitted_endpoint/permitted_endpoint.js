// Everybody, and everybody who is logged in; `get_all_roles` leaves these out.
const AUTOMATIC_ROLES = ["Guest", "All"];

frappe.ui.form.on("Permitted Endpoint", {
	async onload(frm) {
		// Monitoring administrators may not read the DocType Role.
		const roles = await frappe.xcall("frappe.core.doctype.user.user.get_all_roles");
		frm.set_df_property("role", "options", ["", ...AUTOMATIC_ROLES, ...roles]);
	},
});
