//! What nobody wrote: who wants no more of it is sent no more of it, and people are still answered.
use tandem_proto::conversations::{
    self as pb, Notice, delivery::State, report::Kind as ReportKind, suppression::Reason,
    suppressions_service_client::SuppressionsServiceClient,
};
use tonic::Code;

use super::{
    by_mailbox::sends_by,
    desk::{Desk, by, header},
};
use crate::support::{Sink, smtp};

const MAIL: &str = "From: Ann <ann@acme.example>\nSubject: Printer\nMessage-ID: <1@x>\n\nIt is on fire";

impl Desk {
    fn suppressions(&self) -> SuppressionsServiceClient<tandem_kit::rpc::Channel> {
        SuppressionsServiceClient::new(self.bench.channel("conversations"))
    }
    async fn suppressed(&self) -> Vec<(String, Reason)> {
        let request = pb::ListSuppressionsRequest::default();
        let listed = self.suppressions().list_suppressions(by(&self.agent, request)).await.unwrap();
        let listed = listed.into_inner().suppressions.into_iter();
        listed.map(|one| (one.address.clone(), one.reason())).collect()
    }
    async fn lift(&self) {
        let request = pb::ListSuppressionsRequest::default();
        let listed = self.suppressions().list_suppressions(by(&self.agent, request)).await.unwrap();
        for one in listed.into_inner().suppressions {
            let request = pb::DeleteSuppressionRequest { id: one.id };
            self.suppressions().delete_suppression(by(&self.agent, request)).await.unwrap();
        }
    }
    /// A mail of a peer.
    async fn notice(&self, notice: Notice, text: &str) {
        let request = pb::SendMailRequest {
            to: Some(pb::Address { name: "Ann".into(), address: "ann@acme.example".into() }),
            subject: "Notice".into(),
            text: text.into(),
            request_id: text.into(),
            notice: notice.into(),
            ..Default::default()
        };
        self.messages().send_mail(by(&self.system, request)).await.unwrap();
        self.bench.settle().await;
    }
    async fn unsubscription(&self, token: &str) -> Result<pb::Unsubscription, tonic::Status> {
        let request = pb::GetUnsubscriptionRequest { token: token.into() };
        Ok(self.suppressions().get_unsubscription(request).await?.into_inner())
    }
    async fn unsubscribe(&self, token: &str) -> Result<pb::Unsubscription, tonic::Status> {
        let request = pb::UnsubscribeRequest { token: token.into() };
        Ok(self.suppressions().unsubscribe(request).await?.into_inner())
    }
}

/// A desk that sends by a mailbox of its own, and what it sends to.
async fn open() -> (Desk, Sink) {
    let (desk, sink) = (Desk::open().await, Sink::start().await);
    let mut mailbox = sends_by("Desk", "help@desk.test", sink.address.port());
    mailbox.standard = Some(true);
    desk.mailbox(mailbox).await.unwrap();
    (desk, sink)
}

#[tokio::test]
async fn who_unsubscribes_gets_no_notice_and_is_still_answered() {
    let (desk, sink) = open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    desk.notice(Notice::Survey, "How did we do?").await;
    let mail = sink.one("ann@acme.example", "How did we do?").await;
    let raw = String::from_utf8_lossy(&mail.raw).into_owned();
    assert!(header(&raw, "From").ends_with("<help@desk.test>"), "by the standard mailbox");
    assert_eq!(header(&raw, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let page = header(&raw, "List-Unsubscribe").trim_matches(['<', '>']).to_owned();
    let token = page.strip_prefix("http://tandem.test/unsubscribe/").unwrap().to_owned();
    assert!(mail.says(&page), "and people can see it");

    let shown = desk.unsubscription(&token).await.unwrap();
    assert_eq!(
        (shown.address.as_str(), shown.unsubscribed),
        ("a…@acme.example", false),
        "reading changes nothing"
    );
    for _ in 0..2 {
        assert!(desk.unsubscribe(&token).await.unwrap().unsubscribed);
    }
    assert_eq!(desk.suppressed().await, [("ann@acme.example".into(), Reason::Unsubscribed)]);
    for wrong in ["", "x", &token[1..], &token.replace('.', "a")] {
        assert_eq!(desk.unsubscribe(wrong).await.unwrap_err().code(), Code::NotFound, "{wrong}");
    }

    desk.notice(Notice::Survey, "And now?").await;
    let said = desk.bot(&opened.item_id, "We have it").await;
    assert_eq!(said.deliveries[0].state(), State::Failed, "{said:?}");
    desk.notice(Notice::Unspecified, "Your link to sign in").await;
    let answer = desk.post(&desk.agent, &opened.conversation_id, "Use water").await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.message(&answer.id).await.deliveries[0].state(), State::Sent);
    let answer = sink.one("ann@acme.example", "Use water").await;
    assert_eq!(answer.header("List-Unsubscribe"), None, "nobody unsubscribes from an answer");
    sink.one("ann@acme.example", "Your link to sign in").await;
    assert_eq!(sink.mails().len(), 3);

    let request = pb::ResubscribeRequest { token: token.clone() };
    let again = desk.suppressions().resubscribe(request).await.unwrap().into_inner();
    assert!(!again.unsubscribed && desk.suppressed().await.is_empty());
    desk.notice(Notice::Notification, "Wanted again").await;
    sink.one("ann@acme.example", "Wanted again").await;
    desk.bench.end().await;
}

#[tokio::test]
async fn an_address_that_does_not_work_is_suppressed_until_somebody_lifts_it() {
    let (desk, sink) = open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    sink.refuse("ann@acme.example", "550 5.1.1 no such user");
    desk.post(&desk.agent, &opened.conversation_id, "One").await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.suppressed().await, [("ann@acme.example".into(), Reason::Bounced)]);
    sink.take_all();
    desk.notice(Notice::Notification, "Not sent").await;
    assert_eq!(desk.bot(&opened.item_id, "Nor this").await.deliveries[0].state(), State::Failed);
    let posted = desk.post(&desk.agent, &opened.conversation_id, "A person tries again").await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.message(&posted.id).await.deliveries[0].state(), State::Sent);
    assert_eq!(sink.mails().len(), 1);
    desk.lift().await;
    assert!(desk.suppressed().await.is_empty());
    desk.notice(Notice::Notification, "Sent again").await;
    sink.one("ann@acme.example", "Sent again").await;
    desk.bench.end().await;
}

/// As providers pass on what their users call spam (RFC 5965).
fn complaint(message_id: &str, kind: &str) -> String {
    format!(
        "From: <abuse@acme.example>\nTo: <ticket@desk.test>\nSubject: FW: Printer\nMessage-ID: <{kind}@acme.example>\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\n\n\
         --b\nContent-Type: text/plain\n\nThis is an email abuse report.\n\
         --b\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n\
         Original-Rcpt-To: <ann@acme.example>\n\n\
         --b\nContent-Type: message/rfc822\n\nFrom: help@desk.test\nTo: ann@acme.example\nMessage-ID: {message_id}\nSubject: Printer\n\nx\n--b--\n"
    )
}

#[tokio::test]
async fn who_calls_a_mail_spam_gets_nothing_automatic_any_more() {
    let (desk, sink) = open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let posted = desk.post(&desk.agent, &opened.conversation_id, "Use water").await.unwrap();
    desk.bench.settle().await;
    let mail = sink.one("ann@acme.example", "Use water").await;

    desk.mail("ticket@desk.test", &complaint("<unknown@desk.test>", "abuse")).await;
    desk.mail("ticket@desk.test", &complaint(&mail.message_id(), "not-spam")).await;
    assert!(desk.suppressed().await.is_empty(), "one about no mail of ours suppresses nobody");
    let received = desk.mail("ticket@desk.test", &complaint(&mail.message_id(), "fraud")).await;
    assert_eq!(received.item_id, opened.item_id, "it is shown where the mail is");
    let report = desk.message(&received.message_id).await.report.unwrap();
    assert_eq!(
        (report.kind(), report.about_message_id.as_str()),
        (ReportKind::Complaint, posted.id.as_str())
    );
    let delivery = desk.message(&posted.id).await.deliveries.remove(0);
    assert!(delivery.complaint_time.is_some() && delivery.state() == State::Sent, "{delivery:?}");
    assert_eq!(desk.suppressed().await, [("ann@acme.example".into(), Reason::Complaint)]);

    desk.notice(Notice::Notification, "Not sent").await;
    assert_eq!(desk.bot(&opened.item_id, "Nor this").await.deliveries[0].state(), State::Failed);
    desk.post(&desk.agent, &opened.conversation_id, "Sorry").await.unwrap();
    desk.bench.settle().await;
    sink.one("ann@acme.example", "Sorry").await;
    assert_eq!(sink.mails().len(), 2);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_report_that_nobody_can_read_marks_the_mail_whose_address_it_came_to() {
    let (desk, sink) = open().await;
    let raw = "From: Ann <ann@acme.example>\nCc: ben@acme.example\nSubject: x\nMessage-ID: <1@x>\n\nx";
    let opened = desk.mail("ticket@desk.test", raw).await;
    let posted = desk.post(&desk.agent, &opened.conversation_id, "Hello").await.unwrap();
    desk.bench.settle().await;
    let to_ben = sink.one("ben@acme.example", "Hello").await;
    let items = desk.inbound(&desk.agent).await.len();
    let door = format!("127.0.0.1:{}", desk.port);
    let report = "From: MAILER-DAEMON@acme.example\r\nSubject: Zpráva\r\nMessage-ID: <r@acme.example>\r\n\r\nXyzzy.\r\n";
    let answers = smtp::send(&door, "", std::slice::from_ref(&to_ben.from), report.as_bytes()).await;
    assert!(answers.last().unwrap().starts_with("250"), "{answers:?}");
    desk.bench.settle().await;
    let states: Vec<(String, State)> = desk
        .message(&posted.id)
        .await
        .deliveries
        .iter()
        .map(|one| (one.address.clone(), one.state()))
        .collect();
    assert!(states.contains(&("ben@acme.example".into(), State::Bounced)), "{states:?}");
    assert!(states.contains(&("ann@acme.example".into(), State::Sent)), "{states:?}");

    // A machine that answers there opens nothing, and a forged address is nobody's.
    let answer = "From: ben@acme.example\r\nSubject: I am on a boat\r\nMessage-ID: <b@acme.example>\r\n\r\nBack soon.\r\n";
    smtp::send(&door, "ben@acme.example", std::slice::from_ref(&to_ben.from), answer.as_bytes()).await;
    desk.bench.settle().await;
    let all = desk.inbound(&desk.agent).await;
    assert_eq!(all.len(), items + 2);
    assert_eq!(all[0].result.as_ref().unwrap().outcome(), pb::receive_email_response::Outcome::Automatic);
    let forged = to_ben.from.replace("bounce+", "bounce+a");
    let answers = smtp::send(&door, "", &[forged], report.as_bytes()).await;
    assert!(answers.iter().any(|one| one.starts_with("550")), "{answers:?}");
    desk.bench.end().await;
}
