// A form sends its whole document, and rows that somebody has taken out are just not there. The server takes away
// only rows that are named (security/documents/child_rows.py), so that a list of rows cut short by mistake loses none.
{
	const REMOVED_ROWS = "__removed_rows";
	// Document → table → names of its rows, as they came from the server.
	const stored_rows = new Map();
	const { sync } = frappe.model;
	const { save } = frappe.ui.form;

	frappe.model.sync = function (...args) {
		const docs = sync.apply(this, args);
		for (const doc of docs || []) remember_rows(doc);
		return docs;
	};

	frappe.ui.form.save = function (frm, ...args) {
		// Read as the form is sent: Frappe takes empty rows out shortly before.
		Object.defineProperty(frm.doc, REMOVED_ROWS, {
			get: () => removed_rows(frm.doc),
			set: () => {},
			enumerable: true,
			configurable: true,
		});
		return save.call(this, frm, ...args);
	};

	function remember_rows(doc) {
		if (doc.__islocal || doc.parentfield) return;
		const tables = Object.keys(doc).filter((fieldname) => is_table(doc, fieldname));
		const rows = tables.map((fieldname) => [fieldname, names_of(doc, fieldname)]);
		stored_rows.set(key_of(doc), Object.fromEntries(rows));
	}

	function removed_rows(doc) {
		const stored = Object.entries(stored_rows.get(key_of(doc)) || {});
		const removed = stored.map(([fieldname, names]) => {
			const left = names_of(doc, fieldname);
			return [fieldname, names.filter((name) => !left.includes(name))];
		});
		return Object.fromEntries(removed.filter(([, names]) => names.length));
	}

	const key_of = (doc) => `${doc.doctype}/${doc.name}`;
	const is_table = (doc, fieldname) =>
		Array.isArray(doc[fieldname]) && doc[fieldname].every((row) => row?.parentfield === fieldname);
	const names_of = (doc, fieldname) =>
		(doc[fieldname] || []).filter((row) => !row.__islocal).map((row) => row.name);
}
