//! What a mail proves of its sender, asked of a name server with records of its own.
use std::net::IpAddr;

use mail_auth::{
    ArcOutput, AuthenticatedMessage, AuthenticationResults, DmarcOutput, DmarcResult,
    arc::ArcSealer,
    common::{crypto::Ed25519Key, headers::HeaderWriter},
    dkim::DkimSigner,
};
use tandem_conversations::{
    authentication::{Arriving, Verifier},
    message::reading::Authentication,
};
use tandem_kit::testing::names::NameServer;

const MAIL: &str = "From: Ann <ann@acme.example>\r\nTo: ticket@desk.test\r\nSubject: x\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@acme.example>\r\n\r\nHello\r\n";

/// A domain that signs, says who sends for it, and wants what fails to be rejected.
struct World {
    names: NameServer,
    verifier: Verifier,
    key: Vec<u8>,
}

impl World {
    async fn new() -> Self {
        let names = NameServer::start().await;
        let verifier = Verifier::new(Some(&names.address.to_string())).unwrap();
        let key = Ed25519Key::generate_pkcs8().unwrap();
        for domain in ["acme.example", "passes-on.example"] {
            names.text(&format!("k._domainkey.{domain}"), &format!("v=DKIM1; k=ed25519; p={}", public(&key)));
        }
        names.text("acme.example", "v=spf1 ip4:8.8.4.0/24 include:list.example -all");
        names.text("list.example", "v=spf1 ip4:9.9.9.9 ~all");
        names.text("_dmarc.acme.example", "v=DMARC1; p=reject");
        Self { names, verifier, key }
    }
    fn signed(&self, domain: &str, mail: &str) -> String {
        let signer = DkimSigner::from_key(Ed25519Key::from_pkcs8_der(&self.key).unwrap()).domain(domain);
        let signature =
            signer.selector("k").headers(["From", "To", "Subject", "Date"]).sign(mail.as_bytes()).unwrap();
        format!("{}{mail}", signature.to_header())
    }
    async fn found(&self, raw: &str, peer: Option<&str>) -> Authentication {
        self.verifier.verify(arriving(raw, peer)).await
    }
}

fn public(pkcs8: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    STANDARD.encode(Ed25519Key::from_pkcs8_der(pkcs8).unwrap().public_key())
}

fn arriving<'x>(raw: &'x str, peer: Option<&str>) -> Arriving<'x> {
    Arriving {
        raw: raw.as_bytes(),
        from: "ann@acme.example",
        peer: peer.map(|peer| peer.parse::<IpAddr>().unwrap()),
        helo: "mx.acme.example",
        envelope_from: "ann@acme.example",
        ..Arriving::default()
    }
}

#[tokio::test]
async fn who_may_send_for_a_domain_and_who_signs_for_it_proves_it() {
    let world = World::new().await;
    let signed = world.signed("acme.example", MAIL);
    let elsewhere = world.signed("passes-on.example", MAIL);
    let changed = signed.replace("Hello", "Pay here");
    for (raw, peer, spf, dkim, dmarc, aligned) in [
        (MAIL, Some("8.8.4.7"), "pass", "none", "pass", true),
        (MAIL, Some("9.9.9.9"), "pass", "none", "pass", true),
        (MAIL, Some("1.1.1.1"), "fail", "none", "fail", false),
        (&signed, Some("1.1.1.1"), "fail", "pass", "pass", true),
        (&signed, None, "none", "pass", "pass", true),
        (&changed, Some("1.1.1.1"), "fail", "fail", "fail", false),
        (&elsewhere, Some("1.1.1.1"), "fail", "pass", "fail", false),
        // Who brought it is not known, or is a machine of one's own that passed it on: it may have been anybody.
        (&changed, None, "none", "fail", "none", false),
        (MAIL, Some("127.0.0.1"), "none", "none", "none", false),
        (MAIL, None, "none", "none", "none", false),
    ] {
        let found = world.found(raw, peer).await;
        let words = (found.spf.as_str(), found.dkim.as_str(), found.dmarc.as_str(), found.aligned);
        assert_eq!(words, (spf, dkim, dmarc, aligned), "{peer:?} {raw}");
        assert_eq!(found.domain, "acme.example");
        if dmarc == "fail" {
            assert_eq!(found.asks, "reject");
        }
    }
}

#[tokio::test]
async fn a_mail_that_is_shown_as_anothers_proves_nothing() {
    let world = World::new().await;
    let two = MAIL.replace("From: Ann <ann@acme.example>", "From: ann@acme.example, eve@evil.example");
    let twice = format!("From: eve@evil.example\r\n{MAIL}");
    for raw in [two, twice] {
        let found = world.found(&world.signed("acme.example", &raw), None).await;
        assert!(!found.aligned, "{found:?} {raw}");
    }
    let signed = world.signed("acme.example", MAIL);
    let shown_as = Arriving { from: "boss@acme.example", ..arriving(&signed, None) };
    assert!(!world.verifier.verify(shown_as).await.aligned);
}

#[tokio::test]
async fn a_domain_that_says_only_who_sends_for_it_is_not_spoofed_unseen() {
    let world = World::new().await;
    world.names.text("small.example", "v=spf1 ip4:8.8.4.4 -all");
    let raw = MAIL.replace("acme.example", "small.example");
    let from = |peer| Arriving {
        from: "ann@small.example",
        envelope_from: "eve@evil.example",
        ..arriving(&raw, Some(peer))
    };
    let spoofed = world.verifier.verify(from("1.1.1.1")).await;
    assert_eq!((spoofed.dmarc.as_str(), spoofed.foreign), ("none", true));
    assert!(!world.verifier.verify(from("8.8.4.4")).await.foreign);
}

#[tokio::test]
async fn who_is_trusted_may_say_that_it_was_proved_before_it_was_changed() {
    let world = World::new().await;
    let sealed = {
        let message = AuthenticatedMessage::parse(MAIL.as_bytes()).unwrap();
        let dmarc = DmarcOutput::new("acme.example".into()).with_dkim_result(DmarcResult::Pass);
        let results = AuthenticationResults::new("mx.passes-on.example").with_dmarc_result(&dmarc);
        let sealer =
            ArcSealer::from_key(Ed25519Key::from_pkcs8_der(&world.key).unwrap()).domain("passes-on.example");
        let sealer = sealer.selector("k").headers(["From", "To", "Subject", "Date"]);
        let set = sealer.seal(&message, &results, &ArcOutput::default()).unwrap();
        format!("{}{MAIL}", set.to_header())
    };
    let trusted = ["passes-on.example".to_owned()];
    let by = |sealers| Arriving { sealers, ..arriving(&sealed, Some("1.1.1.1")) };
    let found = world.verifier.verify(by(&trusted)).await;
    assert_eq!((found.arc.as_str(), found.dmarc.as_str(), found.aligned), ("pass", "fail", true), "{sealed}");
    let stranger = world.verifier.verify(by(&[])).await;
    assert_eq!((stranger.arc.as_str(), stranger.aligned), ("pass", false), "anybody can seal");
    let changed = sealed.replace("Hello", "Pay here");
    let changed = world.verifier.verify(Arriving { sealers: &trusted, ..arriving(&changed, None) }).await;
    assert!(!changed.aligned && changed.arc == "fail", "{changed:?}");
}

#[tokio::test]
async fn a_name_server_that_is_silent_holds_nothing_up() {
    // A port that takes questions and never answers.
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let verifier = Verifier::new(Some(&silent.local_addr().unwrap().to_string())).unwrap();
    let raw = World::new().await.signed("acme.example", MAIL);
    let begun = std::time::Instant::now();
    let asked =
        futures::future::join_all((0..8).map(|_| verifier.verify(arriving(&raw, Some("1.1.1.1"))))).await;
    for found in asked {
        assert_eq!((found.spf.as_str(), found.dmarc.as_str()), ("temperror", "temperror"), "{found:?}");
        assert!(found.passes_later() && !found.aligned);
    }
    let again = std::time::Instant::now();
    assert!(verifier.verify(arriving(&raw, Some("1.1.1.1"))).await.passes_later());
    assert!(again.elapsed().as_millis() < 500, "nobody is asked for a while");
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    let off = Verifier::new(Some("off")).unwrap();
    assert_eq!(off.verify(arriving(&raw, Some("1.1.1.1"))).await.dkim, "none");
}
