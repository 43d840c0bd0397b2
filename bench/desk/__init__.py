"""What the desk's pages of orders cost when ten thousand orders are open, and how that grows."""
