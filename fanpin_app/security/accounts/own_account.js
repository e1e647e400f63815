// Who changes the own account sees read-only what the server keeps as it is stored (own_account.py).

frappe.ui.form.on("User", {
	refresh(frm) {
		const kept = frm.doc.__onload?.kept_as_stored;
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
