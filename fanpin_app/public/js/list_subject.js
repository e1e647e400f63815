// Earlier versions of Frappe 15 show what a formatter of the first column returns in place of its checkbox and link, so
// that its rows cannot be opened. Later ones format the text of the link.
{
	const list_view = frappe.views.ListView.prototype;

	if (!list_view.get_subject_text) {
		const get_column_html = list_view.get_column_html;
		list_view.get_column_html = function (column, doc) {
			if (column.type !== "Subject") return get_column_html.call(this, column, doc);
			return `<div class="list-row-col ellipsis list-subject level">${this.get_subject_html(doc)}</div>`;
		};
	}
}
