"""What does not go by itself on its way out, told to the desk until it does."""
