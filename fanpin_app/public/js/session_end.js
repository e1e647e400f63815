// Ends a session of the desk: after nobody was at it for a while, and when the server does not know it any more.
// Whatever was shown or kept of documents is taken away first, for the next person at the computer could read it.
(() => {
	const CHECK_MS = 5000;
	const WARNING_MS = 60000;
	const LAST_ACTIVE = "fanpin_last_active";
	const SIGNS_OF_LIFE = ["mousemove", "mousedown", "keydown", "touchstart", "wheel"];
	let ending = false;
	let warned = false;
	let noted = 0;

	// Shared by the tabs of the browser: who works in one is not logged out by another.
	function note_activity() {
		const now = Date.now();
		if (ending || now - noted < 1000) return;
		noted = now;
		warned = false;
		localStorage.setItem(LAST_ACTIVE, now);
	}

	function forget_documents() {
		for (const doctype of Object.keys(window.locals || {})) {
			if (doctype !== "DocType") delete window.locals[doctype];
		}
		for (const key of Object.keys(localStorage)) {
			if (key !== LAST_ACTIVE && !key.startsWith("_page:")) localStorage.removeItem(key);
		}
		sessionStorage.clear();
		document.body.replaceChildren();
	}

	function leave(address) {
		ending = true;
		window.onbeforeunload = null;
		$(window).off("beforeunload");
		forget_documents();
		window.location.replace(address);
	}

	function log_out() {
		ending = true;
		const csrf_token = frappe.csrf_token;
		forget_documents();
		fetch("/api/method/logout", {
			method: "POST",
			headers: { "X-Frappe-CSRF-Token": csrf_token, Accept: "application/json" },
		}).finally(() => leave("/login"));
	}

	function check_idle(limit_ms) {
		if (ending) return;
		const idle = Date.now() - Number(localStorage.getItem(LAST_ACTIVE) || Date.now());
		if (idle >= limit_ms) {
			log_out();
		} else if (idle >= limit_ms - WARNING_MS && !warned) {
			warned = true;
			frappe.show_alert({
				message: __("You will be logged out in a minute, for nothing was done here."),
				indicator: "orange",
			});
		}
	}

	function forget_form(doctype, name) {
		if (window.locals?.[doctype]) delete window.locals[doctype][name];
		const form = frappe.views?.formview?.[doctype]?.frm || window.cur_frm;
		if (form?.doctype === doctype && form.docname === name) {
			form.doc = null;
			$(form.wrapper).empty();
			delete frappe.views.formview[doctype];
			frappe.pages[doctype] && delete frappe.pages[doctype];
			frappe.set_route("List", doctype);
		}
	}

	// A document that was shown and may not be read any more is taken off the screen.
	function follow_refusal(xhr, settings) {
		if (xhr.status !== 403 && xhr.status !== 404) return;
		const [path, query] = (settings.url || "").split("?");
		const asked = new URLSearchParams(settings.type === "GET" ? query : settings.data);
		const method = asked.get("cmd") || path.split("/method/")[1];
		if (method === "frappe.desk.form.load.getdoc") forget_form(asked.get("doctype"), asked.get("name"));
	}

	$(document).on("app_ready", () => {
		// Frappe's own leaves the page readable behind a dialog.
		frappe.app.handle_session_expired = () => ending || leave("/login");
		$(document).ajaxComplete((_event, xhr, settings) => {
			if (ending) return;
			if (xhr.getResponseHeader("X-Account-Refused")) leave(xhr.status === 401 ? "/login" : "/me");
			else follow_refusal(xhr, settings);
		});
		const minutes = frappe.boot.idle_minutes;
		if (!minutes) return;
		localStorage.setItem(LAST_ACTIVE, Date.now());
		for (const sign of SIGNS_OF_LIFE)
			document.addEventListener(sign, note_activity, { passive: true, capture: true });
		const check = () => check_idle(minutes * 60000);
		setInterval(check, CHECK_MS);
		document.addEventListener("visibilitychange", check);
	});
})();
