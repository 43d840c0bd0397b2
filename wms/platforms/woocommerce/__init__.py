"""Shops on WooCommerce."""
