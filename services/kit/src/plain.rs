//! A message of the contract as JSON, for those who look through all that it says.
use prost_reflect::DynamicMessage;
use serde_json::Value;

use crate::auth::CONTRACT;

/// As REST shows it; null where the contract has no such message.
#[must_use]
pub fn json<T: prost::Message + prost::Name>(message: &T) -> Value {
    encoded(&T::full_name(), &message.encode_to_vec())
}

/// The same of one that is kept encoded.
#[must_use]
pub fn encoded(name: &str, bytes: &[u8]) -> Value {
    let read = CONTRACT.get_message_by_name(name).and_then(|known| DynamicMessage::decode(known, bytes).ok());
    read.and_then(|message| serde_json::to_value(message).ok()).unwrap_or_default()
}
