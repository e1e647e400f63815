// Earlier versions of Frappe 15 count all that a list holds, which takes longer than the list itself where that is a
// whole city. Later ones count to their own upper bound.
{
	const MOST_COUNTED = 1000;
	const list_view = frappe.views.ListView.prototype;

	if (!String(list_view.get_count_str).includes("count_upper_bound")) {
		list_view.get_count_str = async function () {
			const filters = this.get_filters_for_args();
			const counted = await frappe.xcall("frappe.desk.reportview.get_count", {
				doctype: this.doctype,
				filters,
				distinct: filters.some(([doctype]) => doctype !== this.doctype),
				limit: MOST_COUNTED + 1,
			});
			const rows = this.data.length;
			const documents = this.data.uniqBy((row) => row.name).length;
			this.total_count = counted || rows;
			this.count_without_children = documents === rows ? undefined : documents;
			const total = counted > MOST_COUNTED ? `${MOST_COUNTED}+` : this.total_count;
			return documents === rows
				? __("{0} of {1}", [rows, total])
				: __("{0} of {1} ({2} rows with children)", [documents, total, rows]);
		};
	}
}
