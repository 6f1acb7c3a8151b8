//! `sealink list`: the links that there are.

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};

use super::client::{Call, Client, Remote};
use super::text::{list, member, print, print_json, shipments, texts};
use super::{Failure, moment, table};

/// List links, newest first.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("shipment")))]
pub(super) struct List {
    /// Only links to this container.
    #[arg(long, group = "shipment", value_name = "NUMBER")]
    container: Option<String>,
    /// Only links to this master bill of lading.
    #[arg(long, group = "shipment", value_name = "NUMBER")]
    mbl: Option<String>,
    /// Only links to this carrier booking.
    #[arg(long, group = "shipment", value_name = "NUMBER")]
    booking: Option<String>,
    /// Only links for this recipient.
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    /// Only links for recipients of this mail domain.
    #[arg(long)]
    domain: Option<String>,
    /// Only links minted by the API key with this id.
    #[arg(long, value_name = "ID")]
    issuer: Option<String>,
    /// Only links in this state.
    #[arg(long, value_parser = PossibleValuesParser::new(["active", "revoked", "expired", "delivered"]))]
    state: Option<String>,
    /// Only links minted after this: RFC 3339, or a date, of which it is the
    /// start in UTC.
    #[arg(long, value_name = "TIME", value_parser = moment::start)]
    after: Option<String>,
    /// Only links minted before this, given in the same way.
    #[arg(long, value_name = "TIME", value_parser = moment::start)]
    before: Option<String>,
    /// How many in one call, 1 to 100.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=100))]
    limit: Option<u16>,
    /// Go on where an earlier list ended.
    #[arg(long)]
    cursor: Option<String>,
    /// Go on to the end of the list.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    pub(super) remote: Remote,
}

impl List {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let client = self.remote.client()?;
        let mut page = self.page(&client, self.cursor.as_deref())?;
        let mut links = taken(&mut page);
        let mut cursor = next(&page);
        while self.all
            && let Some(at) = cursor.take()
        {
            page = self.page(&client, Some(&at))?;
            links.append(&mut taken(&mut page));
            cursor = next(&page);
            if cursor.as_ref() == Some(&at) {
                return Err(Failure::Refused(
                    "the list does not go on: the deployment answers the same cursor again"
                        .to_owned(),
                ));
            }
        }
        if self.remote.json {
            page["links"] = json!(links);
            return print_json(&page);
        }
        print(&table::laid_out(
            &[
                "LINK",
                "STATE",
                "SHIPMENTS",
                "RECIPIENTS",
                "CREATED",
                "EXPIRES",
                "BY",
            ],
            &links.iter().map(row).collect::<Vec<_>>(),
        ))?;
        let note = member(&page, "note");
        if note != "-" {
            eprintln!("{note}");
        }
        if let Some(cursor) = cursor {
            eprintln!("There are more: give --all, or --cursor {cursor}");
        }
        Ok(())
    }

    fn page(&self, client: &Client, cursor: Option<&str>) -> Result<Value, Failure> {
        let target = [
            ("CONTAINER", &self.container),
            ("MBL", &self.mbl),
            ("BOOKING", &self.booking),
        ]
        .into_iter()
        .find_map(|(kind, number)| Some((kind, number.as_deref()?)));
        // Who wants them all wants few calls.
        let limit = self.limit.or(self.all.then_some(100));
        let limit = limit.map(|limit| limit.to_string());
        let query = [
            ("targetType", target.map(|(kind, _)| kind)),
            ("targetId", target.map(|(_, number)| number)),
            ("receiverId", self.to.as_deref()),
            ("receiverDomain", self.domain.as_deref()),
            ("issuer", self.issuer.as_deref()),
            ("state", self.state.as_deref()),
            ("createdAfter", self.after.as_deref()),
            ("createdBefore", self.before.as_deref()),
            ("limit", limit.as_deref()),
            ("cursor", cursor),
        ];
        let page = client.call(&Call::get("/share/links", &query), &super::say)?;
        if page.get("links").is_some_and(Value::is_array) {
            Ok(page)
        } else {
            Err(Failure::Refused(
                "the answer has no list of links; is the deployment of this version?".to_owned(),
            ))
        }
    }
}

/// The links of a page, taken out of it.
fn taken(page: &mut Value) -> Vec<Value> {
    match page.get_mut("links").map(Value::take) {
        Some(Value::Array(links)) => links,
        _ => Vec::new(),
    }
}

/// Where the list goes on, if it does.
fn next(page: &Value) -> Option<String> {
    let cursor = member(page, "nextCursor");
    (cursor != "-").then_some(cursor)
}

fn row(link: &Value) -> Vec<String> {
    let by = match member(link, "issuerLabel") {
        label if label == "-" => member(link, "issuer"),
        label => label,
    };
    let recipients = texts(link, "recipients").join(", ");
    let recipients = if recipients.is_empty() {
        list(link, "recipientIds").len().to_string()
    } else {
        recipients
    };
    vec![
        member(link, "linkId"),
        member(link, "state"),
        shipments(link),
        recipients,
        member(link, "createdAt"),
        member(link, "expiresAt"),
        by,
    ]
}
