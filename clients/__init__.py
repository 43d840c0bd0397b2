"""The clients for shops' programs, and what writes them from the description of the API."""
