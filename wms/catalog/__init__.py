"""What the shops sell: a product is registered with its barcodes before its goods can come in."""
