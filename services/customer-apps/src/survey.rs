//! Satisfaction surveys: one question about a finished item. The link only shows the question; the answer is a separate act.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Page, Readers, Result,
    id::{AccountId, CustomerId, ItemId, SurveyId},
    sight::Sight,
};
use tandem_proto::{
    customer_apps::{SurveyAnswered, SurveyCreated},
    items,
};
use uuid::Uuid;

/// How long an answer may be changed.
const OPEN_FOR: TimeDelta = TimeDelta::days(14);
/// How far back the summary looks.
const SUMMARIZED: TimeDelta = TimeDelta::days(90);

/// A survey as it is kept.
pub struct Survey {
    pub id: Uuid,
    pub item: Uuid,
    pub item_number: i64,
    pub item_title: String,
    pub customer: Uuid,
    pub score: Option<i16>,
    pub comment: String,
    pub create_time: DateTime<Utc>,
    pub answer_time: Option<DateTime<Utc>>,
    pub revision: i64,
}

/// What stands in a survey's link: the account, so that every look-up begins with it, and the survey's own secret.
fn token(account: AccountId, secret: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(48);
    bytes.extend_from_slice(account.uuid().as_bytes());
    bytes.extend_from_slice(secret);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_token(token: &str) -> Result<(AccountId, Vec<u8>)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|b| b.len() == 48);
    let bytes = bytes.ok_or_else(|| Error::not_found("survey", "with that link"))?;
    let account = Uuid::from_slice(&bytes[..16]).map_err(anyhow::Error::from)?;
    Ok((account.into(), bytes[16..].to_vec()))
}

/// Makes the survey of an item for one customer and answers with it and its link's token. The same request gives the same
/// survey and the same link. Announces `SurveyCreated` the first time.
///
/// # Errors
/// Where the database is away.
pub async fn create(
    db: &Db,
    cause: &Cause,
    item: &items::Item,
    customer: CustomerId,
    request: Uuid,
) -> Result<(Survey, String)> {
    let account = cause.account();
    let item_id: ItemId = item.id.parse()?;
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(anyhow::Error::from)?;
    let mut tx = db.begin().await?;
    let made = sqlx::query!(
        "insert into customer_apps.survey
                (account, id, secret, request_id, item, item_number, item_title, customer, create_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict on constraint survey_request_unique do nothing",
        account.uuid(),
        SurveyId::new().uuid(),
        secret.as_slice(),
        request,
        item_id.uuid(),
        item.number,
        item.title,
        customer.uuid(),
        db.now()
    )
    .execute(&mut *tx)
    .await?;
    let kept = sqlx::query_scalar!(
        "select secret from customer_apps.survey where account = $1 and request_id = $2",
        account.uuid(),
        request
    )
    .fetch_one(&mut *tx)
    .await?;
    let survey = by_secret(&mut *tx, account, &kept).await?;
    if made.rows_affected() == 1 {
        let what = SurveyCreated { survey: Some((&survey).into()) };
        tx.emit(cause, Emit::new(&what).about(SurveyId::from(survey.id)).about(item_id).revision(1));
    }
    tx.commit().await?;
    Ok((survey, token(account, &kept)))
}

async fn by_secret(db: impl sqlx::PgExecutor<'_>, account: AccountId, secret: &[u8]) -> Result<Survey> {
    let found = sqlx::query_as!(
        Survey,
        "select id, item, item_number, item_title, customer, score, comment, create_time, answer_time, revision
           from customer_apps.survey where account = $1 and secret = $2",
        account.uuid(),
        secret
    );
    found.fetch_optional(db).await?.ok_or_else(|| Error::not_found("survey", "with that link"))
}

/// The survey that a link leads to, and its account.
///
/// # Errors
/// `NotFound`.
pub async fn by_token(db: &Readers, given: &str) -> Result<(AccountId, Survey)> {
    let (account, secret) = read_token(given)?;
    Ok((account, by_secret(db, account, &secret).await?))
}

/// Answers, or changes the answer within two weeks. Announces `SurveyAnswered`.
///
/// # Errors
/// `NotFound`, `Invalid`, `SURVEY_CLOSED`.
pub async fn answer(
    db: &Db,
    given: &str,
    score: i32,
    comment: &str,
    now: DateTime<Utc>,
) -> Result<(AccountId, Survey)> {
    let score = i16::try_from(score).ok().filter(|s| (1..=5).contains(s));
    let score = score.ok_or_else(|| Error::invalid("score", "must be 1 to 5"))?;
    let (account, secret) = read_token(given)?;
    let mut tx = db.begin().await?;
    let create_time = sqlx::query_scalar!(
        "select create_time from customer_apps.survey where account = $1 and secret = $2 for update",
        account.uuid(),
        secret
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("survey", "with that link"))?;
    if now > create_time + OPEN_FOR {
        return Err(Error::refused("SURVEY_CLOSED", "this survey was open for 14 days and is closed now"));
    }
    let survey = sqlx::query_as!(
        Survey,
        "update customer_apps.survey
            set score = $3, comment = $4, answer_time = $5, revision = revision + 1
          where account = $1 and secret = $2
          returning id, item, item_number, item_title, customer, score, comment, create_time, answer_time, revision",
        account.uuid(),
        secret,
        score,
        comment.trim(),
        now
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint("survey_comment_check", || Error::invalid("comment", "has more than 5,000 characters"))?;
    let caller = tandem_kit::Caller {
        account: account.uuid(),
        who: tandem_kit::Who::Customer(survey.customer),
        ..tandem_kit::Caller::anonymous()
    };
    let what = SurveyAnswered { survey: Some((&survey).into()) };
    let subjects = Emit::new(&what).about(SurveyId::from(survey.id)).about(ItemId::from(survey.item));
    tx.emit(&Cause::by(caller), subjects.revision(survey.revision));
    tx.commit().await?;
    Ok((account, survey))
}

/// Surveys, newest first.
///
/// # Errors
/// `Invalid` for a page that cannot be.
pub async fn list(
    (db, sight): (&Readers, &Sight),
    cause: &Cause,
    page: &Page,
    item: Option<ItemId>,
) -> Result<(Vec<Survey>, String)> {
    let read = |after, limit| read(db, cause.account(), (after, limit), item);
    let subject = |survey: &Survey| Some(ItemId::from(survey.item).to_string());
    let rows = sight.page(cause, (page, page.after()?), read, |last| last.id, subject).await?;
    Ok(page.cut(rows, |last| last.id))
}

async fn read(
    db: &Readers,
    account: AccountId,
    (after, limit): (Option<Uuid>, i64),
    item: Option<ItemId>,
) -> Result<Vec<Survey>> {
    let rows = sqlx::query_as!(
        Survey,
        "select id, item, item_number, item_title, customer, score, comment, create_time, answer_time, revision
           from customer_apps.survey
          where account = $1 and ($2::uuid is null or id < $2) and ($3::uuid is null or item = $3)
          order by id desc limit $4",
        account.uuid(),
        after,
        item.map(|i| i.uuid()),
        limit
    );
    Ok(rows.fetch_all(db).await?)
}

/// How many were asked, and how many answered with each score, 1 to 5.
///
/// # Errors
/// Where the database is away.
pub async fn summarize(db: &Readers, account: AccountId, now: DateTime<Utc>) -> Result<(i32, [i32; 5])> {
    let rows = sqlx::query!(
        r#"select score, count(*) as "n!" from customer_apps.survey
            where account = $1 and create_time > $2 group by score"#,
        account.uuid(),
        now - SUMMARIZED
    )
    .fetch_all(db)
    .await?;
    let (mut asked, mut scores) = (0, [0; 5]);
    for row in rows {
        let n = i32::try_from(row.n).unwrap_or(i32::MAX);
        asked += n;
        let slot = row.score.and_then(|s| usize::try_from(s - 1).ok()).and_then(|at| scores.get_mut(at));
        if let Some(slot) = slot {
            *slot = n;
        }
    }
    Ok((asked, scores))
}

/// The same of what a caller sees who does not see everything, of the newest so many.
///
/// # Errors
/// Where the database or items is away.
pub async fn summarize_seen(
    (db, sight): (&Readers, &Sight),
    cause: &Cause,
    now: DateTime<Utc>,
) -> Result<(i32, [i32; 5])> {
    const MOST: i64 = 20_000;
    let rows = sqlx::query!(
        "select item, score from customer_apps.survey
          where account = $1 and create_time > $2 order by id desc limit $3",
        cause.account().uuid(),
        now - SUMMARIZED,
        MOST
    )
    .fetch_all(db)
    .await?;
    let rows: Vec<(Uuid, Option<i16>)> = rows.into_iter().map(|row| (row.item, row.score)).collect();
    let subject = |(item, _): &(Uuid, Option<i16>)| Some(ItemId::from(*item).to_string());
    let (mut asked, mut scores) = (0, [0; 5]);
    for (_, score) in sight.sift(cause, rows, subject).await? {
        asked += 1;
        let slot = score.and_then(|s| usize::try_from(s - 1).ok()).and_then(|at| scores.get_mut(at));
        if let Some(slot) = slot {
            *slot += 1;
        }
    }
    Ok((asked, scores))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_tells_its_account_and_a_cut_one_tells_nothing() {
        let account = AccountId::new();
        let link = token(account, &[7; 32]);
        assert_eq!(read_token(&link).unwrap().0, account);
        for wrong in ["", "x", &link[1..], &link[..link.len() - 2]] {
            assert!(read_token(wrong).is_err(), "{wrong}");
        }
    }
}
