//! Canned replies: texts with variables that are everybody's, a team's, or their maker's own.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Error, Page, Result,
    id::{CannedReplyId, TeamId, UserId},
};
use tandem_proto::conversations::canned_reply::Scope;
use uuid::Uuid;

use self::known::Known;
use crate::{mail, message::code, template, tools::Tools};

pub mod fill;
pub mod known;

/// Longest name and shortcut, in characters.
const LONGEST_NAME: usize = 100;
const LONGEST_SHORTCUT: usize = 40;
/// Most of an account.
const MOST: i64 = 2_000;

/// A canned reply as it is kept.
#[derive(Clone, Debug)]
pub struct CannedReply {
    pub id: Uuid,
    pub name: String,
    pub shortcut: String,
    pub html: String,
    pub scope: i16,
    pub team: Option<Uuid>,
    pub owner: Uuid,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// Who asks, and of which teams they are.
pub struct Asker {
    user: UserId,
    teams: Vec<Uuid>,
    admin: bool,
}

impl Asker {
    /// The caller.
    ///
    /// # Errors
    /// `Denied` for whoever is no user; where directory is away.
    pub async fn of(tools: &Tools, cause: &Cause) -> Result<Self> {
        let user = cause.caller.user().ok_or_else(|| Error::denied("only a user has canned replies"))?;
        let teams = tools.peers.teams_of(cause, user).await?;
        Ok(Self { user, teams, admin: cause.caller.is_admin() })
    }
    /// Whether they may make and change one of that scope and team, made by `owner`.
    fn may_change(&self, scope: Scope, team: Option<Uuid>, owner: UserId) -> Result<()> {
        let may = match scope {
            Scope::Shared => self.admin,
            Scope::Team => self.admin || team.is_some_and(|team| self.teams.contains(&team)),
            Scope::Own => owner == self.user,
            Scope::Unspecified => false,
        };
        let whose = match scope {
            Scope::Shared => "what is everybody's is changed by admins",
            Scope::Team => "what is a team's is changed by its members and by admins",
            _ => "what is somebody's own is changed by them",
        };
        if may { Ok(()) } else { Err(Error::denied(whose)) }
    }
}

/// What is to be made.
pub struct New {
    pub name: String,
    pub shortcut: String,
    pub html: String,
    pub scope: Scope,
    pub team: Option<TeamId>,
    pub request_key: Option<String>,
}

fn name(text: &str) -> Result<String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Error::invalid("name", "is empty")),
        long if long > LONGEST_NAME => {
            Err(Error::invalid("name", format!("has {long} characters; at most {LONGEST_NAME} are taken")))
        }
        _ => Ok(text.to_owned()),
    }
}

fn shortcut(text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    if text.chars().count() > LONGEST_SHORTCUT {
        return Err(Error::invalid(
            "shortcut",
            format!("{text:?} has more than {LONGEST_SHORTCUT} characters"),
        ));
    }
    match text.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_')) {
        Some(c) => Err(Error::invalid("shortcut", format!("{c:?} is no letter, digit, \"-\" or \"_\""))),
        None => Ok(text),
    }
}

/// The text of a reply, sanitised.
async fn read_body(tools: &Tools, cause: &Cause, text: &str) -> Result<String> {
    body(text, &Known::of(tools, cause, text).await?.names())
}

fn body(text: &str, known: &[&str]) -> Result<String> {
    let text = text.replace('\0', "");
    if text.trim().is_empty() {
        return Err(Error::invalid("html", "is empty"));
    }
    template::check("html", &text, known)?;
    // What sanitising makes of it must be fillable as well.
    let safe = mail::sanitise(&text);
    template::check("html", &safe, known)?;
    Ok(safe)
}

/// Makes a canned reply. The same request is one.
///
/// # Errors
/// `Invalid` where something of it cannot be, `Denied` where the caller may not make one of that scope.
pub async fn create(tools: &Tools, cause: &Cause, new: New) -> Result<CannedReply> {
    let asker = Asker::of(tools, cause).await?;
    let account = cause.account();
    if (new.scope == Scope::Team) != new.team.is_some() {
        return Err(Error::invalid("team_id", "is given for SCOPE_TEAM, and for that only"));
    }
    if let Some(team) = new.team {
        tools.peers.check_team(cause, team.to_string()).await?;
    }
    let team = new.team.map(|team| team.uuid());
    asker.may_change(new.scope, team, asker.user)?;
    let (name, shortcut) = (name(&new.name)?, shortcut(&new.shortcut)?);
    let html = read_body(tools, cause, &new.html).await?;
    let counted = sqlx::query_scalar!(
        r#"select count(*) as "n!" from conversations.canned_reply where account = $1"#,
        account.uuid()
    )
    .fetch_one(tools.db.pool())
    .await?;
    if counted >= MOST {
        return Err(Error::refused(
            "TOO_MANY",
            format!("there are {counted} canned replies, and may be {MOST}"),
        ));
    }
    let id = CannedReplyId::new();
    let mut tx = tools.db.begin().await?;
    tx.about(id);
    sqlx::query!(
        "insert into conversations.canned_reply
            (account, id, name, shortcut, html, scope, team, owner, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
         on conflict do nothing",
        account.uuid(),
        id.uuid(),
        name,
        shortcut,
        html,
        code(new.scope as i32),
        team,
        asker.user.uuid(),
        new.request_key.as_deref(),
        tools.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    let made = sqlx::query_scalar!(
        "select id from conversations.canned_reply where account = $1 and (id = $2 or request_id = $3)",
        account.uuid(),
        id.uuid(),
        new.request_key
    )
    .fetch_one(tools.db.pool())
    .await?;
    usable(tools, cause, &asker, made.into()).await
}

/// One that the caller may use.
///
/// # Errors
/// `NotFound` where there is none for them.
pub async fn usable(tools: &Tools, cause: &Cause, asker: &Asker, id: CannedReplyId) -> Result<CannedReply> {
    sqlx::query_as!(
        CannedReply,
        "select id, name, shortcut, html, scope, team, owner, revision, create_time, update_time
           from conversations.canned_reply
          where account = $1 and id = $2
            and (scope = 1 or (scope = 2 and ($3 or team = any($4))) or (scope = 3 and owner = $5))",
        cause.account().uuid(),
        id.uuid(),
        asker.admin,
        &asker.teams,
        asker.user.uuid()
    )
    .fetch_optional(tools.db.pool())
    .await?
    .ok_or_else(|| Error::not_found("canned reply", id))
}

/// Those that the caller may use, by name; with `query` those of which a word of the name, or the shortcut, begins so.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn list(
    tools: &Tools,
    cause: &Cause,
    query: &str,
    page: &Page,
) -> Result<(Vec<CannedReply>, String)> {
    let asker = Asker::of(tools, cause).await?;
    let (name, id) = page.after::<(String, Uuid)>()?.unzip();
    let words = query.trim().to_lowercase().replace(['\\', '%', '_'], " ");
    let rows = sqlx::query_as!(
        CannedReply,
        "select id, name, shortcut, html, scope, team, owner, revision, create_time, update_time
           from conversations.canned_reply
          where account = $1
            and (scope = 1 or (scope = 2 and ($2 or team = any($3))) or (scope = 3 and owner = $4))
            and ($5 = '' or shortcut like $5 || '%' or ' ' || lower(name) like '% ' || $5 || '%')
            and ($6::text is null or (lower(name), id) > (lower($6), $7))
          order by lower(name), id
          limit $8",
        cause.account().uuid(),
        asker.admin,
        &asker.teams,
        asker.user.uuid(),
        words.trim(),
        name,
        id,
        page.limit()
    )
    .fetch_all(tools.db.pool())
    .await?;
    Ok(page.cut(rows, |last| (last.name.clone(), last.id)))
}

/// What of a canned reply changes.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub shortcut: Option<String>,
    pub html: Option<String>,
    pub revision: i64,
}

/// Changes a canned reply.
///
/// # Errors
/// `NotFound`, `Denied`, `Invalid` as [`create`]; `Stale` where it changed since the caller read it.
pub async fn update(tools: &Tools, cause: &Cause, id: CannedReplyId, change: Change) -> Result<CannedReply> {
    let asker = Asker::of(tools, cause).await?;
    let before = usable(tools, cause, &asker, id).await?;
    let scope = Scope::try_from(i32::from(before.scope)).unwrap_or_default();
    asker.may_change(scope, before.team, before.owner.into())?;
    let name = change.name.map_or(Ok(before.name), |text| name(&text))?;
    let shortcut = change.shortcut.map_or(Ok(before.shortcut), |text| shortcut(&text))?;
    let html = match change.html {
        Some(text) => read_body(tools, cause, &text).await?,
        None => before.html,
    };
    Error::stale_unless("canned reply", change.revision, before.revision)?;
    let mut tx = tools.db.begin().await?;
    let written = sqlx::query!(
        "update conversations.canned_reply
            set name = $4, shortcut = $5, html = $6, update_time = $7, revision = revision + 1
          where account = $1 and id = $2 and revision = $3",
        cause.account().uuid(),
        id.uuid(),
        before.revision,
        name,
        shortcut,
        html,
        tools.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    let after = usable(tools, cause, &asker, id).await?;
    if written.rows_affected() == 0 {
        return Err(Error::Stale { kind: "canned reply", given: before.revision, current: after.revision });
    }
    Ok(after)
}

/// Deletes a canned reply.
///
/// # Errors
/// `NotFound` and `Denied` as [`update`].
pub async fn delete(tools: &Tools, cause: &Cause, id: CannedReplyId) -> Result<()> {
    let asker = Asker::of(tools, cause).await?;
    let before = usable(tools, cause, &asker, id).await?;
    let scope = Scope::try_from(i32::from(before.scope)).unwrap_or_default();
    asker.may_change(scope, before.team, before.owner.into())?;
    let mut tx = tools.db.begin().await?;
    sqlx::query!(
        "delete from conversations.canned_reply where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_change_what() {
        let (ann, ben, team) = (UserId::new(), UserId::new(), Uuid::from_u128(7));
        let member = Asker { user: ann, teams: vec![team], admin: false };
        let admin = Asker { user: ben, teams: Vec::new(), admin: true };
        assert!(member.may_change(Scope::Own, None, ann).is_ok());
        assert!(
            member.may_change(Scope::Own, None, ben).is_err()
                && admin.may_change(Scope::Own, None, ann).is_err()
        );
        assert!(member.may_change(Scope::Team, Some(team), ben).is_ok());
        assert!(member.may_change(Scope::Team, Some(Uuid::from_u128(8)), ann).is_err());
        assert!(
            member.may_change(Scope::Shared, None, ann).is_err()
                && admin.may_change(Scope::Shared, None, ann).is_ok()
        );
    }

    #[test]
    fn a_shortcut_is_a_word() {
        assert_eq!(shortcut(" Hello-1 ").unwrap(), "hello-1");
        assert!(shortcut("a b").is_err() && shortcut(&"x".repeat(41)).is_err());
        let body = |text| body(text, &fill::VARIABLES);
        assert!(name(" ").is_err() && body(" ").is_err() && body("<p>{{ nobody }}</p>").is_err());
        assert_eq!(
            body("<p onclick=x>Hello {{ requester.name }}</p>").unwrap(),
            "<p>Hello {{ requester.name }}</p>"
        );
    }
}
