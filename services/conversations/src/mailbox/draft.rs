//! What a request sets of a mailbox, read from the contract and laid over what is kept.
use sqlx::types::Json;
use tandem_kit::{Cause, Error, Result, id, id::AccountId, mask, secret::Secrets};
use tandem_proto::{conversations as pb, items::Kind};

use super::{
    Mailbox,
    addresses::{self, Address},
    place,
    settings::{Credentials, Dkim, Imap, Layout, Opens, Relay, Sender, Server, check_address},
};
use crate::{mail_policy, message::code, tools::Tools};

const PATHS: [&str; 11] = [
    "name",
    "enabled",
    "addresses",
    "plus_addressing",
    "copy_policy",
    "imap",
    "sender",
    "relay",
    "dkim",
    "layout",
    "standard",
];

/// Which server of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Imap,
    Relay,
}

impl Part {
    /// As its secret's place is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Imap => "imap",
            Self::Relay => "relay",
        }
    }
}

/// What is set; what is not stays as it is.
#[derive(Clone, Default)]
pub struct Draft {
    pub name: Option<String>,
    pub enabled: Option<bool>,
    pub addresses: Option<Vec<Address>>,
    pub plus_addressing: Option<bool>,
    pub copy_policy: Option<i16>,
    pub imap: Option<Option<(Imap, Credentials)>>,
    pub sender: Option<Sender>,
    pub relay: Option<Option<(Relay, Credentials)>>,
    pub dkim: Option<Option<(Dkim, String)>>,
    pub layout: Option<Layout>,
    pub standard: Option<bool>,
}

impl Draft {
    /// All of a mailbox, as one is made.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn whole(given: pb::Mailbox) -> Result<Self> {
        let mut draft = Self::default();
        for path in PATHS {
            draft.set(path, &given)?;
        }
        Ok(draft)
    }
    /// What an update names.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn masked(given: &pb::Mailbox, of: Option<&prost_types::FieldMask>) -> Result<Self> {
        let mut draft = Self::default();
        for path in mask::paths(of)? {
            draft.set(path, given)?;
        }
        Ok(draft)
    }

    fn set(&mut self, path: &str, given: &pb::Mailbox) -> Result<()> {
        match path {
            "name" => self.name = Some(given.name.trim().to_owned()),
            "enabled" => self.enabled = Some(given.enabled.unwrap_or(true)),
            "addresses" => self.addresses = Some(read_addresses(&given.addresses)?),
            "plus_addressing" => self.plus_addressing = Some(given.plus_addressing.unwrap_or(true)),
            "copy_policy" => self.copy_policy = Some(code(given.copy_policy() as i32)),
            "imap" => self.imap = Some(given.imap.clone().map(Imap::read).transpose()?),
            "sender" => {
                self.sender = Some(given.sender.clone().map(Sender::read).transpose()?.unwrap_or_default());
            }
            "relay" => self.relay = Some(given.relay.clone().map(Relay::read).transpose()?),
            "dkim" => self.dkim = Some(given.dkim.clone().map(Dkim::read).transpose()?),
            "layout" => {
                self.layout = Some(given.layout.clone().map(Layout::read).transpose()?.unwrap_or_default());
            }
            "standard" => self.standard = Some(given.standard.unwrap_or(false)),
            other => return Err(mask::unknown(other, &PATHS)),
        }
        Ok(())
    }

    /// Whether what it names is there for the account: domains, projects, the logo.
    ///
    /// # Errors
    /// `Invalid`, `DOMAIN_NOT_LISTED`; where a peer is away.
    pub async fn check(&self, tools: &Tools, cause: &Cause) -> Result<()> {
        let addresses = self.addresses.as_deref().unwrap_or_default();
        if !addresses.is_empty() {
            let mut domains = mail_policy::get(&tools.db, cause.account()).await?.domains;
            domains.push(tools.peers.account(cause).await?.mail_domain);
            let domain = |one: &Address| one.address.rsplit_once('@').map(|(_, domain)| domain.to_owned());
            if let Some(other) = addresses.iter().filter_map(domain).find(|one| !domains.contains(one)) {
                return Err(Error::refused(
                    "DOMAIN_NOT_LISTED",
                    format!(
                        "{other} is not among the domains of the account: add it to the mail policy's domains first"
                    ),
                ));
            }
        }
        for project in addresses.iter().filter_map(|one| one.opens.project_id) {
            let project = id::ProjectId::from(project).to_string();
            tools.peers.check_project(cause, project.clone()).await.map_err(|error| {
                if crate::peer::is_not_found(&error) {
                    Error::invalid("mailbox.addresses", format!("there is no project {project:?}"))
                } else {
                    error
                }
            })?;
        }
        if let Some(logo) =
            self.layout.as_ref().map(|one| &one.logo_attachment_id).filter(|id| !id.is_empty())
        {
            let logo: id::AttachmentId = id::in_field("mailbox.layout.logo_attachment_id", logo)?;
            crate::file::get(&tools.db, cause.account(), logo).await.map_err(|error| match error {
                Error::NotFound { .. } => {
                    Error::invalid("mailbox.layout.logo_attachment_id", format!("there is no file {logo}"))
                }
                error => error,
            })?;
        }
        Ok(())
    }

    /// The mailbox with what is set in place of what was; secrets are sealed.
    ///
    /// # Errors
    /// `NO_SECRETS_KEY`.
    pub fn over(&self, secrets: &Secrets, account: AccountId, before: &Mailbox) -> Result<Mailbox> {
        let mut after = before.clone();
        let seal =
            |part: &str, secret: &[u8]| secrets.seal(account, &place(before.mailbox_id(), part), secret);
        if let Some(name) = &self.name {
            after.name.clone_from(name);
        }
        after.enabled = self.enabled.unwrap_or(before.enabled);
        after.plus_addressing = self.plus_addressing.unwrap_or(before.plus_addressing);
        after.copy_policy = self.copy_policy.unwrap_or(before.copy_policy);
        after.standard = self.standard.unwrap_or(before.standard);
        if let Some(sender) = &self.sender {
            after.sender = Json(sender.clone());
        }
        if let Some(layout) = &self.layout {
            after.layout = Json(layout.clone());
        }
        if let Some(imap) = &self.imap {
            let kept = before.imap.as_ref().map(|one| &one.0.server);
            after.imap_secret = match imap {
                Some((imap, given)) => {
                    let held = super::credentials(secrets, account, before, Part::Imap);
                    Part::Imap.sealed(&seal, given.clone().or(held, same(kept, &imap.server)))?
                }
                None => None,
            };
            after.imap = imap.as_ref().map(|(imap, _)| Json(imap.clone()));
        }
        if let Some(relay) = &self.relay {
            let kept = before.relay.as_ref().map(|one| &one.0.server);
            after.relay_secret = match relay {
                Some((relay, given)) => {
                    let held = super::credentials(secrets, account, before, Part::Relay);
                    Part::Relay.sealed(&seal, given.clone().or(held, same(kept, &relay.server)))?
                }
                None => None,
            };
            after.relay = relay.as_ref().map(|(relay, _)| Json(relay.clone()));
        }
        if let Some(dkim) = &self.dkim {
            if let Some((dkim, key)) = dkim {
                if !key.is_empty() {
                    after.dkim_secret = Some(seal("dkim", key.as_bytes())?);
                } else if before.dkim.as_ref().is_none_or(|one| one.0 != *dkim) {
                    after.dkim_secret = None;
                }
                after.dkim = Some(Json(dkim.clone()));
            } else {
                (after.dkim, after.dkim_secret) = (None, None);
            }
        }
        Ok(after)
    }
}

impl Part {
    fn sealed(
        self,
        seal: &impl Fn(&str, &[u8]) -> Result<Vec<u8>>,
        credentials: Credentials,
    ) -> Result<Option<Vec<u8>>> {
        if credentials == Credentials::default() {
            return Ok(None);
        }
        let plain = serde_json::to_vec(&credentials).map_err(anyhow::Error::from)?;
        seal(self.name(), &plain).map(Some)
    }
}

impl Credentials {
    /// What is left out is what was held, where it is for the same server.
    #[must_use]
    pub fn or(self, held: Result<Self>, same: bool) -> Self {
        let Some(held) = held.ok().filter(|_| same) else { return self };
        let first = |given: String, held: String| if given.is_empty() { held } else { given };
        Self {
            password: first(self.password, held.password),
            client_secret: first(self.client_secret, held.client_secret),
            refresh_token: first(self.refresh_token, held.refresh_token),
        }
    }
}

/// Whether a secret may be kept: it goes to the same place in the same name. Whoever may change a mailbox does not get to see it.
#[must_use]
pub fn same(kept: Option<&Server>, given: &Server) -> bool {
    kept.is_some_and(|kept| {
        kept.host == given.host
            && kept.user == given.user
            && kept.oauth.token_url == given.oauth.token_url
            && kept.oauth.client_id == given.oauth.client_id
            && (given.security != super::settings::Security::None || kept.security == given.security)
    })
}

fn read_addresses(given: &[pb::MailboxAddress]) -> Result<Vec<Address>> {
    if given.len() > addresses::MOST {
        let problem = format!("has {}; a mailbox has at most {}", given.len(), addresses::MOST);
        return Err(Error::invalid("mailbox.addresses", problem));
    }
    let mut read: Vec<Address> = Vec::with_capacity(given.len());
    for one in given {
        let address = one.address.trim().to_lowercase();
        check_address("mailbox.addresses", &address)?;
        if address.starts_with("reply+") || address.starts_with("bounce+") {
            let problem = format!("{address:?} begins as the addresses do that are signed here");
            return Err(Error::invalid("mailbox.addresses", problem));
        }
        if read.iter().any(|known| known.address == address) {
            return Err(Error::invalid("mailbox.addresses", format!("{address:?} is there twice")));
        }
        let kind = if one.kind() == Kind::Unspecified { Kind::Ticket } else { one.kind() };
        let type_id = id::in_optional_field::<id::ItemTypeKind>("mailbox.addresses.type_id", &one.type_id)?;
        let project_id =
            id::in_optional_field::<id::ProjectKind>("mailbox.addresses.project_id", &one.project_id)?;
        let opens =
            Opens { kind, type_id: type_id.map(|id| id.uuid()), project_id: project_id.map(|id| id.uuid()) };
        read.push(Address { mailbox: uuid::Uuid::nil(), address, opens });
    }
    Ok(read)
}
