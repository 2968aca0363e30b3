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
        let request = account.api.request(Method::POST, "/v1/attachments?name=a.txt").body(unsaid(b"a file"));
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
