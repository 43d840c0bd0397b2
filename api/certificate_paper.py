"""The certificate on paper, for both doors that hand it out."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from litestar import Response

from api import i18n
from printing.certificate import CertificatePaper, CertificateRow, certificate
from wms.certificate.issue import CertificateProved
from wms.certificate.platform import EXCUSES
from wms.certificate.scenarios import SCENARIOS
from wms.shops.twins import name_of_live

PDF: Final = "application/pdf"


def certificate_paper(
    one: CertificateProved, twin_name: str, language: str, zone: tzinfo
) -> CertificatePaper:
    """What it says, in a language, with the day of who lives there."""
    return CertificatePaper(
        language=language,
        number=one.issued.number,
        shop_name=name_of_live(twin_name),
        issued_on=one.issued.issued_at.astimezone(zone).date(),
        api_version=one.issued.api_version,
        programs=one.issued.programs,
        rows=[
            CertificateRow(
                number=scenario.number,
                name=i18n.translate(language, scenario.name),
                proof=_proof(one, scenario.number, language),
            )
            for scenario in SCENARIOS
        ],
    )


def _proof(one: CertificateProved, number: int, language: str) -> str:
    """What was seen, a line each; or why the scenario was not asked of the platform."""
    seen = one.proofs[number]
    if not seen and number in EXCUSES:
        return i18n.translate(language, EXCUSES[number].words)
    return "\n".join(f"{each.what} {each.key}" for each in seen)


def certificate_answer(paper: CertificatePaper) -> Response[bytes]:
    """The PDF under its number; a browser shows it."""
    name = f'inline; filename="certificate-{paper.number}.pdf"'
    return Response(certificate(paper), media_type=PDF, headers={"Content-Disposition": name})
