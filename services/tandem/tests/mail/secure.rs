//! Connections that are made safe, over real sockets: to servers of mailboxes, and to our own listener.
use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    sync::Arc,
};

use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _},
};
use tandem_proto::conversations as pb;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::{
    desk::Desk,
    imap::Server,
    mailboxes::{fetched_from, health_of},
};

pub const CERTIFICATE: &str = include_str!("keys/server.pem");
const KEY: &str = include_str!("keys/server.key.pem");

/// A server's side of TLS, with a certificate that it signed itself.
pub fn acceptor() -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    TlsAcceptor::from(Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap()))
}

fn connector() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

fn key_file(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/mail/keys");
    folder.join(name).display().to_string()
}

/// Says lines and answers with the last line of each reply.
async fn say(client: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>, said: &str) -> String {
    client.get_mut().write_all(format!("{said}\r\n").as_bytes()).await.unwrap();
    reply(client).await
}

async fn reply(client: &mut BufReader<impl AsyncRead + Unpin>) -> String {
    loop {
        let mut line = String::new();
        client.read_line(&mut line).await.unwrap();
        if line.as_bytes().get(3) != Some(&b'-') {
            return line;
        }
    }
}

#[tokio::test]
async fn mail_comes_by_a_connection_that_was_made_safe() {
    let desk = Desk::open_as(|_, _| {
        HashMap::from([
            ("certificate".to_owned(), key_file("server.pem")),
            ("key".to_owned(), key_file("server.key.pem")),
        ])
    })
    .await;
    let mut client = BufReader::new(TcpStream::connect(("127.0.0.1", desk.port)).await.unwrap());
    reply(&mut client).await;
    client.get_mut().write_all(b"EHLO me.test\r\n").await.unwrap();
    let mut offered = String::new();
    while !offered.contains("250 ") {
        client.read_line(&mut offered).await.unwrap();
    }
    assert!(offered.contains("250-STARTTLS"), "{offered}");
    // What is said before the handshake, and not in it, counts for nothing.
    assert!(say(&mut client, "STARTTLS\r\nMAIL FROM:<eve@evil.example>").await.starts_with("220"));
    let name = ServerName::try_from("localhost").unwrap();
    let wire = connector().connect(name, client.into_inner()).await.unwrap();
    let mut client = BufReader::new(wire);
    assert!(say(&mut client, "MAIL FROM:<ann@acme.example>").await.starts_with("503"), "it begins anew");
    assert!(say(&mut client, "EHLO me.test").await.starts_with("250"));
    assert!(say(&mut client, "MAIL FROM:<ann@acme.example>").await.starts_with("250"));
    assert!(say(&mut client, "RCPT TO:<ticket@desk.test>").await.starts_with("250"));
    assert!(say(&mut client, "DATA").await.starts_with("354"));
    let kept = say(&mut client, "From: ann@acme.example\r\nSubject: safe\r\n\r\nx\r\n.").await;
    assert!(kept.starts_with("250 2.0.0"), "{kept}");
    desk.bench.settle().await;
    assert_eq!(desk.opened().await, BTreeMap::from([("safe".into(), 1)]));
    let channel = health_of(&desk, "smtp").await;
    assert!(channel.good && channel.certificate_expire_time.is_some(), "{channel:?}");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_mail_server_of_ones_own_hears_of_each_recipient() {
    let desk = Desk::open_as(|_, _| HashMap::from([("protocol".to_owned(), "lmtp".to_owned())])).await;
    let mut client = BufReader::new(TcpStream::connect(("127.0.0.1", desk.port)).await.unwrap());
    assert!(reply(&mut client).await.contains("LMTP"));
    assert!(say(&mut client, "EHLO mx.test").await.starts_with("500"));
    assert!(say(&mut client, "LHLO mx.test").await.starts_with("250"));
    assert!(say(&mut client, "MAIL FROM:<ann@acme.example>").await.starts_with("250"));
    assert!(say(&mut client, "RCPT TO:<ticket@desk.test>").await.starts_with("250"));
    assert!(say(&mut client, "RCPT TO:<nobody@desk.test>").await.starts_with("550"));
    assert!(say(&mut client, "RCPT TO:<task@desk.test>").await.starts_with("250"));
    assert!(say(&mut client, "DATA").await.starts_with("354"));
    let first = say(&mut client, "From: ann@acme.example\r\nSubject: both\r\n\r\nx\r\n.").await;
    let second = reply(&mut client).await;
    assert!(first.starts_with("250 2.0.0") && second.starts_with("250 2.0.0"), "{first}{second}");
    assert!(say(&mut client, "QUIT").await.starts_with("221"));
    desk.bench.settle().await;
    assert_eq!(desk.opened().await, BTreeMap::from([("both".into(), 1)]));
    desk.bench.end().await;
}

/// A mailbox that is reached after STARTTLS, with the server's own certificate to trust.
fn safe(port: u16) -> pb::Mailbox {
    let mut mailbox = fetched_from(port);
    let imap = mailbox.imap.as_mut().unwrap();
    (imap.security, imap.trust_pem) = (pb::Security::Starttls.into(), CERTIFICATE.into());
    mailbox
}

#[tokio::test]
async fn mail_is_fetched_by_a_connection_that_was_made_safe() {
    let (desk, server) = (Desk::open().await, Server::start().await);
    server.put(1, "mail 1");
    let made = desk.mailbox(safe(server.port)).await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.opened().await, BTreeMap::from([("mail 1".into(), 1)]));
    let channel = health_of(&desk, &format!("imap:{}", made.id)).await;
    assert!(channel.good && channel.certificate_expire_time.is_some(), "{channel:?}");
    let mut stranger = safe(server.port);
    stranger.imap.as_mut().unwrap().trust_pem = String::new();
    stranger.addresses.clear();
    let other = desk.mailbox(stranger).await.unwrap();
    desk.bench.settle().await;
    let channel = health_of(&desk, &format!("imap:{}", other.id)).await;
    assert!(!channel.good && channel.error.contains("nobody known signed"), "{channel:?}");
    desk.bench.end().await;
}

/// Gives an access token to whoever asks with the right refresh token.
pub async fn token_endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut running = JoinSet::new();
    running.spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let length = socket.read(&mut request).await.unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let body = if request.contains("refresh_token=r1") {
                r#"{"access_token":"t0ken","expires_in":3600}"#
            } else {
                r#"{"error":"invalid_grant"}"#
            };
            let length = body.len();
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    running.detach_all();
    format!("http://127.0.0.1:{port}/token")
}

#[tokio::test]
async fn a_mailbox_is_signed_in_to_with_an_access_token() {
    let (desk, server) = (Desk::open().await, Server::start().await);
    server.state().token = Some("t0ken");
    server.put(1, "mail 1");
    let token_url = token_endpoint().await;
    let with = |refresh_token: &str| {
        let mut mailbox = safe(server.port);
        let imap = mailbox.imap.as_mut().unwrap();
        imap.auth = pb::Auth::Xoauth2.into();
        imap.password = String::new();
        imap.oauth = Some(pb::OAuth {
            token_url: token_url.clone(),
            client_id: "tandem".into(),
            refresh_token: refresh_token.into(),
            ..Default::default()
        });
        mailbox
    };
    let made = desk.mailbox(with("r1")).await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.opened().await, BTreeMap::from([("mail 1".into(), 1)]));
    let channel = health_of(&desk, &format!("imap:{}", made.id)).await;
    assert!(channel.good && channel.token_expire_time.is_some(), "{channel:?}");
    let mut wrong = with("stolen");
    wrong.addresses.clear();
    let wrong = desk.mailbox(wrong).await.unwrap();
    desk.bench.settle().await;
    let channel = health_of(&desk, &format!("imap:{}", wrong.id)).await;
    assert!(!channel.good && channel.error.contains("invalid_grant"), "{channel:?}");
    assert!(channel.advice.contains("refresh token"), "{channel:?}");
    desk.bench.end().await;
}
