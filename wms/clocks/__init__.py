"""What is due when: terms of the law and promises, counted in days of the building."""
