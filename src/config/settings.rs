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
pub const SETTINGS: [Setting; 22] = [
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
        what: "what the origin speaks: `dcsa-2.2`",
    },
    Setting {
        name: "ORIGIN_TOKEN",
        secret: true,
        default: Some(""),
        what: "sent to the origin as `Authorization: Bearer`",
    },
    Setting {
        name: "MAIL_CARRIER",
        secret: false,
        default: Some("binding"),
        what: "how mails go: `binding` (Cloudflare's `send_email`, bound as `MAIL`)",
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
];
