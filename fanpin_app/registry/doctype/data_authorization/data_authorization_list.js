const REMINDER_DAYS = 30;

frappe.listview_settings["Data Authorization"] = {
	get_indicator(doc) {
		const colours = { Valid: "green", Expired: "orange", Withdrawn: "gray" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
	onload(listview) {
		listview.page.add_inner_button(__("Expiring Soon"), () => {
			const days = [
				frappe.datetime.get_today(),
				frappe.datetime.add_days(frappe.datetime.get_today(), REMINDER_DAYS),
			];
			listview.filter_area.clear().then(() =>
				listview.filter_area.add([
					["Data Authorization", "status", "=", "Valid"],
					["Data Authorization", "valid_until", "Between", days],
				])
			);
		});
	},
};
