use tandem_kit::id::{AttachmentId, CustomerId, MessageId, UserId};
use tandem_proto::{conversations, items as pb};

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

#[tokio::test]
async fn a_search_goes_on_page_by_page_and_finds_nothing_of_other_accounts() {
    let desk = Desk::open().await;
    for n in 0..7 {
        desk.ticket(&format!("Printer {n}")).await;
    }
    desk.bench.settle().await;
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::SearchItemsRequest { q: "printer".into(), page_size: 3, page_token };
        let page = acting(&desk.bench.as_agent(), desk.items().search_items(request)).await.unwrap();
        seen.extend(page.items.into_iter().map(|item| item.number));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7]);
    let mut stranger = desk.bench.as_agent();
    stranger.caller.account = CustomerId::new().uuid();
    let request = pb::SearchItemsRequest { q: "printer".into(), ..Default::default() };
    assert!(acting(&stranger, desk.items().search_items(request)).await.unwrap().items.is_empty());
    desk.bench.end().await;
}
