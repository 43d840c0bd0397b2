"""How fast paper is: slips and labels a second, and five hundred slips in one PDF."""
