//! Blocks: pieces of the time that hits are looked for in, from the newest back.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where an item stands among all: by when it was made.
pub type Key = (DateTime<Utc>, Uuid);

/// How hits are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// Not decided yet.
    #[default]
    Unknown,
    /// By the inverted index: few have the words.
    Rare,
    /// From the newest document backwards: many have them.
    Common,
    /// By the inverted index, a stretch of time after the other: each word is frequent, and few have them all.
    Spans,
}

/// A piece of time.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Block {
    /// It begins before this item; nothing: at the newest.
    pub from: Option<Key>,
    /// It ends with this item, or within it nothing at all ends it; nothing: that is not decided yet.
    #[serde(default, with = "decided")]
    pub end: Option<Option<Key>>,
}

/// What was found in a block.
pub struct Ahead {
    pub hits: Vec<Key>,
    /// What the block ends with; nothing: there is none after it.
    pub end: Option<Key>,
}

/// An option in an option, as JSON knows but one nothing.
mod decided {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Key;

    type End = Option<Option<Key>>;

    pub fn serialize<S: Serializer>(end: &End, serializer: S) -> Result<S::Ok, S::Error> {
        end.as_ref().map(|end| end.iter().collect::<Vec<_>>()).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<End, D::Error> {
        let end: Option<Vec<Key>> = Option::deserialize(deserializer)?;
        Ok(end.map(|keys| keys.first().copied()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_in_a_token_as_it_was() {
        let key: Key = (DateTime::UNIX_EPOCH, Uuid::nil());
        for end in [None, Some(None), Some(Some(key))] {
            let block = Block { from: Some(key), end };
            let text = serde_json::to_string(&block).unwrap();
            let read: Block = serde_json::from_str(&text).unwrap();
            assert_eq!((read.from, read.end), (Some(key), end), "{text}");
        }
    }
}
