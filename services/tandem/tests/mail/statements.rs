//! How many statements a mail costs: counts hold what a clock cannot.
use tandem_kit::testing::Statements;
use tandem_proto::conversations::Visibility;

use super::desk::Desk;

fn from_ann(id: &str, more: &str) -> String {
    format!(
        "From: Ann <ann@acme.example>\nSubject: Printer\nMessage-ID: <{id}@x>\n{more}\nIt is on fire ({id})"
    )
}

/// Every reaction is over: they ask services too, and would be counted with what comes next.
async fn quiet(desk: &Desk, statements: &Statements) {
    desk.bench.settle().await;
    let _before = statements.since();
}

#[tokio::test]
async fn a_mail_opens_a_ticket_and_another_joins_it_by_no_more_statements_than_they_need() {
    let statements = Statements::counted();
    let desk = Desk::open().await;
    desk.mail("ticket@desk.test", &from_ann("1", "")).await;
    quiet(&desk, &statements).await;

    desk.mail("ticket@desk.test", &from_ann("2", "")).await;
    let (commits, work) = statements.since();
    assert!(work.len() <= 18, "{} statements: {work:#?}", work.len());
    assert_eq!(commits, 2, "the item's, and the message's");

    quiet(&desk, &statements).await;
    desk.mail("ticket@desk.test", &from_ann("3", "In-Reply-To: <2@x>\n")).await;
    let (commits, work) = statements.since();
    assert!(work.len() <= 23, "{} statements: {work:#?}", work.len());
    assert_eq!(commits, 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_conversation_opens_by_as_many_statements_whether_it_has_one_message_or_a_page_of_them() {
    let statements = Statements::counted();
    let desk = Desk::open().await;
    let item = desk.mail("ticket@desk.test", &from_ann("1", "")).await.item_id;
    let talk = desk.conversation(&item, Visibility::Internal).await.id;
    desk.post(&desk.agent, &talk, "One").await.unwrap();
    quiet(&desk, &statements).await;
    desk.conversations(&desk.agent, &item).await.unwrap();
    desk.messages_of(&desk.agent, &talk).await.unwrap();
    let (_, of_one) = statements.since();
    assert!(of_one.len() <= 7, "{} statements: {of_one:#?}", of_one.len());

    for n in 0..24 {
        desk.post(&desk.agent, &talk, &format!("Another, {n}")).await.unwrap();
    }
    quiet(&desk, &statements).await;
    desk.conversations(&desk.agent, &item).await.unwrap();
    assert_eq!(desk.messages_of(&desk.agent, &talk).await.unwrap().len(), 25);
    let (_, of_a_page) = statements.since();
    assert_eq!(of_a_page.len(), of_one.len(), "{of_a_page:#?}");
    desk.bench.end().await;
}
