"""Keeps the catalogues up to date with the sentences in the code.

``python -m api.locale.extract`` reads every sentence out of ``api/`` and ``wms/`` and writes new
ones, still empty, into each ``wms.po``. Given a JSON file it also fills translations in:

    {"Pick": {"pl": "Zbierz", "uk": "Збір"},
     "%(n)s piece": {"pl": ["%(n)s sztuka", "%(n)s sztuki", "%(n)s sztuk"], "uk": [...]}}

German has what consumers read and nothing else: the sentences of `READ_BY_CONSUMERS`.

Several people can run it at once: it works under a lock and replaces files whole. A sentence that
left the code stays at the end of the file as obsolete and comes back with its translation.
"""

from __future__ import annotations

import fcntl
import sys
from pathlib import Path
from typing import Final

import msgspec
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from api.i18n import (
    CONSUMER_LANGUAGES,
    DOMAIN,
    LANGUAGES,
    LOCALE_DIR,
    SOURCE_LANGUAGE,
    catalogue_path,
    read_catalogue,
)

ROOT: Final = LOCALE_DIR.parent.parent
SOURCES: Final = ("api", "wms")
#: files and folders whose sentences stand on consumers' pages and in their e-mails
READ_BY_CONSUMERS: Final = ("api/consumer/", "wms/consumer/errors.py", "wms/notices/words/")
METHODS: Final = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS: Final = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "N_plural": (1, 2)}
COMMENT_TAGS: Final = ("L10n:",)

Filled = dict[str, dict[str, str | list[str]]]


def extracted() -> Catalog:
    """Every sentence that the code and the templates contain, untranslated."""
    template = Catalog(domain=DOMAIN, project="wms", charset="utf-8")
    for source in SOURCES:
        for file, _line, sentence, comments, context in extract_from_dir(
            ROOT / source,
            method_map=METHODS,
            options_map={"**/templates/**.html": {"silent": "false", "newstyle_gettext": "true"}},
            keywords=KEYWORDS,
            comment_tags=COMMENT_TAGS,
            strip_comment_tags=True,
        ):
            # files without line numbers: a moved line must not change the catalogue
            where = [(f"{source}/{file}", 0)]
            template.add(sentence, None, where, auto_comments=comments, context=context)
    return template


def of_language(language: str, template: Catalog) -> Catalog:
    """What of ``template`` is said in ``language``."""
    if language in LANGUAGES:
        return template
    own = Catalog(domain=DOMAIN, project=template.project, charset="utf-8")
    for message in template:
        if message.id and is_read_by_consumers(message):
            own[message.id] = message
    return own


def is_read_by_consumers(message: Message) -> bool:
    """Whether a sentence stands on a page or in an e-mail for consumers."""
    return any(file.startswith(READ_BY_CONSUMERS) for file, _line in message.locations)


def refresh(language: str, template: Catalog, filled: Filled) -> None:
    """Bring the catalogue of ``language`` up to ``template`` and fill translations in."""
    path = catalogue_path(language)
    catalogue = read_catalogue(language) if path.exists() else Catalog(language, DOMAIN)
    for message in list(catalogue.obsolete.values()):
        catalogue[message.id] = message
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        translation = filled.get(key, {}).get(language) if key else None
        if translation is None:
            continue
        message.string = translation if isinstance(translation, str) else tuple(translation)
        message.flags.discard("fuzzy")
    _write(path, catalogue)


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.fuzzy = False
    new = path.with_suffix(".po.new")
    with new.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    new.replace(path)


def main(arguments: list[str]) -> int:
    """Refresh every catalogue; the arguments are JSON files with translations."""
    filled: Filled = {}
    for name in arguments:
        filled.update(msgspec.json.decode(Path(name).read_bytes(), type=Filled))
    with (LOCALE_DIR / "extract.py").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        template = extracted()
        for language in CONSUMER_LANGUAGES:
            if language != SOURCE_LANGUAGE:
                refresh(language, of_language(language, template), filled)
    unknown = filled.keys() - {m.id if isinstance(m.id, str) else m.id[0] for m in template}
    for sentence in sorted(unknown):
        sys.stderr.write(f"not in the code: {sentence}\n")
    return 1 if unknown else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
