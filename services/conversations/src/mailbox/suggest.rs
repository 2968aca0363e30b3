//! What the settings for an address probably are, by its domain. Pure: nobody is asked.
use tandem_kit::Result;
use tandem_proto::conversations::{
    Auth, ImapSource, Mailbox, MailboxAddress, OAuth, Relay, Security, Sender,
};

use super::settings::check_address;

/// Domains of a provider, its servers, and where access tokens come from; port 587 speaks STARTTLS.
type Provider = (&'static [&'static str], (&'static str, u16), (&'static str, u16), &'static str);

const PROVIDERS: [Provider; 11] = [
    (
        &["gmail.com", "googlemail.com"],
        ("imap.gmail.com", 993),
        ("smtp.gmail.com", 465),
        "https://oauth2.googleapis.com/token",
    ),
    (
        &["outlook.com", "hotmail.com", "live.com", "msn.com", "onmicrosoft.com"],
        ("outlook.office365.com", 993),
        ("smtp.office365.com", 587),
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    ),
    (
        &["yahoo.com", "ymail.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr"],
        ("imap.mail.yahoo.com", 993),
        ("smtp.mail.yahoo.com", 465),
        "",
    ),
    (&["icloud.com", "me.com", "mac.com"], ("imap.mail.me.com", 993), ("smtp.mail.me.com", 587), ""),
    (&["fastmail.com", "fastmail.fm"], ("imap.fastmail.com", 993), ("smtp.fastmail.com", 465), ""),
    (&["gmx.de", "gmx.net", "gmx.at", "gmx.ch"], ("imap.gmx.net", 993), ("mail.gmx.net", 465), ""),
    (&["gmx.com"], ("imap.gmx.com", 993), ("mail.gmx.com", 465), ""),
    (&["web.de"], ("imap.web.de", 993), ("smtp.web.de", 587), ""),
    (&["t-online.de"], ("secureimap.t-online.de", 993), ("securesmtp.t-online.de", 465), ""),
    (&["zoho.com"], ("imap.zoho.com", 993), ("smtp.zoho.com", 465), ""),
    (&["mailbox.org"], ("imap.mailbox.org", 993), ("smtp.mailbox.org", 465), ""),
];

/// A mailbox to begin with.
///
/// # Errors
/// `Invalid` where it is no address.
pub fn by_address(address: &str) -> Result<Mailbox> {
    let address = address.trim().to_lowercase();
    check_address("address", &address)?;
    let (local, domain) = address.rsplit_once('@').unwrap_or_default();
    let within = |known: &&str| domain == *known || domain.ends_with(&format!(".{known}"));
    let provider = PROVIDERS.iter().find(|(domains, ..)| domains.iter().any(within));
    let (own_imap, own_relay) = (format!("imap.{domain}"), format!("smtp.{domain}"));
    let (imap, relay, token_url) = match provider {
        Some((_, imap, relay, token_url)) => (*imap, *relay, *token_url),
        None => ((own_imap.as_str(), 993), (own_relay.as_str(), 465), ""),
    };
    let auth = if token_url.is_empty() { Auth::Password } else { Auth::Xoauth2 };
    let oauth =
        (!token_url.is_empty()).then(|| OAuth { token_url: token_url.to_owned(), ..OAuth::default() });
    let relay_security = if relay.1 == 587 { Security::Starttls } else { Security::Tls };
    let mut name: String = local.chars().take(100).collect();
    if let Some(first) = name.get(..1) {
        name = format!("{}{}", first.to_uppercase(), &name[1..]);
    }
    Ok(Mailbox {
        name,
        enabled: Some(true),
        plus_addressing: Some(true),
        addresses: vec![MailboxAddress { address: address.clone(), ..MailboxAddress::default() }],
        imap: Some(ImapSource {
            host: imap.0.to_owned(),
            port: imap.1.into(),
            security: Security::Tls.into(),
            user: address.clone(),
            auth: auth.into(),
            oauth: oauth.clone(),
            folder: "INBOX".into(),
            ..ImapSource::default()
        }),
        relay: Some(Relay {
            host: relay.0.to_owned(),
            port: relay.1.into(),
            security: relay_security.into(),
            user: address.clone(),
            auth: auth.into(),
            oauth,
            ..Relay::default()
        }),
        sender: Some(Sender { address, ..Sender::default() }),
        ..Mailbox::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_providers_are_known_and_others_are_guessed() {
        let hosts = |address: &str| {
            let mailbox = by_address(address).unwrap();
            (mailbox.imap.unwrap().host, mailbox.relay.unwrap().port)
        };
        assert_eq!(hosts("Ann@GMail.com"), ("imap.gmail.com".into(), 465));
        assert_eq!(hosts("a@acme.onmicrosoft.com"), ("outlook.office365.com".into(), 587));
        assert_eq!(hosts("support@acme.com"), ("imap.acme.com".into(), 465));
        assert!(by_address("nobody").is_err());
    }
}
