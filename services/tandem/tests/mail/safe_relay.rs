//! A relay that is signed in to with an access token, behind STARTTLS: a real server of the test's own, by a certificate of its own.
use std::sync::{Arc, Mutex};

use tandem_proto::conversations::{self as pb, delivery::State};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::{
    by_mailbox::sends_by,
    desk::Desk,
    mailboxes::health_of,
    secure::{CERTIFICATE, acceptor, token_endpoint},
};

/// What a relay heard, in its order; what came by a safe connection has `safe: ` before it.
type Heard = Arc<Mutex<Vec<String>>>;

/// A relay that takes everything, and tells of STARTTLS or keeps quiet about it.
async fn relay(offers: &'static str) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, heard) = (listener.local_addr().unwrap().port(), Heard::default());
    let keep = heard.clone();
    let mut running = JoinSet::new();
    running.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(greet(stream, offers, keep.clone()));
        }
    });
    running.detach_all();
    (port, heard)
}

async fn greet(stream: TcpStream, offers: &str, heard: Heard) {
    let mut plain = BufReader::new(stream);
    let _ = plain.get_mut().write_all(b"220 relay.test ESMTP\r\n").await;
    if !serve(&mut plain, offers, "", &heard).await {
        return;
    }
    let safe = acceptor().accept(plain.into_inner()).await.unwrap();
    serve(&mut BufReader::new(safe), "AUTH XOAUTH2", "safe: ", &heard).await;
}

/// Answers until the end; true where the connection is to be made safe.
async fn serve(
    stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
    offers: &str,
    how: &str,
    heard: &Heard,
) -> bool {
    let (mut line, mut content) = (String::new(), false);
    while stream.read_line(&mut line).await.is_ok_and(|length| length > 0) {
        let said = std::mem::take(&mut line).trim_end().to_owned();
        let word = said.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match word.as_str() {
            _ if content && said != "." => continue,
            "EHLO" => format!("250-relay.test\r\n250 {offers}"),
            "AUTH" => "235 2.7.0 welcome".to_owned(),
            "STARTTLS" => "220 2.0.0 go ahead".to_owned(),
            "DATA" => "354 go ahead".to_owned(),
            "QUIT" => "221 2.0.0 bye".to_owned(),
            _ => "250 2.0.0 ok".to_owned(),
        };
        content = word == "DATA";
        heard.lock().unwrap().push(format!("{how}{said}"));
        let _ = stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await;
        if word == "STARTTLS" {
            return true;
        }
    }
    false
}

async fn by_token(port: u16) -> pb::Mailbox {
    let mut mailbox = sends_by("Support", "support@desk.test", port);
    let relay = mailbox.relay.as_mut().unwrap();
    (relay.security, relay.trust_pem) = (pb::Security::Starttls.into(), CERTIFICATE.into());
    (relay.auth, relay.user) = (pb::Auth::Xoauth2.into(), "support@desk.test".into());
    relay.oauth = Some(pb::OAuth {
        token_url: token_endpoint().await,
        client_id: "tandem".into(),
        refresh_token: "r1".into(),
        ..Default::default()
    });
    mailbox
}

#[tokio::test]
async fn a_relay_is_signed_in_to_with_a_token_once_the_connection_is_safe() {
    let desk = Desk::open().await;
    let (port, heard) = relay("STARTTLS").await;
    let made = desk.mailbox(by_token(port).await).await.unwrap();
    let wrote = desk.mail("support@desk.test", "From: ann@acme.example\nSubject: x\n\nx").await;
    let sent = desk.post(&desk.agent, &wrote.conversation_id, "On our way").await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.message(&sent.id).await.deliveries[0].state(), State::Sent);
    let channel = health_of(&desk, &format!("relay:{}", made.id)).await;
    assert!(channel.good && channel.certificate_expire_time.is_some(), "{channel:?}");
    assert!(channel.token_expire_time.is_some(), "{channel:?}");
    let heard = heard.lock().unwrap().clone();
    let plain: Vec<&str> =
        heard.iter().filter(|said| !said.starts_with("safe: ")).map(|said| &said[..4]).collect();
    assert_eq!(plain, ["EHLO", "STAR"], "nothing of ours goes before the connection is safe");
    // user=support@desk.test^Aauth=Bearer t0ken^A^A
    let signed_in = "safe: AUTH XOAUTH2 dXNlcj1zdXBwb3J0QGRlc2sudGVzdAFhdXRoPUJlYXJlciB0MGtlbgEB";
    assert!(heard.iter().any(|said| said == signed_in), "{heard:?}");
    assert!(heard.iter().any(|said| said.starts_with("safe: MAIL FROM:")), "{heard:?}");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_relay_that_offers_no_safe_connection_learns_nothing() {
    let desk = Desk::open().await;
    let (port, heard) = relay("AUTH XOAUTH2").await;
    let made = desk.mailbox(by_token(port).await).await.unwrap();
    let wrote = desk.mail("support@desk.test", "From: ann@acme.example\nSubject: x\n\nx").await;
    let waits = desk.post(&desk.agent, &wrote.conversation_id, "On our way").await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.message(&waits.id).await.deliveries[0].state(), State::Deferred, "nothing is lost");
    let channel = health_of(&desk, &format!("relay:{}", made.id)).await;
    assert!(!channel.good && channel.error.contains("STARTTLS"), "{channel:?}");
    let heard = heard.lock().unwrap().clone();
    assert!(heard.iter().all(|said| said.starts_with("EHLO") || said.starts_with("QUIT")), "{heard:?}");
    desk.bench.end().await;
}
