//! Surveys, from their link on. How one is made for an item is told by a story of the whole.
use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tandem_kit::{
    Cause,
    id::{CustomerId, EventId, ItemId, SurveyId},
};
use tandem_proto::customer_apps as pb;
use tonic::{Code, Status};

use crate::desk::{Desk, acting, field, nobody, reason};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Asks a customer about an item; answers with what stands in the link.
async fn asks(desk: &Desk, item: ItemId, number: i64) -> String {
    let secret = [u8::try_from(number).unwrap(); 32];
    sqlx::query!(
        "insert into customer_apps.survey
                (account, id, secret, request_id, item, item_number, item_title, customer, create_time)
         values ($1, $2, $3, $4, $5, $6, 'Printer on fire', $7, $8)",
        desk.bench.account.uuid(),
        SurveyId::new().uuid(),
        secret.as_slice(),
        EventId::new().uuid(),
        item.uuid(),
        number,
        CustomerId::new().uuid(),
        desk.context().clock.now()
    )
    .execute(desk.context().db.pool())
    .await
    .unwrap();
    URL_SAFE_NO_PAD.encode([desk.bench.account.uuid().as_bytes().as_slice(), &secret].concat())
}

async fn shown(desk: &Desk, token: &str) -> Result<pb::PublicSurvey, Status> {
    let request = pb::GetPublicSurveyRequest { token: token.into() };
    acting(&nobody(), desk.surveys().get_public_survey(request)).await
}

async fn answer(desk: &Desk, token: &str, score: i32, comment: &str) -> Result<pb::PublicSurvey, Status> {
    let request = pb::AnswerSurveyRequest { token: token.into(), score, comment: comment.into() };
    acting(&nobody(), desk.surveys().answer_survey(request)).await
}

async fn summary(desk: &Desk) -> (i32, i32, i32, Vec<i32>) {
    let request = pb::SummarizeSurveysRequest {};
    let summary = acting(&desk.admin(), desk.surveys().summarize_surveys(request)).await.unwrap();
    (summary.asked, summary.answered, summary.satisfied, summary.scores)
}

#[tokio::test]
async fn reading_a_survey_answers_nothing_and_answering_again_changes_the_answer() {
    let desk = Desk::open().await;
    let token = asks(&desk, ItemId::new(), 7).await;
    for _ in 0..2 {
        let page = shown(&desk, &token).await.unwrap();
        assert_eq!(
            (page.account_name.as_str(), page.item_number, page.item_title.as_str()),
            ("Acme", 7, "Printer on fire")
        );
        assert_eq!((page.score, page.comment.as_str()), (0, ""));
    }
    assert_eq!(summary(&desk).await, (1, 0, 0, vec![0; 5]));
    answer(&desk, &token, 2, "slow").await.unwrap();
    let page = answer(&desk, &token, 5, " quick after all ").await.unwrap();
    assert_eq!((page.score, page.comment.as_str()), (5, "quick after all"));
    assert_eq!(summary(&desk).await, (1, 1, 1, vec![0, 0, 0, 0, 1]));
    let told = desk.heard::<pb::SurveyAnswered>().await;
    let scores: Vec<i32> = told.iter().map(|(_, what)| what.survey.as_ref().unwrap().score).collect();
    assert_eq!(scores, [2, 5]);
    assert!(told[0].0.actor.starts_with("cus_"), "the customer acted: {}", told[0].0.actor);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_survey_closes_after_fourteen_days() {
    let desk = Desk::open().await;
    let token = asks(&desk, ItemId::new(), 7).await;
    desk.bench.advance(13 * DAY);
    answer(&desk, &token, 4, "").await.unwrap();
    desk.bench.advance(DAY);
    assert_eq!(reason(&answer(&desk, &token, 1, "").await.unwrap_err()), "SURVEY_CLOSED");
    assert_eq!(shown(&desk, &token).await.unwrap().score, 4);
    desk.bench.advance(77 * DAY);
    assert_eq!(summary(&desk).await.0, 0, "after 90 days it no longer counts");
    desk.bench.end().await;
}

#[tokio::test]
async fn an_answer_that_cannot_be_is_refused() {
    let desk = Desk::open().await;
    let token = asks(&desk, ItemId::new(), 7).await;
    for score in [0, 6, -1, i32::MAX] {
        assert_eq!(field(&answer(&desk, &token, score, "").await.unwrap_err()), "score", "{score}");
    }
    assert_eq!(field(&answer(&desk, &token, 5, &"x".repeat(5001)).await.unwrap_err()), "comment");
    for wrong in ["", "x", &token[1..], &token.replace('B', "C")] {
        assert_eq!(shown(&desk, wrong).await.unwrap_err().code(), Code::NotFound, "{wrong}");
        assert_eq!(answer(&desk, wrong, 5, "").await.unwrap_err().code(), Code::NotFound, "{wrong}");
    }
    assert_eq!(summary(&desk).await.1, 0);
    desk.bench.end().await;
}

#[tokio::test]
async fn surveys_are_listed_newest_first_by_item_and_within_the_account() {
    let desk = Desk::open().await;
    let item = ItemId::new();
    for number in 1..=3 {
        asks(&desk, if number == 2 { item } else { ItemId::new() }, number).await;
    }
    let list = |cause: Cause, request: pb::ListSurveysRequest| {
        let mut surveys = desk.surveys();
        async move { acting(&cause, surveys.list_surveys(request)).await.unwrap() }
    };
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    for _ in 0..3 {
        let request = pb::ListSurveysRequest { page_size: 1, page_token, item_id: String::new() };
        let page = list(desk.admin(), request).await;
        seen.extend(page.surveys.iter().map(|survey| survey.item_number));
        page_token = page.next_page_token;
    }
    assert_eq!((seen, page_token.as_str()), (vec![3, 2, 1], ""));
    let of_item = pb::ListSurveysRequest { item_id: item.to_string(), ..pb::ListSurveysRequest::default() };
    assert_eq!(list(desk.admin(), of_item).await.surveys.len(), 1);
    let caller = tandem_kit::Caller { account: uuid::Uuid::nil(), ..desk.admin().caller };
    assert!(list(Cause::by(caller), pb::ListSurveysRequest::default()).await.surveys.is_empty());
    desk.bench.end().await;
}
