//! What a mailbox is set to: its servers, its identity, its looks. Pure; the secrets are apart.
use serde::{Deserialize, Serialize};
use tandem_kit::{Error, Result};
use tandem_proto::{conversations as pb, items::Kind};
use uuid::Uuid;

use crate::{
    outgoing::{identity::VARIABLES, signature},
    template,
};

const LONGEST: usize = 320;
const LONGEST_HTML: usize = 100_000;
const LONGEST_PEM: usize = 20_000;
/// Largest mail fetched, whatever is set.
pub const LARGEST_MAIL: i64 = 50 * 1024 * 1024;

/// How a connection is made safe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    #[default]
    Tls,
    Starttls,
    None,
}

/// How one signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// With a password; where no user is named, not at all.
    #[default]
    Password,
    Xoauth2,
}

/// Access by OAuth 2.0, without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OAuth {
    pub token_url: String,
    pub client_id: String,
    pub scope: String,
}

/// A server: where it is, and who we are there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub auth: Auth,
    pub oauth: OAuth,
    pub trust_pem: String,
}

/// What signs in at a server.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Credentials {
    pub password: String,
    pub client_secret: String,
    pub refresh_token: String,
}

/// What becomes of a mail on its server once it is kept here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    #[default]
    Keep,
    Move,
    Delete,
}

/// Where mail is fetched from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Imap {
    #[serde(flatten)]
    pub server: Server,
    pub folder: String,
    pub after: After,
    pub move_to_folder: String,
    pub leave_existing: bool,
    pub max_bytes: i64,
    /// The name under which the server writes what it found out of a mail's sender; empty: nothing of it is believed.
    pub authserv_id: String,
}

/// The server that takes a mailbox's mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relay {
    #[serde(flatten)]
    pub server: Server,
}

/// How a mailbox's mail is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dkim {
    pub domain: String,
    pub selector: String,
}

/// Who answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sender {
    pub display_name: String,
    pub address: String,
    pub no_reply: bool,
}

/// What stands around what is written, with variables; sanitised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    pub signature_html: String,
    pub header_html: String,
    pub logo_attachment_id: String,
    pub footer_html: String,
}

/// What mail to an address opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opens {
    pub kind: Kind,
    pub type_id: Option<Uuid>,
    pub project_id: Option<Uuid>,
}

impl Opens {
    /// An item of that kind, of its default type, in no project.
    #[must_use]
    pub fn kind(kind: Kind) -> Self {
        Self { kind, type_id: None, project_id: None }
    }
}

impl Imap {
    /// Of the contract, with what signs in there.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(given: pb::ImapSource) -> Result<(Self, Credentials)> {
        let after = match given.after() {
            pb::imap_source::After::Unspecified | pb::imap_source::After::Keep => After::Keep,
            pb::imap_source::After::Move => After::Move,
            pb::imap_source::After::Delete => After::Delete,
        };
        let security = security(given.security());
        let port = port("mailbox.imap.port", given.port, if security == Security::Tls { 993 } else { 143 })?;
        let auth = auth(given.auth());
        let (oauth, mut credentials) = oauth("mailbox.imap.oauth", given.oauth, auth)?;
        credentials.password = short("mailbox.imap.password", given.password)?;
        let server = Server {
            host: host("mailbox.imap.host", &given.host)?,
            port,
            security,
            user: required("mailbox.imap.user", given.user)?,
            auth,
            oauth,
            trust_pem: pem("mailbox.imap.trust_pem", given.trust_pem)?,
        };
        let move_to_folder = short("mailbox.imap.move_to_folder", given.move_to_folder)?;
        if after == After::Move && move_to_folder.is_empty() {
            return Err(Error::invalid("mailbox.imap.move_to_folder", "is not given"));
        }
        let folder = match short("mailbox.imap.folder", given.folder)? {
            folder if folder.is_empty() => "INBOX".to_owned(),
            folder => folder,
        };
        if after == After::Move && folder == move_to_folder {
            return Err(Error::invalid("mailbox.imap.move_to_folder", "is the folder that is fetched from"));
        }
        if !(0..=LARGEST_MAIL).contains(&given.max_bytes) {
            let problem = format!("{} is not between 0 and {LARGEST_MAIL}", given.max_bytes);
            return Err(Error::invalid("mailbox.imap.max_bytes", problem));
        }
        let (leave_existing, max_bytes) = (given.leave_existing, given.max_bytes);
        let authserv_id = short("mailbox.imap.authserv_id", given.authserv_id)?;
        Ok((
            Self { server, folder, after, move_to_folder, leave_existing, max_bytes, authserv_id },
            credentials,
        ))
    }
}

impl Relay {
    /// Of the contract, with what signs in there.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(given: pb::Relay) -> Result<(Self, Credentials)> {
        let security = security(given.security());
        let usual = match security {
            Security::Tls => 465,
            Security::Starttls => 587,
            Security::None => 25,
        };
        let auth = auth(given.auth());
        let (oauth, mut credentials) = oauth("mailbox.relay.oauth", given.oauth, auth)?;
        credentials.password = short("mailbox.relay.password", given.password)?;
        let user = short("mailbox.relay.user", given.user)?;
        if auth == Auth::Xoauth2 && user.is_empty() {
            return Err(Error::invalid("mailbox.relay.user", "is not given"));
        }
        let server = Server {
            host: host("mailbox.relay.host", &given.host)?,
            port: port("mailbox.relay.port", given.port, usual)?,
            security,
            user,
            auth,
            oauth,
            trust_pem: pem("mailbox.relay.trust_pem", given.trust_pem)?,
        };
        Ok((Self { server }, credentials))
    }
}

impl Dkim {
    /// Of the contract, with the key; empty where it is left out.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(given: pb::Dkim) -> Result<(Self, String)> {
        let domain = host("mailbox.dkim.domain", &given.domain)?;
        let selector = required("mailbox.dkim.selector", given.selector)?.to_lowercase();
        let right = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_';
        if !selector.chars().all(right) {
            return Err(Error::invalid(
                "mailbox.dkim.selector",
                format!("{selector:?} is no part of a name"),
            ));
        }
        let key = pem("mailbox.dkim.private_key_pem", given.private_key_pem)?;
        if !key.is_empty() {
            signature::check(&key).map_err(|why| Error::invalid("mailbox.dkim.private_key_pem", why))?;
        }
        Ok((Self { domain, selector }, key))
    }
}

impl Sender {
    /// Of the contract.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(given: pb::Sender) -> Result<Self> {
        let address = short("mailbox.sender.address", given.address)?.trim().to_lowercase();
        if !address.is_empty() {
            check_address("mailbox.sender.address", &address)?;
        }
        let display_name = short("mailbox.sender.display_name", given.display_name)?;
        if display_name.chars().any(char::is_control) {
            return Err(Error::invalid("mailbox.sender.display_name", "has a control character"));
        }
        template::check("mailbox.sender.display_name", &display_name, &VARIABLES)?;
        Ok(Self { display_name, address, no_reply: given.no_reply })
    }
}

impl Layout {
    /// Of the contract, its HTML sanitised.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(given: pb::Layout) -> Result<Self> {
        let html = |field: &str, html: String| match html.len() {
            0..=LONGEST_HTML => {
                let safe = crate::mail::sanitise(&html);
                template::check(field, &safe, &VARIABLES)?;
                Ok(safe)
            }
            long => Err(Error::invalid(field, format!("has {long} bytes; at most {LONGEST_HTML} are taken"))),
        };
        Ok(Self {
            signature_html: html("mailbox.layout.signature_html", given.signature_html)?,
            header_html: html("mailbox.layout.header_html", given.header_html)?,
            logo_attachment_id: given.logo_attachment_id,
            footer_html: html("mailbox.layout.footer_html", given.footer_html)?,
        })
    }
}

/// Whether a text is an address as it is kept: `a@b.c`, in lower case.
///
/// # Errors
/// `Invalid` with the field.
pub fn check_address(field: &str, address: &str) -> Result<()> {
    let right = address.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && local.len() <= 64 && is_domain(domain) && !local.contains(['<', '>', '"', ','])
    });
    if right && !address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Ok(());
    }
    Err(Error::invalid(field, format!("{address:?} is no address such as support@acme.com")))
}

/// Whether a text is a domain as it is kept: `acme.com`, in lower case.
#[must_use]
pub fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    domain.len() <= 253
        && domain.contains('.')
        && domain.split('.').all(label)
        && domain == domain.to_lowercase()
}

fn security(given: pb::Security) -> Security {
    match given {
        pb::Security::Unspecified | pb::Security::Tls => Security::Tls,
        pb::Security::Starttls => Security::Starttls,
        pb::Security::None => Security::None,
    }
}

fn auth(given: pb::Auth) -> Auth {
    match given {
        pb::Auth::Unspecified | pb::Auth::Password => Auth::Password,
        pb::Auth::Xoauth2 => Auth::Xoauth2,
    }
}

fn oauth(field: &str, given: Option<pb::OAuth>, auth: Auth) -> Result<(OAuth, Credentials)> {
    let given = given.unwrap_or_default();
    let within = |name: &str| format!("{field}.{name}");
    if auth == Auth::Xoauth2
        && !given.token_url.starts_with("https://")
        && !given.token_url.starts_with("http://")
    {
        let problem =
            format!("{:?} is no address such as https://oauth2.googleapis.com/token", given.token_url);
        return Err(Error::invalid(within("token_url"), problem));
    }
    let credentials = Credentials {
        password: String::new(),
        client_secret: long(&within("client_secret"), given.client_secret)?,
        refresh_token: long(&within("refresh_token"), given.refresh_token)?,
    };
    let oauth = OAuth {
        token_url: long(&within("token_url"), given.token_url)?,
        client_id: long(&within("client_id"), given.client_id)?,
        scope: long(&within("scope"), given.scope)?,
    };
    Ok((oauth, credentials))
}

fn port(field: &str, given: i32, usual: u16) -> Result<u16> {
    match given {
        0 => Ok(usual),
        _ => u16::try_from(given).map_err(|_| Error::invalid(field, format!("{given} is no port"))),
    }
}

fn host(field: &str, given: &str) -> Result<String> {
    let host = given.trim().trim_end_matches('.').to_lowercase();
    let right = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if host.is_empty() || host.len() > 253 || !host.chars().all(right) {
        return Err(Error::invalid(field, format!("{given:?} is no name of a host")));
    }
    Ok(host)
}

fn required(field: &str, given: String) -> Result<String> {
    if given.trim().is_empty() {
        return Err(Error::invalid(field, "is not given"));
    }
    short(field, given)
}

fn short(field: &str, given: String) -> Result<String> {
    within(field, given, LONGEST)
}

fn long(field: &str, given: String) -> Result<String> {
    within(field, given, 8_192)
}

fn pem(field: &str, given: String) -> Result<String> {
    if !given.is_empty() && !given.contains("-----BEGIN ") {
        return Err(Error::invalid(field, "is not PEM: it has no line that begins with -----BEGIN"));
    }
    within(field, given, LONGEST_PEM)
}

fn within(field: &str, given: String, most: usize) -> Result<String> {
    if given.len() > most || given.contains('\0') {
        return Err(Error::invalid(field, format!("has {} bytes; at most {most} are taken", given.len())));
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_the_usual_ones_unless_named() {
        let imap = |security: pb::Security, port| {
            let given = pb::ImapSource {
                host: "m.test".into(),
                user: "u".into(),
                security: security.into(),
                port,
                ..Default::default()
            };
            Imap::read(given).map(|(imap, _)| imap.server.port)
        };
        assert_eq!(imap(pb::Security::Unspecified, 0).unwrap(), 993);
        assert_eq!(imap(pb::Security::Starttls, 0).unwrap(), 143);
        assert_eq!(imap(pb::Security::None, 1143).unwrap(), 1143);
        assert!(imap(pb::Security::Tls, 70_000).is_err());
    }

    #[test]
    fn an_address_is_one_before_it_is_kept() {
        for (address, right) in [
            ("support@acme.com", true),
            ("*@acme.com", true),
            ("support@acme", false),
            ("@acme.com", false),
            ("a b@acme.com", false),
            ("a@b@acme.com", true),
            ("a@-.c\u{e9}.com", true),
            ("support@Acme.com", false),
        ] {
            assert_eq!(check_address("x", address).is_ok(), right, "{address}");
        }
    }
}
