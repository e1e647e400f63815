"""Cases of what is above, between and beside the rows of a table, and of how a file is written."""
