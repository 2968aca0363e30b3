//! What items can be, where they can stand and what else is kept of them: the types, statuses and custom fields of an account.
pub mod form;
pub mod item_type;
pub mod kept;
pub mod status;
pub mod step;
pub mod usage;

use sqlx::PgConnection;
use tandem_kit::{
    Readers, Result, Tx,
    id::{AccountId, ItemTypeId, StatusId},
};
use uuid::Uuid;

pub use self::{
    form::Form,
    item_type::ItemType,
    kept::Vocabularies,
    status::{State, Status},
};
use crate::{
    error,
    field::{self, Field},
    stored::stored_as_words,
};

stored_as_words! {
    /// The two applications an item may be in.
    pub enum Kind {
        Ticket = "ticket",
        Task = "task",
    }
}

/// The types, statuses, custom fields and forms of one account, in order, with those that are retired.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    pub types: Vec<ItemType>,
    pub statuses: Vec<Status>,
    pub fields: Vec<Field>,
    /// Those of types that were changed.
    pub forms: Vec<Form>,
}

impl Vocabulary {
    /// The type of that id, used or not.
    pub fn item_type(&self, id: Uuid) -> Option<&ItemType> {
        self.types.iter().find(|t| t.id == id)
    }
    /// The first status of that state that items of a type may have.
    pub fn first_of(&self, r#type: Uuid, state: State) -> Option<&Status> {
        let r#type = self.item_type(r#type)?;
        self.nearest(r#type, Uuid::nil(), state).filter(|status| status.state == state)
    }
    /// The types of a kind that items may have.
    pub fn types_in_use(&self, kind: Kind) -> impl Iterator<Item = &ItemType> {
        self.types.iter().filter(move |t| t.kind == kind && !t.retired)
    }
    /// The type of that id if items of this kind may get it; the default one where none is named.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn type_of(&self, field: &str, kind: Kind, id: Option<ItemTypeId>) -> Result<&ItemType> {
        let found = self.types_in_use(kind).find(|t| id.map_or(t.is_default, |id| t.id == id.uuid()));
        found.ok_or_else(|| error::not_of_kind(field, &id.map(|id| id.to_string()).unwrap_or_default(), kind))
    }
    /// The status of that id, used or not.
    pub fn status(&self, id: Uuid) -> Option<&Status> {
        self.statuses.iter().find(|s| s.id == id)
    }
    /// The statuses that items of a type may get, in order.
    pub fn statuses_of<'a>(&'a self, r#type: &ItemType) -> Vec<&'a Status> {
        r#type.statuses.iter().filter_map(|id| self.status(*id)).filter(|s| !s.retired).collect()
    }
    /// A new item's status.
    pub fn default_of<'a>(&'a self, r#type: &ItemType) -> Option<&'a Status> {
        let all = self.statuses_of(r#type);
        all.iter().find(|s| Some(s.id) == r#type.default_status).or(all.first()).copied()
    }
    /// The status of that id if items of this type may get it; a new item's where none is named.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn status_of<'a>(
        &'a self,
        field: &str,
        r#type: &ItemType,
        id: Option<StatusId>,
    ) -> Result<&'a Status> {
        let all = self.statuses_of(r#type);
        let found = match id {
            Some(id) => all.iter().find(|s| s.id == id.uuid()).copied(),
            None => self.default_of(r#type),
        };
        found.ok_or_else(|| {
            let names = all.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
            let id = id.map(|id| id.to_string()).unwrap_or_default();
            error::not_of_type(field, &id, &r#type.name, &names)
        })
    }
    /// Where an item of a type stands that stood in another status: there still, or in the first of the same state.
    pub fn nearest<'a>(&'a self, r#type: &ItemType, status: Uuid, state: State) -> Option<&'a Status> {
        let all = self.statuses_of(r#type);
        let same = all.iter().find(|s| s.id == status).or_else(|| all.iter().find(|s| s.state == state));
        same.copied().or_else(|| self.default_of(r#type))
    }
    /// Whether the clocks of an SLA stand still in this status.
    pub fn pauses(&self, status: Uuid) -> bool {
        self.status(status).is_some_and(|s| s.pauses)
    }
}

/// An account's vocabulary, which nobody else changes until the transaction ends.
///
/// # Errors
/// Where the database is away.
pub async fn lock(tx: &mut Tx, account: AccountId) -> Result<Vocabulary> {
    one_at_a_time(tx, account).await?;
    read(tx, account.uuid()).await
}

/// Waits for whoever else changes an account's vocabulary, the one that makes its defaults among them.
///
/// # Errors
/// Where the database is away.
pub async fn one_at_a_time(tx: &mut Tx, account: AccountId) -> Result<()> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended($1::text, 0)) is null as "done!""#,
        format!("items.{account}")
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}

/// An account's vocabulary as it is now.
///
/// # Errors
/// Where the database is away.
pub async fn read(db: &mut PgConnection, account: Uuid) -> Result<Vocabulary> {
    // Types first: whose defaults are made between the two has types that are not seen, and not types without a status.
    let mut types = item_type::all(&mut *db, account).await?;
    let statuses = status::all(&mut *db, account).await?;
    item_type::settle(&mut types, &statuses);
    let fields = field::all(&mut *db, account).await?;
    let forms = form::all(&mut *db, account).await?;
    Ok(Vocabulary { types, statuses, fields, forms })
}

/// The same without a transaction.
///
/// # Errors
/// Where the database is away.
pub async fn read_now(db: &Readers, account: Uuid) -> Result<Vocabulary> {
    let mut types = item_type::all(db, account).await?;
    let statuses = status::all(db, account).await?;
    item_type::settle(&mut types, &statuses);
    let fields = field::all(db, account).await?;
    let forms = form::all(db, account).await?;
    Ok(Vocabulary { types, statuses, fields, forms })
}

#[cfg(test)]
pub mod tests;
