frappe.ui.form.on("Household Visit", {
	refresh(frm) {
		const writes = frm.is_new() || frm.has_perm("write");
		frm.toggle_display(["add_photo", "take_place"], writes);
		// Without a place both are 0, which is a place in the sea.
		frm.toggle_display("section_place", writes || frm.doc.latitude || frm.doc.longitude);
		show_photos(frm);
	},

	take_place(frm) {
		if (!navigator.geolocation) {
			frappe.msgprint(__("This browser does not provide its location."));
			return;
		}
		navigator.geolocation.getCurrentPosition(
			({ coords }) => frm.set_value({ latitude: coords.latitude, longitude: coords.longitude }),
			() =>
				frappe.msgprint(
					__("The location is not available: allow this page to use it, and try again.")
				),
			{ enableHighAccuracy: true, timeout: 20000 }
		);
	},

	// A photo is attached only to a stored visit, so that the visit's permissions apply.
	add_photo(frm) {
		(frm.is_dirty() || frm.is_new() ? frm.save() : Promise.resolve()).then(() => upload_photo(frm));
	},
});

function upload_photo(frm) {
	new frappe.ui.FileUploader({
		doctype: frm.doctype,
		docname: frm.doc.name,
		folder: "Home/Attachments",
		disable_file_browser: true,
		restrictions: { allowed_file_types: ["image/jpeg", "image/png", "image/webp"] },
		on_success: () => frm.reload_doc(),
	});
}

function show_photos(frm) {
	const gallery = frm.get_field("photos").$wrapper.empty();
	if (frm.is_new()) return;
	frappe.xcall("fanpin_app.discovery.api.get_visit_photos", { visit: frm.doc.name }).then((photos) => {
		const figures = photos.map(({ file_url, file_name }) => {
			const [url, name] = [encodeURI(file_url), frappe.utils.escape_html(file_name)];
			return `<a href="${url}" target="_blank" rel="noopener"><img src="${url}" alt="${name}"
				class="img-thumbnail mr-2 mb-2" style="max-height: 160px"></a>`;
		});
		gallery.html(figures.join(""));
	});
}
