//! W7: search. So many items with words of known frequency; each class of question in both orders, beside the best statement
//! written by hand for it; and how soon what is made is found while fifty a second are made.
pub mod fill;
mod fresh;
mod hand;

use std::time::Instant;

use anyhow::ensure;
use hdrhistogram::Histogram;
use tandem_proto::items::{SearchItemsRequest, items_service_client::ItemsServiceClient};
use tonic::transport::Channel;

use crate::{
    Options,
    client::{histogram, micros, millis},
    report::{Table, say},
    system::System,
};

/// How often each question is asked, after twice that warm it up.
const TIMES: usize = 30;
const WARM: usize = 2;
const PAGE: i32 = 25;

/// A class of questions.
struct Class {
    name: &'static str,
    q: String,
    /// As the database reads it, without the account; empty where no statement does the same.
    by_hand: String,
}

fn classes() -> Vec<Class> {
    let class = |name, q: &str, by_hand: &str| Class { name, q: q.into(), by_hand: by_hand.into() };
    let many = (0..19).map(|n| format!("w{n}")).collect::<Vec<_>>();
    let all = format!("{} percentone", many.join(" "));
    let tree = all.split(' ').map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" & ");
    let any = many.join(" or ");
    let any_tree = many.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" | ");
    vec![
        class("rare", "rareword", "'rareword':*"),
        class("1 %", "percentone", "'percentone':*"),
        class("5 %", "commonfive", "'commonfive':*"),
        class("two that meet", "commonfive percentone", "'commonfive' & 'percentone':*"),
        class("two of 5 % that never meet", "commonfive otherfive", "'commonfive' & 'otherfive':*"),
        class("two halves that never meet", "oddword evenword", "'oddword' & 'evenword':*"),
        class("prefix of 1 %", "percento", "'percento':*"),
        class("one letter", "w", "'w':*"),
        class("only what is not", "-percentone", "!'percentone'"),
        class("20 words", &all, &format!("{tree}:*")),
        class("any of 19 words", &any, &format!("{any_tree}:*")),
        class("nothing", "xqzzyw", "'xqzzyw':*"),
        class("typo", "percentoen", ""),
    ]
}

/// Runs it.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<()> {
    let start = Instant::now();
    let account = fill::fill(system, options.items, fill::WORDS).await?;
    say(&format!("{} items in {:.0} s", options.items, start.elapsed().as_secs_f64()));
    let channel = system.channel().await?;
    let mut table = Table::new(&[
        "class",
        "order",
        "found",
        "p50 ms",
        "p95 ms",
        "by hand p50 ms",
        "p95 ms",
        "ratio of p50",
    ]);
    let mut worst = 0.0_f64;
    for class in classes() {
        for order in ["relevance", "newest"] {
            let (found, ours) = ours(system, &channel, &class.q, order).await?;
            let hand = hand::best(&system.pool, account, &class.by_hand, order).await?;
            let (p50, p95) = (millis(&ours, 0.5), millis(&ours, 0.95));
            worst = worst.max(p95);
            let of_hand = |value: &dyn Fn(&Histogram<u64>) -> f64| {
                hand.as_ref().map_or("-".to_owned(), |hand| format!("{:.1}", value(hand)))
            };
            table.row(vec![
                class.name.into(),
                order.into(),
                found.to_string(),
                format!("{p50:.1}"),
                format!("{p95:.1}"),
                of_hand(&|hand| millis(hand, 0.5)),
                of_hand(&|hand| millis(hand, 0.95)),
                of_hand(&|hand| p50 / millis(hand, 0.5)),
            ]);
        }
    }
    table.print();
    say(&format!(
        "Worst class: p95 {worst:.1} ms. By hand: the better of two statements for each class, which read no items."
    ));
    fresh::measure(system, options.seconds).await
}

/// A question, asked by gRPC through the door; answers how many items its first page has.
async fn ours(
    system: &System,
    channel: &Channel,
    q: &str,
    order: &str,
) -> anyhow::Result<(usize, Histogram<u64>)> {
    let (mut latency, mut found) = (histogram(), None);
    for n in 0..WARM + TIMES {
        let request = SearchItemsRequest {
            q: q.into(),
            order_by: order.into(),
            page_size: PAGE,
            ..SearchItemsRequest::default()
        };
        let request = system.signed(request)?;
        let asked = Instant::now();
        let answer = ItemsServiceClient::new(channel.clone()).search_items(request).await?.into_inner();
        if n >= WARM {
            latency.record(micros(asked.elapsed()))?;
        }
        let items = answer.items.len();
        ensure!(*found.get_or_insert(items) == items, "{q}: {items} items where it was {found:?}");
    }
    Ok((found.unwrap_or_default(), latency))
}
