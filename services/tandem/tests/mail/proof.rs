//! What mail proves of its sender, and what follows: agents' answers, mails they pass on, what is put aside.
use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail_auth::{
    common::{crypto::Ed25519Key, headers::HeaderWriter},
    dkim::DkimSigner,
};
use tandem_kit::testing::names::NameServer;
use tandem_proto::{
    conversations::{
        self as pb, Visibility, agent_mail_policy::Action, inbound_service_client::InboundServiceClient,
        receive_email_response::Outcome,
    },
    items::Kind,
};

use super::{
    desk::{Desk, by, header},
    mailboxes::addresses,
};

const MAIL: &str = "From: Ann Able <ann@acme.example>\nTo: ticket@desk.test\nSubject: Printer on fire\nMessage-ID: <1@acme.example>\n\nIt burns.\n";

/// A desk whose users' domain signs its mail, and the key.
async fn desk(names: &NameServer) -> (Desk, Vec<u8>) {
    let key = Ed25519Key::generate_pkcs8().unwrap();
    let public = STANDARD.encode(Ed25519Key::from_pkcs8_der(&key).unwrap().public_key());
    names.text("k._domainkey.staff.desk.test", &format!("v=DKIM1; k=ed25519; p={public}"));
    names.text("_dmarc.staff.desk.test", "v=DMARC1; p=reject");
    let address = names.address.to_string();
    let desk = Desk::open_as(|config, _| {
        config.set("conversations", "dns", address);
        HashMap::from([("authserv_id".to_owned(), "mx.desk.test".to_owned())])
    })
    .await;
    (desk, key)
}

fn signed(key: &[u8], mail: &str) -> String {
    let mail = mail.replace('\n', "\r\n");
    let signer = DkimSigner::from_key(Ed25519Key::from_pkcs8_der(key).unwrap()).domain("staff.desk.test");
    let signature = signer.selector("k").headers(["From", "Subject"]).sign(mail.as_bytes()).unwrap();
    format!("{}{mail}", signature.to_header()).replace("\r\n", "\n")
}

fn from_olga(id: &str, subject: &str, text: &str) -> String {
    format!("From: Olga <olga@staff.desk.test>\nSubject: {subject}\nMessage-ID: <{id}@staff>\n\n{text}\n")
}

#[tokio::test]
async fn an_agent_answers_by_mail_where_the_domain_is_proved_and_only_there() {
    let names = NameServer::start().await;
    let (desk, key) = desk(&names).await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let posted = desk.post(&desk.agent, &opened.conversation_id, "We look at it.").await.unwrap();
    desk.bench.settle().await;
    let reply_to = header(&desk.source(&posted.id).await, "Reply-To");
    let reply_to = reply_to.rsplit('<').next().unwrap().trim_end_matches('>').to_owned();
    let text = "It is out.\n\nOn Mon, 3 Feb 2025 at 10:00, Ben <ben@desk.test> wrote:\n> She is difficult.\n";

    let answer = desk.mail(&reply_to, &signed(&key, &from_olga("2", "Re: Printer", text))).await;
    let message = desk.message(&answer.message_id).await;
    assert_eq!((message.visibility(), message.text.as_str()), (Visibility::Customer, "It is out."));
    assert!(message.author_id.starts_with("usr_") && !message.html.contains("difficult"), "{message:?}");
    let to: Vec<&str> = message.deliveries.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(to, ["ann@acme.example"]);
    let found = message.authentication.unwrap();
    assert_eq!((found.dkim.as_str(), found.dmarc.as_str(), found.aligned), ("pass", "pass", true));
    let sent = desk.source(&answer.message_id).await;
    assert!(sent.contains("She is difficult"), "what came stays as it came");

    let forged = desk.mail(&reply_to, &from_olga("3", "Re: Printer", "Pay here.")).await;
    let forged = desk.message(&forged.message_id).await;
    assert_eq!((forged.visibility(), forged.deliveries.len()), (Visibility::Internal, 0));
    assert!(forged.problems.iter().any(|problem| problem.contains("not verified")), "{forged:?}");

    let elsewhere =
        from_olga("4", "Re: Printer", "Aside.").replace("Subject", "In-Reply-To: <1@acme.example>\nSubject");
    let elsewhere = desk.mail("ticket@desk.test", &signed(&key, &elsewhere)).await;
    let elsewhere = desk.message(&elsewhere.message_id).await;
    assert_eq!((elsewhere.visibility(), elsewhere.deliveries.len()), (Visibility::Internal, 0));
    assert!(elsewhere.problems[0].contains("reply address"), "{elsewhere:?}");

    let agent_mail = pb::AgentMailPolicy { proved: Action::Internal.into(), ..Default::default() };
    let mut policy = pb::MailPolicy { agent_mail: Some(agent_mail), ..Default::default() };
    desk.policy(policy.clone(), &["agent_mail"]).await;
    let quiet = desk.mail(&reply_to, &signed(&key, &from_olga("5", "Re: Printer", "For us."))).await;
    assert_eq!(desk.message(&quiet.message_id).await.visibility(), Visibility::Internal);

    let agent_mail = pb::AgentMailPolicy { unproved: Action::Quarantine.into(), ..Default::default() };
    policy = pb::MailPolicy { agent_mail: Some(agent_mail), revision: 1, ..Default::default() };
    desk.policy(policy, &["agent_mail"]).await;
    put_aside(&desk, &key, &reply_to, &opened.conversation_id).await;
    desk.bench.settle().await;
    desk.bench.end().await;
}

/// Where the policy wants it, what says to be a user's and proves nothing joins nothing until somebody lets it in; then it is for users' eyes.
async fn put_aside(desk: &Desk, key: &[u8], reply_to: &str, conversation: &str) {
    let before = desk.messages_of(&desk.agent, conversation).await.unwrap().len();
    let aside = desk.mail(reply_to, &from_olga("6", "Re: Printer", "Pay here.")).await;
    assert_eq!((aside.outcome(), aside.item_id.as_str()), (Outcome::Quarantined, ""));
    let listed = desk.inbound(&desk.agent).await.remove(0);
    assert!(listed.reason.contains("olga@staff.desk.test is a user's address"), "{listed:?}");
    assert_eq!(desk.messages_of(&desk.agent, conversation).await.unwrap().len(), before, "it joined nothing");
    let proved = desk.mail(reply_to, &signed(key, &from_olga("7", "Re: Printer", "By Monday."))).await;
    assert_eq!(
        desk.message(&proved.message_id).await.visibility(),
        Visibility::Customer,
        "what is proved is posted"
    );

    let mut client = InboundServiceClient::new(desk.bench.channel("conversations"));
    let request = pb::ReleaseInboundMailRequest { id: listed.id };
    let released = client.release_inbound_mail(by(&desk.agent, request)).await.unwrap().into_inner();
    let released = desk.message(&released.result.unwrap().message_id).await;
    assert_eq!(
        (released.conversation_id.as_str(), released.visibility(), released.deliveries.len()),
        (conversation, Visibility::Internal, 0)
    );
}

#[tokio::test]
async fn a_customers_mail_that_an_agent_passes_on_is_the_customers() {
    let names = NameServer::start().await;
    let (desk, key) = desk(&names).await;
    let text = "Please take this; she is a friend of the boss.\n\n---------- Forwarded message ---------\nFrom: Carla <carla@acme.example>\nDate: Mon, 3 Feb 2025 10:00:00 +0100\nSubject: No heating\nTo: <olga@staff.desk.test>\n\nIt is cold here.\n";
    let raw = from_olga("1", "Fwd: No heating", text);
    let passed = desk.mail("ticket@desk.test", &signed(&key, &raw)).await;
    let item = desk.item(&passed.item_id).await;
    assert_eq!(item.title, "No heating");
    assert!(item.description_html.contains("It is cold here.") && !item.description_html.contains("boss"));
    assert!(item.requester_ids[0].starts_with("cus_"), "{item:?}");
    let message = desk.message(&passed.message_id).await;
    assert_eq!(
        (message.text.as_str(), message.author_id.as_str()),
        ("It is cold here.", item.requester_ids[0].as_str())
    );
    assert_eq!(message.from.unwrap().address, "carla@acme.example");
    assert_eq!(message.forwarded.unwrap().from.unwrap().address, "carla@acme.example");
    let conversations = desk.conversations(&desk.agent, &passed.item_id).await.unwrap();
    let notes = conversations.iter().find(|one| one.visibility() == Visibility::Internal).unwrap();
    let notes = desk.messages_of(&desk.agent, &notes.id).await.unwrap();
    assert_eq!(notes[0].text, "Please take this; she is a friend of the boss.");
    assert!(notes[0].author_id.starts_with("usr_"));

    let unproved = desk.mail("ticket@desk.test", &raw.replace("<1@staff>", "<2@staff>")).await;
    let item = desk.item(&unproved.item_id).await;
    assert!(
        item.requester_ids[0].starts_with("usr_"),
        "nobody becomes a requester by a forged mail: {item:?}"
    );
    desk.bench.settle().await;
    desk.bench.end().await;
}

#[tokio::test]
async fn mail_that_is_not_from_whom_it_says_is_put_aside_and_can_be_let_in() {
    let names = NameServer::start().await;
    let (desk, _) = desk(&names).await;
    let mail = |n: u8, results: &str, from: &str| {
        format!(
            "Authentication-Results: mx.desk.test; {results}\nFrom: {from}\nSubject: s{n}\nMessage-ID: <{n}@x>\n\nx\n"
        )
    };
    let outcome = |mail: &pb::InboundMail| mail.result.as_ref().unwrap().outcome();
    for (n, results, from, want) in [
        (1, "dmarc=fail (p=REJECT) header.from=bank.example", "a@bank.example", Outcome::Quarantined),
        (2, "dmarc=fail (p=QUARANTINE) header.from=bank.example", "a@bank.example", Outcome::Quarantined),
        (3, "dmarc=fail (p=NONE) header.from=bank.example", "a@bank.example", Outcome::NewItem),
        (4, "dmarc=pass (p=REJECT) header.from=bank.example", "a@bank.example", Outcome::NewItem),
        (5, "dmarc=temperror header.from=bank.example", "a@bank.example", Outcome::NewItem),
        (6, "dmarc=fail (p=NONE) header.from=desk.test", "boss@desk.test", Outcome::Quarantined),
        (7, "dmarc=none header.from=desk.test", "boss@desk.test", Outcome::NewItem),
    ] {
        let came = desk.smtp("ticket@desk.test", &mail(n, results, from)).await;
        assert_eq!(outcome(&came), want, "{results}: {}", came.reason);
    }
    let aside = desk.inbound(&desk.agent).await.into_iter().find(|one| one.subject == "s1").unwrap();
    assert!(aside.reason.contains("bank.example asks to reject"), "{}", aside.reason);
    let shown = desk.message(&aside.result.as_ref().unwrap().message_id).await;
    assert_eq!((shown.conversation_id.as_str(), shown.authentication.unwrap().dmarc.as_str()), ("", "fail"));
    let mut client = InboundServiceClient::new(desk.bench.channel("conversations"));
    let request = pb::ReleaseInboundMailRequest { id: aside.id.clone() };
    let released = client.release_inbound_mail(by(&desk.agent, request)).await.unwrap().into_inner();
    assert_eq!(outcome(&released), Outcome::NewItem);

    let aside = desk.inbound(&desk.agent).await.into_iter().find(|one| one.subject == "s2").unwrap();
    let request = pb::BlockInboundMailRequest { id: aside.id };
    client.block_inbound_mail(by(&desk.agent, request)).await.unwrap();
    let passes = "dmarc=pass header.from=bank.example";
    let blocked = desk.smtp("ticket@desk.test", &mail(8, passes, "a@bank.example")).await;
    assert_eq!(outcome(&blocked), Outcome::Blocked);
    let policy = pb::MailPolicy { allowed: vec!["bank.example".into()], revision: 1, ..Default::default() };
    desk.policy(policy, &["allowed"]).await;
    let fails = "dmarc=fail (p=REJECT) header.from=bank.example";
    let allowed = desk.smtp("ticket@desk.test", &mail(9, fails, "b@bank.example")).await;
    assert_eq!(outcome(&allowed), Outcome::NewItem, "who is allowed is let in first");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_mail_says_what_is_in_it_and_finds_its_mailbox_and_its_thread() {
    let names = NameServer::start().await;
    let (desk, _) = desk(&names).await;
    desk.policy(pb::MailPolicy { domains: vec!["acme.test".into()], ..Default::default() }, &["domains"])
        .await;
    let mut jobs =
        pb::Mailbox { name: "Jobs".into(), addresses: addresses(&["jobs@acme.test"]), ..Default::default() };
    jobs.addresses[0].kind = Kind::Task.into();
    let jobs = desk.mailbox(jobs).await.unwrap();
    let forwarded = "Delivered-To: ticket@desk.test\nX-Forwarded-To: ticket@desk.test\nX-Forwarded-For: jobs@acme.test ticket@desk.test\nFrom: ann@acme.example\nTo: jobs@acme.test\nSubject: Gardener\nMessage-ID: <1@x>\n\nx";
    let opened = desk.mail("ticket@desk.test", forwarded).await;
    assert_eq!(desk.item(&opened.item_id).await.kind(), Kind::Task);
    assert_eq!(desk.message(&opened.message_id).await.mailbox_id, jobs.id);

    let outlook = |id: u8, from: &str, more: &str| {
        format!(
            "From: {from}\nSubject: Kitchen\nMessage-ID: <o{id}@x>\nThread-Index: AdB+q0rPqkqvR0XkTmOQ3yO8nU0tWA==\n{more}\nx"
        )
    };
    let first = desk.mail("ticket@desk.test", &outlook(1, "ann@acme.example", "")).await;
    let second = desk.mail("ticket@desk.test", &outlook(2, "ann@acme.example", "")).await;
    assert_eq!((second.outcome(), &second.item_id), (Outcome::Appended, &first.item_id));
    assert!(desk.message(&second.message_id).await.threaded_because.contains("Thread-Index"));
    let stranger = desk.mail("ticket@desk.test", &outlook(3, "eve@evil.example", "")).await;
    assert_eq!(stranger.outcome(), Outcome::NewItem, "anybody may copy the field");

    let meeting = "From: ann@acme.example\nSubject: Meet\nMessage-ID: <m@x>\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:7@acme\nSUMMARY:Boiler\nLOCATION:Cellar\nORGANIZER;CN=Ann:mailto:ann@acme.example\nDTSTART:20270105T100000Z\nDTEND:20270105T110000Z\nRRULE:FREQ=WEEKLY;BYDAY=TU\nEND:VEVENT\nEND:VCALENDAR\n";
    let meeting = desk.mail("ticket@desk.test", meeting).await;
    let invitation = desk.message(&meeting.message_id).await.invitations.remove(0);
    assert_eq!(
        (invitation.method.as_str(), invitation.summary.as_str(), invitation.location.as_str()),
        ("REQUEST", "Boiler", "Cellar")
    );
    assert_eq!(
        (invitation.recurrence.as_str(), invitation.start_time.unwrap().seconds),
        ("every week on Tuesday", 1_799_143_200)
    );

    let machine =
        "From: robot@acme.example\nSubject: Nightly\nAuto-Submitted: auto-generated\n\nAll is well.\n";
    let machine = desk.mail("ticket@desk.test", machine).await;
    assert_eq!(desk.message(&machine.message_id).await.automatic_reason, "Auto-Submitted: auto-generated");

    let picture = |n: u8| {
        format!(
            "From: dora@acme.example\nSubject: p{n}\nMessage-ID: <p{n}@x>\nContent-Type: multipart/related; boundary=q\n\n--q\nContent-Type: text/html\n\n<img src=\"cid:a%40b\"><p>Hello {n}</p>\n--q\nContent-Type: image/png; name=holiday.png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgoAAAANSUhEUg==\n--q--\n"
        )
    };
    let mut marks = Vec::new();
    for n in 0..3 {
        let came = desk.mail("ticket@desk.test", &picture(n)).await;
        let message = desk.message(&came.message_id).await;
        assert!(message.html.contains("src=\"cid:a@b\""), "as the attachment says it: {}", message.html);
        assert_eq!(message.attachments[0].content_id, "a@b");
        marks.push(message.attachments[0].signature_picture);
    }
    assert_eq!(marks, [false, false, true], "what comes with every mail is their signature's");
    desk.bench.settle().await;
    desk.bench.end().await;
}
