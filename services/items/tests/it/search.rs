use tandem_kit::id::{AttachmentId, CustomerId, MessageId, UserId};
use tandem_proto::{
    conversations,
    items::{self as pb, search_service_client::SearchServiceClient},
};

use crate::desk::{Desk, acting};

async fn found(desk: &Desk, q: &str) -> Vec<String> {
    let request = pb::SearchItemsRequest { q: q.into(), ..Default::default() };
    let found = acting(&desk.bench.as_agent(), desk.items().search_items(request)).await;
    found.unwrap_or_else(|e| panic!("{q}: {e}")).items.into_iter().map(|item| item.title).collect()
}

#[tokio::test]
async fn items_are_found_by_their_words_wherever_they_are_written() {
    let desk = Desk::open().await;
    let printer = desk
        .creates(pb::CreateItemRequest {
            title: "Printer on fire".into(),
            description_html: "<p>Smoke &amp; <b>flames</b> in room B-12</p>".into(),
            ..Default::default()
        })
        .await;
    desk.ticket("Scanner is slow").await;
    desk.creates(pb::CreateItemRequest {
        title: "Toner".into(),
        description: "For the printer".into(),
        ..Default::default()
    })
    .await;
    let posted = conversations::MessagePosted {
        author: conversations::message_posted::Author::User.into(),
        message: Some(conversations::Message {
            id: MessageId::new().to_string(),
            item_id: printer.id.clone(),
            visibility: conversations::Visibility::Internal.into(),
            text: "The extinguisher worked".into(),
            attachments: vec![conversations::Attachment {
                id: AttachmentId::new().to_string(),
                name: "evidence-7.jpg".into(),
                ..Default::default()
            }],
            ..Default::default()
        }),
        opening: false,
        conversation: None,
    };
    desk.tells(&desk.bench.as_agent(), &posted, &printer.id).await;
    let cases: [(&str, &[&str]); 14] = [
        ("printer", &["Printer on fire", "Toner"]),
        ("PRINTER fire", &["Printer on fire"]),
        ("print", &["Printer on fire", "Toner"]),
        ("flames", &["Printer on fire"]),
        ("extinguisher", &["Printer on fire"]),
        ("evidence-7.jpg", &["Printer on fire"]),
        ("1", &["Printer on fire"]),
        ("#2", &["Scanner is slow"]),
        ("\"on fire\"", &["Printer on fire"]),
        ("printer -fire", &["Toner"]),
        ("scanner or toner", &["Toner", "Scanner is slow"]),
        ("nothing", &[]),
        ("b", &["Printer on fire"]),
        ("&", &[]),
    ];
    for (q, expected) in cases {
        let mut titles = found(&desk, q).await;
        if q.contains(" or ") {
            titles.sort();
            titles.reverse();
        }
        assert_eq!(titles, expected, "{q}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn a_hit_says_where_the_words_are() {
    let desk = Desk::open().await;
    let printer = desk
        .creates(pb::CreateItemRequest {
            title: "Printer on fire".into(),
            description_html: format!("<p>{}the <b>printer</b> &amp; more</p>", "Long ago. ".repeat(40)),
            ..Default::default()
        })
        .await;
    let older = says(&desk, &printer, "No printer was harmed", "").await;
    let newer = says(&desk, &printer, "Printers burn", "plan.pdf").await;
    let file = says(&desk, &printer, "See the picture", "the printer.jpg").await;
    let request = pb::SearchItemsRequest { q: "printer".into(), ..Default::default() };
    let found = acting(&desk.bench.as_agent(), desk.items().search_items(request)).await.unwrap();
    assert_eq!(found.hits[0].item_id, printer.id);
    let shown: Vec<(i32, String, String)> =
        found.hits[0].passages.iter().map(|p| (p.place, p.message_id.clone(), marked(p))).collect();
    assert_eq!(shown[0], (1, String::new(), "[Printer] on fire".into()));
    assert_eq!((shown[1].0, shown[1].2.starts_with("… ")), (2, true));
    assert!(shown[1].2.ends_with("ago. the [printer] & more"), "{}", shown[1].2);
    assert_eq!(shown[2], (3, newer, "[Printers] burn".into()));
    assert_eq!(shown[3], (4, file, "the [printer].jpg".into()));
    let request = pb::SearchItemsRequest { q: "printer harmed".into(), ..Default::default() };
    let found = acting(&desk.bench.as_agent(), desk.items().search_items(request)).await.unwrap();
    assert!(found.hits[0].passages.iter().any(|p| p.message_id == older || marked(p) == "[Printers] burn"));
    desk.bench.end().await;
}

/// Posts an internal message, and answers its id.
async fn says(desk: &Desk, item: &pb::Item, text: &str, file: &str) -> String {
    let id = MessageId::new().to_string();
    let attachment = conversations::Attachment {
        id: AttachmentId::new().to_string(),
        name: file.into(),
        ..Default::default()
    };
    let posted = conversations::MessagePosted {
        author: conversations::message_posted::Author::User.into(),
        message: Some(conversations::Message {
            id: id.clone(),
            item_id: item.id.clone(),
            visibility: conversations::Visibility::Internal.into(),
            text: text.into(),
            attachments: if file.is_empty() { Vec::new() } else { vec![attachment] },
            ..Default::default()
        }),
        opening: false,
        conversation: None,
    };
    desk.tells(&desk.bench.as_agent(), &posted, &item.id).await;
    id
}

/// A passage with its words in brackets.
fn marked(passage: &pb::SearchPassage) -> String {
    let mut out = String::new();
    for (n, letter) in passage.text.chars().enumerate() {
        let at = i32::try_from(n).unwrap();
        out += if passage.ranges.iter().any(|range| range.start == at) { "[" } else { "" };
        out.push(letter);
        out += if passage.ranges.iter().any(|range| range.end == at + 1) { "]" } else { "" };
    }
    out
}

#[tokio::test]
async fn a_word_that_is_gone_is_no_longer_found() {
    let desk = Desk::open().await;
    let printer = desk.ticket("Printer on fire").await;
    desk.bench.settle().await;
    assert_eq!(found(&desk, "fire").await, ["Printer on fire"]);
    desk.sets(&printer, "title", |item| item.title = "Extinguished".into()).await;
    desk.bench.settle().await;
    assert_eq!(found(&desk, "fire").await, Vec::<String>::new());
    let admin = desk.bench.as_user(UserId::new(), tandem_kit::Role::Admin);
    let request = pb::DeleteItemRequest { id: printer.id };
    acting(&admin, desk.items().delete_item(request)).await.unwrap();
    desk.bench.settle().await;
    assert_eq!(found(&desk, "extinguished").await, Vec::<String>::new());
    desk.bench.end().await;
}

/// The numbers of all pages, in the order in which they come.
async fn all(desk: &Desk, asked: pb::SearchItemsRequest) -> Vec<i64> {
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::SearchItemsRequest { page_size: 3, page_token, ..asked.clone() };
        let page = acting(&desk.bench.as_agent(), desk.items().search_items(request)).await.unwrap();
        assert_eq!(page.items.len(), page.hits.len());
        seen.extend(page.items.into_iter().map(|item| item.number));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return seen;
        }
    }
}

#[tokio::test]
async fn a_search_goes_on_page_by_page_in_both_orders_and_finds_nothing_of_other_accounts() {
    let desk = Desk::open().await;
    for n in 0..7 {
        desk.ticket(&format!("Printer {n}{}", if n == 4 { " printer" } else { "" })).await;
    }
    desk.bench.settle().await;
    let asked = pb::SearchItemsRequest { q: "printer".into(), ..Default::default() };
    let mut best = all(&desk, asked.clone()).await;
    assert_eq!(best[0], 5, "the one that says it twice");
    best.sort_unstable();
    assert_eq!(best, [1, 2, 3, 4, 5, 6, 7]);
    let newest = pb::SearchItemsRequest { order_by: "newest".into(), ..asked.clone() };
    assert_eq!(all(&desk, newest).await, [7, 6, 5, 4, 3, 2, 1]);
    let wrong = pb::SearchItemsRequest { order_by: "oldest".into(), ..asked.clone() };
    let refused = acting(&desk.bench.as_agent(), desk.items().search_items(wrong)).await.unwrap_err();
    assert!(refused.message().contains("neither relevance nor newest"), "{}", refused.message());
    let mut stranger = desk.bench.as_agent();
    stranger.caller.account = CustomerId::new().uuid();
    assert!(acting(&stranger, desk.items().search_items(asked)).await.unwrap().items.is_empty());
    desk.bench.end().await;
}

#[tokio::test]
async fn a_filter_holds_besides_the_words() {
    let desk = Desk::open().await;
    desk.ticket("Printer on fire").await;
    let task = pb::CreateItemRequest {
        title: "Buy a printer".into(),
        kind: pb::Kind::Task.into(),
        priority: 4,
        ..Default::default()
    };
    desk.creates(task).await;
    desk.bench.settle().await;
    for (filter, expected) in [
        ("kind = TASK", vec![2]),
        ("kind = TICKET AND priority < 3", vec![1]),
        ("kind = TASK AND priority < 3", vec![]),
        ("status.state != FINISHED", vec![2, 1]),
    ] {
        for order_by in ["newest", "relevance"] {
            let mut found = all(
                &desk,
                pb::SearchItemsRequest {
                    q: "printer".into(),
                    filter: filter.into(),
                    order_by: order_by.into(),
                    ..Default::default()
                },
            )
            .await;
            found.sort_by_key(|number| -number);
            assert_eq!(found, expected, "{filter} {order_by}");
        }
    }
    let wrong = pb::SearchItemsRequest { q: "x".into(), filter: "colour = red".into(), ..Default::default() };
    let refused = acting(&desk.bench.as_agent(), desk.items().search_items(wrong)).await.unwrap_err();
    assert!(refused.message().contains("colour"), "{}", refused.message());
    desk.bench.end().await;
}

#[tokio::test]
async fn a_word_that_is_spelt_wrong_finds_what_was_meant() {
    let desk = Desk::open().await;
    let printer = desk.ticket("Printer on fire in Zürich").await;
    says(&desk, &printer, "The frames are black", "").await;
    desk.ticket("Flames").await;
    desk.ticket("Painter").await;
    desk.bench.settle().await;
    let ask = async |q: &str, exact: bool| {
        let request = pb::SearchItemsRequest { q: q.into(), exact, ..Default::default() };
        let found = acting(&desk.bench.as_agent(), desk.items().search_items(request)).await.unwrap();
        (found.corrected_q, found.items.into_iter().map(|item| item.number).collect::<Vec<_>>())
    };
    for (q, corrected, found) in [
        ("pritner", "printer", vec![1]),
        ("Pritner zurich", "printer zürich", vec![1]),
        ("fire \"pritner\" or nothing", "fire \"printer\" or nothing", vec![1]),
        ("frames", "", vec![1]),
        ("framez", "", vec![]),
        ("flamse", "flames", vec![2]),
        ("pritner flames", "", vec![]),
        ("onn", "", vec![]),
        ("print", "", vec![1]),
    ] {
        assert_eq!(ask(q, false).await, (corrected.to_owned(), found), "{q}");
    }
    assert_eq!(ask("pritner", true).await, (String::new(), vec![]));
    desk.bench.end().await;
}

#[tokio::test]
async fn corrected_words_stay_corrected_on_the_next_page() {
    let desk = Desk::open().await;
    for n in 0..5 {
        desk.ticket(&format!("Printer {n}")).await;
    }
    desk.bench.settle().await;
    let asked =
        pb::SearchItemsRequest { q: "pritner".into(), order_by: "newest".into(), ..Default::default() };
    assert_eq!(all(&desk, asked).await, [5, 4, 3, 2, 1]);
    desk.bench.end().await;
}

#[tokio::test]
async fn an_index_that_was_lost_is_made_anew_by_a_command() {
    let desk = Desk::open().await;
    let printer = desk.ticket("Printer on fire").await;
    says(&desk, &printer, "The extinguisher worked", "").await;
    desk.ticket("Scanner").await;
    desk.bench.settle().await;
    let account = desk.bench.as_agent().caller.account;
    let mut tx = desk.context().db.begin().await.unwrap();
    sqlx::query!("delete from items.search_document where account = $1", account)
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query!("delete from items.search_word where account = $1", account)
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query!("delete from items.search_vocabulary where account = $1", account)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(found(&desk, "extinguisher").await.is_empty());
    let mut index = SearchServiceClient::new(desk.bench.channel("items"));
    let request = pb::RebuildSearchRequest::default();
    let rebuilt = acting(&desk.bench.as_system(), index.rebuild_search(request)).await.unwrap();
    assert_eq!((rebuilt.marked, rebuilt.next_page_token.as_str()), (2, ""));
    desk.bench.settle().await;
    assert_eq!(found(&desk, "extinguisher").await, ["Printer on fire"]);
    assert_eq!(found(&desk, "scaner").await, ["Scanner"]);
    desk.bench.end().await;
}
