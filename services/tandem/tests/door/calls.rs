//! Calls by REST, gRPC and gRPC-Web.
use prost::Message as _;
use reqwest::Method;
use serde_json::json;
use tandem_proto::directory::{
    GetAccountByIdRequest, GetMeRequest, Me, accounts_service_client::AccountsServiceClient,
    users_service_client::UsersServiceClient,
};
use tonic::{Code, Request, transport::Channel};

use super::{Door, read};

#[tokio::test]
async fn an_rpc_answers_by_its_path() {
    let door = Door::open().await;
    let (status, me) = door.get("/v1/me").await;
    assert_eq!((status, me["id"].as_str()), (200, Some(door.account.owner_id.as_str())));

    let team = json!({"name": "Support", "request_id": "018f0000-0000-7000-8000-000000000001"});
    let made = read(door.owner(Method::POST, "/v1/teams").json(&team).send().await.unwrap()).await;
    assert_eq!(made.0, 200, "{}", made.1);
    let id = made.1["id"].as_str().unwrap();
    let path = format!("/v1/teams/{id}");
    let changed =
        read(door.owner(Method::PATCH, &path).json(&json!({"name": "Help"})).send().await.unwrap()).await;
    assert_eq!((changed.0, changed.1["name"].as_str()), (200, Some("Help")), "{}", changed.1);
    let stale = json!({"name": "Again", "revision": made.1["revision"]});
    let refused = read(door.owner(Method::PATCH, &path).json(&stale).send().await.unwrap()).await;
    assert_eq!((refused.0, refused.1["error"]["reason"].as_str()), (409, Some("STALE")), "{}", refused.1);
    let (status, list) = door.get("/v1/teams?page_size=1").await;
    assert_eq!((status, list["teams"][0]["name"].as_str()), (200, Some("Help")));
    let gone = read(door.owner(Method::DELETE, &path).send().await.unwrap()).await;
    assert_eq!(gone, (200, json!({})));
    assert_eq!(door.get(&path).await.0, 404);
    door.bench.end().await;
}

#[tokio::test]
async fn a_refusal_has_one_shape_whatever_refused() {
    let door = Door::open().await;
    let cases = [
        (Method::GET, "/v1/nothing", 404, "NOT_FOUND"),
        (Method::PUT, "/v1/teams", 405, "METHOD_NOT_ALLOWED"),
        (Method::GET, "/v1/teams?limit=3", 400, "INVALID"),
        (Method::GET, "/v1/teams?page_size=x", 400, "INVALID"),
        (Method::GET, "/v1/teams/team_1", 404, "NOT_FOUND"),
        (Method::GET, "/v1/rules", 503, "UNAVAILABLE"),
    ];
    for (method, path, status, reason) in cases {
        let response = door.owner(method, path).send().await.unwrap();
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let (got, body) = read(response).await;
        assert_eq!((got, body["error"]["reason"].as_str()), (status, Some(reason)), "{path}: {body}");
        assert_eq!(body["error"]["code"], status);
        assert_eq!(body["error"]["request_id"], id);
        assert!(body["error"]["fields"].is_array() && !body["error"]["message"].as_str().unwrap().is_empty());
    }
    let anonymous = read(door.ask(Method::GET, "/v1/teams").send().await.unwrap()).await;
    assert_eq!((anonymous.0, anonymous.1["error"]["status"].as_str()), (401, Some("UNAUTHENTICATED")));
    let allow = door.owner(Method::PUT, "/v1/teams").send().await.unwrap();
    assert_eq!(allow.headers()["allow"], "GET, HEAD, OPTIONS, POST");
    let wrong = door.owner(Method::POST, "/v1/teams").body("{\"nam\": 1}").send().await.unwrap();
    assert_eq!(read(wrong).await.1["error"]["fields"][0]["field"], "nam");
    let large = door.owner(Method::POST, "/v1/teams").body(vec![b' '; 5 << 20]).send().await.unwrap();
    assert_eq!(large.status(), 413);
    door.bench.end().await;
}

#[tokio::test]
async fn grpc_passes_with_the_same_token_and_peers_rpcs_do_not() {
    let door = Door::open().await;
    let channel = Channel::from_shared(door.url.clone()).unwrap().connect().await.unwrap();
    let mut users = UsersServiceClient::new(channel.clone());
    let status = users.get_me(GetMeRequest {}).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    let mut request = Request::new(GetMeRequest {});
    request
        .metadata_mut()
        .insert("authorization", format!("Bearer {}", door.account.api_token).parse().unwrap());
    assert_eq!(users.get_me(request).await.unwrap().into_inner().id, door.account.owner_id);

    let mut request = Request::new(GetAccountByIdRequest { id: "acc_1".into() });
    request
        .metadata_mut()
        .insert("authorization", format!("Bearer {}", door.account.api_token).parse().unwrap());
    let status = AccountsServiceClient::new(channel).get_account_by_id(request).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    door.bench.end().await;
}

#[tokio::test]
async fn a_caller_that_names_itself_is_not_believed() {
    let door = Door::open().await;
    let forged = door.ask(Method::GET, "/v1/me").header("x-tandem-caller", "anything").send().await.unwrap();
    assert_eq!(forged.status(), 401);
    door.bench.end().await;
}

/// A call by gRPC-Web over HTTP/1.1: the first message of the answer, and whether it ended well.
async fn by_web(door: &Door, rpc: &str, message: &[u8]) -> (Vec<u8>, bool) {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    let frame = [&[0][..], &length, message].concat();
    let call = door.owner(Method::POST, rpc).header("content-type", "application/grpc-web+proto").body(frame);
    let response = call.send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.version()), (200, reqwest::Version::HTTP_11));
    let bytes = response.bytes().await.unwrap();
    let length = u32::from_be_bytes(bytes[1..5].try_into().unwrap()) as usize;
    let ended = String::from_utf8_lossy(&bytes[5 + length..]).contains("grpc-status:0");
    (bytes[5..5 + length].to_vec(), ended)
}

#[tokio::test]
async fn grpc_web_passes_over_http_1() {
    let door = Door::open().await;
    let (answer, ended) = by_web(&door, "/tandem.directory.v1.UsersService/GetMe", &[]).await;
    assert_eq!((Me::decode(answer.as_slice()).unwrap().id, ended), (door.account.owner_id.clone(), true));
    door.bench.end().await;
}

#[tokio::test]
async fn health_and_reflection_answer_on_the_public_port() {
    let door = Door::open().await;
    let (health, ended) = by_web(&door, "/grpc.health.v1.Health/Check", &[]).await;
    assert_eq!((health.as_slice(), ended), (&[8, 1][..], true), "status: SERVING");
    // list_services (field 7) of an empty host.
    let list = [0x3a, 0];
    let (services, ended) =
        by_web(&door, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", &list).await;
    assert!(String::from_utf8_lossy(&services).contains("tandem.items.v1.ItemsService") && ended);
    door.bench.end().await;
}
