//! Keeps README.md true: its tables are the code's own, and what it tells
//! people to run or to bind is there.

// cfg(test) is always true here; it tells clippy that these are tests.
#[cfg(test)]
mod readme {
    use std::collections::BTreeSet;
    use std::process::Command;

    use sealink::brake::{API_CALLS, PERIOD_SECONDS};
    use sealink::config::SETTINGS;
    use sealink::gate::code::LIFE_SECONDS;
    use sealink::gate::denylist::{BOUND_SECONDS, CACHE_SECONDS, SENTINEL_KEY, SENTINEL_VALUE};
    use sealink::gate::{MAX_ASK_FORM, MAX_FORM};
    use sealink::route::ROUTES;
    use sealink::share::batch::MAX_MAILS;
    use sealink::share::list::MAX_LIMIT;
    use sealink::share::reason::MAX_WHY;
    use sealink::share::request::{MAX_BODY, MAX_NOTE, MAX_RECIPIENTS, MAX_SHIPMENTS};
    use sealink::share::revocations;
    use sealink::share::rows::{MAX_BATCH_BODY, MAX_ROWS};
    use sealink::token::claims::Scope;
    use sealink::world::{Limiter, Namespace};

    const README: &str = include_str!("../README.md");
    const WRANGLER: &str = include_str!("../wrangler.toml");
    const MAKEFILE: &str = include_str!("../Makefile");

    /// The rows of the one table under a heading, without its two head lines.
    fn table(heading: &str) -> Vec<Vec<&'static str>> {
        README
            .lines()
            .skip_while(|line| line.trim_start_matches('#').trim() != heading)
            .skip(1)
            .take_while(|line| !line.starts_with('#'))
            .filter(|line| line.starts_with('|'))
            .skip(2)
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
            .collect()
    }

    /// One column of a table.
    fn column(heading: &str, place: usize) -> Vec<&'static str> {
        table(heading)
            .into_iter()
            .filter_map(|row| row.get(place).copied())
            .collect()
    }

    fn code(text: &str) -> String {
        format!("`{text}`")
    }

    /// What wrangler.toml says under a heading such as `[vars]`, each time that
    /// the heading stands there: name and text of every line `name = "text"`.
    fn wrangler(heading: &str) -> Vec<(&'static str, &'static str)> {
        let mut inside = false;
        let mut found = Vec::new();
        for line in WRANGLER.lines() {
            let line = line.split(" # ").next().unwrap_or_default().trim();
            if line.starts_with('[') {
                inside = line == heading;
            } else if let (true, Some((name, text))) = (inside, line.split_once(" = ")) {
                found.push((name, text.trim_matches('"')));
            }
        }
        found
    }

    fn bound(heading: &str, member: &str) -> Vec<&'static str> {
        wrangler(heading)
            .into_iter()
            .filter(|(name, _)| *name == member)
            .map(|(_, text)| text)
            .collect()
    }

    /// Every piece of code in the README: the lines of its blocks, and what
    /// stands between backticks elsewhere.
    fn snippets() -> Vec<&'static str> {
        let mut fenced = false;
        let mut found = Vec::new();
        for line in README.lines() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if fenced {
                found.push(line.trim());
            } else {
                found.extend(line.split('`').skip(1).step_by(2));
            }
        }
        found
    }

    #[test]
    fn the_table_of_settings_is_the_code_s() {
        let expected: Vec<Vec<String>> = SETTINGS
            .iter()
            .map(|setting| {
                let kind = if setting.secret { "secret" } else { "variable" };
                let default = match setting.default {
                    None => "must be set".to_owned(),
                    Some("") => "none".to_owned(),
                    Some(text) => code(text),
                };
                vec![
                    code(setting.name),
                    kind.to_owned(),
                    default,
                    setting.what.to_owned(),
                ]
            })
            .collect();
        assert_eq!(table("Settings"), expected);
    }

    #[test]
    fn the_table_of_secrets_has_every_secret_and_no_other() {
        let expected: Vec<String> = SETTINGS
            .iter()
            .filter(|setting| setting.secret)
            .map(|setting| code(setting.name))
            .collect();
        assert_eq!(column("Secrets", 0), expected);
    }

    #[test]
    fn the_table_of_routes_is_the_code_s() {
        let expected: Vec<Vec<String>> = ROUTES
            .iter()
            .map(|row| {
                vec![
                    row.method.as_str().to_owned(),
                    code(row.path),
                    row.who.to_owned(),
                    row.what.to_owned(),
                ]
            })
            .collect();
        assert_eq!(table("Routes"), expected);
    }

    #[test]
    fn the_tables_of_bindings_are_the_code_s_and_wranglers() {
        let namespaces: Vec<&str> = Namespace::ALL.into_iter().map(Namespace::binding).collect();
        assert_eq!(bound("[[kv_namespaces]]", "binding"), namespaces);
        let namespaces: Vec<String> = namespaces.into_iter().map(code).collect();
        assert_eq!(column("KV namespaces", 0), namespaces);

        let limiters: Vec<&str> = Limiter::ALL.into_iter().map(Limiter::binding).collect();
        assert_eq!(bound("[[ratelimits]]", "name"), limiters);
        let limiters: Vec<String> = limiters.into_iter().map(code).collect();
        assert_eq!(column("Rate limiters", 0), limiters);
        let limits: Vec<String> = column("Rate limiters", 1)
            .iter()
            .map(|limit| format!("{{ limit = {limit}, period = 60 }}"))
            .collect();
        assert_eq!(bound("[[ratelimits]]", "simple"), limits);

        let mailers: Vec<String> = bound("[[send_email]]", "name")
            .into_iter()
            .map(code)
            .collect();
        assert_eq!(column("Mail", 0), mailers);
        assert_eq!(mailers, ["`MAIL`"]);
    }

    #[test]
    fn the_limit_that_replies_tell_is_wranglers() {
        let names = bound("[[ratelimits]]", "name");
        let limits = bound("[[ratelimits]]", "simple");
        let at = names
            .iter()
            .position(|name| *name == Limiter::Api.binding());
        let told = format!("{{ limit = {API_CALLS}, period = {PERIOD_SECONDS} }}");
        assert_eq!(at.and_then(|at| limits.get(at)).copied(), Some(&*told));
    }

    #[test]
    fn wrangler_declares_every_variable_with_its_default_and_no_secret() {
        let expected: Vec<(&str, &str)> = SETTINGS
            .iter()
            .filter(|setting| !setting.secret)
            .map(|setting| (setting.name, setting.default.unwrap_or_default()))
            .collect();
        assert_eq!(wrangler("[vars]"), expected);
    }

    #[test]
    fn every_make_target_that_is_named_exists() {
        let named: BTreeSet<&str> = snippets()
            .into_iter()
            .filter_map(|snippet| snippet.strip_prefix("make "))
            .filter_map(|rest| rest.split_whitespace().next())
            .collect();
        assert!(named.contains("dev") && named.contains("test"), "{named:?}");
        for target in named {
            let rule = format!("{target}:");
            assert!(
                MAKEFILE.lines().any(|line| line.starts_with(&rule)),
                "make {target}"
            );
        }
    }

    /// What a `sealink` command says of itself.
    fn help(arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_sealink"))
            .args(arguments)
            .arg("--help")
            .output()
            .unwrap_or_else(|error| panic!("sealink {arguments:?}: {error}"));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    #[test]
    fn the_table_of_commands_is_the_command_line_s() {
        let top = help(&[]);
        let listed: Vec<&str> = top
            .lines()
            .skip_while(|line| *line != "Commands:")
            .skip(1)
            .map_while(|line| line.split_whitespace().next())
            .filter(|name| *name != "help")
            .collect();
        let told = column("Command line", 0);
        assert_eq!(told.len(), listed.len(), "{told:?} {listed:?}");
        for (row, name) in told.iter().zip(listed) {
            let words: Vec<&str> = row.trim_matches('`').split(['[', ']', ' ']).collect();
            assert_eq!(words.first(), Some(&name), "{row}");
            let options = |text: &str| -> BTreeSet<String> {
                text.split(|c: char| !(c.is_ascii_lowercase() || c == '-'))
                    .filter(|word| word.starts_with("--") && *word != "--help" && *word != "--")
                    .map(str::to_owned)
                    .collect()
            };
            // The prose above the options may name those of others.
            let help = help(&[name]);
            let (_, own) = help.split_once("\nOptions:").unwrap_or(("", &help));
            assert_eq!(options(row), options(own), "{row}");
        }
    }

    #[test]
    fn the_table_of_exit_codes_is_the_command_line_s() {
        let top = help(&[]);
        let listed: Vec<&str> = top
            .lines()
            .skip_while(|line| *line != "Exit codes:")
            .skip(1)
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert_eq!(column("Exit codes", 0), listed);
        assert_eq!(listed, ["0", "1", "2", "3", "4", "5"]);
        // A command's help says them as well.
        assert!(help(&["bulk"]).contains("Exit codes:"));
    }

    #[test]
    fn the_table_of_limits_has_the_code_s_numbers() {
        let told = table("Limits");
        for (what, number) in [
            ("shipments in a link", MAX_SHIPMENTS),
            ("recipients of a link", MAX_RECIPIENTS),
            ("characters of a note", MAX_NOTE),
            ("bytes of a mint's body", MAX_BODY),
            ("rows of a batch", MAX_ROWS),
            (
                "mails that a batch asks for (rows beyond fail with the field `notify`)",
                MAX_MAILS,
            ),
            ("bytes of a batch's body", MAX_BATCH_BODY),
            ("bytes of a revocation's body", revocations::MAX_BODY),
            ("characters of a reason", MAX_WHY),
            ("links on a page of a list", MAX_LIMIT),
            ("bytes of a form", MAX_FORM),
            ("bytes of a form that asks for a new link", MAX_ASK_FORM),
        ] {
            let row = told.iter().find(|row| row.first() == Some(&what));
            let number = number.to_string();
            assert_eq!(
                row.and_then(|row| row.get(1)).copied(),
                Some(number.as_str()),
                "{what}"
            );
        }
        let row = told
            .iter()
            .find(|row| row.first() == Some(&"life of a code"));
        let minutes = format!("{} minutes", LIFE_SECONDS / 60);
        assert_eq!(
            row.and_then(|row| row.get(1)).copied(),
            Some(minutes.as_str())
        );
    }

    #[test]
    fn what_operations_rest_on_is_told_as_it_is() {
        let bound = format!("60 s + {CACHE_SECONDS} s = {BOUND_SECONDS} s");
        assert!(README.contains(&bound), "{bound}");
        let sentinel = format!("--remote {SENTINEL_KEY} {SENTINEL_VALUE}");
        assert!(
            snippets()
                .iter()
                .any(|snippet| snippet.ends_with(&sentinel)),
            "{sentinel}"
        );
        let scopes = Scope::ALL.map(Scope::as_str).join(",");
        assert!(README.contains(&format!("--scopes {scopes}")), "{scopes}");
    }
}
