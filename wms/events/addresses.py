"""Addresses that we never send to for a shop, however its URL spells them: our own deny table.

Sources: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and the RFCs named
beside each line), the IPv4 and IPv6 multicast registries, and the clouds' own documentation for
their metadata addresses. Kept here, not asked of `ipaddress.is_global`, whose answer changes from
one Python to the next. Of IPv6 only 2000::/3 is handed out at all (RFC 4291); all else is denied.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address


class Range(StrEnum):
    """Why an address is denied."""

    PRIVATE = "private"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link_local"
    METADATA = "metadata"
    SHARED = "carrier_grade_nat"
    MULTICAST = "multicast"
    UNSPECIFIED = "unspecified"
    TUNNEL = "tunnel"
    DOCUMENTATION = "documentation"
    BENCHMARKING = "benchmarking"
    RESERVED = "reserved"


@dataclass(frozen=True)
class _Denied:
    network: IPv4Network | IPv6Network
    why: Range


# The first match answers, so the exact addresses stand before the ranges around them.
_TABLE_TEXT: tuple[tuple[str, Range], ...] = (
    ("169.254.169.254/32", Range.METADATA),  # AWS, Azure, GCP, and most others
    ("169.254.169.253/32", Range.METADATA),  # AWS resolver
    ("169.254.170.2/32", Range.METADATA),  # AWS container credentials
    ("169.254.0.23/32", Range.METADATA),  # Tencent
    ("100.100.100.200/32", Range.METADATA),  # Alibaba
    ("168.63.129.16/32", Range.METADATA),  # Azure's wire server, a public address
    ("192.0.0.192/32", Range.METADATA),  # Oracle
    ("fd00:ec2::/32", Range.METADATA),  # AWS over IPv6
    ("fd20:ce::254/128", Range.METADATA),  # GCP over IPv6
    ("fd00:42::42/128", Range.METADATA),  # Scaleway
    ("0.0.0.0/8", Range.UNSPECIFIED),  # RFC 791, RFC 1122 §3.2.1.3
    ("10.0.0.0/8", Range.PRIVATE),  # RFC 1918
    ("100.64.0.0/10", Range.SHARED),  # RFC 6598
    ("127.0.0.0/8", Range.LOOPBACK),  # RFC 1122 §3.2.1.3
    ("169.254.0.0/16", Range.LINK_LOCAL),  # RFC 3927
    ("172.16.0.0/12", Range.PRIVATE),  # RFC 1918
    ("192.0.0.0/24", Range.RESERVED),  # RFC 6890, with DS-Lite (RFC 7335) and NAT64 discovery
    ("192.0.2.0/24", Range.DOCUMENTATION),  # RFC 5737
    ("192.31.196.0/24", Range.RESERVED),  # RFC 7535, AS112
    ("192.52.193.0/24", Range.TUNNEL),  # RFC 7450, AMT
    ("192.88.99.0/24", Range.TUNNEL),  # RFC 7526, the 6to4 relay anycast of old
    ("192.168.0.0/16", Range.PRIVATE),  # RFC 1918
    ("192.175.48.0/24", Range.RESERVED),  # RFC 7534, AS112
    ("198.18.0.0/15", Range.BENCHMARKING),  # RFC 2544
    ("198.51.100.0/24", Range.DOCUMENTATION),  # RFC 5737
    ("203.0.113.0/24", Range.DOCUMENTATION),  # RFC 5737
    ("224.0.0.0/4", Range.MULTICAST),  # RFC 5771
    ("240.0.0.0/4", Range.RESERVED),  # RFC 1112 §4, with 255.255.255.255 (RFC 8190)
    ("::/128", Range.UNSPECIFIED),  # RFC 4291 §2.5.2
    ("::1/128", Range.LOOPBACK),  # RFC 4291 §2.5.3
    ("::/96", Range.TUNNEL),  # RFC 4291 §2.5.5.1, IPv4-compatible
    ("::ffff:0:0/96", Range.TUNNEL),  # RFC 4291 §2.5.5.2, IPv4-mapped
    ("::ffff:0:0:0/96", Range.TUNNEL),  # RFC 2765, IPv4-translated
    ("64:ff9b::/96", Range.TUNNEL),  # RFC 6052, NAT64
    ("64:ff9b:1::/48", Range.TUNNEL),  # RFC 8215, local NAT64
    ("100::/64", Range.RESERVED),  # RFC 6666, discard-only
    ("100:0:0:1::/64", Range.RESERVED),  # RFC 9780, dummy prefix
    ("2001::/32", Range.TUNNEL),  # RFC 4380, Teredo
    ("2001:2::/48", Range.BENCHMARKING),  # RFC 5180
    ("2001::/23", Range.RESERVED),  # RFC 2928, protocol assignments (AMT, ORCHID, DETs …)
    ("2001:db8::/32", Range.DOCUMENTATION),  # RFC 3849
    ("2002::/16", Range.TUNNEL),  # RFC 3056, 6to4
    ("2620:4f:8000::/48", Range.RESERVED),  # RFC 7534, AS112
    ("3ffe::/16", Range.RESERVED),  # RFC 3701, the 6bone given back
    ("3fff::/20", Range.DOCUMENTATION),  # RFC 9637
    ("5f00::/16", Range.RESERVED),  # RFC 9602, SRv6
    ("fc00::/7", Range.PRIVATE),  # RFC 4193
    ("fe80::/10", Range.LINK_LOCAL),  # RFC 4291 §2.5.6
    ("fec0::/10", Range.PRIVATE),  # RFC 3879, site-local of old
    ("ff00::/8", Range.MULTICAST),  # RFC 4291 §2.7
)
_TABLE = tuple(_Denied(ip_network(text), why) for text, why in _TABLE_TEXT)
_GLOBAL_IPV6 = IPv6Network("2000::/3")
# RFC 5214: an ISATAP interface id is [02]00:5efe and an IPv4 address, under any prefix at all.
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
# What a shop's receiver beside a demo or a developer may have; metadata never.
_NEARBY = frozenset({Range.LOOPBACK, Range.PRIVATE})


def denied(address: Address, *, allow_private: bool = False) -> Range | None:
    """Why `address` must not be sent to, or None when it may be.

    `allow_private` lets loopback and private networks through (demo, development, tests) and
    nothing else: link-local, metadata, tunnels and multicast stay denied.
    """
    why = _range(address)
    return None if allow_private and why in _NEARBY else why


def _range(address: Address) -> Range | None:
    for row in _TABLE:
        if address.version == row.network.version and address in row.network:
            return row.why
    if isinstance(address, IPv6Address):
        if address.scope_id is not None or address not in _GLOBAL_IPV6:
            return Range.RESERVED
        if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
            return Range.TUNNEL
    return None
