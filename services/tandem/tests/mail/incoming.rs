//! Mail that comes in: it opens an item, joins its conversation, or is put aside, and is never lost nor doubled.
use tandem_proto::{
    conversations::{Visibility, delivery::State, receive_email_response::Outcome},
    items::{Kind, item::Source},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tonic::Code;

use super::desk::{Desk, header, outcome};

const MAIL: &str = "From: Ann Able <ann@acme.example>\nTo: ticket@desk.test\nSubject: Printer on fire\nMessage-ID: <1@acme.example>\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n\nIt burns.\n";

fn reply(from: &str, id: &str, more: &str, text: &str) -> String {
    format!(
        "From: {from}\nTo: x@desk.test\nSubject: Re: Printer on fire\nMessage-ID: <{id}@x>\n{more}\n{text}\n"
    )
}

#[tokio::test]
async fn a_mail_opens_a_ticket_with_everything_in_it() {
    let desk = Desk::open().await;
    let raw = "From: Ann Able <ann@acme.example>\nTo: ticket@desk.test\nCc: Ben <ben@acme.example>\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\nMessage-ID: <1@acme.example>\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/html; charset=utf-8\n\n<p>It <b>burns</b><script>1</script></p>\n--q\nContent-Type: text/plain\nContent-Disposition: attachment; filename=\"log.txt\"\n\nhello\n--q--\n";
    let received = desk.mail("ticket@desk.test", raw).await;
    assert_eq!(outcome(&received), (Outcome::NewItem, ""));
    let item = desk.item(&received.item_id).await;
    assert_eq!(
        (item.title.as_str(), item.kind(), item.source(), item.automatic),
        ("Grüße", Kind::Ticket, Source::Email, false)
    );
    assert!(item.description_html.contains("<b>burns</b>") && !item.description_html.contains("script"));
    assert_eq!((item.requester_ids.len(), item.attachment_ids.len()), (1, 1));
    let message = desk.message(&received.message_id).await;
    assert_eq!((message.text.as_str(), message.attachments[0].name.as_str()), ("It burns", "log.txt"));
    assert_eq!(
        (message.author_id.as_str(), message.threaded_by.as_str()),
        (item.requester_ids[0].as_str(), "NEW")
    );

    let posted = desk.post(&desk.agent, &received.conversation_id, "We come.").await.unwrap();
    let mut to: Vec<_> = posted.deliveries.iter().map(|delivery| delivery.address.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["ann@acme.example", "ben@acme.example"], "who was in copy takes part");
    assert_eq!(
        desk.mail("task@desk.test", "From: ann@acme.example\nSubject: x\n\nx").await.outcome(),
        Outcome::NewItem
    );
    desk.bench.settle().await;
    desk.bench.end().await;
}

#[tokio::test]
async fn the_same_mail_twice_is_one() {
    let desk = Desk::open().await;
    let first = desk.mail("ticket@desk.test", MAIL).await;
    for (to, raw) in [
        ("ticket@desk.test", MAIL.to_owned()),
        ("task@desk.test", MAIL.to_owned()),
        ("ticket@desk.test", format!("Received: by another way\n{MAIL}")),
    ] {
        let again = desk.mail(to, &raw).await;
        assert_eq!(
            (again.outcome(), &again.item_id, &again.message_id),
            (Outcome::Duplicate, &first.item_id, &first.message_id)
        );
    }
    let reused = desk.mail("ticket@desk.test", &MAIL.replace("burns", "floods")).await;
    assert_eq!(reused.outcome(), Outcome::NewItem, "a Message-ID used again loses nothing");
    assert_eq!(desk.inbound(&desk.agent).await.len(), 3);
    desk.bench.end().await;
}

#[tokio::test]
async fn an_answer_joins_by_address_by_reference_or_by_tag() {
    let desk = Desk::open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let number = desk.item(&opened.item_id).await.number;
    let posted = desk.post(&desk.agent, &opened.conversation_id, "Have you tried water?").await.unwrap();
    desk.bench.settle().await;
    let source = desk.source(&posted.id).await;
    let reply_to = header(&source, "Reply-To");
    let reply_to = reply_to.rsplit('<').next().unwrap().trim_end_matches('>');
    assert!(reply_to.starts_with("reply+") && reply_to.ends_with("@desk.test"), "{source}");
    assert_eq!(header(&source, "In-Reply-To"), "<1@acme.example>");
    assert!(
        header(&source, "Subject").contains(&format!("[#{number}]"))
            && header(&source, "From").contains("Olga (Desk)")
    );

    let quoted =
        "Yes.\n\nOn Sat, 21 Nov 2026 at 10:00, Desk <ticket@desk.test> wrote:\n> Have you tried water?";
    let by_address = desk.mail(reply_to, &reply("ann@acme.example", "2", "", quoted)).await;
    assert_eq!(outcome(&by_address), (Outcome::Appended, "REPLY_ADDRESS"));
    assert_eq!(desk.message(&by_address.message_id).await.reply_text, "Yes.");
    let reference = format!("In-Reply-To: {}\n", header(&source, "Message-ID"));
    let by_reference =
        desk.mail("ticket@desk.test", &reply("ann@acme.example", "3", &reference, "And?")).await;
    assert_eq!(outcome(&by_reference), (Outcome::Appended, "REFERENCES"));
    let tag =
        |from: &str, id: &str| reply(from, id, "", "Hm").replace("on fire", &format!("on fire [#{number}]"));
    let by_tag = desk.mail("ticket@desk.test", &tag("ANN@acme.example", "4")).await;
    assert_eq!(outcome(&by_tag), (Outcome::Appended, "SUBJECT_TAG"));
    let stranger = desk.mail("ticket@desk.test", &tag("eve@evil.example", "5")).await;
    assert_eq!(stranger.outcome(), Outcome::NewItem, "a number proves nothing");
    for joined in [by_address, by_reference, by_tag] {
        assert_eq!(joined.item_id, opened.item_id);
    }
    let all = desk.messages_of(&desk.agent, &opened.conversation_id).await.unwrap();
    assert_eq!(all.len(), 5);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_stranger_gets_answers_only_with_the_reply_address() {
    let desk = Desk::open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let reference = "In-Reply-To: <1@acme.example>\n";
    let joined =
        desk.mail("ticket@desk.test", &reply("eve@evil.example", "2", reference, "Tell me all")).await;
    assert_eq!(outcome(&joined), (Outcome::Appended, "REFERENCES"));
    assert!(!desk.message(&joined.message_id).await.problems.is_empty());
    let posted = desk.post(&desk.agent, &opened.conversation_id, "Secret").await.unwrap();
    let to: Vec<_> = posted.deliveries.iter().map(|delivery| delivery.address.as_str()).collect();
    assert_eq!(to, ["ann@acme.example"]);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_mail_that_claims_to_be_a_users_goes_to_no_customer() {
    let desk = Desk::open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let ann = desk.customer(&desk.published(&opened.item_id).await.requester_ids[0]);
    let reference = "In-Reply-To: <1@acme.example>\n";
    let forged =
        desk.mail("ticket@desk.test", &reply("olga@staff.desk.test", "2", reference, "Pay here")).await;
    let message = desk.message(&forged.message_id).await;
    assert_eq!((message.visibility(), message.deliveries.len()), (Visibility::Internal, 0));
    assert!(message.author_id.starts_with("usr_"), "{message:?}");
    assert!(message.problems.iter().any(|problem| problem.contains("not verified")), "{message:?}");
    assert_eq!(desk.messages_of(&ann, &opened.conversation_id).await.unwrap().len(), 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn what_a_machine_wrote_opens_nothing_and_can_be_read() {
    let desk = Desk::open().await;
    let machine =
        "From: robot@acme.example\nSubject: Nightly report\nAuto-Submitted: auto-generated\n\nAll is well.\n";
    let aside = desk.mail("ticket@desk.test", machine).await;
    assert_eq!(
        (aside.outcome(), aside.item_id.as_str(), aside.conversation_id.as_str()),
        (Outcome::Automatic, "", "")
    );
    let message = desk.message(&aside.message_id).await;
    assert!(message.automatic && message.text == "All is well.");

    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let away = reply(
        "ann@acme.example",
        "2",
        "In-Reply-To: <1@acme.example>\nAuto-Submitted: auto-replied\n",
        "I am away",
    );
    let joined = desk.mail("ticket@desk.test", &away).await;
    assert_eq!(outcome(&joined), (Outcome::Appended, "REFERENCES"));
    let message = desk.message(&joined.message_id).await;
    assert!(message.automatic && message.author_id.starts_with("cus_"));
    let said = desk.bot(&opened.item_id, "Thank you").await;
    assert_eq!(said.deliveries[0].state(), State::Failed, "nobody answers a machine: {:?}", said.deliveries);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_bounce_marks_what_it_is_about() {
    let desk = Desk::open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let posted = desk.post(&desk.agent, &opened.conversation_id, "Hello").await.unwrap();
    desk.bench.settle().await;
    let id = header(&desk.source(&posted.id).await, "Message-ID");
    let report = format!(
        "From: MAILER-DAEMON@acme.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=q\n\n--q\n\nsorry\n--q\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; ann@acme.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n--q\nContent-Type: text/rfc822-headers\n\nMessage-ID: {id}\n--q--\n"
    );
    let bounce = desk.mail("ticket@desk.test", &report).await;
    assert_eq!((bounce.outcome(), &bounce.item_id), (Outcome::Bounce, &opened.item_id));
    let delivery = &desk.message(&posted.id).await.deliveries[0];
    assert_eq!(delivery.state(), State::Bounced);
    assert!(delivery.detail.contains("5.1.1"));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_customer_sees_their_own_and_no_note() {
    let desk = Desk::open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let other = desk.mail("ticket@desk.test", "From: ben@other.example\nSubject: y\n\ny").await;
    let ann = desk.customer(&desk.published(&opened.item_id).await.requester_ids[0]);
    let note = desk.conversation(&opened.item_id, Visibility::Internal).await;
    let noted = desk.post(&desk.agent, &note.id, "She is difficult").await.unwrap();
    assert!(noted.deliveries.is_empty());
    assert_eq!(desk.conversations(&ann, &opened.item_id).await.unwrap().len(), 1);
    assert_eq!(desk.conversations(&desk.agent, &opened.item_id).await.unwrap().len(), 2);
    for hidden in [&note.id, &other.conversation_id] {
        assert_eq!(desk.messages_of(&ann, hidden).await.unwrap_err().code(), Code::NotFound);
        assert_eq!(desk.post(&ann, hidden, "x").await.unwrap_err().code(), Code::NotFound);
    }
    let said = desk.post(&ann, &opened.conversation_id, "Still burning").await.unwrap();
    assert!(said.deliveries.is_empty() && said.author_id.starts_with("cus_"));
    assert_eq!(desk.post(&ann, &opened.conversation_id, "Still burning").await.unwrap().id, said.id);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_mail_is_answered_250_once_it_is_kept_and_then_read() {
    let desk = Desk::open().await;
    let mut socket = TcpStream::connect(("127.0.0.1", desk.port)).await.unwrap();
    let said = format!(
        "EHLO x\r\nMAIL FROM:<ann@acme.example> SIZE=300\r\nRCPT TO:<nobody@desk.test>\r\nRCPT TO:<ticket@nowhere.test>\r\nRCPT TO:<ticket@desk.test>\r\nDATA\r\n{}\r\n.\r\nQUIT\r\n",
        MAIL.replace('\n', "\r\n")
    );
    socket.write_all(said.as_bytes()).await.unwrap();
    let mut answers = String::new();
    socket.read_to_string(&mut answers).await.unwrap();
    let codes: Vec<&str> =
        answers.lines().filter(|line| line.as_bytes()[3] == b' ').map(|line| &line[..9]).collect();
    assert_eq!(
        codes,
        [
            "220 local",
            "250 ENHAN",
            "250 2.1.0",
            "550 5.1.1",
            "550 5.1.2",
            "250 2.1.5",
            "354 go ah",
            "250 2.0.0",
            "221 2.0.0"
        ]
    );
    desk.bench.settle().await;
    let inbound = desk.inbound(&desk.agent).await;
    let result = inbound[0].result.clone().unwrap();
    assert_eq!((inbound.len(), result.outcome()), (1, Outcome::NewItem));
    assert_eq!(desk.item(&result.item_id).await.title, "Printer on fire");
    desk.bench.end().await;
}

#[tokio::test]
async fn whatever_comes_is_kept_and_shown() {
    let desk = Desk::open().await;
    let long = "x".repeat(5_000);
    let long = format!("From: {long}@acme.example\nMessage-ID: <{long}@x>\nSubject: {long}\n\n{long}");
    for raw in [
        &long,
        "",
        "\0\0\0",
        "no header at all",
        "Subject: nobody\n\nx",
        "From: not an address\n\nx",
        "From: <@>\nSubject: \0\n\n\0",
    ] {
        let received = desk.mail("ticket@desk.test", raw).await;
        assert_eq!(received.outcome(), Outcome::NewItem, "{raw:?}");
        assert!(!desk.message(&received.message_id).await.problems.is_empty(), "{raw:?}");
        assert_eq!(desk.source(&received.message_id).await, raw.replace('\n', "\r\n"));
    }
    desk.bench.end().await;
}
