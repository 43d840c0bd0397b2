"""What a shop, a product or an order wants done at the bench, and who confirmed it."""
