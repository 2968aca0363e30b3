//! Tries the servers of a mailbox, and says what works and what to do about what does not.
use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    transport::smtp::{
        authentication::{Credentials as Given, Mechanism},
        client::{Certificate, Tls, TlsParameters},
    },
};
use tandem_kit::{Result, clock::timestamp, id::AccountId};
use tandem_proto::conversations::{
    self as pb,
    test_mailbox_response::{
        Check,
        check::{Part as Which, Problem},
    },
};
use tokio::time::timeout;

use super::{
    Mailbox,
    connect::{self, Failure},
    credentials,
    draft::{Part, same},
    imap, oauth,
    settings::{Auth, Credentials, Imap, Relay, Security, Server},
};
use crate::tools::Tools;

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(25);
const MOST_FOLDERS: usize = 200;

/// Tries what is kept, or what is given in its place.
///
/// # Errors
/// `Invalid` where what is given cannot be.
pub async fn run(
    tools: &Tools,
    account: AccountId,
    kept: Option<Mailbox>,
    given: Option<pb::Mailbox>,
) -> Result<Vec<Check>> {
    let (imap, relay) = servers(tools, account, kept.as_ref(), given)?;
    let id = kept.map(|mailbox| mailbox.mailbox_id());
    let at_imap = async {
        let (imap, held) = imap?;
        let tried = timeout(PATIENCE, source(tools, account, id, &imap, &held)).await;
        Some(tried.unwrap_or_else(|_| failed(Which::Imap, &Failure::late("all of it"))))
    };
    let at_relay = async {
        let (relay, held) = relay?;
        let tried = timeout(PATIENCE, sender(tools, account, id, &relay.server, &held)).await;
        let tried = tried.unwrap_or_else(|_| Err(Failure::late("all of it")));
        Some(tried.map_or_else(
            |failure| failed(Which::Relay, &failure),
            |ends| Check {
                detail: "the server takes our mail".into(),
                certificate_expire_time: ends.map(timestamp),
                ..worked(Which::Relay)
            },
        ))
    };
    let (first, second) = tokio::join!(at_imap, at_relay);
    Ok([first, second].into_iter().flatten().collect())
}

type Servers = (Option<(Imap, Credentials)>, Option<(Relay, Credentials)>);

fn servers(
    tools: &Tools,
    account: AccountId,
    kept: Option<&Mailbox>,
    given: Option<pb::Mailbox>,
) -> Result<Servers> {
    let held = |part| kept.map(|mailbox| credentials(&tools.secrets, account, mailbox, part));
    let Some(given) = given else {
        let Some(kept) = kept else { return Ok((None, None)) };
        let imap = kept.imap.clone().map(|one| one.0).zip(held(Part::Imap).transpose()?);
        let relay = kept.relay.clone().map(|one| one.0).zip(held(Part::Relay).transpose()?);
        return Ok((imap, relay));
    };
    let imap = given.imap.map(Imap::read).transpose()?.map(|(imap, entered)| {
        let known = kept.and_then(|one| one.imap.as_ref()).map(|one| &one.0.server);
        let alike = same(known, &imap.server);
        let entered = entered.or(held(Part::Imap).unwrap_or_else(|| Ok(Credentials::default())), alike);
        (imap, entered)
    });
    let relay = given.relay.map(Relay::read).transpose()?.map(|(relay, entered)| {
        let known = kept.and_then(|one| one.relay.as_ref()).map(|one| &one.0.server);
        let alike = same(known, &relay.server);
        let entered = entered.or(held(Part::Relay).unwrap_or_else(|| Ok(Credentials::default())), alike);
        (relay, entered)
    });
    Ok((imap, relay))
}

fn worked(part: Which) -> Check {
    Check { part: part.into(), ok: true, ..Check::default() }
}

fn failed(part: Which, failure: &Failure) -> Check {
    Check {
        part: part.into(),
        problem: failure.problem.into(),
        detail: failure.detail.clone(),
        advice: failure.advice().into(),
        ..Check::default()
    }
}

async fn source(
    tools: &Tools,
    account: AccountId,
    id: Option<tandem_kit::id::MailboxId>,
    imap: &Imap,
    held: &Credentials,
) -> Check {
    let mut visit = match imap::open(tools, account, id, &imap.server, held).await {
        Ok(visit) => visit,
        Err(failure) => return failed(Which::Imap, &failure),
    };
    let folders = visit.folders(MOST_FOLDERS).await.unwrap_or_default();
    let certificate_expire_time = visit.certificate_ends.map(timestamp);
    let check = match visit.select(&imap.folder).await {
        Ok(folder) => Check {
            mail_count: folder.exists.into(),
            detail: format!("{} mails are in {:?}", folder.exists, imap.folder),
            ..worked(Which::Imap)
        },
        Err(failure) => failed(Which::Imap, &failure),
    };
    visit.leave().await;
    Check { folders, certificate_expire_time, ..check }
}

/// Signs in at the server that takes mail, and sends nothing.
async fn sender(
    tools: &Tools,
    account: AccountId,
    id: Option<tandem_kit::id::MailboxId>,
    server: &Server,
    held: &Credentials,
) -> Result<Option<DateTime<Utc>>, Failure> {
    // The way there is tried first: it says more of what is wrong, and whether the address may be reached at all.
    let wire = connect::plain(&tools.outside, server).await?;
    let ends = match server.security {
        Security::Tls => connect::tls(wire, server).await?.1,
        Security::Starttls | Security::None => None,
    };
    let tls = tls(server)?;
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.clone())
        .port(server.port)
        .timeout(Some(PATIENCE))
        .tls(tls);
    if !server.user.is_empty() {
        let (secret, mechanism) = match server.auth {
            Auth::Password => (held.password.clone(), vec![Mechanism::Plain, Mechanism::Login]),
            Auth::Xoauth2 => {
                let place = id.map(|id| (id, Part::Relay));
                (oauth::token(tools, account, place, server, held).await?.text, vec![Mechanism::Xoauth2])
            }
        };
        builder = builder.credentials(Given::new(server.user.clone(), secret)).authentication(mechanism);
    }
    match builder.build::<Tokio1Executor>().test_connection().await {
        Ok(true) => Ok(ends),
        Ok(false) => Err(Failure::new(Problem::Protocol, "the server ends the conversation")),
        Err(error) => Err(refused(server, &error)),
    }
}

fn tls(server: &Server) -> Result<Tls, Failure> {
    let wrong = |error: lettre::transport::smtp::Error| Failure::new(Problem::Certificate, error);
    let mut builder = TlsParameters::builder(server.host.clone());
    if !server.trust_pem.is_empty() {
        let trusted = Certificate::from_pem(server.trust_pem.as_bytes()).map_err(wrong)?;
        builder = builder.add_root_certificate(trusted);
    }
    Ok(match server.security {
        Security::None => Tls::None,
        Security::Tls => Tls::Wrapper(builder.build().map_err(wrong)?),
        Security::Starttls => Tls::Required(builder.build().map_err(wrong)?),
    })
}

fn refused(server: &Server, error: &lettre::transport::smtp::Error) -> Failure {
    let mut said = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        said = format!("{said}: {inner}");
        source = inner.source();
    }
    let code = error.status().map(u16::from);
    let problem = match code {
        Some(530 | 534 | 535 | 538) if server.auth == Auth::Xoauth2 => Problem::Token,
        Some(530 | 534 | 535 | 538) => Problem::Password,
        _ if error.is_timeout() => Problem::Timeout,
        _ if said.contains("certificate") => Problem::Certificate,
        _ if said.contains("STARTTLS") => Problem::NoStarttls,
        _ if error.is_tls() => Problem::Tls,
        _ => Problem::Protocol,
    };
    Failure::new(problem, said)
}
