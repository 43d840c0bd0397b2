"""Which carton: kinds and their stock, what fits into which, what a packer took."""
