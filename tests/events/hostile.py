"""URLs that a shop, or somebody who stole a shop's key, might register."""

from ipaddress import IPv4Address

PUBLIC_V4 = "93.184.215.14"
PUBLIC_V6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


def _words(text: str) -> list[str]:
    return text.split()


DENIED_V4 = _words("""
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.254 127.0.0.1
127.0.0.53 127.255.255.254 168.63.129.16 169.254.0.1 169.254.169.253 169.254.169.254 169.254.170.2
172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1
192.88.99.1 192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.7
203.0.113.7 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
""")

DENIED_V6 = _words("""
:: ::1 ::2 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:93.184.215.14
::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::169.254.169.254 64:ff9b:1::7f00:1 100::1 100:0:0:1::1
2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1 2001:db8::1
2002:7f00:1::1 2002:a9fe:a9fe::1 2620:4f:8000::1 3ffe::1 3fff::1 4000::1 5f00::1 8000::1
fc00::1 fd00::1 fd00:ec2::254 fd20:ce::254 fd00:42::42 fe80::1 fe80::a9fe:a9fe febf::1 fec0::1
ff02::1 ff05::2 ff0e::1 2606:2800::5efe:127.0.0.1 2606:2800::200:5efe:10.0.0.1
0:0:0:0:0:0:0:1 0000:0000:0000:0000:0000:ffff:7f00:0001 e000::1 1::1
""")


def odd_spellings(address: str) -> list[str]:
    """One IPv4 address as C's inet_aton and browsers also read it; each in one sort of number."""
    number = int(IPv4Address(address))
    a, b, c, d = IPv4Address(address).packed
    return [
        str(number),
        hex(number),
        hex(number).upper(),
        f"0{number:o}",
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{number & 0xFFFF}",
        f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a}.{b}.{c}.{d:#x}",
        f"{a:#x}.{b}.{c}.0{d:o}",
        f"{a:03}.{b:03}.{c:03}.{d:03}",
        f"{a:#010x}.{b}.{c}.{d}",
        f"{a}.{b}.{c}.{d}.",
        f"{a}.{b}.{c}.{d}..",
        f"{a + 256}.{b}.{c}.{d}",
        f"{a}。{b}。{c}。{d}",
        "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in address),
        "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(char)] if char.isdigit() else char for char in address),
        "".join(f"%{ord(char):02x}" for char in address),
        f"[::ffff:{address}]",
        f"[::{address}]",
        f"[64:ff9b::{address}]",
        f"[2002:{a:02x}{b:02x}:{c:02x}{d:02x}::]",
    ]


NAMES = _words("""
localhost LOCALHOST localhost. LocalHost.LocalDomain foo.localhost printer.local db.internal
metadata.google.internal metadata redis postgres intranet router.lan nas.home host.corp x.home.arpa
1.0.0.127.in-addr.arpa site.onion x.alt x.invalid ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ local\u00adhost
wms.example.com WMS.example.com wms.example.com. ｗｍｓ.example.com 3232235777 0x 0 1 127 9..9 -
a..b .a a. _x.example.com x_y.example.com xn--a.com -a.example.com example.com- example.123
example.0x7f 1.2.3 1.2.3.4.5 256.256.256.256 99999999999999999999
""")

FORMS = [
    "",
    " ",
    "example.com",
    "//example.com/hook",
    "https:example.com",
    "https:/example.com",
    "https:///example.com",
    "https://",
    "https://?x",
    "https://#x",
    "https://:443/",
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "dict://127.0.0.1:11211/stats",
    "ws://example.com/",
    "javascript:alert(1)",
    "data:text/plain,hi",
    "unix:///run/redis.sock",
    "https+unix://%2Frun%2Fredis.sock/",
    "jar:https://example.com!/",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://example.com@127.0.0.1/",
    "https://example.com:443@127.0.0.1/",
    "https://127.0.0.1#@example.com/",
    "https://127.0.0.1?@example.com/",
    "https://example.com\\@127.0.0.1/",
    "https://127.0.0.1\\example.com/",
    "https:\\\\127.0.0.1\\",
    "https://127.0.0.1%2f@example.com/",
    "https://example.com%00.evil.net/",
    "https://exa%6dple.com/",
    "https://exam\tple.com/",
    "https://example.com\r\nHost: 127.0.0.1/",
    "https://example.com/\r\nX: y",
    "https://example.com/a b",
    " https://example.com/",
    "https://example.com/\x00",
    "https://example.com/\u202e",
    "https://example.com/<script>",
    "https://example.com:0/",
    "https://example.com:22/",
    "https://example.com:25/",
    "https://example.com:80/",
    "https://example.com:3306/",
    "https://example.com:5432/",
    "https://example.com:6379/",
    "https://example.com:9200/",
    "https://example.com:11211/",
    "https://example.com:65536/",
    "https://example.com:99999/",
    "https://example.com:443443/",
    "https://example.com:-1/",
    "https://example.com:+443/",
    "https://example.com:0x1bb/",
    "https://example.com:４４３/",
    "https://example.com:/",
    "https://example.com:443:80/",
    "https://example.com：443/",
    "https://example.com／.evil.net/",
    "https://example.com＠127.0.0.1/",
    "https://ex℀mple.com/",
    "https://[::1]:22/",
    "https://[::1/",
    "https://::1/",
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[::1]@example.com/",
    "https://[127.0.0.1]/",
    "https://[v1.fe80::a]/",
    "https://[::1].example.com/",
    "https://[]/",
    "https://" + "a" * 64 + ".com/",
    "https://" + ".".join(["a" * 60] * 5) + ".com/",
    "https://example.com/" + "x" * 2000,
]

ODD = [
    spelling
    for address in ("127.0.0.1", "169.254.169.254", "10.1.2.3", "192.168.1.1", "172.16.5.4")
    for spelling in odd_spellings(address)
]

URLS = [
    *FORMS,
    *(f"https://{name}/hook" for name in NAMES),
    *(f"https://{address}/" for address in DENIED_V4),
    *(f"https://[{address}]/" for address in DENIED_V6),
    *(f"https://{spelling}/latest/meta-data/" for spelling in ODD),
]
