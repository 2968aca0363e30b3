//! Searches over more items than are looked through or ranked together.
use tandem_kit::Tx;
use tandem_proto::items::{self as pb, search_service_client::SearchServiceClient};
use uuid::Uuid;

use crate::desk::{Desk, acting};

/// Items beside the first one, put in by the database.
const MORE: i64 = 1_800;

/// Puts items in, numbered from 1001 on, each with a title and how many seconds ago it was made.
async fn put_in(tx: &mut Tx, account: Uuid, items: impl Iterator<Item = (String, i64)>) {
    let (titles, ages): (Vec<String>, Vec<i64>) = items.unzip();
    sqlx::query!(
        "insert into items.item (account, id, number, kind, type, status, state, title, source, status_time, create_time, update_time)
         select account, gen_random_uuid(), 1000 + given.n, kind, type, status, state, given.title, source, now(),
                now() - given.age * interval '1 s', now()
           from items.item
          cross join unnest($2::text[], $3::bigint[]) with ordinality as given (title, age, n)
          where account = $1 and number = 1",
        account,
        &titles,
        &ages
    )
    .execute(&mut **tx)
    .await
    .unwrap();
}

async fn fill(desk: &Desk) {
    desk.ticket("Model").await;
    let account = desk.bench.as_agent().caller.account;
    let mut tx = desk.context().db.begin().await.unwrap();
    let seldom = |n: i64| if n % 600 == 1 { " seldom" } else { "" };
    put_in(&mut tx, account, (1..=MORE).map(|n| (format!("Common {n}{}", seldom(n)), n))).await;
    tx.commit().await.unwrap();
    let mut index = SearchServiceClient::new(desk.bench.channel("items"));
    let request = pb::RebuildSearchRequest::default();
    acting(&desk.bench.as_system(), index.rebuild_search(request)).await.unwrap();
    desk.bench.settle().await;
}

async fn all(desk: &Desk, q: &str, order_by: &str, filter: &str) -> Vec<i64> {
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::SearchItemsRequest {
            q: q.into(),
            order_by: order_by.into(),
            filter: filter.into(),
            page_size: 70,
            page_token,
            exact: false,
        };
        let page = acting(&desk.bench.as_agent(), desk.items().search_items(request)).await.unwrap();
        seen.extend(page.items.into_iter().map(|item| item.number - 1000));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return seen;
        }
        assert!(seen.len() < 5_000, "the pages end");
    }
}

#[tokio::test]
async fn pages_go_on_to_the_last_hit_whether_words_are_common_or_rare() {
    let desk = Desk::open().await;
    fill(&desk).await;
    let everything: Vec<i64> = (1..=MORE).collect();
    for (q, filter, expected) in [
        ("common", "", everything.clone()),
        ("c", "", everything.clone()),
        ("-seldom -model", "", everything.iter().copied().filter(|n| n % 600 != 1).collect()),
        ("seldom", "", vec![1, 601, 1201]),
        ("seldm", "", vec![1, 601, 1201]),
        ("common or model", "number < 1100", (0..100).collect::<Vec<_>>()),
        ("common seldom", "number > 1500", vec![601, 1201]),
    ] {
        let newest = all(&desk, q, "newest", filter).await;
        let newest: Vec<i64> = newest.into_iter().filter(|n| *n > 0).collect();
        let expected: Vec<i64> = expected.into_iter().filter(|n| *n > 0).collect();
        assert!(newest == expected, "{q} {filter}: {} of {}", newest.len(), expected.len());
        let mut best = all(&desk, q, "relevance", filter).await;
        best.retain(|n| *n > 0);
        best.sort_unstable();
        assert!(best == expected, "{q} {filter}: {} of {}", best.len(), expected.len());
    }
    desk.bench.end().await;
}

/// So many more items, of which each has one of two words, and every 7,000th both. Their documents are those of an earlier release.
const HALVES: i64 = 20_000;

async fn fill_halves(desk: &Desk) {
    desk.ticket("Model").await;
    let account = desk.bench.as_agent().caller.account;
    let mut tx = desk.context().db.begin().await.unwrap();
    let title = |n: i64| match n {
        n if n % 7000 == 3 => "Left right",
        n if n % 2 == 0 => "Left",
        _ => "Right",
    };
    put_in(&mut tx, account, (1..=HALVES).map(|n| (title(n).to_owned(), n / 3 * 90))).await;
    sqlx::query!(
        "insert into items.search_document (account, item, create_time, document, revision)
         select account, id, create_time,
                array_to_tsvector(array['acc' || replace(account::text, '-', '')]) || to_tsvector('simple', title), 1
           from items.item
          where account = $1 and number > 1000",
        account
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    // As the server does by itself before long: what it does not know yet of a table it takes for small.
    sqlx::query!("analyze items.item, items.search_document")
        .execute(desk.context().db.pool())
        .await
        .unwrap();
}

#[tokio::test]
async fn words_that_hardly_meet_are_found_wherever_they_do_also_while_documents_learn_their_time() {
    let desk = Desk::open().await;
    fill_halves(&desk).await;
    for times in ["some", "all"] {
        for (q, filter, expected) in [
            ("left right", "", vec![3, 7003, 14003]),
            ("left right", "number > 1003", vec![7003, 14003]),
            ("left", "number >= 19000 AND number <= 19004", vec![18000, 18002, 18004]),
            ("left right nowhere", "", vec![]),
        ] {
            let newest = all(&desk, q, "newest", filter).await;
            let mut sorted = newest.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, expected, "{q} {filter}, {times} have their time");
            assert!(newest.iter().map(|n| n / 3).is_sorted(), "{newest:?}: newest first");
            let mut best = all(&desk, q, "relevance", filter).await;
            best.sort_unstable();
            assert_eq!(best, expected, "{q} {filter}, {times} have their time");
        }
        desk.bench.settle().await;
    }
    desk.bench.end().await;
}

async fn titled(desk: &Desk, filter: &str) -> Vec<String> {
    let request = pb::ListItemsRequest { filter: filter.into(), page_size: 100, ..Default::default() };
    let listed = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap();
    listed.items.into_iter().map(|item| item.title).collect()
}

#[tokio::test]
async fn a_part_of_a_title_is_found_among_many_at_once_also_before_the_search_knows_it() {
    let desk = Desk::open().await;
    fill(&desk).await;
    let known = ["Common 1 seldom", "Common 601 seldom", "Common 1201 seldom"];
    for part in ["eldo", "SELDOM", "n 1 seld", "elDO"] {
        let expected = if part.contains(' ') { &known[..1] } else { &known[..] };
        assert_eq!(titled(&desk, &format!("title:\"{part}\"")).await, expected, "{part}");
    }
    assert_eq!(titled(&desk, "title:eldo AND title:\"1201\"").await, ["Common 1201 seldom"]);
    assert_eq!(titled(&desk, "title:eldo AND NOT title:\"601\"").await.len(), 2);
    assert_eq!(titled(&desk, "title:ommo").await.len(), 100, "what all have is there too");
    assert_eq!(titled(&desk, "title:xyz").await, [""; 0]);

    let item = desk.ticket("Unseldomly made").await;
    assert_eq!(titled(&desk, "title:eldo").await[0], "Unseldomly made");
    desk.sets(&item, "title", |item| item.title = "Often made".into()).await;
    assert_eq!(titled(&desk, "title:eldo").await, known);
    assert_eq!(titled(&desk, "title:\"often\"").await, ["Often made"]);
    desk.bench.settle().await;
    assert_eq!(titled(&desk, "title:often").await, ["Often made"]);
    assert_eq!(titled(&desk, "title:eldo").await, known);
    desk.bench.end().await;
}
