//! What a mail of a mailbox looks like, and that others can prove whose it is.
use std::{borrow::Borrow, collections::HashMap, hash::Hash, time::Instant};

use mail_auth::{
    AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt,
    common::{parse::TxtRecordParser as _, verify::DomainKey},
};
use tandem_proto::conversations::{self as pb, attachments_service_client::AttachmentsServiceClient};
use tonic::Code;

use super::{
    by_mailbox::sends_by,
    desk::{Desk, by, header},
};
use crate::support::{Mail, Sink};

const RSA: &str = include_str!("keys/rsa.pem");
const RSA_RECORD: &str = "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2hAk7glFnvv2FB+6UcXWJoIzLGdL1G6yl3I4kg3HpaMmjJ75ePGrq+KvbIxdbKsxgHlACEm8bJfUyE0wz7R6jSG39O7do0MrnOgu23dvdC17SLzmHLMQ21sU44M10bkdo9UMS8R168P4QaW1Wc8MlhqOKiAlKALu3DgllZikKU2sWRrlbQDp6QsD/BCmmzySb1JG6d2ErKwPH7BRtKT+egxY/GYTeJ6ooaHMiFB3e5lMXy97LcR//8BewpErWXDj64mBKmbjHvihKiScIw2DCyyAlnA0KOH5qzxzaF0EWXZr6ZUm9rrv52pB2zV2kVA+32++aiwsFphYuQ2Pc/9JJQIDAQAB";
const ED25519: &str = include_str!("keys/ed25519.pem");
const ED25519_RECORD: &str = "v=DKIM1; k=ed25519; p=yKEsSUUlvXmGkCx2XJ3DMIJvmc3f66zaOPvzhskcA4Y=";

/// What DNS would say of the keys.
struct Records(HashMap<Box<str>, Txt>);

impl ResolverCache<Box<str>, Txt> for Records {
    fn get<Q>(&self, name: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.0.get(name).cloned()
    }
    fn remove<Q>(&self, _: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }
    fn insert(&self, _: Box<str>, _: Txt, _: Instant) {}
}

/// What each signature of a mail proves.
async fn proved(mail: &[u8]) -> Vec<DkimResult> {
    let record = |text: &str| Txt::from(DomainKey::parse(text.as_bytes()).unwrap());
    let records = Records(HashMap::from([
        ("rsa._domainkey.desk.test.".into(), record(RSA_RECORD)),
        ("ed._domainkey.desk.test.".into(), record(ED25519_RECORD)),
    ]));
    let read = AuthenticatedMessage::parse(mail).unwrap();
    let parameters = Parameters::new(&read).with_txt_cache(&records);
    let verified = MessageAuthenticator::new_cloudflare().unwrap().verify_dkim(parameters).await;
    verified.iter().map(|one| one.result().clone()).collect()
}

fn without(raw: &[u8], words: &str) -> Vec<u8> {
    String::from_utf8_lossy(raw).replacen(words, "Forged", 1).into_bytes()
}

#[tokio::test]
async fn a_mailbox_signs_its_mail_and_whoever_changes_it_is_found_out() {
    let desk = Desk::open().await;
    let sink = Sink::start().await;
    for (selector, key, record) in [("rsa", RSA, RSA_RECORD), ("ed", ED25519, ED25519_RECORD)] {
        let mut mailbox = sends_by(selector, &format!("{selector}@desk.test"), sink.address.port());
        mailbox.dkim = Some(pb::Dkim {
            domain: "desk.test".into(),
            selector: selector.into(),
            private_key_pem: key.into(),
            ..pb::Dkim::default()
        });
        let made = desk.mailbox(mailbox).await.unwrap();
        let dkim = made.dkim.unwrap();
        assert!(dkim.private_key_pem.is_empty(), "it is never shown");
        assert_eq!(dkim.dns_record, record, "but its public half is");
        let raw = format!("From: ann@acme.example\nSubject: Grüße\nMessage-ID: <{selector}@x>\n\nx");
        let opened = desk.mail(&format!("{selector}@desk.test"), &raw).await;
        let text = format!("Signed with {selector}: straße");
        desk.post(&desk.agent, &opened.conversation_id, &text).await.unwrap();
        desk.bench.settle().await;
        let mail = sink.one("ann@acme.example", &text).await;
        let signature = header(&String::from_utf8_lossy(&mail.raw), "DKIM-Signature");
        for name in
            ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "References"]
        {
            assert!(signature.to_lowercase().contains(&name.to_lowercase()), "{name}: {signature}");
        }
        assert_eq!(proved(&mail.raw).await, [DkimResult::Pass], "{selector}");
        for changed in [without(&mail.raw, "Signed"), without(&mail.raw, "ann@acme.example")] {
            assert_ne!(proved(&changed).await, [DkimResult::Pass], "{selector}");
        }
    }
    let mut wrong = sends_by("x", "x@desk.test", 25);
    let private_key_pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----".into();
    wrong.dkim = Some(pb::Dkim {
        domain: "desk.test".into(),
        selector: "s".into(),
        private_key_pem,
        ..Default::default()
    });
    assert_eq!(desk.mailbox(wrong).await.unwrap_err().code(), Code::InvalidArgument);
    desk.bench.end().await;
}

async fn logo(desk: &Desk) -> String {
    let mut client = AttachmentsServiceClient::new(desk.bench.channel("conversations"));
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89".to_vec();
    let content = Some(tandem_proto::google::api::HttpBody {
        content_type: "image/png".into(),
        data: png.into(),
        ..Default::default()
    });
    let request = pb::CreateAttachmentRequest { name: "logo.png".into(), content, ..Default::default() };
    client.create_attachment(by(&desk.agent, request)).await.unwrap().into_inner().id
}

fn page(mail: &Mail) -> String {
    let parsed = mail_parser::MessageParser::default().parse(&mail.raw).unwrap();
    parsed.body_html(0).unwrap().into_owned()
}

#[tokio::test]
async fn a_mail_wears_the_looks_of_its_mailbox_in_text_and_html() {
    let desk = Desk::open().await;
    let sink = Sink::start().await;
    let mut mailbox = sends_by("Support", "support@desk.test", sink.address.port());
    mailbox.layout = Some(pb::Layout {
        signature_html: "<p>{{ agent.name }}, {{ mailbox.name }}</p>".into(),
        header_html: "<p>Request {{ item.number }}: {{ item.title }}</p>".into(),
        logo_attachment_id: logo(&desk).await,
        footer_html: "<p>Desk Ltd, Registered Office</p>".into(),
    });
    desk.mailbox(mailbox.clone()).await.unwrap();
    let raw = "From: ann@acme.example\nSubject: <b>Printer</b>\nMessage-ID: <1@x>\n\nOn fire";
    let opened = desk.mail("support@desk.test", raw).await;
    desk.post(&desk.agent, &opened.conversation_id, "Use water").await.unwrap();
    desk.bot(&opened.item_id, "A word of a rule").await;
    desk.bench.settle().await;
    let mail = sink.one("ann@acme.example", "Use water").await;
    let text = mail.text();
    let order = ["Request 1: <b>Printer</b>", "Use water", "Olga, Support", "> On fire", "Desk Ltd"];
    let places: Vec<Option<usize>> = order.iter().map(|words| text.find(words)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
    let html = page(&mail);
    assert!(html.contains("Request 1: &lt;b&gt;Printer&lt;/b&gt;"), "what others wrote is no markup: {html}");
    assert!(
        html.contains("<img src=\"cid:att_") && html.contains("Olga, Support") && html.contains("Desk Ltd"),
        "{html}"
    );
    let parsed = mail_parser::MessageParser::default().parse(&mail.raw).unwrap();
    assert_eq!(parsed.attachment_count(), 1, "the logo is within it");
    let of_the_rule = sink.one("ann@acme.example", "A word of a rule").await;
    assert!(of_the_rule.says("Desk Ltd") && !of_the_rule.says("Olga"), "no person signs what a rule says");

    let layout = pb::Layout { footer_html: "<p>{{ item.secret }}</p>".into(), ..Default::default() };
    let refused = desk.mailbox(pb::Mailbox { layout: Some(layout), ..mailbox }).await.unwrap_err();
    assert!(
        refused.code() == Code::InvalidArgument && refused.message().contains("item.secret"),
        "{refused:?}"
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn what_nobody_reads_is_no_address_to_answer_to() {
    let desk = Desk::open().await;
    let sink = Sink::start().await;
    let mut mailbox = sends_by("Notices", "notices@desk.test", sink.address.port());
    mailbox.sender =
        Some(pb::Sender { address: "no-reply@desk.test".into(), no_reply: true, ..Default::default() });
    desk.mailbox(mailbox).await.unwrap();
    let opened =
        desk.mail("notices@desk.test", "From: ann@acme.example\nSubject: x\nMessage-ID: <1@x>\n\nx").await;
    desk.post(&desk.agent, &opened.conversation_id, "Hello").await.unwrap();
    desk.bench.settle().await;
    let raw = sink.one("ann@acme.example", "Hello").await.raw;
    let raw = String::from_utf8_lossy(&raw).into_owned();
    assert_eq!(header(&raw, "From"), "\"Olga (Desk)\" <no-reply@desk.test>");
    assert_eq!(header(&raw, "Reply-To"), "");
    desk.bench.end().await;
}
