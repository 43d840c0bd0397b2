"""What an order's shop and the desk are told: why it waits, what happened, what would be."""
