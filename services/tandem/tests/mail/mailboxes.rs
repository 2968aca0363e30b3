//! Mailboxes: their addresses, and mail that is fetched from servers that do not behave.
use std::{collections::BTreeMap, time::Duration};

use tandem_proto::{
    conversations::{
        self as pb, channel_health_service_client::ChannelHealthServiceClient,
        inbound_service_client::InboundServiceClient,
        mail_policies_service_client::MailPoliciesServiceClient,
        mailboxes_service_client::MailboxesServiceClient, receive_email_response::Outcome,
        test_mailbox_response::check::Problem,
    },
    items::Kind,
};
use tonic::{Code, Status};

use super::{
    desk::{Desk, account, by, receive},
    imap::Server,
};

const LATER: Duration = Duration::from_secs(16 * 60);

impl Desk {
    pub fn mailboxes(&self) -> MailboxesServiceClient<tandem_kit::rpc::Channel> {
        MailboxesServiceClient::new(self.bench.channel("conversations"))
    }
    pub async fn mailbox(&self, mailbox: pb::Mailbox) -> Result<pb::Mailbox, Status> {
        let request = pb::CreateMailboxRequest { mailbox: Some(mailbox), request_id: String::new() };
        Ok(self.mailboxes().create_mailbox(by(&self.agent, request)).await?.into_inner())
    }
    pub async fn health(&self) -> pb::ChannelHealth {
        let mut client = ChannelHealthServiceClient::new(self.bench.channel("conversations"));
        client.get_channel_health(by(&self.agent, pb::GetChannelHealthRequest {})).await.unwrap().into_inner()
    }
    pub async fn policy(&self, policy: pb::MailPolicy, paths: &[&str]) {
        let mut client = MailPoliciesServiceClient::new(self.bench.channel("conversations"));
        let paths = paths.iter().map(ToString::to_string).collect();
        let request = pb::UpdateMailPolicyRequest {
            mail_policy: Some(policy),
            update_mask: Some(prost_types::FieldMask { paths }),
        };
        client.update_mail_policy(by(&self.agent, request)).await.unwrap();
    }
    /// Mails by subject: how often each opened an item.
    pub async fn opened(&self) -> BTreeMap<String, usize> {
        let mut opened = BTreeMap::new();
        for mail in self.inbound(&self.agent).await {
            if mail.result.unwrap().outcome() == Outcome::NewItem {
                *opened.entry(mail.subject).or_default() += 1;
            }
        }
        opened
    }
}

/// How a channel does, once it was used.
pub async fn health_of(desk: &Desk, channel: &str) -> pb::channel_health::Channel {
    loop {
        let all = desk.health().await.channels;
        if let Some(found) = all.into_iter().find(|one| one.channel == channel) {
            return found;
        }
        desk.bench.settle().await;
    }
}

pub fn addresses(of: &[&str]) -> Vec<pb::MailboxAddress> {
    of.iter().map(|one| pb::MailboxAddress { address: (*one).into(), ..Default::default() }).collect()
}

pub fn fetched_from(port: u16) -> pb::Mailbox {
    pb::Mailbox {
        name: "Support".into(),
        addresses: addresses(&["support@desk.test"]),
        imap: Some(pb::ImapSource {
            host: "127.0.0.1".into(),
            port: port.into(),
            security: pb::Security::None.into(),
            user: "support".into(),
            password: "secret".into(),
            ..pb::ImapSource::default()
        }),
        ..pb::Mailbox::default()
    }
}

#[tokio::test]
async fn an_address_of_a_mailbox_opens_what_it_says_and_is_one_accounts() {
    let desk = Desk::open().await;
    let mut mailbox =
        pb::Mailbox { name: "Jobs".into(), addresses: addresses(&["Jobs@desk.test"]), ..Default::default() };
    mailbox.addresses[0].kind = Kind::Task.into();
    let made = desk.mailbox(mailbox.clone()).await.unwrap();
    assert_eq!((made.enabled, made.addresses[0].address.as_str()), (Some(true), "jobs@desk.test"));
    let raw = "From: ann@acme.example\nSubject: x\n\nx";
    let received = desk.mail("jobs+2026@desk.test", raw).await;
    assert_eq!(desk.item(&received.item_id).await.kind(), Kind::Task);
    assert_eq!(desk.message(&received.message_id).await.mailbox_id, made.id);

    let again = desk.mailbox(mailbox.clone()).await.unwrap_err();
    assert_eq!(
        (again.code(), again.message()),
        (Code::FailedPrecondition, "jobs@desk.test is the address of another mailbox")
    );
    let other = pb::Mailbox { addresses: addresses(&["a@acme.example"]), ..mailbox };
    assert_eq!(
        desk.mailbox(other.clone()).await.unwrap_err().code(),
        Code::FailedPrecondition,
        "the domain is not listed"
    );
    desk.policy(pb::MailPolicy { domains: vec!["acme.example".into()], ..Default::default() }, &["domains"])
        .await;
    desk.mailbox(pb::Mailbox { addresses: addresses(&["*@acme.example"]), ..other }).await.unwrap();
    let caught = desk.mail("whoever@acme.example", "From: ben@x.example\nSubject: y\n\ny").await;
    assert_eq!(caught.outcome(), Outcome::NewItem, "a catch-all takes what nobody else does");
    let (theirs, _) = account(&desk.bench, "other.test").await;
    let mut client = InboundServiceClient::new(desk.bench.channel("conversations"));
    let raw = Some(tandem_proto::google::api::HttpBody { data: b"x"[..].into(), ..Default::default() });
    let request = pb::ReceiveEmailRequest { raw, to: "jobs@desk.test".into(), from: String::new() };
    assert_eq!(client.receive_email(by(&theirs, request)).await.unwrap_err().code(), Code::InvalidArgument);
    assert_eq!(
        receive(&desk.bench, &theirs, "ticket@other.test", "From: a@b.example\n\nz").await.outcome(),
        Outcome::NewItem
    );
    desk.bench.settle().await;
    desk.bench.end().await;
}

#[tokio::test]
async fn a_password_is_never_shown_and_goes_nowhere_else() {
    let desk = Desk::open().await;
    let server = Server::start().await;
    let made = desk.mailbox(fetched_from(server.port)).await.unwrap();
    let imap = made.imap.unwrap();
    assert_eq!((imap.password.as_str(), imap.has_password), ("", true));
    let change = |host: &str| pb::UpdateMailboxRequest {
        mailbox: Some(pb::Mailbox {
            id: made.id.clone(),
            imap: Some(pb::ImapSource { host: host.into(), password: String::new(), ..imap.clone() }),
            ..Default::default()
        }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["imap".into()] }),
    };
    let same =
        desk.mailboxes().update_mailbox(by(&desk.agent, change("127.0.0.1"))).await.unwrap().into_inner();
    assert!(same.imap.unwrap().has_password, "left out, it stays");
    let other =
        desk.mailboxes().update_mailbox(by(&desk.agent, change("localhost"))).await.unwrap().into_inner();
    assert!(!other.imap.unwrap().has_password, "another host does not get it");
    desk.bench.end().await;
}

#[tokio::test]
async fn whatever_breaks_on_the_way_no_mail_is_lost_and_none_doubled() {
    let desk = Desk::open().await;
    let server = Server::start().await;
    for uid in 1..=12 {
        server.put(uid * 3, &format!("mail {uid}"));
    }
    server.state().cut_texts = BTreeMap::from([(9, 2), (36, 1)]);
    server.state().cut_after = Some(0);
    desk.mailbox(fetched_from(server.port)).await.unwrap();
    for after in 0..24 {
        server.state().cut_after = Some(after);
        desk.bench.settle().await;
        desk.bench.advance(LATER);
    }
    server.state().cut_after = None;
    for _ in 0..3 {
        desk.bench.settle().await;
        desk.bench.advance(LATER);
    }
    let all: BTreeMap<String, usize> = (1..=12).map(|uid| (format!("mail {uid}"), 1)).collect();
    assert_eq!(desk.opened().await, all);

    // The numbers are others, the mails the same; one is new.
    {
        let mut state = server.state();
        state.validity = 2;
        let mails = std::mem::take(&mut state.mails);
        state.mails = mails.into_values().zip(1..).map(|(mail, uid)| (uid, mail)).collect();
    }
    server.put(50, "mail 13");
    desk.bench.settle().await;
    let opened = desk.opened().await;
    assert_eq!((opened.len(), opened.values().sum::<usize>()), (13, 13));
    assert!(
        !server.state().marked && server.state().mails.len() == 13,
        "nothing was marked, moved or deleted"
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn one_mail_that_is_not_there_yet_holds_up_no_other() {
    let desk = Desk::open().await;
    let server = Server::start().await;
    for uid in 1..=4 {
        server.put(uid, &format!("mail {uid}"));
    }
    server.put(5, &"x".repeat(200));
    server.state().without_text.insert(1);
    server.state().deleted_meanwhile.insert(3);
    let mut mailbox = fetched_from(server.port);
    mailbox.imap.as_mut().unwrap().max_bytes = 400;
    desk.mailbox(mailbox).await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.opened().await.into_keys().collect::<Vec<_>>(), ["mail 2", "mail 4"]);
    server.state().without_text.clear();
    desk.bench.advance(LATER);
    desk.bench.settle().await;
    assert_eq!(desk.opened().await.into_keys().collect::<Vec<_>>(), ["mail 1", "mail 2", "mail 4"]);
    let mut skipped: Vec<_> =
        desk.health().await.skipped.into_iter().map(|one| (one.uid, one.problem)).collect();
    skipped.sort();
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    assert!(
        skipped[0].1.contains("not on the server") && skipped[1].1.contains("at most 400"),
        "{skipped:?}"
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn a_mail_is_moved_after_it_is_kept() {
    let desk = Desk::open().await;
    let server = Server::start().await;
    server.put(1, "mail 1");
    let mut mailbox = fetched_from(server.port);
    let imap = mailbox.imap.as_mut().unwrap();
    (imap.after, imap.move_to_folder) = (pb::imap_source::After::Move.into(), "Done".into());
    server.state().cut_after = Some(8);
    desk.mailbox(mailbox).await.unwrap();
    for _ in 0..2 {
        desk.bench.settle().await;
        desk.bench.advance(LATER);
        server.state().cut_after = None;
    }
    assert_eq!(desk.opened().await, BTreeMap::from([("mail 1".into(), 1)]));
    let left = {
        let state = server.state();
        (state.mails.len(), state.moved.len())
    };
    assert_eq!(left, (0, 1));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_test_says_what_is_wrong_and_what_to_do() {
    let desk = Desk::open().await;
    let server = Server::start().await;
    let test = async |change: fn(&mut pb::ImapSource)| {
        let mut mailbox = fetched_from(server.port);
        change(mailbox.imap.as_mut().unwrap());
        let request = pb::TestMailboxRequest { id: String::new(), mailbox: Some(mailbox) };
        desk.mailboxes().test_mailbox(by(&desk.agent, request)).await.unwrap().into_inner().checks.remove(0)
    };
    let right = test(|_| {}).await;
    assert!(right.ok && right.folders == ["INBOX", "Done"], "{right:?}");
    type Change = fn(&mut pb::ImapSource);
    let cases: [(Change, Problem); 5] = [
        (|imap| imap.password = "wrong".into(), Problem::Password),
        (|imap| imap.folder = "Nowhere".into(), Problem::Folder),
        (|imap| imap.port = 1, Problem::Unreachable),
        (|imap| imap.security = pb::Security::Tls.into(), Problem::Tls),
        (|imap| imap.host = "169.254.169.254".into(), Problem::NotAllowed),
    ];
    for (change, problem) in cases {
        let check = test(change).await;
        assert_eq!((check.ok, check.problem()), (false, problem), "{check:?}");
        assert!(!check.advice.is_empty() && !check.detail.is_empty(), "{check:?}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn a_mailbox_that_fails_is_seen_and_comes_back_by_itself() {
    let desk = Desk::open().await;
    let server = Server::start().await;
    let mut mailbox = fetched_from(server.port);
    mailbox.imap.as_mut().unwrap().password = "wrong".into();
    let made = desk.mailbox(mailbox).await.unwrap();
    desk.bench.settle().await;
    let bad = desk.health().await.channels.remove(0);
    assert!(!bad.good && bad.error.contains("who?") && bad.advice.contains("password"), "{bad:?}");
    let request = pb::UpdateMailboxRequest {
        mailbox: Some(pb::Mailbox { id: made.id, ..fetched_from(server.port) }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["imap".into()] }),
    };
    desk.mailboxes().update_mailbox(by(&desk.agent, request)).await.unwrap();
    desk.bench.settle().await;
    let good = desk.health().await.channels.remove(0);
    assert!(good.good && good.advice.is_empty() && good.success_time.is_some() && good.next_time.is_some());
    desk.bench.end().await;
}

/// A mail that was kept out is thrown away, and nothing of it can be read.
async fn thrown_away(desk: &Desk, client: &mut InboundServiceClient<tandem_kit::rpc::Channel>) {
    let blocked = desk.mail("ticket@desk.test", "From: y@mail.spam.example\nSubject: sell\n\nsell").await;
    let listed =
        pb::ListInboundMailsRequest { outcomes: vec![Outcome::Blocked.into()], ..Default::default() };
    let list = |client: &InboundServiceClient<tandem_kit::rpc::Channel>| {
        let (mut client, request) = (client.clone(), by(&desk.agent, listed.clone()));
        async move { client.list_inbound_mails(request).await.unwrap().into_inner().inbound_mails }
    };
    let discard = pb::DeleteInboundMailRequest { id: list(client).await[0].id.clone() };
    client.delete_inbound_mail(by(&desk.agent, discard.clone())).await.unwrap();
    assert!(list(client).await.is_empty());
    let gone = pb::GetMessageRequest { id: blocked.message_id };
    let gone = desk.messages().get_message(by(&desk.agent, gone)).await.unwrap_err();
    assert_eq!(gone.code(), Code::NotFound);
    let twice = client.delete_inbound_mail(by(&desk.agent, discard)).await.unwrap_err();
    assert_eq!(twice.code(), Code::NotFound);
}

#[tokio::test]
async fn who_is_blocked_opens_nothing_until_somebody_lets_the_mail_in() {
    let desk = Desk::open().await;
    let policy = pb::MailPolicy {
        blocked: vec!["spam.example".into()],
        never_follow: vec!["list@acme.example".into()],
        ..Default::default()
    };
    desk.policy(policy, &["blocked", "never_follow"]).await;
    let blocked = desk.mail("ticket@desk.test", "From: x@mail.spam.example\nSubject: buy\n\nbuy").await;
    assert_eq!((blocked.outcome(), blocked.item_id.as_str()), (Outcome::Blocked, ""));
    let mut client = InboundServiceClient::new(desk.bench.channel("conversations"));
    let request =
        pb::ListInboundMailsRequest { outcomes: vec![Outcome::Blocked.into()], ..Default::default() };
    let listed =
        client.list_inbound_mails(by(&desk.agent, request)).await.unwrap().into_inner().inbound_mails;
    assert!(listed.len() == 1 && listed[0].reason.contains("spam.example"), "{listed:?}");
    let id = listed[0].id.clone();
    let release = pb::ReleaseInboundMailRequest { id: id.clone() };
    let released = client.release_inbound_mail(by(&desk.agent, release.clone())).await.unwrap().into_inner();
    let result = released.result.unwrap();
    assert_eq!(result.outcome(), Outcome::NewItem);
    assert_eq!(desk.message(&result.message_id).await.item_id, result.item_id);
    let again = client.release_inbound_mail(by(&desk.agent, release)).await.unwrap_err();
    assert_eq!(again.code(), Code::FailedPrecondition);
    let discard = pb::DeleteInboundMailRequest { id };
    let kept = client.delete_inbound_mail(by(&desk.agent, discard)).await.unwrap_err();
    assert_eq!(kept.code(), Code::FailedPrecondition, "it was let in");
    thrown_away(&desk, &mut client).await;

    let copied = "From: ann@acme.example\nCc: list@acme.example, ben@acme.example\nSubject: z\n\nz";
    let received = desk.mail("ticket@desk.test", copied).await;
    let posted = desk.post(&desk.agent, &received.conversation_id, "Hello").await.unwrap();
    let mut to: Vec<_> = posted.deliveries.iter().map(|one| one.address.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["ann@acme.example", "ben@acme.example"]);
    desk.bench.settle().await;
    desk.bench.end().await;
}
