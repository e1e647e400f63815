"""Kills workers in the midst of their work, and holds what becomes of it against what becomes of it undisturbed."""
