"""Base (BaseLinker): its orders come by asking, its stock and packages are told (ADR 66)."""
