//! Pages: a keyset, opaque to callers.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result};

const DEFAULT: i32 = 25;
const MOST: i32 = 100;

/// Which part of a list is asked for.
pub struct Page {
    size: usize,
    after: Option<serde_json::Value>,
}

impl Page {
    /// Reads `page_size` (1 to 100, 0 means 25) and `page_token` of a request.
    ///
    /// # Errors
    /// `Invalid` where one of them cannot be.
    pub fn of(page_size: i32, page_token: &str) -> Result<Self> {
        let size = match page_size {
            0 => DEFAULT,
            1..=MOST => page_size,
            _ => return Err(Error::invalid("page_size", format!("{page_size} is not between 1 and {MOST}"))),
        };
        let after = if page_token.is_empty() {
            None
        } else {
            let bytes = URL_SAFE_NO_PAD.decode(page_token).ok();
            let value = bytes.and_then(|b| serde_json::from_slice(&b).ok());
            Some(value.ok_or_else(|| Error::invalid("page_token", "is not one that this list gave out"))?)
        };
        Ok(Self { size: usize::try_from(size).unwrap_or(1), after })
    }
    /// How many rows it holds.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }
    /// How many rows to read: one more than the page holds, to see whether there is a next one.
    #[must_use]
    pub fn limit(&self) -> i64 {
        i64::try_from(self.size).unwrap_or(0) + 1
    }
    /// The key of the last row of the page before; nothing on the first page.
    ///
    /// # Errors
    /// `Invalid` where the token belongs to another list.
    pub fn after<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        let read = |value: &serde_json::Value| {
            T::deserialize(value).map_err(|_| Error::invalid("page_token", "belongs to another list"))
        };
        self.after.as_ref().map(read).transpose()
    }
    /// The rows of the page and the token of the next one, empty on the last.
    pub fn cut<T, K: Serialize>(&self, mut rows: Vec<T>, key: impl FnOnce(&T) -> K) -> (Vec<T>, String) {
        if rows.len() <= self.size {
            return (rows, String::new());
        }
        rows.truncate(self.size);
        let token = rows.last().map(|last| Self::token(&key(last))).unwrap_or_default();
        (rows, token)
    }
    /// The token of a page that begins after this key.
    pub fn token<K: Serialize>(key: &K) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_the_token_that_reads_on_after_its_last_row() {
        let page = Page::of(2, "").unwrap();
        let (rows, token) = page.cut(vec![10, 20, 30], |last| (*last, "x"));
        assert_eq!(rows, [10, 20]);
        let next = Page::of(2, &token).unwrap();
        assert_eq!(next.after::<(i32, String)>().unwrap(), Some((20, "x".into())));
        assert_eq!(next.cut(vec![30], |last| *last).1, "");
    }

    #[test]
    fn a_token_of_our_own_making_is_refused_by_name() {
        assert!(matches!(Page::of(2, "??"), Err(Error::Invalid { field, .. }) if field == "page_token"));
        assert!(matches!(Page::of(101, ""), Err(Error::Invalid { field, .. }) if field == "page_size"));
    }
}
