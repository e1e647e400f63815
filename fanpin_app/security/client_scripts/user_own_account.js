// In the own account, fields that the server does not let the user change are read-only
// (security/accounts/own_account.py).

frappe.ui.form.on("User", {
	refresh(frm) {
		const kept = frm.doc.__onload?.protected_fields;
		if (!kept || frm.is_new()) return;
		for (const fieldname of kept) {
			frm.set_df_property(fieldname, "read_only", 1);
		}
		frm.toggle_display("change_password", false);
		frm.add_custom_button(__("Change Password"), () => {
			window.location.href = "/update-password";
		});
	},
});
