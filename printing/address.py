"""A postal address as papers print it."""

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Who lives where. `country` is what is to be printed: a name, or an ISO 3166 code."""

    name: str
    company: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    phone: str = ""

    @property
    def town(self) -> str:
        """Postcode and city on one line."""
        return f"{self.postcode} {self.city}".strip()
