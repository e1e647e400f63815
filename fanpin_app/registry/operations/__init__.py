"""Changes of the register: each is asked for with a day and a reason, and leaves a Registry Change behind."""
