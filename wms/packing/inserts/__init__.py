"""Leaflets and samples that go along: whose rules say so, from counted stock."""
