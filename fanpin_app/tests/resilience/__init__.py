"""Kills workers during their work, and compares the end state with that of an undisturbed run."""
