//! Mailboxes and the mail policy on the wire. No secret leaves: only whether it is there.
use tandem_kit::{
    clock::timestamp,
    id::{ItemTypeId, ProjectId},
};
use tandem_proto::conversations::{self as pb, imap_source, list_senders_response::Identity};

use crate::{
    mail_policy::MailPolicy,
    mailbox::{
        Shown,
        addresses::Address,
        settings::{After, Auth, Credentials, Dkim, Imap, Layout, OAuth, Relay, Security, Sender},
    },
    outgoing::identity::Choice,
};

impl From<Shown> for pb::Mailbox {
    fn from(shown: Shown) -> Self {
        let Shown { mailbox, addresses, held: [at_imap, at_relay], dkim_record } = shown;
        Self {
            id: mailbox.mailbox_id().to_string(),
            name: mailbox.name,
            enabled: Some(mailbox.enabled),
            addresses: addresses.into_iter().map(Into::into).collect(),
            plus_addressing: Some(mailbox.plus_addressing),
            copy_policy: i32::from(mailbox.copy_policy),
            imap: mailbox.imap.map(|imap| source(imap.0, &at_imap)),
            sender: Some(mailbox.sender.0.into()),
            relay: mailbox.relay.map(|relay| self::relay(relay.0, &at_relay)),
            dkim: mailbox.dkim.map(|dkim| signing(dkim.0, mailbox.dkim_secret.is_some(), dkim_record)),
            layout: Some(mailbox.layout.0.into()),
            standard: Some(mailbox.standard),
            revision: mailbox.revision,
            create_time: Some(timestamp(mailbox.create_time)),
            update_time: Some(timestamp(mailbox.update_time)),
        }
    }
}

impl From<Address> for pb::MailboxAddress {
    fn from(address: Address) -> Self {
        Self {
            address: address.address,
            kind: address.opens.kind.into(),
            type_id: address.opens.type_id.map(|id| ItemTypeId::from(id).to_string()).unwrap_or_default(),
            project_id: address
                .opens
                .project_id
                .map(|id| ProjectId::from(id).to_string())
                .unwrap_or_default(),
        }
    }
}

impl From<Sender> for pb::Sender {
    fn from(sender: Sender) -> Self {
        Self { display_name: sender.display_name, address: sender.address, no_reply: sender.no_reply }
    }
}

impl From<Layout> for pb::Layout {
    fn from(layout: Layout) -> Self {
        Self {
            signature_html: layout.signature_html,
            header_html: layout.header_html,
            logo_attachment_id: layout.logo_attachment_id,
            footer_html: layout.footer_html,
        }
    }
}

impl From<Security> for pb::Security {
    fn from(security: Security) -> Self {
        match security {
            Security::Tls => Self::Tls,
            Security::Starttls => Self::Starttls,
            Security::None => Self::None,
        }
    }
}

impl From<Auth> for pb::Auth {
    fn from(auth: Auth) -> Self {
        match auth {
            Auth::Password => Self::Password,
            Auth::Xoauth2 => Self::Xoauth2,
        }
    }
}

fn source(imap: Imap, held: &Credentials) -> pb::ImapSource {
    let server = imap.server;
    pb::ImapSource {
        host: server.host,
        port: server.port.into(),
        security: pb::Security::from(server.security).into(),
        user: server.user,
        auth: pb::Auth::from(server.auth).into(),
        password: String::new(),
        has_password: !held.password.is_empty(),
        oauth: oauth(server.oauth, held),
        folder: imap.folder,
        after: match imap.after {
            After::Keep => imap_source::After::Keep,
            After::Move => imap_source::After::Move,
            After::Delete => imap_source::After::Delete,
        }
        .into(),
        move_to_folder: imap.move_to_folder,
        leave_existing: imap.leave_existing,
        trust_pem: server.trust_pem,
        max_bytes: imap.max_bytes,
        authserv_id: imap.authserv_id,
    }
}

fn relay(relay: Relay, held: &Credentials) -> pb::Relay {
    let server = relay.server;
    pb::Relay {
        host: server.host,
        port: server.port.into(),
        security: pb::Security::from(server.security).into(),
        user: server.user,
        auth: pb::Auth::from(server.auth).into(),
        password: String::new(),
        has_password: !held.password.is_empty(),
        oauth: oauth(server.oauth, held),
        trust_pem: server.trust_pem,
    }
}

fn oauth(oauth: OAuth, held: &Credentials) -> Option<pb::OAuth> {
    (!oauth.token_url.is_empty()).then(|| pb::OAuth {
        token_url: oauth.token_url,
        client_id: oauth.client_id,
        client_secret: String::new(),
        has_client_secret: !held.client_secret.is_empty(),
        refresh_token: String::new(),
        has_refresh_token: !held.refresh_token.is_empty(),
        scope: oauth.scope,
    })
}

fn signing(Dkim { domain, selector }: Dkim, has_private_key: bool, dns_record: String) -> pb::Dkim {
    pb::Dkim { domain, selector, private_key_pem: String::new(), has_private_key, dns_record }
}

/// In whose name one may answer.
#[must_use]
pub fn senders(choices: Vec<Choice>) -> pb::ListSendersResponse {
    let identity = |one: Choice| Identity {
        mailbox_id: one.identity.mailbox.mailbox_id().to_string(),
        name: one.identity.mailbox.name,
        display_name: one.display_name,
        address: one.identity.address,
        no_reply: one.identity.mailbox.sender.0.no_reply,
        standard: one.standard,
    };
    pb::ListSendersResponse { senders: choices.into_iter().map(identity).collect() }
}

impl From<MailPolicy> for pb::MailPolicy {
    fn from(policy: MailPolicy) -> Self {
        Self {
            domains: policy.domains,
            blocked: policy.blocked,
            allowed: policy.allowed,
            never_follow: policy.never_follow,
            copy_policy: i32::from(policy.copy_policy),
            max_bytes: policy.max_bytes,
            revision: policy.revision,
            update_time: policy.update_time.map(timestamp),
            quarantine: Some(policy.quarantine.shown()),
            agent_mail: Some(policy.agent_mail.shown()),
        }
    }
}
