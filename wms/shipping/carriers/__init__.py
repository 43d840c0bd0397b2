"""Couriers behind one port. Calls to them happen between transactions, never inside one."""
