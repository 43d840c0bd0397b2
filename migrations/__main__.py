"""``python -m migrations "a sentence"``: draft a migration from what the tables say now.

It compares the tables in the code with a new database of all migrations so far; read the draft
before you keep it.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence

from alembic import command
from alembic.script import ScriptDirectory

from wms.local import DATABASE, Postgres
from wms.migrate import APP_ROLE, alembic_config, migrate

FILE_NAME = "{number:04}_{words}"
WORDS_MAX_CHARS = 60


def main(words: Sequence[str]) -> int:
    """Write the draft and say where; 2 without a sentence."""
    sentence = " ".join(words).strip()
    if not sentence:
        sys.stderr.write('make migration NAME="what changes, as a sentence"\n')
        return 2
    with tempfile.TemporaryDirectory(prefix="wms-") as home, Postgres(home) as postgres:
        postgres.create_database(DATABASE)
        asyncio.run(migrate(postgres.url(DATABASE), postgres.url(DATABASE, APP_ROLE)))
        config = alembic_config(postgres.url(DATABASE))
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        slug = re.sub(r"[^a-z0-9]+", "_", sentence.lower()).strip("_")[:WORDS_MAX_CHARS]
        config.set_main_option("file_template", FILE_NAME.format(number=number, words=slug))
        command.revision(config, sentence, autogenerate=True, rev_id=f"{number:04}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
