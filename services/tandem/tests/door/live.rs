//! The live stream over HTTP.
use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use tandem_proto::gateway::{WatchRequest, live_service_client::LiveServiceClient};

use super::Door;

/// A stream of server-sent events, read one by one.
struct Events {
    response: Response,
    read: String,
}

impl Events {
    async fn open(door: &Door, resume: Option<&str>) -> Self {
        let mut request = door.owner(Method::GET, "/v1/live");
        if let Some(id) = resume {
            request = request.header("last-event-id", id);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, read: String::new() }
    }
    /// The next event that has data; nothing when the stream has ended.
    async fn next(&mut self) -> Option<Value> {
        loop {
            while let Some((event, rest)) = self.read.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: ")).map(str::to_owned);
                self.read = rest.into();
                if let Some(data) = data {
                    return Some(serde_json::from_str(&data).unwrap());
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk())
                .await
                .expect("something comes");
            self.read += str::from_utf8(&chunk.ok()??).unwrap();
        }
    }
}

async fn make_team(door: &Door, n: u32) -> String {
    let team =
        json!({"name": format!("Team {n}"), "request_id": format!("018f0000-0000-7000-8000-00000000{n:04}")});
    let (status, made) =
        super::read(door.owner(Method::POST, "/v1/teams").json(&team).send().await.unwrap()).await;
    assert_eq!(status, 200, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_change_is_told_and_who_comes_back_misses_nothing() {
    let door = Door::open().await;
    door.bench.settle().await;
    let mut events = Events::open(&door, None).await;
    let first = make_team(&door, 1).await;
    let told = events.next().await.unwrap();
    assert_eq!(told["type"], "tandem.directory.v1.TeamCreated");
    assert!(told["subjects"].as_array().unwrap().contains(&Value::from(first)));
    drop(events);

    let second = make_team(&door, 2).await;
    door.bench.settle().await;
    let mut events = Events::open(&door, told["id"].as_str()).await;
    assert!(events.next().await.unwrap()["subjects"].as_array().unwrap().contains(&Value::from(second)));
    let mut events = Events::open(&door, Some("018f0000-0000-7000-8000-000000000000")).await;
    assert_eq!(events.next().await.unwrap()["type"], "reset");
    door.bench.end().await;
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_the_process_does_not_wait_for_streams() {
    let door = Door::open().await;
    let cookie = door.sign_in().await;
    let live = || door.ask(Method::GET, "/v1/live").header("cookie", &cookie).send();
    let mut stream = Events { response: live().await.unwrap(), read: String::new() };
    door.ask(Method::POST, "/v1/sessions:end").header("cookie", &cookie).send().await.unwrap();
    assert_eq!(stream.next().await, None);
    assert_eq!(live().await.unwrap().status(), 401);

    let mut open = Events::open(&door, None).await;
    let stopped = tokio::time::timeout(Duration::from_secs(10), door.bench.end());
    let (ended, ()) =
        tokio::join!(open.next(), async { stopped.await.expect("it stops while streams are open") });
    assert_eq!(ended, None);
}

#[tokio::test]
async fn a_revoked_token_loses_its_streams() {
    let door = Door::open().await;
    door.bench.settle().await; // that the account was made is told before the stream opens
    let made = door.owner(Method::POST, "/v1/api_tokens").json(&json!({"name": "t"})).send().await.unwrap();
    let (_, token) = super::read(made).await;
    let stream = door
        .ask(Method::GET, "/v1/live")
        .bearer_auth(token["secret"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    let mut stream = Events { response: stream, read: String::new() };
    let path = format!("/v1/api_tokens/{}", token["id"].as_str().unwrap());
    door.owner(Method::DELETE, &path).send().await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), stream.next()).await.expect("it ends");
    assert_eq!(ended, None);
    door.bench.end().await;
}

#[tokio::test]
async fn the_stream_is_an_rpc_too() {
    let door = Door::open().await;
    door.bench.settle().await;
    let channel = tonic::transport::Channel::from_shared(door.url.clone()).unwrap().connect().await.unwrap();
    let mut request = tonic::Request::new(WatchRequest::default());
    request
        .metadata_mut()
        .insert("authorization", format!("Bearer {}", door.account.api_token).parse().unwrap());
    let mut notices = LiveServiceClient::new(channel).watch(request).await.unwrap().into_inner();
    make_team(&door, 1).await;
    assert_eq!(notices.message().await.unwrap().unwrap().r#type, "tandem.directory.v1.TeamCreated");
    door.bench.end().await;
}
