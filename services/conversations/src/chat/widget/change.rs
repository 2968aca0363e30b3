//! What may be set of a widget, each value checked.
use tandem_kit::{
    Error, Result,
    id::{self, TeamId, TeamKind},
};
use tandem_proto::conversations as pb;

use super::Widget;
use crate::message::code;

/// Most websites of a widget.
const MOST_SITES: usize = 50;

/// What is set of a widget.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub name: Option<String>,
    pub enabled: Option<bool>,
    pub greeting: Option<String>,
    pub offline_text: Option<String>,
    pub title: Option<String>,
    pub color: Option<String>,
    pub position: Option<i32>,
    pub allowed_sites: Option<Vec<String>>,
    pub hours: Option<i32>,
    pub routing: Option<i32>,
    /// `team_…`; empty: nobody's.
    pub team: Option<String>,
    pub answer_within_seconds: Option<i32>,
    pub require_identity: Option<bool>,
    pub end_after_minutes: Option<i32>,
}

impl Change {
    /// The names of what can be set.
    pub const FIELDS: [&str; 14] = [
        "name",
        "enabled",
        "greeting",
        "offline_text",
        "title",
        "color",
        "position",
        "allowed_sites",
        "hours",
        "routing",
        "team_id",
        "answer_within_seconds",
        "require_identity",
        "end_after_minutes",
    ];
    /// Takes one field from what was given. False where there is no such field.
    pub fn take(&mut self, path: &str, given: &pb::Widget) -> bool {
        match path {
            "name" => self.name = Some(given.name.trim().to_owned()),
            "enabled" => self.enabled = Some(given.enabled),
            "greeting" => self.greeting = Some(given.greeting.clone()),
            "offline_text" => self.offline_text = Some(given.offline_text.clone()),
            "title" => self.title = Some(given.title.trim().to_owned()),
            "color" => self.color = Some(given.color.clone()),
            "position" => self.position = Some(given.position),
            "allowed_sites" => self.allowed_sites = Some(given.allowed_sites.clone()),
            "hours" => self.hours = Some(given.hours),
            "routing" => self.routing = Some(given.routing),
            "team_id" => self.team = Some(given.team_id.clone()),
            "answer_within_seconds" => self.answer_within_seconds = Some(given.answer_within_seconds),
            "require_identity" => self.require_identity = Some(given.require_identity),
            "end_after_minutes" => self.end_after_minutes = Some(given.end_after_minutes),
            _ => return false,
        }
        true
    }
    /// Writes it into a widget, each value checked.
    pub(super) fn apply(self, widget: &mut Widget) -> Result<()> {
        set(&mut widget.name, self.name);
        set(&mut widget.enabled, self.enabled);
        set(&mut widget.greeting, self.greeting);
        set(&mut widget.offline_text, self.offline_text);
        set(&mut widget.title, self.title);
        set(&mut widget.answer_within_seconds, self.answer_within_seconds);
        set(&mut widget.require_identity, self.require_identity);
        set(&mut widget.end_after_minutes, self.end_after_minutes);
        if let Some(color) = self.color {
            let sound = color.len() == 7
                && color.starts_with('#')
                && color[1..].bytes().all(|b| b.is_ascii_hexdigit());
            if !sound {
                return Err(Error::invalid("widget.color", format!("{color:?} is no color such as #4f46e5")));
            }
            widget.color = color.to_lowercase();
        }
        set(&mut widget.position, self.position.map(|n| one_of("position", n, 2)).transpose()?);
        set(&mut widget.hours, self.hours.map(|n| one_of("hours", n, 2)).transpose()?);
        set(&mut widget.routing, self.routing.map(|n| one_of("routing", n, 2)).transpose()?);
        if let Some(sites) = self.allowed_sites {
            widget.allowed_sites = read_sites(&sites)?;
        }
        if let Some(team) = self.team {
            let team: Option<TeamId> = id::in_optional_field::<TeamKind>("widget.team_id", &team)?;
            widget.team = team.map(|id| id.uuid());
        }
        Ok(())
    }
}

fn set<T>(field: &mut T, to: Option<T>) {
    if let Some(to) = to {
        *field = to;
    }
}

fn one_of(field: &str, number: i32, most: i32) -> Result<i16> {
    if (1..=most).contains(&number) {
        return Ok(code(number));
    }
    Err(Error::invalid(format!("widget.{field}"), format!("{number} is none of its values")))
}

/// Websites as origins: scheme, host with at most one leading `*.`, port; nothing else.
fn read_sites(sites: &[String]) -> Result<Vec<String>> {
    if sites.len() > MOST_SITES {
        return Err(Error::invalid(
            "widget.allowed_sites",
            format!("{} are more than {MOST_SITES}", sites.len()),
        ));
    }
    let mut read: Vec<String> = Vec::with_capacity(sites.len());
    for site in sites {
        let given = site.trim().trim_end_matches('/').to_lowercase();
        let host = given.strip_prefix("https://").or_else(|| given.strip_prefix("http://"));
        let host = host.map(|host| host.strip_prefix("*.").unwrap_or(host));
        let sound = host.is_some_and(|host| {
            !host.is_empty()
                && host.len() <= 255
                && host
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
        });
        if !sound {
            return Err(Error::invalid(
                "widget.allowed_sites",
                format!("{site:?} is no website such as https://shop.example or https://*.example"),
            ));
        }
        if !read.contains(&given) {
            read.push(given);
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_website_is_an_origin_and_nothing_else() {
        let read = |site: &str| read_sites(&[site.to_owned()]);
        assert_eq!(read("HTTPS://Shop.example/").unwrap(), ["https://shop.example"]);
        assert_eq!(read("http://*.a.test:8080").unwrap(), ["http://*.a.test:8080"]);
        for wrong in [
            "shop.example",
            "*",
            "https://",
            "https://a.test/path",
            "https://a b",
            "https://a;script-src *",
            "https://*.*.a",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read_sites(&vec!["https://a.test".to_owned(); 51]).is_err());
    }
}
