//! How many statements a mail costs: counts hold what a clock cannot.
use tandem_kit::testing::Statements;

use super::desk::Desk;

fn from_ann(id: &str, more: &str) -> String {
    format!(
        "From: Ann <ann@acme.example>\nSubject: Printer\nMessage-ID: <{id}@x>\n{more}\nIt is on fire ({id})"
    )
}

#[tokio::test]
async fn a_mail_opens_a_ticket_and_another_joins_it_by_no_more_statements_than_they_need() {
    let statements = Statements::counted();
    let desk = Desk::open().await;
    desk.mail("ticket@desk.test", &from_ann("1", "")).await;
    let _first = statements.since();

    desk.mail("ticket@desk.test", &from_ann("2", "")).await;
    let (commits, work) = statements.since();
    assert!(work.len() <= 18, "{} statements: {work:#?}", work.len());
    assert_eq!(commits, 2, "the item's, and the message's");

    desk.mail("ticket@desk.test", &from_ann("3", "In-Reply-To: <2@x>\n")).await;
    let (commits, work) = statements.since();
    assert!(work.len() <= 23, "{} statements: {work:#?}", work.len());
    assert_eq!(commits, 1);
    desk.bench.end().await;
}
