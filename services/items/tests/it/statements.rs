use tandem_kit::testing::Statements;
use tandem_proto::items as pb;

use crate::desk::Desk;

#[tokio::test]
async fn an_item_is_made_by_two_statements_and_one_commit_and_read_by_one() {
    let statements = Statements::counted();
    let desk = Desk::open().await;
    desk.ticket("The first one makes the account's defaults").await;
    let _first = statements.since();
    let request = pb::CreateItemRequest {
        title: "Printer".into(),
        request_id: "r-1".into(),
        priority: 3,
        ..Default::default()
    };
    let item = desk.creates(request).await;
    let (commits, work) = statements.since();
    assert_eq!(work.len(), 2, "the item with its activity and its mark, and the event: {work:?}");
    assert_eq!(commits, 1);
    desk.gets(&item.id).await.unwrap();
    let (_, read) = statements.since();
    assert_eq!(read.len(), 1, "{read:?}");
    desk.bench.end().await;
}
