//! A user's conversations, a section at a time, the ones with the newest messages first.
use chrono::{DateTime, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use tandem_kit::{
    Cause, Db, Page, Result,
    id::{AccountId, UserId},
};
use tandem_proto::conversations::conversation::Kind;
use uuid::Uuid;

use super::{
    Conversation, Row, Subject, people,
    read::{COUNTED, UNREAD_FOR},
};
use crate::tools::Tools;

/// Among how many conversations unread ones are counted.
const LOOKED_AT: i64 = 2_000;

/// Which conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All with customers.
    WithCustomers,
    /// With customers, about these items.
    OfItems(Vec<Uuid>),
    /// With customers, about these projects or what is in them.
    OfProjects(Vec<Uuid>),
    /// With customers, where the user takes part.
    WithCustomersMine,
    /// Where the user takes part.
    Mine,
    /// Among users, where the user takes part.
    Internal,
}

impl Which {
    /// Whether the list is that of the user's own conversations.
    fn is_own(&self) -> bool {
        matches!(self, Self::WithCustomersMine | Self::Mine | Self::Internal)
    }
}

/// What is wanted of them.
#[derive(Clone, Copy)]
pub struct Wanted<'x> {
    pub which: &'x Which,
    pub closed: bool,
    /// Only these.
    pub hits: Option<&'x [Uuid]>,
    /// Only those about one of these; none: about anything.
    pub subjects: &'x [Uuid],
}

#[derive(FromRow)]
struct Listed {
    #[sqlx(flatten)]
    row: Row,
    /// What the list is ordered by.
    place: DateTime<Utc>,
}

/// A page.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn page(
    tools: &Tools,
    cause: &Cause,
    user: UserId,
    wanted: Wanted<'_>,
    page: &Page,
) -> Result<(Vec<Conversation>, String)> {
    let (db, account) = (&tools.db, cause.account());
    let key = |last: &Listed| (last.place, last.row.id);
    let read = |after, limit| read(db, (account, user), wanted, after, limit);
    let rows = tools.sight.page(cause, (page, page.after()?), read, key, Listed::subject).await?;
    let (rows, next) = page.cut(rows, key);
    let mut found: Vec<Conversation> =
        rows.into_iter().map(|listed| listed.row.read()).collect::<Result<_>>()?;
    for one in found.iter_mut().filter(|one| one.is_private()) {
        one.members = people::users(db.pool(), account, one.id).await?;
    }
    Ok((found, next))
}

impl Listed {
    /// What it is about; of a private one those who take part know.
    fn subject(&self) -> Option<String> {
        subject(&self.row.subject_kind, self.row.subject).filter(|_| !is_private(self.row.kind))
    }
}

fn is_private(kind: i16) -> bool {
    matches!(Kind::try_from(i32::from(kind)), Ok(Kind::Direct | Kind::Group))
}

fn subject(kind: &str, id: Uuid) -> Option<String> {
    Subject::of(kind, id).map(|subject| subject.to_string())
}

async fn read(
    db: &Db,
    (account, user): (AccountId, UserId),
    wanted: Wanted<'_>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let mut sql = QueryBuilder::new(
        "select c.id, c.subject_kind, c.subject, c.visibility, c.last_message_time, c.revision, c.create_time,
                c.kind, c.title, c.creator, c.close_time, ",
    );
    sql.push(if wanted.which.is_own() { "m.last_time as place" } else { "c.last_message_time as place" });
    from(&mut sql, account, user, wanted);
    if let Some((time, id)) = after {
        sql.push(if wanted.which.is_own() {
            " and (m.last_time, m.conversation) < ("
        } else {
            " and (c.last_message_time, c.id) < ("
        });
        sql.push_bind(time).push(", ").push_bind(id).push(")");
    }
    order(&mut sql, wanted.which);
    sql.push(" limit ").push_bind(limit);
    Ok(sql.build_query_as().fetch_all(db.pool()).await?)
}

/// How many open ones have something unread, a hundred for more.
///
/// # Errors
/// Where the database is away.
pub async fn count_unread(tools: &Tools, cause: &Cause, user: UserId, which: &Which) -> Result<i32> {
    let (db, account) = (&tools.db, cause.account());
    let (account_id, since) = (account.uuid(), db.now() - UNREAD_FOR);
    // Who does not see everything is told how many of those they see there are.
    let limited = cause.caller.is_limited();
    let mut sql = QueryBuilder::new(if limited {
        "select unread.kind, unread.subject_kind, unread.subject from (select marked.kind, marked.subject_kind, marked.subject from ("
    } else {
        "select count(*)::integer from (select from ("
    });
    sql.push("select newest.id, newest.place, newest.kind, newest.subject_kind, newest.subject, ");
    sql.push("coalesce((select r.read_time from conversations.member r where r.account = ");
    sql.push_bind(account_id).push(" and r.user_id = ").push_bind(user.uuid());
    sql.push(" and r.conversation = newest.id), ").push_bind(since).push(") as mark from (select c.id, ");
    sql.push("c.kind, c.subject_kind, c.subject, c.last_message_time as place");
    from(&mut sql, account, user, Wanted { which, closed: false, hits: None, subjects: &[] });
    sql.push(" and c.last_message_time > ").push_bind(since);
    order(&mut sql, which);
    // `offset 0`: where each was read is looked up for these alone, and not for all that the user ever read.
    sql.push(" limit ")
        .push_bind(LOOKED_AT)
        .push(") as newest offset 0) as marked where marked.place > marked.mark");
    sql.push(" and exists (select from conversations.message where message.account = ").push_bind(account_id);
    sql.push(" and message.conversation = marked.id and message.create_time > marked.mark");
    sql.push(" and message.author_kind <> 3 and message.delete_time is null and message.state = 1");
    sql.push(" and message.author <> ");
    sql.push_bind(user.to_string()).push(") limit ");
    sql.push_bind(if limited { LOOKED_AT } else { COUNTED }).push(") as unread");
    if !limited {
        return Ok(sql.build_query_scalar().fetch_one(db.pool()).await?);
    }
    let unread: Vec<(i16, String, Uuid)> = sql.build_query_as().fetch_all(db.pool()).await?;
    let about = |(kind, of, id): &(i16, String, Uuid)| subject(of, *id).filter(|_| !is_private(*kind));
    let seen = tools.sight.sift(cause, unread, about).await?.len();
    Ok(i32::try_from(seen.min(usize::try_from(COUNTED).unwrap_or(usize::MAX))).unwrap_or(i32::MAX))
}

/// From where, and which of them.
fn from(sql: &mut QueryBuilder<Postgres>, account: AccountId, user: UserId, wanted: Wanted<'_>) {
    let account = account.uuid();
    if wanted.which.is_own() {
        sql.push(" from conversations.member m join conversations.conversation c on c.account = ");
        sql.push_bind(account).push(" and c.id = m.conversation where m.account = ").push_bind(account);
        sql.push(" and m.user_id = ").push_bind(user.uuid()).push(" and m.takes_part and m.closed = ");
        sql.push_bind(wanted.closed);
    } else {
        sql.push(" from conversations.conversation c where c.account = ").push_bind(account);
        sql.push(" and c.visibility = 1 and c.last_message_time is not null and c.close_time is ");
        sql.push(if wanted.closed { "not null" } else { "null" });
    }
    match wanted.which {
        Which::WithCustomers | Which::Mine => {}
        Which::Internal => {
            sql.push(" and m.internal");
        }
        Which::WithCustomersMine => {
            sql.push(" and not m.internal");
        }
        Which::OfItems(items) => {
            sql.push(" and c.subject_kind = 'item' and c.subject = any(").push_bind(items.clone()).push(")");
        }
        Which::OfProjects(projects) => {
            sql.push(" and (c.subject = any(").push_bind(projects.clone());
            sql.push(") or exists (select from conversations.item_place p where p.account = ")
                .push_bind(account);
            sql.push(" and p.item = c.subject and p.project = any(").push_bind(projects.clone()).push(")))");
        }
    }
    if !wanted.subjects.is_empty() {
        sql.push(" and c.subject = any(").push_bind(wanted.subjects.to_vec()).push(")");
    }
    if let Some(hits) = wanted.hits {
        sql.push(" and c.id = any(").push_bind(hits.to_vec()).push(")");
    }
}

fn order(sql: &mut QueryBuilder<Postgres>, which: &Which) {
    sql.push(if which.is_own() {
        " order by m.last_time desc, m.conversation desc"
    } else {
        " order by c.last_message_time desc, c.id desc"
    });
}
