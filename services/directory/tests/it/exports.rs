//! Exports of people: all of them once, whatever is written meanwhile.
use std::collections::BTreeSet;

use futures::StreamExt as _;
use tandem_proto::{
    directory::{
        self as pb, people_exports_service_client::PeopleExportsServiceClient,
        people_imports_service_client::PeopleImportsServiceClient,
    },
    google::api::HttpBody,
};
use tonic::{Status, Streaming};

use crate::desk::{Desk, acting, field};

async fn export(desk: &Desk, request: pb::ExportCustomersRequest) -> Result<Streaming<HttpBody>, Status> {
    let mut client = PeopleExportsServiceClient::new(desk.bench.channel("directory"));
    acting(&desk.owner(), client.export_customers(request)).await
}

async fn rest(mut pieces: Streaming<HttpBody>) -> String {
    let mut text = String::new();
    while let Some(piece) = pieces.next().await {
        text += std::str::from_utf8(&piece.unwrap().data).unwrap();
    }
    text
}

async fn import(desk: &Desk, people: std::ops::Range<usize>) {
    let rows = people.map(|n| pb::ImportedPerson {
        email: format!("p{n}@client.test"),
        name: format!("Person {n}"),
        ..Default::default()
    });
    let request = pb::ImportPeopleRequest {
        kind: pb::import_people_request::Kind::Customer.into(),
        rows: rows.collect(),
        dry_run: false,
    };
    let mut client = PeopleImportsServiceClient::new(desk.bench.channel("directory"));
    acting(&desk.bench.as_system(), client.import_people(request)).await.unwrap();
}

#[tokio::test]
async fn an_export_has_everybody_once_who_was_there_when_it_began() {
    let desk = Desk::open().await;
    for begin in [0, 400, 800] {
        import(&desk, begin..begin + 400).await;
    }
    let lines = pb::ExportCustomersRequest { format: "jsonl".into(), ..Default::default() };
    let mut file = export(&desk, lines).await.unwrap();
    assert_eq!(file.next().await.unwrap().unwrap().content_type, "application/x-ndjson");
    let first = String::from_utf8(file.next().await.unwrap().unwrap().data.to_vec()).unwrap();
    import(&desk, 1_200..1_300).await;
    let all = first + &rest(file).await;
    let emails: Vec<String> = all
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["email"].as_str().unwrap().into()
        })
        .collect();
    let expected: BTreeSet<String> = (0..1_200).map(|n| format!("p{n}@client.test")).collect();
    assert_eq!((emails.len(), emails.into_iter().collect::<BTreeSet<_>>()), (1_200, expected));
    desk.bench.end().await;
}

#[tokio::test]
async fn an_export_is_what_the_list_finds_and_harms_no_spreadsheet() {
    let desk = Desk::open().await;
    let client = desk.organization("Client", &["client.test"]).await.unwrap();
    desk.customer("=HYPERLINK(\"http://evil.test\")", "ann@client.test").await.unwrap();
    desk.customer("Bob, Jr.", "bob@elsewhere.test").await.unwrap();
    desk.bench.settle().await; // until the words of names are learnt
    let of = async |request: pb::ExportCustomersRequest| rest(export(&desk, request).await.unwrap()).await;
    let all = of(pb::ExportCustomersRequest::default()).await;
    assert!(all.starts_with("\u{feff}id,email,name,organization,disabled,created,updated\r\n"), "{all}");
    assert!(
        all.contains(",ann@client.test,\"'=HYPERLINK(\"\"http://evil.test\"\")\",Client,false,"),
        "{all}"
    );
    assert!(all.contains(",bob@elsewhere.test,\"Bob, Jr.\",,false,"), "{all}");
    for request in [
        pb::ExportCustomersRequest { query: "bob".into(), ..Default::default() },
        pb::ExportCustomersRequest { query: "elswhere".into(), ..Default::default() },
    ] {
        let found = of(request).await;
        assert!(found.contains("bob@") && !found.contains("ann@"), "{found}");
    }
    let found = of(pb::ExportCustomersRequest { organization_id: client.id, ..Default::default() }).await;
    assert!(found.contains("ann@") && !found.contains("bob@"), "{found}");
    let wrong = pb::ExportCustomersRequest { format: "xml".into(), ..Default::default() };
    assert_eq!(field(&export(&desk, wrong).await.unwrap_err()), "format");
    desk.bench.end().await;
}
