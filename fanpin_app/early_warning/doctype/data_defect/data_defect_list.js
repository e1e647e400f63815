frappe.listview_settings["Data Defect"] = {
	add_fields: ["status", "due_on"],
	filters: [["status", "=", "Open"]],
	hide_name_column: true,
	get_indicator(doc) {
		if (doc.status === "Resolved")
			return [__("Resolved", null, "Data Defect"), "green", "status,=,Resolved"];
		if (doc.status === "Confirmed Correct") return [__(doc.status), "gray", `status,=,${doc.status}`];
		if (doc.due_on < frappe.datetime.get_today()) {
			return [__("Overdue"), "red", `status,=,Open|due_on,<,${frappe.datetime.get_today()}`];
		}
		return [__("Open", null, "Data Defect"), "orange", "status,=,Open"];
	},
	onload(listview) {
		listview.page.add_inner_button(__("Mine"), () =>
			listview.filter_area.add([
				["Data Defect", "responsible", "=", frappe.session.user],
				["Data Defect", "status", "=", "Open"],
			])
		);
	},
};
