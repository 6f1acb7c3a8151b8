"""Mints a link, finds it in the list, says what a revocation would hit, and revokes it.

SEALINK_URL is the service, such as https://track.example.com; SEALINK_API_KEY needs the scopes mint, read and
revoke:own. The standard library is enough.
"""

import json
import os
import time
import uuid
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

URL = os.environ["SEALINK_URL"]
KEY = os.environ["SEALINK_API_KEY"]


def call(method, path, body=None, headers=None):
    """Calls the service, and again where it says that it makes sense; what it answers inside the envelope."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", **(headers or {})}
    data = None if body is None else json.dumps(body).encode()
    for patience in (True, True, False):
        try:
            with urlopen(Request(URL + path, data, headers, method=method)) as reply:
                text = reply.read()
                return json.loads(text)["response"] if text else None
        except HTTPError as refusal:
            problem = refusal.read().decode()
            wait = refusal.headers.get("Retry-After")
            if not (patience and wait):
                raise SystemExit(f"{method} {path}: {refusal.code} {problem}") from None
            time.sleep(int(wait))


# The key makes it safe to try again: the same booking is the same link.
minted = call(
    "POST",
    "/share/links",
    {
        "targets": [{"targetType": "CONTAINER", "targetIds": ["SLKU4802194"]}],
        "receiverIds": ["jane@example.com"],
    },
    {"Idempotency-Key": f"booking-{uuid.uuid4()}"},
)
link_id = minted["linkId"]
print("minted", link_id)

# Lists may lag by some minutes; the link itself is known at once.
query = {"targetType": "CONTAINER", "targetId": "SLKU4802194", "state": "active"}
listed = []
while True:
    page = call("GET", f"/share/links?{urlencode(query)}")
    listed += page["links"]
    if "nextCursor" not in page:
        break
    query["cursor"] = page["nextCursor"]
print("listed", len(listed))
print("it is", call("GET", f"/share/links/{link_id}")["state"])

preview = call("POST", "/share/revocations", {"linkId": link_id, "preview": True})
print("a revocation hits", preview["hits"]["links"], "link")

call("DELETE", f"/share/links/{link_id}")
print("revoked", link_id)
