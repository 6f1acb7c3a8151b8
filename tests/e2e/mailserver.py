"""A mail server, aiosmtpd, for one test: `mailserver.py none|starttls|implicit [certificate key]`.

It prints the port that it listens on, then each mail that it takes as a line of JSON, read by Python's own `email`.
With TLS it wants the user `acme` to sign in as `correct-horse`; it knows no mailbox that begins with `nobody`.
"""

import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"acme", b"correct-horse"), auth_data=data)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "tls": session.ssl is not None or MODE == "implicit",
                    "user": session.auth_data.login.decode() if session.auth_data else None,
                    "helo": session.host_name,
                    "headers": {name: str(value) for name, value in mail.items()},
                    "parts": {part.get_content_type(): part.get_content() for part in mail.iter_parts()},
                    "defects": [repr(defect) for part in mail.walk() for defect in part.defects],
                    "longest": max(len(line) for line in envelope.content.split(b"\r\n")),
                }
            ),
            flush=True,
        )
        return "250 taken"


async def main():
    context = None
    if MODE != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*sys.argv[2:4])
    options = {"hostname": "mail.example", "authenticator": authenticate, "auth_required": MODE != "none"}
    if MODE == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    else:
        # aiosmtpd does not see TLS that was there from the first byte.
        options |= {"auth_require_tls": False}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), loop=loop, **options),
        "127.0.0.1",
        0,
        ssl=context if MODE == "implicit" else None,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


MODE = sys.argv[1]
# Of handshakes that fail, as they should, and of AUTH without STARTTLS.
logging.disable()
warnings.simplefilter("ignore")
asyncio.run(main())
