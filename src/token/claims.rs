//! What our tokens say: one type per purpose, each with its own implicit
//! assertion, so that none can stand in for another.
//!
//! The payload is JSON with short names in the order of the fields below and
//! no whitespace. Reading refuses unknown and repeated members, and then
//! anything that is not byte for byte what writing would have produced.

use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;

use crate::reference::Reference;

/// What every token of ours has.
pub trait Claims: Serialize + DeserializeOwned {
    /// The word in the implicit assertion that tells the kinds apart.
    const PURPOSE: &'static str;

    /// The longest token of this kind, in characters; longer is refused unread.
    const MAX_LEN: usize;

    /// When it was signed.
    fn issued(&self) -> OffsetDateTime;

    /// From when on it is void.
    fn expires(&self) -> OffsetDateTime;
}

/// A link: *these shipments, for these recipients, until then*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// `linkId`: 22 characters of base64url, 128 bits.
    #[serde(rename = "jti")]
    pub id: String,
    /// When it was minted.
    #[serde(rename = "iat", with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// When it ends by itself.
    #[serde(rename = "exp", with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// The id of the API key, or of the ops person's session, that minted it.
    #[serde(rename = "iss")]
    pub issuer: String,
    /// The shipments, one to ten.
    #[serde(rename = "shp")]
    pub shipments: Vec<Reference>,
    /// The recipients' keyed hashes, one to five; see [`super::pepper`].
    #[serde(rename = "rcp")]
    pub recipients: Vec<String>,
    /// The language asked for, a BCP 47 tag.
    #[serde(rename = "loc", default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// A line from the sender, shown to the recipient as plain text.
    #[serde(rename = "nte", default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Claims for Link {
    const PURPOSE: &'static str = "link";
    /// The token becomes a cookie, and browsers drop a cookie whose name and
    /// value pass 4096 bytes. The largest link (ten bookings of 35 characters,
    /// five recipients, a note of 280 four-byte characters) takes about 3300.
    const MAX_LEN: usize = 4000;

    fn issued(&self) -> OffsetDateTime {
        self.issued
    }
    fn expires(&self) -> OffsetDateTime {
        self.expires
    }
}

/// A session: *a recipient of this link passed the gate in this browser*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Derived from the challenge, so that redeeming twice gives the same one.
    #[serde(rename = "jti")]
    pub id: String,
    /// When the challenge was issued.
    #[serde(rename = "iat", with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// When the mailbox must be proven again; never after the link's own end.
    #[serde(rename = "exp", with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// The link it belongs to.
    #[serde(rename = "lnk")]
    pub link: String,
    /// The recipient's keyed hash.
    #[serde(rename = "rcp")]
    pub recipient: String,
    /// The keyed hash of the recipient's mail domain.
    #[serde(rename = "dom")]
    pub domain: String,
}

impl Claims for Session {
    const PURPOSE: &'static str = "session";
    /// Five short members, the signature and the footer: about 500 characters.
    const MAX_LEN: usize = 1024;

    fn issued(&self) -> OffsetDateTime {
        self.issued
    }
    fn expires(&self) -> OffsetDateTime {
        self.expires
    }
}

/// A calendar feed: *whoever has this address sees when these shipments arrive*.
///
/// Of the link it holds what the denylist is asked about, so that the feed
/// ends with the link and with the recipient's access to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// The link's id.
    #[serde(rename = "jti")]
    pub id: String,
    /// When the link was minted.
    #[serde(rename = "iat", with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// When the link ends by itself.
    #[serde(rename = "exp", with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// Who minted it.
    #[serde(rename = "iss")]
    pub issuer: String,
    /// The shipments.
    #[serde(rename = "shp")]
    pub shipments: Vec<Reference>,
    /// The recipient's keyed hash.
    #[serde(rename = "rcp")]
    pub recipient: String,
    /// The keyed hash of the recipient's mail domain.
    #[serde(rename = "dom")]
    pub domain: String,
    /// The language asked for, a BCP 47 tag.
    #[serde(rename = "loc", default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

impl Feed {
    /// The link as this recipient was granted it.
    #[must_use]
    pub fn into_link(self) -> Link {
        Link {
            id: self.id,
            issued: self.issued,
            expires: self.expires,
            issuer: self.issuer,
            shipments: self.shipments,
            recipients: vec![self.recipient],
            locale: self.locale,
            note: None,
        }
    }
}

impl Claims for Feed {
    const PURPOSE: &'static str = "feed";
    /// A link without its note and with one recipient takes about 1900; it is
    /// never a cookie, and every calendar takes URLs of this length.
    const MAX_LEN: usize = 3000;

    fn issued(&self) -> OffsetDateTime {
        self.issued
    }
    fn expires(&self) -> OffsetDateTime {
        self.expires
    }
}

/// A challenge: *this browser asked for a code for this mailbox*.
///
/// It says the same whether or not the mailbox is one of the link's, so that
/// holding one tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// Random and fresh: the key in the code store.
    #[serde(rename = "jti")]
    pub id: String,
    /// When the code was asked for.
    #[serde(rename = "iat", with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// When the code is void.
    #[serde(rename = "exp", with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// The link it belongs to.
    #[serde(rename = "lnk")]
    pub link: String,
    /// The keyed hash of the mailbox that was typed.
    #[serde(rename = "rcp")]
    pub recipient: String,
    /// The keyed hash of its mail domain.
    #[serde(rename = "dom")]
    pub domain: String,
}

impl Claims for Challenge {
    const PURPOSE: &'static str = "challenge";
    /// As a session.
    const MAX_LEN: usize = 1024;

    fn issued(&self) -> OffsetDateTime {
        self.issued
    }
    fn expires(&self) -> OffsetDateTime {
        self.expires
    }
}

/// A challenge of the dashboard: *this browser asked for a code to sign in*.
///
/// As a recipient's [`Challenge`], it says the same whether or not the mailbox
/// may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpsChallenge {
    /// Random and fresh: the key in the code store.
    #[serde(rename = "jti")]
    pub id: String,
    /// When the code was asked for.
    #[serde(rename = "iat", with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// When the code is void.
    #[serde(rename = "exp", with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// The keyed hash of the mailbox that was typed.
    #[serde(rename = "rcp")]
    pub recipient: String,
    /// The keyed hash of its mail domain.
    #[serde(rename = "dom")]
    pub domain: String,
    /// The mailbox, masked: the session follows from the challenge alone.
    pub who: String,
}

impl Claims for OpsChallenge {
    const PURPOSE: &'static str = "ops-challenge";
    /// As a session, and a masked address of up to 257 characters, which take
    /// 343 of base64.
    const MAX_LEN: usize = 1024;

    fn issued(&self) -> OffsetDateTime {
        self.issued
    }
    fn expires(&self) -> OffsetDateTime {
        self.expires
    }
}

/// A session of the dashboard: *an operator proved the mailbox in this browser*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpsSession {
    /// Derived from the challenge, so that redeeming twice gives the same one.
    #[serde(rename = "jti")]
    pub id: String,
    /// When the challenge was issued.
    #[serde(rename = "iat", with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// When the mailbox must be proven again.
    #[serde(rename = "exp", with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// The operator's keyed hash.
    #[serde(rename = "rcp")]
    pub recipient: String,
    /// The keyed hash of the operator's mail domain.
    #[serde(rename = "dom")]
    pub domain: String,
    /// The mailbox, masked, as listings and the audit trail show it.
    pub who: String,
}

impl Claims for OpsSession {
    const PURPOSE: &'static str = "ops";
    /// As its challenge.
    const MAX_LEN: usize = 1024;

    fn issued(&self) -> OffsetDateTime {
        self.issued
    }
    fn expires(&self) -> OffsetDateTime {
        self.expires
    }
}

/// What an API key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    /// Mint links.
    #[serde(rename = "mint")]
    Mint,
    /// See the status of links, and lists of them.
    #[serde(rename = "read")]
    Read,
    /// Revoke, restore and change the links that this key minted.
    #[serde(rename = "revoke:own")]
    RevokeOwn,
    /// Revoke, restore and change any link; revoke by shipment, recipient,
    /// domain and issuer.
    #[serde(rename = "revoke:any")]
    RevokeAny,
    /// Export the audit trail.
    #[serde(rename = "audit")]
    Audit,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [
        Self::Mint,
        Self::Read,
        Self::RevokeOwn,
        Self::RevokeAny,
        Self::Audit,
    ];

    /// The scope's name on the wire and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mint => "mint",
            Self::Read => "read",
            Self::RevokeOwn => "revoke:own",
            Self::RevokeAny => "revoke:any",
            Self::Audit => "audit",
        }
    }
}

/// An API key: *this program may do these things until then*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    /// The id by which it can be denied: 22 characters of base64url.
    #[serde(rename = "jti")]
    pub id: String,
    /// When it was issued.
    #[serde(rename = "iat", with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// When it ends.
    #[serde(rename = "exp", with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// A name for people, at most 60 characters.
    #[serde(rename = "lbl")]
    pub label: String,
    /// What it may do.
    #[serde(rename = "scp")]
    pub scopes: Vec<Scope>,
}

impl Claims for ApiKey {
    const PURPOSE: &'static str = "api";
    /// A label of 60 characters at up to 12 bytes each as escaped JSON, four
    /// short members, the signature and the footer.
    const MAX_LEN: usize = 2048;

    fn issued(&self) -> OffsetDateTime {
        self.issued
    }
    fn expires(&self) -> OffsetDateTime {
        self.expires
    }
}
