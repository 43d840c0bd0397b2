"""The official Standard Webhooks libraries, asked about messages as a receiver got them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

VERIFY = Path(__file__).with_name("verify.mjs")
Asked = list[tuple[str, dict[str, Any]]]


def believed_by_python(asked: Asked) -> list[bool]:
    """Whether the library verifies each message by its secret."""

    def believes(secret: str, message: dict[str, Any]) -> bool:
        try:
            Webhook(secret).verify(message["body"], message["headers"])
        except WebhookVerificationError:
            return False
        return True

    return [believes(*one) for one in asked]


def believed_by_javascript(asked: Asked) -> list[bool]:
    """The same by the library for Node.js, in one process for all of them."""
    told = [
        {"secret": secret, "headers": message["headers"], "body": message["body"]}
        for secret, message in asked
    ]
    done = subprocess.run(
        ["node", str(VERIFY)], input=json.dumps(told), capture_output=True, text=True, check=True
    )
    return list(json.loads(done.stdout))
