//! The table of settings: README.md shows it, and a test keeps the two the same.

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The name.
    pub name: &'static str,
    /// Whether it is a secret (`wrangler secret put`) or a plain variable.
    pub secret: bool,
    /// What stands when it is not set; `None` means that it must be set.
    pub default: Option<&'static str>,
    /// What it is for.
    pub what: &'static str,
}

/// Every setting.
pub const SETTINGS: [Setting; 33] = [
    Setting {
        name: "PUBLIC_HOST",
        secret: false,
        default: None,
        what: "host that recipients see, such as `track.example.com`; part of every signature",
    },
    Setting {
        name: "BRAND_NAME",
        secret: false,
        default: None,
        what: "who sends the links: on pages and as the mails' sender name",
    },
    Setting {
        name: "BRAND_COLOR",
        secret: false,
        default: Some(""),
        what: "colour of buttons and lines as `#rrggbb`; made darker or lighter as far as reading needs it",
    },
    Setting {
        name: "BRAND_LOGO",
        secret: false,
        default: Some(""),
        what: "logo in the name's place: `data:image/…;base64,…` of SVG, PNG, WebP or JPEG, at most 4000 characters",
    },
    Setting {
        name: "BRAND_CONTACT",
        secret: false,
        default: Some(""),
        what: "whom recipients may ask: a mail address (it also hears who asks for a new link), an `https://` page or a phone number",
    },
    Setting {
        name: "SIGNING_KEY",
        secret: true,
        default: None,
        what: "the Ed25519 key that signs, as PASERK `k4.secret.…` (`sealink keygen`)",
    },
    Setting {
        name: "VERIFYING_KEYS",
        secret: false,
        default: Some(""),
        what: "retired keys that still verify: `k4.public.…`, each optionally followed by `@` and an RFC 3339 end, separated by spaces or commas",
    },
    Setting {
        name: "PEPPER",
        secret: true,
        default: None,
        what: "32 random bytes, base64url, under which mailboxes and codes are hashed (`sealink keygen`)",
    },
    Setting {
        name: "SEALING_KEYS",
        secret: true,
        default: Some(""),
        what: "keys under which waiting addresses are sealed, `k4.local.…`, the newest first, separated by spaces or commas; where there is none, one is made of `PEPPER`",
    },
    Setting {
        name: "ORIGIN_URL",
        secret: false,
        default: None,
        what: "base URL of the system that knows where shipments are",
    },
    Setting {
        name: "ORIGIN_FORMAT",
        secret: false,
        default: Some("dcsa-2.2"),
        what: "what the origin speaks: `dcsa-2.2`, `dcsa-3.0`, `dcsa-3.0-beta-1`, `terminal49`, `vizion` or `sealink` (our own, described by `/tracking.schema.json`)",
    },
    Setting {
        name: "ORIGIN_TOKEN",
        secret: true,
        default: Some(""),
        what: "the origin's key: sent as `Authorization: Bearer`, to Terminal49 as `Authorization: Token`, to Vizion as `X-API-Key`",
    },
    Setting {
        name: "ORIGIN_SUBSCRIBE",
        secret: false,
        default: Some("no"),
        what: "`yes` asks a `dcsa-2.2` origin to push its events here, and sees to it every hour; needs a `dcsa-2.2` secret in `HOOK_SECRETS`",
    },
    Setting {
        name: "MAIL_CARRIER",
        secret: false,
        default: Some("binding"),
        what: "how mails go: `binding` (Cloudflare's `send_email`, bound as `MAIL`), `http` (a provider's API) or `smtp` (a mail server)",
    },
    Setting {
        name: "MAIL_HTTP_URL",
        secret: false,
        default: Some("https://api.resend.com/emails"),
        what: "with `http`: where mails are posted to, in the shape of Resend's `POST /emails`, with an `Idempotency-Key`",
    },
    Setting {
        name: "MAIL_HTTP_TOKEN",
        secret: true,
        default: Some(""),
        what: "with `http`: sent to the provider as `Authorization: Bearer`",
    },
    Setting {
        name: "MAIL_SMTP_HOST",
        secret: false,
        default: Some(""),
        what: "with `smtp`: the mail server's host name, as its certificate has it",
    },
    Setting {
        name: "MAIL_SMTP_PORT",
        secret: false,
        default: Some("465"),
        what: "with `smtp`: its port, `465` or `587` as a rule; Workers cannot connect to 25",
    },
    Setting {
        name: "MAIL_SMTP_TLS",
        secret: false,
        default: Some("implicit"),
        what: "with `smtp`: `implicit` (port 465), `starttls` (port 587), or `none`, which only `localhost` may have",
    },
    Setting {
        name: "MAIL_SMTP_USER",
        secret: false,
        default: Some(""),
        what: "with `smtp`: who signs in to the mail server; needs `MAIL_SMTP_PASSWORD`",
    },
    Setting {
        name: "MAIL_SMTP_PASSWORD",
        secret: true,
        default: Some(""),
        what: "with `smtp`: with what; never sent without TLS",
    },
    Setting {
        name: "MAIL_FROM",
        secret: false,
        default: None,
        what: "the sender's address of every mail",
    },
    Setting {
        name: "LINK_DEFAULT_DAYS",
        secret: false,
        default: Some("90"),
        what: "how long a link lives when the mint does not say",
    },
    Setting {
        name: "LINK_MAX_DAYS",
        secret: false,
        default: Some("180"),
        what: "the longest a link may live (1 to 730)",
    },
    Setting {
        name: "DELIVERED_GRACE_HOURS",
        secret: false,
        default: Some("72"),
        what: "how long a link outlives delivery (0 to 720)",
    },
    Setting {
        name: "QUIET_HOURS",
        secret: false,
        default: Some(""),
        what: "when nobody is mailed what has happened to a shipment: two hours and their offset from UTC, such as `22-7 +01:00`",
    },
    Setting {
        name: "DIGEST_HOUR",
        secret: false,
        default: Some("6"),
        what: "the hour, in UTC, at which mails go out that are wanted once a day (0 to 23)",
    },
    Setting {
        name: "OPS_ADDRESSES",
        secret: false,
        default: Some(""),
        what: "who may sign in to the dashboard: addresses or `@domains`, separated by spaces or commas",
    },
    Setting {
        name: "ACCESS_TEAM",
        secret: false,
        default: Some(""),
        what: "where Cloudflare Access stands in front of `/ops`: its team domain, such as `acme.cloudflareaccess.com`; then no codes are mailed to operators",
    },
    Setting {
        name: "ACCESS_AUD",
        secret: false,
        default: Some(""),
        what: "with `ACCESS_TEAM`: the audience tag of the Access application",
    },
    Setting {
        name: "WEBHOOK_URL",
        secret: false,
        default: Some(""),
        what: "where events are posted as Standard Webhooks; needs `WEBHOOK_SECRET`",
    },
    Setting {
        name: "WEBHOOK_SECRET",
        secret: true,
        default: Some(""),
        what: "what they are signed with: `whsec_` and 24 to 64 random bytes in base64",
    },
    Setting {
        name: "HOOK_SECRETS",
        secret: true,
        default: Some(""),
        what: "what pushes of tracking are signed with: `standard:whsec_…` or `standard:whpk_…`, `dcsa-2026:` and `dcsa-2.2:` with base64, `terminal49:` and `maersk:` with text; several, separated by commas, of which any will do",
    },
];
