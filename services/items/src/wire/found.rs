//! What a search found, as the contract says it.
use tandem_kit::{
    clock::timestamp,
    id::{ItemId, MessageId},
};
use tandem_proto::items as pb;

use crate::item::search::{Found, Passage, Place};

/// The answer of a search.
pub fn found(found: Found) -> pb::ListItemsResponse {
    let hits = found.items.iter().zip(found.passages).map(|(item, passages)| pb::SearchHit {
        item_id: ItemId::from(item.id).to_string(),
        passages: passages.into_iter().map(passage).collect(),
    });
    pb::ListItemsResponse {
        hits: hits.collect(),
        items: found.items.iter().map(super::item).collect(),
        next_page_token: found.next_page_token,
        corrected_q: found.corrected,
        looked_back_time: found.looked_back.map(timestamp),
    }
}

fn passage(passage: Passage) -> pb::SearchPassage {
    use pb::search_passage::{Place as Kind, Range};
    let (place, message) = match passage.place {
        Place::Title => (Kind::Title, None),
        Place::Description => (Kind::Description, None),
        Place::Message(message) => (Kind::Message, Some(message)),
        Place::File(message) => (Kind::File, Some(message)),
    };
    let count = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
    let ranges = passage.ranges.into_iter();
    pb::SearchPassage {
        place: place.into(),
        message_id: message.map(|id| MessageId::from(id).to_string()).unwrap_or_default(),
        text: passage.text,
        ranges: ranges.map(|(start, end)| Range { start: count(start), end: count(end) }).collect(),
    }
}
