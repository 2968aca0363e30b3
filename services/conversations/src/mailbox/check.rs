//! Tries the servers and the key of a mailbox, and says what works and what to do about what does not.
use std::time::Duration;

use chrono::{DateTime, Utc};
use tandem_kit::{Result, clock::timestamp, id::AccountId};
use tandem_proto::conversations::{
    self as pb,
    test_mailbox_response::{Check, check::Part as Which},
};
use tokio::time::timeout;

use super::{
    Mailbox,
    connect::Failure,
    credentials,
    draft::{Part, same},
    imap, key,
    settings::{Credentials, Imap, Relay, Server},
};
use crate::{outgoing::relay, tools::Tools};

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
    let dkim = key::of(tools, account, kept.as_ref(), given.as_ref().map(|given| given.dkim.as_ref()))?;
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
    let of_key = async {
        let (dkim, pem) = dkim?;
        Some(match key::check(&tools.verifier, &dkim, &pem).await {
            Ok(detail) => Check { detail, ..worked(Which::Dkim) },
            Err(failure) => failed(Which::Dkim, &failure),
        })
    };
    let (first, second, third) = tokio::join!(at_imap, at_relay, of_key);
    Ok([first, second, third].into_iter().flatten().collect())
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
    let open = relay::open(tools, account, id, server, held).await?;
    let ends = open.certificate_ends;
    open.leave().await;
    Ok(ends)
}
