frappe.treeview_settings["Administrative Region"] = {
	// Frappe shows the titles of all nodes but the root, for which it shows the code.
	post_render({ tree, root_value }) {
		if (!root_value || tree.root_node.title) return;
		frappe.db.get_value("Administrative Region", root_value, "region_name").then(({ message }) => {
			if (!message?.region_name) return;
			tree.root_node.title = message.region_name;
			tree.root_node.$tree_link.find(".tree-label").html(tree.get_node_label(tree.root_node));
		});
	},
};
