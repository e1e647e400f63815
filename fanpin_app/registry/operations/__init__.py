"""Changes of the register: each has a day and a reason, and is recorded as a Registry Change."""
