//! What a visitor's files may be: how large each, and how much in a day, counted while it comes.
use futures::{Stream, StreamExt as _};
use tandem_kit::Result;
use uuid::Uuid;

use super::{
    Chats,
    limit::{self, What},
};
use crate::file::receive::Piece;

/// Largest file of a visitor, in bytes.
pub const LARGEST: usize = 10 << 20;
const MEGABYTE: usize = 1 << 20;

/// The pieces of a visitor's file. Each megabyte that begins is counted, and refused where it is too much.
pub fn counted(
    chats: Chats,
    visitor: Uuid,
    pieces: impl Stream<Item = Result<Piece>> + Send,
) -> impl Stream<Item = Result<Piece>> + Send {
    let mut came = 0;
    pieces.then(move |piece| {
        let (chats, before) = (chats.clone(), came);
        came += piece.as_ref().map_or(0, |piece| piece.data.len());
        let begun = begins(before, came);
        async move {
            for _ in 0..begun {
                limit::visitor(&chats, visitor, What::Megabyte).await?;
            }
            piece
        }
    })
}

/// How many megabytes begin with the bytes after `before`, of no more than a file may have.
fn begins(before: usize, after: usize) -> usize {
    let begun = |bytes: usize| bytes.min(LARGEST + 1).div_ceil(MEGABYTE);
    begun(after) - begun(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_megabyte_counts_once_when_it_begins() {
        assert_eq!((begins(0, 1), begins(1, MEGABYTE), begins(MEGABYTE, MEGABYTE + 1)), (1, 0, 1));
        assert_eq!(begins(0, LARGEST), 10);
        assert_eq!(begins(LARGEST, usize::MAX), 1, "what is too large is not counted on");
    }
}
