//! What a caller may not see of what others keep: of items and what they are in, the service items alone knows. Callers who see everything
//! are known by themselves, and nobody is asked about them.
use std::collections::HashSet;

use tandem_proto::items::{SeeWhatRequest, WhoSeesRequest, sight_service_client::SightServiceClient};

use crate::{Cause, Context, Error, Page, Result, auth, rpc::Channel};

/// How many are asked about at once.
const AT_ONCE: usize = 2_000;
/// How many rows are read at a time where some are left out, and how often: a list ends where as many in a row are not seen.
const ROWS: i64 = 500;
const ROUNDS: usize = 40;

/// The way to who knows; on a test bench there may be none.
#[derive(Clone, Default)]
pub struct Sight(Option<Channel>);

impl Sight {
    /// From what the process knows. Only on a test bench may the service items be missing.
    ///
    /// # Errors
    /// Names the address that is missing.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        match cx.peers.channel("items") {
            Ok(channel) => Ok(Self(Some(channel))),
            Err(_) if cx.config.testing => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }

    fn client(&self) -> Result<SightServiceClient<Channel>> {
        let channel = self.0.clone();
        channel
            .map(SightServiceClient::new)
            .ok_or_else(|| Error::Unavailable("the service items is not there".into()))
    }

    /// Those of the items, projects and folders that the caller sees.
    ///
    /// # Errors
    /// `Unavailable` where items is away.
    pub async fn seen(&self, cause: &Cause, ids: Vec<String>) -> Result<HashSet<String>> {
        if !cause.caller.is_limited() {
            return Ok(ids.into_iter().collect());
        }
        let distinct: Vec<String> = ids.into_iter().collect::<HashSet<_>>().into_iter().collect();
        let mut seen = HashSet::new();
        for ids in distinct.chunks(AT_ONCE) {
            let request = SeeWhatRequest { ids: ids.to_vec() };
            seen.extend(auth::acting(cause, self.client()?.see_what(request)).await?.into_inner().ids);
        }
        Ok(seen)
    }

    /// Whether the caller sees one of them; what is neither an item nor a project nor a folder everybody sees as far as this goes.
    ///
    /// # Errors
    /// `Unavailable` where items is away.
    pub async fn sees(&self, cause: &Cause, id: &str) -> Result<bool> {
        if !is_hideable(id) || !cause.caller.is_limited() {
            return Ok(true);
        }
        Ok(self.seen(cause, vec![id.to_owned()]).await?.contains(id))
    }

    /// Those of the users who see an item or a project.
    ///
    /// # Errors
    /// `Unavailable` where items is away.
    pub async fn who_sees(&self, cause: &Cause, subject: &str, users: Vec<String>) -> Result<Vec<String>> {
        if users.is_empty() || !is_hideable(subject) {
            return Ok(users);
        }
        let mut seeing = Vec::new();
        for some in users.chunks(AT_ONCE) {
            let request = WhoSeesRequest { subject_id: subject.to_owned(), user_ids: some.to_vec() };
            let answer = auth::acting(&cause.as_system(), self.client()?.who_sees(request)).await?;
            seeing.extend(answer.into_inner().user_ids);
        }
        Ok(seeing)
    }

    /// The rows whose subject the caller sees.
    ///
    /// # Errors
    /// `Unavailable` where items is away.
    pub async fn sift<T>(
        &self,
        cause: &Cause,
        rows: Vec<T>,
        subject: impl Fn(&T) -> Option<String>,
    ) -> Result<Vec<T>> {
        if !cause.caller.is_limited() || rows.is_empty() {
            return Ok(rows);
        }
        let asked = rows.iter().filter_map(&subject).filter(|id| is_hideable(id)).collect();
        let seen = self.seen(cause, asked).await?;
        let shown = |row: &T| subject(row).is_none_or(|id| !is_hideable(&id) || seen.contains(&id));
        Ok(rows.into_iter().filter(shown).collect())
    }

    /// As many rows of a list as a page needs, of those whose subject the caller sees: where all are seen, by one read.
    ///
    /// # Errors
    /// As `read` fails; `Unavailable` where items is away.
    pub async fn page<T, K, F>(
        &self,
        cause: &Cause,
        (page, first): (&Page, Option<K>),
        read: impl Fn(Option<K>, i64) -> F,
        key: impl Fn(&T) -> K,
        subject: impl Fn(&T) -> Option<String>,
    ) -> Result<Vec<T>>
    where
        F: Future<Output = Result<Vec<T>>>,
    {
        if !cause.caller.is_limited() {
            return read(first, page.limit()).await;
        }
        let most = usize::try_from(page.limit()).unwrap_or(usize::MAX);
        let (mut kept, mut after) = (Vec::new(), first);
        for _ in 0..ROUNDS {
            let rows = read(after, ROWS).await?;
            let full = i64::try_from(rows.len()).is_ok_and(|count| count >= ROWS);
            after = rows.last().map(&key);
            kept.extend(self.sift(cause, rows, &subject).await?);
            if !full || kept.len() >= most {
                break;
            }
        }
        kept.truncate(most);
        Ok(kept)
    }
}

/// Whether it is something that only some may see.
fn is_hideable(id: &str) -> bool {
    ["item_", "proj_", "folder_"].iter().any(|kind| id.starts_with(kind))
}
