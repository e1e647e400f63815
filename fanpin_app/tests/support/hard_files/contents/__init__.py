"""Cases of what the cells and rows of a table hold."""
