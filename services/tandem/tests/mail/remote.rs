//! Pictures of the web that a mail shows: fetched by the server, and from nowhere within.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use tandem_kit::Cause;
use tandem_proto::conversations as pb;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    task::JoinSet,
};
use tonic::{Code, Status};

use super::desk::{Desk, by};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01";

/// A server with a picture, a page and ways elsewhere; what it was asked.
async fn server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = asked.clone();
    let mut running = JoinSet::new();
    running.spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let length = socket.read(&mut request).await.unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let (head, body): (String, &[u8]) = match request.split(' ').nth(1).unwrap_or_default() {
                "/a.png?x=1&y=2" => ("200 OK\r\nContent-Type: image/png".into(), PNG),
                "/page.png" => ("200 OK\r\nContent-Type: image/png".into(), b"<svg onload=alert(1)>"),
                "/moved.png" => ("302 Found\r\nLocation: /a.png?x=1&y=2".into(), b""),
                "/within.png" => ("302 Found\r\nLocation: http://10.0.0.1/a.png".into(), b""),
                "/round.png" => ("302 Found\r\nLocation: /round.png".into(), b""),
                _ => ("404 Not Found".into(), b""),
            };
            heard.lock().unwrap().push(request);
            let length = body.len();
            let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            let _ = socket.write_all(&[head.as_bytes(), body].concat()).await;
        }
    });
    running.detach_all();
    (port, asked)
}

async fn picture(desk: &Desk, who: &Cause, id: &str, url: &str) -> Result<Vec<u8>, Status> {
    let request = pb::GetRemotePictureRequest { id: id.into(), url: url.into() };
    let body = desk.messages().get_remote_picture(by(who, request)).await?.into_inner();
    assert_eq!(body.content_type, "image/png");
    Ok(body.data.to_vec())
}

#[tokio::test]
async fn a_picture_of_the_web_is_fetched_for_whoever_reads_and_from_nowhere_within() {
    let (port, asked) = server().await;
    let desk = Desk::open_as(|config, _| {
        config.outside.allow = Some("127.0.0.1".into());
        HashMap::new()
    })
    .await;
    let base = format!("http://127.0.0.1:{port}");
    let inside = [
        "http://10.0.0.1/x.png",
        "http://169.254.169.254/x.png",
        "http://[::1]/x.png",
        "http://0x7f000002/x.png",
    ];
    let own = ["a.png?x=1&amp;y=2", "page.png", "moved.png", "within.png", "round.png", "gone.png"];
    let urls = own.iter().map(|path| format!("{base}/{path}")).chain(inside.map(str::to_owned));
    let shown: Vec<String> = urls.map(|url| format!("<img src=\"{url}\">")).collect();
    let shown = shown.concat();
    let raw = format!("From: ann@acme.example\nSubject: x\nContent-Type: text/html\n\n<p>Look</p>{shown}");
    let opened = desk.mail("ticket@desk.test", &raw).await;
    desk.bench.settle().await;
    assert!(asked.lock().unwrap().is_empty(), "nobody is asked before somebody wants to see it");
    let get = async |path: &str| picture(&desk, &desk.agent, &opened.message_id, path).await;
    assert_eq!(get(&format!("{base}/a.png?x=1&y=2")).await.unwrap(), PNG);
    assert_eq!(get(&format!("{base}/moved.png")).await.unwrap(), PNG);
    for sent in asked.lock().unwrap().iter() {
        let sent = sent.to_lowercase();
        assert!(
            !sent.contains("cookie") && !sent.contains("referer") && !sent.contains("authorization"),
            "{sent}"
        );
    }
    for path in ["page.png", "within.png", "round.png", "gone.png"] {
        let refused = get(&format!("{base}/{path}")).await.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition, "{path}: {refused:?}");
    }
    let before = asked.lock().unwrap().len();
    for url in inside {
        let refused = get(url).await.unwrap_err();
        assert!(
            matches!(refused.code(), Code::FailedPrecondition | Code::InvalidArgument),
            "{url}: {refused:?}"
        );
    }
    assert_eq!(
        get(&format!("{base}/other.png")).await.unwrap_err().code(),
        Code::InvalidArgument,
        "it shows no such"
    );
    assert_eq!(asked.lock().unwrap().len(), before);
    desk.bench.end().await;
}
