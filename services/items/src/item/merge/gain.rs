//! What an item gets by a merge and has not already, and what it keeps of that when it is taken apart. Pure, but for the files.
use tandem_kit::{Result, Tx};

use super::super::Item;
use crate::error;

const MOST_REQUESTERS: usize = 50;
const MOST_TAGS: usize = 50;
const MOST_FILES: usize = 100;

/// What comes with an item.
#[derive(Debug, PartialEq, Eq)]
pub struct Gain {
    pub requesters: Vec<String>,
    pub tags: Vec<String>,
    pub attachments: Vec<String>,
    /// Its requesters could see it on the portal, and the other's could not.
    pub published: bool,
}

impl Gain {
    /// What a source has and a target has not.
    pub fn of(target: &Item, source: &Item) -> Self {
        Self {
            requesters: missing(&target.requesters, &source.requesters),
            tags: missing(&target.tags, &source.tags),
            attachments: missing(&target.attachments, &source.attachments),
            published: source.published && !target.published,
        }
    }
    fn is_nothing(&self) -> bool {
        self.requesters.is_empty() && self.tags.is_empty() && self.attachments.is_empty() && !self.published
    }
    /// Adds it.
    pub fn add(&self, target: &mut Item, source: &Item) {
        target.requesters.extend(self.requesters.iter().cloned());
        target.tags.extend(self.tags.iter().cloned());
        target.attachments.extend(self.attachments.iter().cloned());
        target.published |= self.published;
        target.organization = target.organization.or(source.organization);
    }
}

fn missing(has: &[String], given: &[String]) -> Vec<String> {
    given.iter().filter(|one| !has.contains(one)).cloned().collect()
}

/// Whether an item can have all that.
///
/// # Errors
/// `Refused` with what there would be too many of.
pub fn check(item: &Item) -> Result<()> {
    let counted = [
        ("TOO_MANY_REQUESTERS", "requesters", item.requesters.len(), MOST_REQUESTERS),
        ("TOO_MANY_TAGS", "tags", item.tags.len(), MOST_TAGS),
        ("TOO_MANY_FILES", "files", item.attachments.len(), MOST_FILES),
    ];
    match counted.into_iter().find(|(_, _, count, most)| count > most) {
        Some((reason, what, count, most)) => Err(error::too_many(reason, what, count, most)),
        None => Ok(()),
    }
}

/// The target without what came by one merge, unless another that is still merged has it too.
pub fn without(target: &Item, gain: &Gain, others: &[Item]) -> Item {
    let mut item = target.clone();
    let kept =
        |list: fn(&Item) -> &Vec<String>, one: &String| others.iter().any(|other| list(other).contains(one));
    item.requesters.retain(|one| !gain.requesters.contains(one) || kept(|other| &other.requesters, one));
    item.tags.retain(|one| !gain.tags.contains(one) || kept(|other| &other.tags, one));
    item.attachments.retain(|one| !gain.attachments.contains(one) || kept(|other| &other.attachments, one));
    item.published &= !gain.published || others.iter().any(|other| other.published);
    item
}

/// What came by one merge and stays because of others: each of them brings from now on what of it they have, the first that has it.
pub fn inherited<'a>(gain: &Gain, others: &'a [Item]) -> Vec<(&'a Item, Gain)> {
    let first = |has: &dyn Fn(&Item) -> bool| others.iter().find(|other| has(other)).map(|other| other.id);
    let of = |list: &[String], read: fn(&Item) -> &Vec<String>, heir: &Item| {
        let theirs = |one: &&String| first(&|other| read(other).contains(one)) == Some(heir.id);
        list.iter().filter(theirs).cloned().collect()
    };
    let part = |heir: &'a Item| {
        let part = Gain {
            requesters: of(&gain.requesters, |item| &item.requesters, heir),
            tags: of(&gain.tags, |item| &item.tags, heir),
            attachments: of(&gain.attachments, |item| &item.attachments, heir),
            published: gain.published && first(&|other| other.published) == Some(heir.id),
        };
        (heir, part)
    };
    others.iter().map(part).filter(|(_, part)| !part.is_nothing()).collect()
}

/// Writes which files are an item's: they change by merging alone.
///
/// # Errors
/// Where the database is away.
pub async fn save_files(tx: &mut Tx, item: &Item) -> Result<()> {
    sqlx::query!(
        "update items.item set attachments = $3 where account = $1 and id = $2",
        item.account,
        item.id,
        &item.attachments
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
