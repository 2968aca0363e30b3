//! Pages, files and what describes the door itself.
use std::collections::HashSet;

use reqwest::Method;

use super::Door;

#[tokio::test]
async fn every_answer_keeps_browsers_safe() {
    let door = Door::open().await;
    for path in ["/", "/items/item_1", "/v1/me", "/nothing.js", "/docs", "/openapi.json"] {
        let response = door.ask(Method::GET, path).send().await.unwrap();
        let headers = response.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin", "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("frame-ancestors 'none'") && !policy.contains("script-src 'unsafe"),
            "{path}: {policy}"
        );
        assert!(headers.contains_key("x-request-id") && headers.contains_key("referrer-policy"), "{path}");
    }
    let form = door.ask(Method::GET, "/form/abc").send().await.unwrap();
    assert!(matches!(form.status().as_u16(), 200 | 404));
    door.bench.end().await;
}

#[tokio::test]
async fn the_contract_is_published_whole() {
    let door = Door::open().await;
    let (status, api) = super::read(door.ask(Method::GET, "/openapi.json").send().await.unwrap()).await;
    assert_eq!((status, api["openapi"].as_str()), (200, Some("3.1.0")));
    assert!(api["paths"].as_object().unwrap().len() > 50);
    let page = door.ask(Method::GET, "/docs").send().await.unwrap().text().await.unwrap();
    let sources: HashSet<&str> = page.split('"').filter(|part| part.starts_with("http")).collect();
    assert!(sources.is_empty(), "{sources:?}");
    for path in ["/docs/page.js", "/docs/page.css"] {
        assert_eq!(door.ask(Method::GET, path).send().await.unwrap().status(), 200);
    }
    door.bench.end().await;
}
