//! Visitors: who chats, and the sessions of their browsers. A proven visitor is one person wherever they come from; anybody else is
//! new in every browser, whatever they type.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;
use tandem_kit::{
    Caller, Cause, Db, Error, Result, Tx, Who,
    id::{AccountId, CustomerId, VisitorId, VisitorSessionId, WidgetId},
};
use tandem_proto::conversations as pb;
use uuid::Uuid;

use super::{Chats, identity::Proven, token};

/// How long a browser's session lasts after it began.
const LASTS: TimeDelta = TimeDelta::days(90);
/// Most sessions of one visitor: the oldest goes.
const MOST_SESSIONS: i64 = 20;
/// Longest of what a page tells, in characters.
const LONGEST: usize = 500;

/// A visitor as they are kept.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub id: Uuid,
    pub identifier: Option<String>,
    pub customer: Option<Uuid>,
    pub name: String,
    pub email: String,
    pub verified: bool,
    pub email_verified: bool,
    pub page_url: String,
    pub page_title: String,
    pub referrer: String,
    pub locale: String,
}

/// What a page tells of itself and its visitor.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub url: String,
    pub title: String,
    pub referrer: String,
    pub locale: String,
}

/// A browser whose token was good.
#[derive(Clone, Debug)]
pub struct Session {
    pub account: AccountId,
    pub widget: WidgetId,
    pub visitor: Visitor,
}

impl Visitor {
    /// Who a message of theirs is by: the proven customer, else the visitor.
    #[must_use]
    pub fn person(&self) -> String {
        self.customer.map_or_else(|| self.own_id(), |id| CustomerId::from(id).to_string())
    }
    /// `vis_…`
    #[must_use]
    pub fn own_id(&self) -> String {
        VisitorId::from(self.id).to_string()
    }
    /// The name to show.
    #[must_use]
    pub fn shown_name(&self) -> String {
        [&self.name, &self.email]
            .into_iter()
            .find(|text| !text.is_empty())
            .cloned()
            .unwrap_or_else(|| "Visitor".into())
    }
    /// Why something is done that they do: as the customer that they are, else by the system.
    #[must_use]
    pub fn cause(&self, account: AccountId) -> Cause {
        match self.customer {
            Some(id) => {
                Cause::by(Caller { account: account.uuid(), who: Who::Customer(id), ..Caller::anonymous() })
            }
            None => Cause::system(account),
        }
    }
    /// As users see them.
    #[must_use]
    pub fn encode(&self) -> pb::chat::Visitor {
        pb::chat::Visitor {
            id: self.own_id(),
            name: self.name.clone(),
            email: self.email.clone(),
            verified: self.verified,
            email_verified: self.email_verified,
            customer_id: self.customer.map(|id| CustomerId::from(id).to_string()).unwrap_or_default(),
            page_url: self.page_url.clone(),
            page_title: self.page_title.clone(),
            referrer: self.referrer.clone(),
            locale: self.locale.clone(),
            presence: 0,
        }
    }
}

impl Page {
    /// Cut to what is kept; an address that no browser shows is none.
    #[must_use]
    pub fn cut(self) -> Self {
        let cut = |text: String| text.chars().filter(|c| !c.is_control()).take(LONGEST).collect::<String>();
        let web = |text: String| {
            if text.starts_with("https://") || text.starts_with("http://") {
                cut(text)
            } else {
                String::new()
            }
        };
        Self {
            url: web(self.url),
            title: cut(self.title),
            referrer: web(self.referrer),
            locale: cut(self.locale).chars().take(35).collect(),
        }
    }
}

/// A visitor of an account.
///
/// # Errors
/// `NotFound` where it has none with that id.
pub async fn get(from: impl PgExecutor<'_>, account: AccountId, id: VisitorId) -> Result<Visitor> {
    sqlx::query_as!(
        Visitor,
        "select id, identifier, customer, name, email, verified, email_verified, page_url, page_title, referrer, locale
           from conversations.visitor
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(from)
    .await?
    .ok_or_else(|| Error::not_found("visitor", id))
}

/// Those of these visitors that an account has.
///
/// # Errors
/// Where the database is away.
pub async fn of(db: &Db, account: AccountId, ids: &[Uuid]) -> Result<Vec<Visitor>> {
    Ok(sqlx::query_as!(
        Visitor,
        "select id, identifier, customer, name, email, verified, email_verified, page_url, page_title, referrer, locale
           from conversations.visitor
          where account = $1 and id = any($2)",
        account.uuid(),
        ids
    )
    .fetch_all(db.pool())
    .await?)
}

/// Whose browser shows a token.
///
/// # Errors
/// `Unauthenticated` where it is none, or over; the same for all of these.
pub async fn session(chats: &Chats, shown: &str) -> Result<Session> {
    let given = token::read(shown)?;
    let kept = sqlx::query!(
        "select session.widget, session.secret_hash, visitor.id, visitor.identifier, visitor.customer, visitor.name, visitor.email,
                visitor.verified, visitor.email_verified, visitor.page_url, visitor.page_title, visitor.referrer, visitor.locale
           from conversations.visitor_session as session
           join conversations.visitor on visitor.account = $1 and visitor.id = session.visitor
          where session.account = $1 and session.id = $2 and session.expire_time > $3",
        given.account.uuid(),
        given.session.uuid(),
        chats.now()
    )
    .fetch_optional(chats.db().pool())
    .await?
    .filter(|kept| given.fits(&kept.secret_hash))
    .ok_or(Error::Unauthenticated)?;
    let visitor = Visitor {
        id: kept.id,
        identifier: kept.identifier,
        customer: kept.customer,
        name: kept.name,
        email: kept.email,
        verified: kept.verified,
        email_verified: kept.email_verified,
        page_url: kept.page_url,
        page_title: kept.page_title,
        referrer: kept.referrer,
        locale: kept.locale,
    };
    Ok(Session { account: given.account, widget: kept.widget.into(), visitor })
}

/// Begins a session of a visitor. Answers with its token.
///
/// # Errors
/// Where the database is away.
pub async fn begin(tx: &mut Tx, account: AccountId, visitor: Uuid, widget: WidgetId) -> Result<String> {
    let (id, now) = (VisitorSessionId::new(), tx.now());
    let (token, hash) = token::new(account, id)?;
    sqlx::query!(
        "insert into conversations.visitor_session (account, id, visitor, widget, secret_hash, create_time, expire_time)
         values ($1, $2, $3, $4, $5, $6, $7)",
        account.uuid(),
        id.uuid(),
        visitor,
        widget.uuid(),
        hash,
        now,
        now + LASTS
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from conversations.visitor_session
          where account = $1 and visitor = $2
            and id in (select id from conversations.visitor_session
                        where account = $1 and visitor = $2
                        order by create_time desc, id desc
                       offset $3)",
        account.uuid(),
        visitor,
        MOST_SESSIONS
    )
    .execute(&mut **tx)
    .await?;
    Ok(token)
}

/// Somebody new and unknown: name and address are what they typed.
///
/// # Errors
/// Where the database is away.
pub async fn make_unknown(
    tx: &mut Tx,
    account: AccountId,
    (name, email): (&str, &str),
    page: &Page,
) -> Result<Visitor> {
    let visitor = Visitor {
        id: VisitorId::new().uuid(),
        identifier: None,
        customer: None,
        name: name.chars().filter(|c| !c.is_control()).take(200).collect(),
        email: typed_address(email)?,
        verified: false,
        email_verified: false,
        page_url: page.url.clone(),
        page_title: page.title.clone(),
        referrer: page.referrer.clone(),
        locale: page.locale.clone(),
    };
    insert(tx, account, &visitor).await?;
    Ok(visitor)
}

/// The one person whom the website proved: as they are known, or made now. `customer` is who has the proven address.
///
/// # Errors
/// Where the database is away.
pub async fn ensure_proven(
    tx: &mut Tx,
    account: AccountId,
    proven: &Proven,
    customer: Option<CustomerId>,
    page: &Page,
) -> Result<Visitor> {
    let visitor = Visitor {
        id: VisitorId::new().uuid(),
        identifier: Some(proven.identifier.clone()),
        customer: customer.map(|id| id.uuid()),
        name: proven.name.clone(),
        email: typed_address(&proven.email)?,
        verified: true,
        email_verified: proven.email_proven,
        page_url: page.url.clone(),
        page_title: page.title.clone(),
        referrer: page.referrer.clone(),
        locale: page.locale.clone(),
    };
    insert(tx, account, &visitor).await?;
    // What the website says now stands; a customer once proven stays that customer.
    let id = sqlx::query_scalar!(
        "update conversations.visitor
            set customer = coalesce(customer, $3), name = coalesce(nullif($4, ''), name),
                email = case when $6 or not email_verified then coalesce(nullif($5, ''), email) else email end,
                email_verified = email_verified or $6, page_url = $7, page_title = $8, locale = $9
          where account = $1 and identifier = $2
         returning id",
        account.uuid(),
        proven.identifier,
        visitor.customer,
        visitor.name,
        visitor.email,
        visitor.email_verified,
        page.url,
        page.title,
        page.locale
    )
    .fetch_one(&mut **tx)
    .await?;
    get(&mut **tx, account, id.into()).await
}

/// Nothing where the identifier is known already.
async fn insert(tx: &mut Tx, account: AccountId, visitor: &Visitor) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "insert into conversations.visitor
            (account, id, identifier, customer, name, email, verified, email_verified, page_url, page_title, referrer, locale,
             create_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict do nothing",
        account.uuid(),
        visitor.id,
        visitor.identifier,
        visitor.customer,
        visitor.name,
        visitor.email,
        visitor.verified,
        visitor.email_verified,
        visitor.page_url,
        visitor.page_title,
        visitor.referrer,
        visitor.locale,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes name and address that an unproven visitor typed; what is proven is not overwritten.
///
/// # Errors
/// `Invalid` where it is no address.
pub async fn leave_address(
    tx: &mut Tx,
    account: AccountId,
    visitor: Uuid,
    name: &str,
    email: &str,
) -> Result<()> {
    let email = typed_address(email)?;
    if email.is_empty() {
        return Err(Error::invalid("email", "is not given"));
    }
    sqlx::query!(
        "update conversations.visitor
            set name = case when verified and name <> '' then name else coalesce(nullif($3, ''), name) end,
                email = case when email_verified then email else $4 end
          where account = $1 and id = $2",
        account.uuid(),
        visitor,
        name.chars().filter(|c| !c.is_control()).take(200).collect::<String>(),
        email
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes which page a visitor is on. Answers whether it is another one.
///
/// # Errors
/// Where the database is away.
pub async fn note_page(chats: &Chats, account: AccountId, visitor: Uuid, page: &Page) -> Result<bool> {
    let changed = sqlx::query!(
        "update conversations.visitor
            set page_url = $3, page_title = $4
          where account = $1 and id = $2 and (page_url, page_title) is distinct from ($3, $4)",
        account.uuid(),
        visitor,
        page.url,
        page.title
    )
    .execute(chats.db().pool())
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Forgets sessions that are over, and visitors who never wrote and have none any more.
///
/// # Errors
/// Where the database is away.
pub async fn forget(chats: &Chats, now: DateTime<Utc>) -> Result<usize> {
    let gone = sqlx::query!(
        "/* every account: what is over is over for all of them */
         delete from conversations.visitor_session
          where (account, id) in (select account, id from conversations.visitor_session where expire_time < $1 limit 500)",
        now
    )
    .execute(chats.db().pool())
    .await?;
    Ok(usize::try_from(gone.rows_affected()).unwrap_or(0))
}

/// An address as typed; empty where none is.
fn typed_address(text: &str) -> Result<String> {
    let address = text.trim().to_lowercase();
    let sound = address.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.len() > 2)
        && address.len() <= 254
        && !address
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'));
    if address.is_empty() || sound {
        Ok(address)
    } else {
        Err(Error::invalid("email", format!("{address:?} is no e-mail address")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_tells_is_cut_and_is_no_script() {
        let page = Page {
            url: "javascript:alert(1)".into(),
            title: "a\0\n".repeat(400),
            referrer: "https://a.test/".into(),
            locale: "de-CH".repeat(20),
        };
        let page = page.cut();
        assert_eq!((page.url.as_str(), page.referrer.as_str()), ("", "https://a.test/"));
        assert_eq!((page.title.chars().count(), page.locale.chars().count()), (400, 35));
    }

    #[test]
    fn an_address_is_one() {
        assert_eq!(typed_address(" Ann@B.test ").unwrap(), "ann@b.test");
        assert_eq!(typed_address("").unwrap(), "");
        for wrong in ["ann", "@b.test", "a b@c.test", "a@b.test\r\nBcc: x@y.z", "a@b.test,c@d.test"] {
            assert!(typed_address(wrong).is_err(), "{wrong:?}");
        }
    }
}
