//! Files on their way in share one room, whatever way they come.
use prost::bytes::Bytes;
use reqwest::{Body, Method};

use crate::support::{Form, Platform, until};

/// A body that does not say how long it is, so that the largest file must be expected.
fn unsaid(bytes: &'static [u8]) -> Body {
    Body::wrap_stream(futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(bytes))]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_by_grpc_take_room_from_files_by_rest_until_they_are_done() {
    let platform = Platform::start(Form::Embedded).await;
    let account = platform.account("uploads").await;
    let upload = async || {
        let request =
            account.api.request(Method::POST, "/v1/attachments:create?name=a.txt").body(unsaid(b"a file"));
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(upload().await, 200, "there is room");
    // Five files of 50 MB at most fill a room of 256 MB; none of them ever ends.
    let endless = (0..5).map(|_| {
        let rpc = "/tandem.conversations.v1.AttachmentsService/CreateAttachment";
        let body = Body::wrap_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
        let request = account.api.request(Method::POST, rpc);
        tokio::spawn(request.header("content-type", "application/grpc-web+proto").body(body).send())
    });
    let endless: Vec<_> = endless.collect();
    until("a file by REST finds no room", async || (upload().await == 503).then_some(())).await;
    for one in endless {
        one.abort();
    }
    until("there is room again", async || (upload().await == 200).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_by_rest_is_passed_on_as_it_comes() {
    let platform = Platform::start(Form::Embedded).await;
    let account = platform.account("pieces").await;
    let pieces: Vec<Bytes> = (0..30).map(|n| Bytes::from(vec![n; 100_000])).collect();
    let whole = pieces.concat();
    let coming = |pieces: Vec<Bytes>| {
        Body::wrap_stream(futures::stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>)))
    };
    let raw = account.api.request(Method::POST, "/v1/attachments?name=a.bin").body(coming(pieces.clone()));
    let made: serde_json::Value = raw.send().await.unwrap().json().await.unwrap();
    assert_eq!((&made["name"], &made["size"]), (&"a.bin".into(), &"3000000".into()), "{made}");
    let path = format!("/v1/attachments/{}", made["id"].as_str().unwrap());
    let got = account.api.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(got.headers()["content-length"], "3000000");
    assert!(got.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(got.bytes().await.unwrap(), whole);

    // A form whose other fields stand behind the file.
    let form = || {
        let (open, rest) = (
            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b.txt\"\r\n\r\n",
            "\r\n--b\r\nContent-Disposition: form-data; name=\"request_id\"\r\n\r\nonce\r\n--b--\r\n",
        );
        let mut all = vec![Bytes::from_static(open.as_bytes())];
        all.extend(pieces.iter().take(3).cloned());
        all.push(Bytes::from_static(rest.as_bytes()));
        let request = account.api.request(Method::POST, "/v1/attachments");
        request.header("content-type", "multipart/form-data; boundary=b").body(coming(all)).send()
    };
    let first: serde_json::Value = form().await.unwrap().json().await.unwrap();
    let again: serde_json::Value = form().await.unwrap().json().await.unwrap();
    assert_eq!((&first["name"], &first["size"]), (&"b.txt".into(), &"300000".into()), "{first}");
    assert_eq!(first["id"], again["id"], "the same request is one file");

    let large: Vec<Bytes> = std::iter::repeat_n(pieces[0].clone(), 270).collect();
    let refused = account.api.request(Method::POST, "/v1/attachments?name=l").body(coming(large));
    let refused = refused.send().await.unwrap();
    let (status, why) = (refused.status().as_u16(), refused.text().await.unwrap());
    assert!(status == 400 && why.contains("at most 26214400 are taken"), "{status} {why}");
    let said = account.api.request(Method::POST, "/v1/attachments?name=l").body(vec![0; 102 << 20]);
    assert_eq!(said.send().await.map_or(413, |answer| answer.status().as_u16()), 413);
}
