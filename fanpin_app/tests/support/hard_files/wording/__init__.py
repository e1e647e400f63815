"""Cases of what titles, names of sheets and notes say about the rows."""
