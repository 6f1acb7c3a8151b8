use super::*;

pub(super) fn complete(name: &str) -> Option<String> {
    let value = match name {
        "PUBLIC_HOST" => "Track.Example.com",
        "BRAND_NAME" => "Acme Forwarding",
        "SIGNING_KEY" | "PEPPER" => "secret",
        "ORIGIN_URL" => "https://origin.example/api/",
        "MAIL_FROM" => "tracking@example.com",
        "OPS_ADDRESSES" => "Ops@Example.com, @acme.example",
        _ => return None,
    };
    Some(value.to_owned())
}

#[test]
fn defaults_fill_what_is_not_set() {
    let config = Config::read(complete).unwrap();
    assert_eq!(config.public_origin(), "https://track.example.com");
    assert_eq!(config.origin_url, "https://origin.example/api");
    assert_eq!(config.link_default, Duration::days(90));
    assert_eq!(config.ops_addresses, ["ops@example.com", "@acme.example"]);
}

#[test]
fn every_problem_is_reported_at_once_by_name_and_without_values() {
    let problems = Config::read(|name| match name {
        "PUBLIC_HOST" => Some("https://secret-value".into()),
        "LINK_MAX_DAYS" | "ORIGIN_FORMAT" => Some("secret-value".into()),
        _ => None,
    })
    .unwrap_err();
    let names: Vec<_> = problems.iter().map(|problem| problem.name).collect();
    assert_eq!(
        names,
        [
            "PUBLIC_HOST",
            "BRAND_NAME",
            "SIGNING_KEY",
            "PEPPER",
            "ORIGIN_URL",
            "ORIGIN_FORMAT",
            "MAIL_FROM",
            "LINK_MAX_DAYS"
        ]
    );
    assert!(!format!("{problems:?}").contains("secret-value"));
}

#[test]
fn a_default_life_beyond_the_longest_is_a_problem() {
    let problems = Config::read(|name| match name {
        "LINK_MAX_DAYS" => Some("30".into()),
        other => complete(other),
    })
    .unwrap_err();
    assert_eq!(
        problems,
        [Problem::new("LINK_DEFAULT_DAYS", "at most LINK_MAX_DAYS")]
    );
}

#[test]
fn the_local_machine_is_reached_without_tls() {
    let config = Config::read(|name| match name {
        "PUBLIC_HOST" => Some("localhost:8787".into()),
        other => complete(other),
    })
    .unwrap();
    assert_eq!(config.public_origin(), "http://localhost:8787");
}

#[test]
fn a_brand_is_read_or_named_as_a_problem() {
    let with = |wanted: &'static str, value: &'static str| {
        Config::read(move |name| {
            if name == wanted {
                Some(value.to_owned())
            } else {
                complete(name)
            }
        })
    };
    let config = with("BRAND_COLOR", "#0A4f94").unwrap();
    assert_eq!(config.branding.color, Some([10, 79, 148]));
    assert_eq!(config.branding.contact, None);
    for (name, value) in [
        ("BRAND_COLOR", "red"),
        ("BRAND_COLOR", "#12345"),
        ("BRAND_LOGO", "https://example.com/logo.png"),
        ("BRAND_LOGO", "data:image/gif;base64,AAAA"),
        ("BRAND_LOGO", "data:image/png;base64,\"><script>"),
        ("BRAND_CONTACT", "javascript:alert(1)"),
        ("BRAND_CONTACT", "http://example.com"),
        ("BRAND_CONTACT", "call us"),
    ] {
        let problems = with(name, value).unwrap_err();
        assert_eq!(problems.len(), 1, "{value}");
        assert_eq!(problems[0].name, name);
    }
    for (value, href, shown) in [
        (
            "help@acme.example",
            "mailto:help@acme.example",
            "help@acme.example",
        ),
        (
            "https://acme.example/help",
            "https://acme.example/help",
            "acme.example/help",
        ),
        ("+49 40 123-456", "tel:+4940123456", "+49 40 123-456"),
    ] {
        let contact = with("BRAND_CONTACT", value)
            .unwrap()
            .branding
            .contact
            .unwrap();
        assert_eq!((contact.href().as_str(), contact.shown()), (href, shown));
    }
}

#[test]
fn access_is_set_as_a_whole_or_not_at_all() {
    let with = |team: &'static str, audience: &'static str| {
        Config::read(move |name| match name {
            "ACCESS_TEAM" => Some(team.to_owned()),
            "ACCESS_AUD" => Some(audience.to_owned()),
            other => complete(other),
        })
    };
    assert_eq!(with("", "").unwrap().access, None);
    let access = with("Acme.CloudflareAccess.com", "32eafc76");
    assert_eq!(
        access.unwrap().access,
        Some(Access {
            team: "acme.cloudflareaccess.com".to_owned(),
            audience: "32eafc76".to_owned(),
        })
    );
    for (team, audience, at_fault) in [
        ("acme.cloudflareaccess.com", "", "ACCESS_AUD"),
        ("", "32eafc76", "ACCESS_TEAM"),
        (
            "https://acme.cloudflareaccess.com",
            "32eafc76",
            "ACCESS_TEAM",
        ),
        ("acme.cloudflareaccess.com/x", "32eafc76", "ACCESS_TEAM"),
        ("acme.cloudflareaccess.com:443", "32eafc76", "ACCESS_TEAM"),
        ("acme", "32eafc76", "ACCESS_TEAM"),
        ("acme.cloudflareaccess.com", "32eafc76,*", "ACCESS_AUD"),
    ] {
        let problems = with(team, audience).unwrap_err();
        let names: Vec<_> = problems.iter().map(|problem| problem.name).collect();
        assert_eq!(names, [at_fault], "{team} {audience}");
    }
}
