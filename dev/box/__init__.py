"""The bench in a box: Frappe, its services and sites in one folder of the repository, by `make`."""
