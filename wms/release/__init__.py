"""Which orders may be walked for now, and how: by rules, and by hand from the desk."""
